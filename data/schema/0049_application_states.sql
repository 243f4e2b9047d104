-- An application is new, taken into work, confirmed or refused; what was «handled» was taken into work.
CREATE TABLE numbered (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id  INTEGER NOT NULL REFERENCES people ON DELETE CASCADE,
    event_id   INTEGER NOT NULL REFERENCES events,
    step       INTEGER NOT NULL DEFAULT 0,   -- the field that the next text fills; 3: all are filled
    company    TEXT NOT NULL,
    contact    TEXT NOT NULL,
    wish       TEXT NOT NULL,
    state      TEXT NOT NULL DEFAULT 'draft'
               CHECK (state IN ('draft', 'sent', 'taken', 'confirmed', 'refused')),
    touched_at INTEGER NOT NULL,
    sent_at    INTEGER,
    message_id INTEGER                       -- of the message that filled the last field
) STRICT;

INSERT INTO numbered
SELECT id, person_id, event_id, step, company, contact, wish,
    CASE state WHEN 'handled' THEN 'taken' ELSE state END, touched_at, sent_at, message_id
FROM applications;
-- The number of a withdrawn application is still never given again.
DELETE FROM sqlite_sequence WHERE name = 'numbered';
INSERT INTO sqlite_sequence (name, seq)
SELECT 'numbered', seq FROM sqlite_sequence WHERE name = 'applications';

DROP TABLE applications;
ALTER TABLE numbered RENAME TO applications;
CREATE UNIQUE INDEX applications_drafts ON applications (person_id) WHERE state = 'draft';
CREATE INDEX applications_by_state ON applications (state, id);
CREATE INDEX applications_by_person ON applications (person_id, event_id);
CREATE INDEX applications_by_time ON applications (sent_at);

-- What the team writes about an application, and what it has written to the applicant.
CREATE TABLE application_notes (
    id             INTEGER PRIMARY KEY,
    application_id INTEGER NOT NULL REFERENCES applications ON DELETE CASCADE,
    author_id      INTEGER NOT NULL,
    text           TEXT NOT NULL,
    is_reply       INTEGER NOT NULL CHECK (is_reply IN (0, 1)),
    written_at     INTEGER NOT NULL           -- Unix seconds, UTC
) STRICT;
CREATE INDEX application_notes_by_application ON application_notes (application_id, id);
CREATE INDEX application_notes_by_author ON application_notes (author_id);
