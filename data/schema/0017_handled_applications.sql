-- Who of the admins has handled an application; their name is what the others are told. A table of
-- its own: what an admin has done is the admin's, what was applied for is the applicant's.
CREATE TABLE handled_applications (
    application_id INTEGER PRIMARY KEY REFERENCES applications ON DELETE CASCADE,
    admin_id       INTEGER NOT NULL,
    name           TEXT NOT NULL,
    handled_at     INTEGER NOT NULL          -- Unix seconds, UTC
) STRICT;

INSERT INTO handled_applications (application_id, admin_id, name, handled_at)
SELECT id, handled_by, handler, handled_at FROM applications WHERE state = 'handled';

ALTER TABLE applications DROP COLUMN handled_at;
ALTER TABLE applications DROP COLUMN handled_by;
ALTER TABLE applications DROP COLUMN handler;
