-- A planned broadcast tells its author how it went, and any one why it stopped by itself; until
-- that is told, also through a restart, the row says so.
ALTER TABLE broadcasts ADD COLUMN to_report INTEGER NOT NULL DEFAULT 0 CHECK (to_report IN (0, 1));
CREATE INDEX broadcasts_to_report ON broadcasts (id) WHERE to_report = 1;
