-- Answers to a finder that a person keeps: its plan is made anew whenever it is opened.
CREATE TABLE saved_plans (
    id        INTEGER PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES people ON DELETE CASCADE,
    kind      TEXT NOT NULL CHECK (kind IN ('b', 't')),
    answers   TEXT NOT NULL,
    saved_at  INTEGER NOT NULL,
    UNIQUE (person_id, kind, answers)
) STRICT;
