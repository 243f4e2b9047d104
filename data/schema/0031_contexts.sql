-- What a person is looking at, so that «а где это?» has a subject; forgotten after half an hour.
CREATE TABLE contexts (
    person_id   INTEGER PRIMARY KEY REFERENCES people ON DELETE CASCADE,
    kind        TEXT NOT NULL CHECK (kind IN ('answer', 'event')),
    item_id     INTEGER NOT NULL,
    words       TEXT NOT NULL,      -- masked words of the person that led to it; '' for a button
    question_id INTEGER,            -- that a specialist was offered for, else NULL
    shown_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- Of a follow-up: the words that were searched, and the title of its subject.
ALTER TABLE questions ADD COLUMN searched TEXT NOT NULL DEFAULT '';
ALTER TABLE questions ADD COLUMN subject TEXT NOT NULL DEFAULT '';
