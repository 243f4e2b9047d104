-- The queue of notices is read topic by topic, the oldest first. The old index served no query: a
-- statement has to repeat the whole condition of a partial index.
DROP INDEX notices_waiting;
CREATE INDEX notices_waiting ON notices (topic, id) WHERE state = 'pending';
CREATE INDEX alerts_by_age ON alerts (kind, after_id);
