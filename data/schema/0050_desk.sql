-- The specialists' desk: since when a person waits for an answer, whether the staff were reminded of it,
-- why the dialogue was closed.
ALTER TABLE dialogues ADD COLUMN waiting_since INTEGER;  -- the first words without an answer; Unix seconds
ALTER TABLE dialogues ADD COLUMN reminded INTEGER NOT NULL DEFAULT 0 CHECK (reminded IN (0, 1));
ALTER TABLE dialogues ADD COLUMN reason TEXT NOT NULL DEFAULT '';
UPDATE dialogues SET waiting_since = (
    SELECT CASE author WHEN 'person' THEN written_at END FROM letters
    WHERE letters.person_id = dialogues.person_id ORDER BY id DESC LIMIT 1)
WHERE state = 'open';
CREATE INDEX dialogues_waiting ON dialogues (waiting_since) WHERE waiting_since IS NOT NULL;
CREATE INDEX dialogues_answered ON dialogues (changed_at)
    WHERE state = 'open' AND waiting_since IS NULL;

-- Who of the staff sees to a dialogue. A table of its own: what a specialist does is the specialist's,
-- what was asked is the person's.
CREATE TABLE dialogue_takers (
    dialogue_id INTEGER PRIMARY KEY REFERENCES dialogues ON DELETE CASCADE,
    admin_id    INTEGER NOT NULL,
    taken_at    INTEGER NOT NULL              -- Unix seconds, UTC
) STRICT;
CREATE INDEX dialogue_takers_by_admin ON dialogue_takers (admin_id);

-- How long people have waited, in seconds of working time, for the statistics.
CREATE TABLE dialogue_answers (
    id          INTEGER PRIMARY KEY,
    answered_at INTEGER NOT NULL,             -- Unix seconds, UTC
    seconds     INTEGER NOT NULL
) STRICT;
CREATE INDEX dialogue_answers_by_time ON dialogue_answers (answered_at, seconds);
