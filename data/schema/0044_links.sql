-- What an address in the content answered when it was last asked.
CREATE TABLE link_checks (
    id         INTEGER PRIMARY KEY,
    url        TEXT NOT NULL UNIQUE,
    state      TEXT NOT NULL CHECK (state IN ('ok', 'moved', 'broken', 'unreachable')),
    detail     TEXT NOT NULL,                -- where it has moved, or why it is not ok
    checked_at INTEGER NOT NULL              -- Unix seconds, UTC
) STRICT;
