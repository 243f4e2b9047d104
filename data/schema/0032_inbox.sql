-- The inbox counts what waits by its words, from this index alone.
CREATE INDEX questions_waiting ON questions (words, asked_at, person_id)
    WHERE handled IS NULL AND words <> '' AND (outcome = 'nothing' OR missed = 1
        OR (outcome = 'choices' AND chosen_id IS NULL));
DROP INDEX questions_open;

-- What is asked in words that were dismissed as off topic is dismissed when it is asked.
UPDATE questions SET handled = 'off topic', handled_id = (
    SELECT handled_id FROM questions AS dismissed
    WHERE dismissed.handled = 'off topic' AND dismissed.words = questions.words LIMIT 1)
WHERE handled IS NULL AND outcome <> 'answer'
    AND words IN (SELECT words FROM questions WHERE handled = 'off topic');
