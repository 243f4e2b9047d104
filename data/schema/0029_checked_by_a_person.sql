-- An answer is checked when a person has compared it with its sources; files told the day of collection.
ALTER TABLE answers ADD COLUMN verified TEXT;                    -- ISO date
UPDATE answers SET verified = checked WHERE author_id IS NOT NULL;
ALTER TABLE answers DROP COLUMN checked;
ALTER TABLE answers RENAME COLUMN verified TO checked;
