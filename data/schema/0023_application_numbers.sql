-- A withdrawn application is deleted. AUTOINCREMENT, so that its number is never given again: an admin's
-- card and a notice that name it must not come to mean the application of somebody else.
CREATE TABLE numbered (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id  INTEGER NOT NULL REFERENCES people ON DELETE CASCADE,
    event_id   INTEGER NOT NULL REFERENCES events,
    step       INTEGER NOT NULL DEFAULT 0,   -- the field that the next text fills; 3: all are filled
    company    TEXT NOT NULL,
    contact    TEXT NOT NULL,
    wish       TEXT NOT NULL,
    state      TEXT NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'sent', 'handled')),
    touched_at INTEGER NOT NULL,
    sent_at    INTEGER,
    message_id INTEGER                       -- of the message that filled the last field
) STRICT;

INSERT INTO numbered
SELECT id, person_id, event_id, step, company, contact, wish, state, touched_at, sent_at, message_id
FROM applications;

DROP TABLE applications;
ALTER TABLE numbered RENAME TO applications;
CREATE UNIQUE INDEX applications_drafts ON applications (person_id) WHERE state = 'draft';
CREATE INDEX applications_by_state ON applications (state, id);
