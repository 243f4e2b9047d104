-- A spreadsheet that an editor has sent: it is shown what it would change, then applied or forgotten.
CREATE TABLE uploads (
    id        INTEGER PRIMARY KEY,
    author_id INTEGER NOT NULL,
    kind      TEXT NOT NULL CHECK (kind IN ('answer', 'exhibition', 'date')),
    name      TEXT NOT NULL,                 -- of the file
    rows      TEXT NOT NULL,                 -- JSON: by key, the fields and the revision they were made of
    at        INTEGER NOT NULL               -- Unix seconds, UTC; a row goes when it is applied
) STRICT;
CREATE INDEX uploads_by_author ON uploads (author_id);
