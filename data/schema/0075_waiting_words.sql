-- What waits in the inbox, by its words: counted as it happens, so that of many some are read.
CREATE TABLE waiting_words (
    id    INTEGER PRIMARY KEY,               -- who waits longer has a lower one
    words TEXT NOT NULL UNIQUE,
    times INTEGER NOT NULL                   -- how many questions
) STRICT;
INSERT INTO waiting_words (words, times)
SELECT words, COUNT(*) FROM questions
WHERE handled IS NULL AND words <> '' AND (outcome = 'nothing' OR missed = 1
    OR (outcome = 'choices' AND chosen_id IS NULL))
GROUP BY words ORDER BY MIN(asked_at);
CREATE INDEX waiting_words_by_times ON waiting_words (times DESC);

CREATE TRIGGER question_waits AFTER INSERT ON questions
WHEN NEW.handled IS NULL AND NEW.words <> '' AND (NEW.outcome = 'nothing' OR NEW.missed = 1
    OR (NEW.outcome = 'choices' AND NEW.chosen_id IS NULL))
BEGIN
    INSERT INTO waiting_words (words, times) VALUES (NEW.words, 1)
    ON CONFLICT (words) DO UPDATE SET times = times + 1;
END;
CREATE TRIGGER question_deleted AFTER DELETE ON questions
WHEN OLD.handled IS NULL AND OLD.words <> '' AND (OLD.outcome = 'nothing' OR OLD.missed = 1
    OR (OLD.outcome = 'choices' AND OLD.chosen_id IS NULL))
BEGIN
    UPDATE waiting_words SET times = times - 1 WHERE words = OLD.words;
    DELETE FROM waiting_words WHERE words = OLD.words AND times = 0;
END;
-- First up, then down: what goes on waiting keeps its place.
CREATE TRIGGER question_changed
AFTER UPDATE OF words, outcome, missed, chosen_id, handled ON questions
BEGIN
    INSERT INTO waiting_words (words, times) SELECT NEW.words, 1
    WHERE NEW.handled IS NULL AND NEW.words <> '' AND (NEW.outcome = 'nothing' OR NEW.missed = 1
        OR (NEW.outcome = 'choices' AND NEW.chosen_id IS NULL))
    ON CONFLICT (words) DO UPDATE SET times = times + 1;
    UPDATE waiting_words SET times = times - 1 WHERE words = OLD.words
        AND OLD.handled IS NULL AND OLD.words <> '' AND (OLD.outcome = 'nothing' OR OLD.missed = 1
            OR (OLD.outcome = 'choices' AND OLD.chosen_id IS NULL));
    DELETE FROM waiting_words WHERE words = OLD.words AND times = 0;
END;
