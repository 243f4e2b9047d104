-- What editors write in chat is content: it has an author and a date, and lives in files after an export.
ALTER TABLE answers ADD COLUMN digest TEXT NOT NULL DEFAULT '';  -- of the whole file; `version` is of what is shown
ALTER TABLE answers ADD COLUMN author_id INTEGER;                -- who wrote it in chat; NULL: it comes from a file
ALTER TABLE answers ADD COLUMN written_at INTEGER;
ALTER TABLE answers ADD COLUMN written TEXT;                     -- its future file; NULL as soon as a file has it

ALTER TABLE phrasings ADD COLUMN filed INTEGER NOT NULL DEFAULT 0; -- 1: the answer's file has it
UPDATE phrasings SET filed = 1 WHERE author_id IS NULL;

-- An answer on its way: what an editor has filled in so far.
CREATE TABLE drafts (
    id           INTEGER PRIMARY KEY,
    author_id    INTEGER NOT NULL,
    revision     INTEGER NOT NULL DEFAULT 0, -- raised by every change: a button knows what it was shown
    state        TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'published', 'discarded')),
    questions    TEXT NOT NULL,              -- one a line
    title        TEXT NOT NULL DEFAULT '',
    section_id   INTEGER REFERENCES sections,
    audience     TEXT NOT NULL DEFAULT '',
    body         TEXT NOT NULL DEFAULT '',   -- Markdown
    source_title TEXT NOT NULL DEFAULT '',
    source_url   TEXT NOT NULL DEFAULT '',
    source_date  TEXT NOT NULL DEFAULT '',
    started_at   INTEGER NOT NULL,
    answer_id    INTEGER REFERENCES answers  -- once published
) STRICT;
CREATE INDEX drafts_by_state ON drafts (state, id);
