-- One message to many. The message itself stays in its author's chat and is copied from there.
CREATE TABLE broadcasts (
    id           INTEGER PRIMARY KEY,
    author_id    INTEGER NOT NULL,
    kind         TEXT NOT NULL CHECK (kind IN ('topic', 'service')),
    topic        TEXT,                        -- what people may opt out of; NULL in service notices
    from_chat_id INTEGER NOT NULL,
    message_ids  TEXT NOT NULL,               -- JSON; several ids are one album
    buttons      TEXT NOT NULL,               -- JSON: [[label, target], …]
    audience     TEXT NOT NULL,               -- JSON: a segment expression
    at_night     INTEGER NOT NULL DEFAULT 0,  -- 1: does not wait for the end of the quiet hours
    state        TEXT NOT NULL DEFAULT 'draft'
                 CHECK (state IN ('draft', 'scheduled', 'running', 'paused', 'finished',
                                  'cancelled', 'recalled', 'missed')),
    created_at   INTEGER NOT NULL,            -- Unix seconds, UTC
    scheduled_at INTEGER,
    started_at   INTEGER,
    finished_at  INTEGER,                     -- when nothing was in flight any more
    recalled_at  INTEGER,                     -- when the last message was taken back
    recall_text  TEXT,                        -- what takes the place of messages too old to delete
    problem      TEXT NOT NULL DEFAULT '',    -- why it paused by itself
    selection    TEXT,                        -- JSON: [SQL, values], which picked the recipients
    total        INTEGER                      -- NULL until every recipient has a row
) STRICT;

-- One row per recipient, so that a restart goes on where it stopped.
CREATE TABLE deliveries (
    broadcast_id INTEGER NOT NULL REFERENCES broadcasts ON DELETE CASCADE,
    person_id    INTEGER NOT NULL REFERENCES people ON DELETE CASCADE,
    outcome      TEXT NOT NULL DEFAULT 'pending'
                 CHECK (outcome IN ('pending', 'sending', 'delivered', 'blocked', 'deactivated',
                                    'gone', 'failed', 'unknown', 'opted_out')),
    at           INTEGER,
    reason       TEXT,                        -- Telegram's own words
    chat_id      INTEGER,                     -- where the chat moved to, if it did
    message_ids  TEXT,                        -- JSON, for recall
    recalled     TEXT CHECK (recalled IN ('deleted', 'edited', 'kept')),
    PRIMARY KEY (broadcast_id, person_id)
) STRICT, WITHOUT ROWID;

-- Sums of the deliveries, saved together with them: a progress card costs no scan.
CREATE TABLE broadcast_counts (
    broadcast_id INTEGER NOT NULL REFERENCES broadcasts ON DELETE CASCADE,
    outcome      TEXT NOT NULL,               -- of sending (settled ones only) or of recalling
    number       INTEGER NOT NULL,
    PRIMARY KEY (broadcast_id, outcome)
) STRICT, WITHOUT ROWID;

CREATE TABLE broadcast_clicks (
    broadcast_id INTEGER NOT NULL REFERENCES broadcasts ON DELETE CASCADE,
    button       INTEGER NOT NULL,            -- its place, from 0
    person_id    INTEGER NOT NULL REFERENCES people ON DELETE CASCADE,
    at           INTEGER NOT NULL,
    PRIMARY KEY (broadcast_id, button, person_id)
) STRICT, WITHOUT ROWID;
