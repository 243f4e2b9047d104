-- What a person was looking at holds their words: it is removed in time, as their questions are.
CREATE INDEX contexts_by_time ON contexts (shown_at);
