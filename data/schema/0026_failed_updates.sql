-- Updates that were given up: kept for whoever looks for the cause, until their time is over.
CREATE TABLE failed_updates (
    id        INTEGER PRIMARY KEY,            -- Telegram's update_id
    person_id INTEGER NOT NULL,               -- whose it was; 0 where it is nobody's
    body      TEXT NOT NULL,                  -- JSON, its texts masked
    reason    TEXT NOT NULL CHECK (reason IN ('killed', 'unreadable', 'failed', 'unreachable')),
    failed_at INTEGER NOT NULL,
    told_at   INTEGER                         -- when its person got a word; NULL: not yet
) STRICT;
CREATE INDEX failed_updates_by_person ON failed_updates (person_id);
CREATE INDEX failed_updates_untold ON failed_updates (id) WHERE told_at IS NULL;
CREATE INDEX failed_updates_by_time ON failed_updates (failed_at);
