-- «Хочу участвовать»: a form while it is a draft (one a person), an application once it is sent.
CREATE TABLE applications (
    id         INTEGER PRIMARY KEY,
    person_id  INTEGER NOT NULL REFERENCES people ON DELETE CASCADE,
    event_id   INTEGER NOT NULL REFERENCES events,
    step       INTEGER NOT NULL DEFAULT 0,   -- the field that the next text fills; 3: all are filled
    company    TEXT NOT NULL,
    contact    TEXT NOT NULL,
    wish       TEXT NOT NULL,
    state      TEXT NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'sent', 'handled')),
    touched_at INTEGER NOT NULL,
    sent_at    INTEGER,
    handled_at INTEGER,
    handled_by INTEGER,                      -- an admin's id
    handler    TEXT NOT NULL DEFAULT ''      -- and name
) STRICT;
CREATE UNIQUE INDEX applications_drafts ON applications (person_id) WHERE state = 'draft';
CREATE INDEX applications_by_state ON applications (state, id);
