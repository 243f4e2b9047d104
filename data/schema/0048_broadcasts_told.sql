-- Drafts of broadcasts can be deleted. AUTOINCREMENT, so that a number is never given again: the card
-- of a deleted draft must not come to mean another broadcast.
CREATE TABLE numbered (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
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
    total        INTEGER,                     -- NULL until every recipient has a row
    excerpt      TEXT NOT NULL DEFAULT '',    -- the beginning of the message's text
    content      TEXT NOT NULL DEFAULT '',    -- what the message is, as «photo»; '': not known
    to_report    INTEGER NOT NULL DEFAULT 0 CHECK (to_report IN (0, 1)) -- its end is to be told
) STRICT;

INSERT INTO numbered
SELECT id, author_id, kind, topic, from_chat_id, message_ids, buttons, audience, at_night, state,
    created_at, scheduled_at, started_at, finished_at, recalled_at, recall_text, problem, selection,
    total, excerpt, '', 0
FROM broadcasts;

DROP TABLE broadcasts;
ALTER TABLE numbered RENAME TO broadcasts;
CREATE INDEX broadcasts_by_author ON broadcasts (author_id);
CREATE INDEX broadcasts_unfinished ON broadcasts (id)
    WHERE started_at IS NOT NULL AND finished_at IS NULL;
CREATE INDEX broadcasts_by_state ON broadcasts (state, id);
CREATE INDEX broadcasts_by_end ON broadcasts (finished_at);
CREATE INDEX broadcasts_by_start ON broadcasts (started_at);
CREATE INDEX broadcasts_to_report ON broadcasts (id) WHERE to_report = 1;
