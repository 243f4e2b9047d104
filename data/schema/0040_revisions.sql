-- What an answer or an event said, revision by revision: people see what the newest says.
CREATE TABLE revisions (
    id         INTEGER PRIMARY KEY,
    kind       TEXT NOT NULL CHECK (kind IN ('answer', 'event')),
    subject_id INTEGER NOT NULL,             -- of the answer or the event
    fields     TEXT NOT NULL,                -- JSON, as its file has them; absent: the default
    author_id  INTEGER,                      -- NULL: it came from a file
    at         INTEGER NOT NULL,             -- Unix seconds, UTC
    note       TEXT NOT NULL                 -- why, in the author's words
) STRICT;
CREATE INDEX revisions_by_subject ON revisions (kind, subject_id, id);
CREATE INDEX revisions_by_author ON revisions (author_id);

-- What the file said last of an answer or an event; without a row no file has it.
CREATE TABLE imported (
    kind       TEXT NOT NULL CHECK (kind IN ('answer', 'event')),
    subject_id INTEGER NOT NULL,
    fields     TEXT NOT NULL,                -- JSON
    edited     TEXT NOT NULL,                -- JSON: names of the fields that editors changed since
    PRIMARY KEY (kind, subject_id)
) STRICT, WITHOUT ROWID;

-- A field that a file and an editor have both changed: it stays as the editor left it until an editor
-- chooses. A row goes when that is done.
CREATE TABLE conflicts (
    id         INTEGER PRIMARY KEY,
    kind       TEXT NOT NULL CHECK (kind IN ('answer', 'event')),
    subject_id INTEGER NOT NULL,
    field      TEXT NOT NULL,
    theirs     TEXT NOT NULL,                -- JSON: what the file says; null: it leaves the field out
    at         INTEGER NOT NULL,
    UNIQUE (kind, subject_id, field)
) STRICT;

-- Files that were imported before this are read once more: revisions begin with what they say.
UPDATE content SET fingerprint = 'again' WHERE fingerprint <> '';
UPDATE content SET events_fingerprint = 'again' WHERE events_fingerprint <> '';
UPDATE content SET dates_fingerprint = 'again' WHERE dates_fingerprint <> '';
