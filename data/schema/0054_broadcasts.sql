-- What a card of a broadcast shows is counted as it happens, and stays when the recipients' rows go.
CREATE TABLE broadcast_reasons (
    broadcast_id INTEGER NOT NULL REFERENCES broadcasts ON DELETE CASCADE,
    reason       TEXT NOT NULL,               -- of a failure, in Telegram's words
    number       INTEGER NOT NULL,
    PRIMARY KEY (broadcast_id, reason)
) STRICT, WITHOUT ROWID;
INSERT INTO broadcast_reasons (broadcast_id, reason, number)
SELECT broadcast_id, COALESCE(reason, ''), COUNT(*) FROM deliveries
WHERE outcome = 'failed' GROUP BY 1, 2;

CREATE TABLE broadcast_click_counts (
    broadcast_id INTEGER NOT NULL REFERENCES broadcasts ON DELETE CASCADE,
    button       INTEGER NOT NULL,            -- its place, from 0
    number       INTEGER NOT NULL,
    PRIMARY KEY (broadcast_id, button)
) STRICT, WITHOUT ROWID;
INSERT INTO broadcast_click_counts (broadcast_id, button, number)
SELECT broadcast_id, button, COUNT(*) FROM broadcast_clicks GROUP BY 1, 2;

-- Few rows of a broadcast are ever in these states.
CREATE INDEX deliveries_sending ON deliveries (broadcast_id) WHERE outcome = 'sending';
CREATE INDEX deliveries_troubled ON deliveries (broadcast_id, outcome)
    WHERE outcome IN ('failed', 'unknown');

CREATE INDEX opt_outs_by_topic ON opt_outs (topic, since);
CREATE INDEX alerts_by_filter ON alerts (kind, wanted, title);

-- An audience is counted from this index alone, and who was active since a day.
DROP INDEX people_by_last_seen;
CREATE INDEX people_audience ON people (last_seen, state, role, paused_until);
