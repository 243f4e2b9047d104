-- Beside exhibitions, the calendar has dates of students and of companies, from data/dates.csv. A date
-- has no country; `city` is its place.
ALTER TABLE events ADD COLUMN kind TEXT NOT NULL DEFAULT 'exhibition'
    CHECK (kind IN ('exhibition', 'study', 'business'));
ALTER TABLE events ADD COLUMN audience TEXT NOT NULL DEFAULT '';  -- whom a date is for
ALTER TABLE events ADD COLUMN rule TEXT NOT NULL DEFAULT '';      -- the rule or order that sets it
-- The month, 1 to 12, in which an event without dates usually is; NULL where nobody says it.
ALTER TABLE events ADD COLUMN usual_month INTEGER CHECK (usual_month BETWEEN 1 AND 12);
ALTER TABLE content ADD COLUMN dates_fingerprint TEXT NOT NULL DEFAULT '';

-- `moscow` may be 'no' too; SQLite changes no CHECK, so the column is made anew.
ALTER TABLE events ADD COLUMN takes_part TEXT NOT NULL DEFAULT 'unknown'
    CHECK (takes_part IN ('yes', 'no', 'unknown'));
UPDATE events SET takes_part = moscow;
ALTER TABLE events DROP COLUMN moscow;
ALTER TABLE events RENAME COLUMN takes_part TO moscow;
