-- What the editors' file said last: a row that an admin has changed since is left alone until the
-- file says something new about it, and an unchanged file is not read again.
ALTER TABLE events ADD COLUMN version TEXT NOT NULL DEFAULT '';
ALTER TABLE content ADD COLUMN events_fingerprint TEXT NOT NULL DEFAULT '';
