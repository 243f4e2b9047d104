-- The statistics are counted as things happen: a year of them is read in no time.

-- Questions by the quarter of an hour, which is the finest that any time zone's midnight needs; small
-- talk and what is off topic is no question. `taken`: one of the hits was opened.
CREATE TABLE question_counts (
    quarter INTEGER NOT NULL,                -- Unix seconds / 900
    outcome TEXT NOT NULL,
    number  INTEGER NOT NULL,
    taken   INTEGER NOT NULL,
    PRIMARY KEY (quarter, outcome)
) STRICT, WITHOUT ROWID;
INSERT INTO question_counts (quarter, outcome, number, taken)
SELECT asked_at / 900, outcome, COUNT(*), COUNT(chosen_id) FROM questions
WHERE words <> '' AND COALESCE(handled, '') <> 'off topic' GROUP BY 1, 2;

CREATE TRIGGER questions_counted AFTER INSERT ON questions
WHEN NEW.words <> '' AND COALESCE(NEW.handled, '') <> 'off topic'
BEGIN
    INSERT INTO question_counts (quarter, outcome, number, taken)
    VALUES (NEW.asked_at / 900, NEW.outcome, 1, NEW.chosen_id IS NOT NULL)
    ON CONFLICT (quarter, outcome) DO UPDATE SET
        number = number + 1, taken = taken + excluded.taken;
END;
CREATE TRIGGER questions_uncounted AFTER DELETE ON questions
WHEN OLD.words <> '' AND COALESCE(OLD.handled, '') <> 'off topic'
BEGIN
    UPDATE question_counts SET number = number - 1, taken = taken - (OLD.chosen_id IS NOT NULL)
    WHERE quarter = OLD.asked_at / 900 AND outcome = OLD.outcome;
END;
CREATE TRIGGER questions_recounted
AFTER UPDATE OF asked_at, outcome, words, handled, chosen_id ON questions
BEGIN
    UPDATE question_counts SET number = number - 1, taken = taken - (OLD.chosen_id IS NOT NULL)
    WHERE quarter = OLD.asked_at / 900 AND outcome = OLD.outcome
        AND OLD.words <> '' AND COALESCE(OLD.handled, '') <> 'off topic';
    INSERT INTO question_counts (quarter, outcome, number, taken)
    SELECT NEW.asked_at / 900, NEW.outcome, 1, NEW.chosen_id IS NOT NULL
    WHERE NEW.words <> '' AND COALESCE(NEW.handled, '') <> 'off topic'
    ON CONFLICT (quarter, outcome) DO UPDATE SET
        number = number + 1, taken = taken + excluded.taken;
END;
-- The misses of a period, by their words.
CREATE INDEX questions_missed ON questions (asked_at, words, person_id)
    WHERE outcome = 'nothing' AND words <> '' AND COALESCE(handled, '') <> 'off topic';
DROP INDEX questions_by_time;
CREATE INDEX questions_by_time ON questions (asked_at);

-- People by what they are and whether they can be written to.
CREATE TABLE people_counts (
    role   TEXT NOT NULL,                    -- '' where it is not said
    state  TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (role, state)
) STRICT, WITHOUT ROWID;
INSERT INTO people_counts (role, state, number)
SELECT COALESCE(role, ''), state, COUNT(*) FROM people GROUP BY 1, 2;

CREATE TRIGGER people_counted AFTER INSERT ON people
BEGIN
    INSERT INTO people_counts (role, state, number) VALUES (COALESCE(NEW.role, ''), NEW.state, 1)
    ON CONFLICT (role, state) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER people_uncounted AFTER DELETE ON people
BEGIN
    UPDATE people_counts SET number = number - 1
    WHERE role = COALESCE(OLD.role, '') AND state = OLD.state;
END;
CREATE TRIGGER people_recounted AFTER UPDATE OF role, state ON people
WHEN OLD.role IS NOT NEW.role OR OLD.state <> NEW.state
BEGIN
    UPDATE people_counts SET number = number - 1
    WHERE role = COALESCE(OLD.role, '') AND state = OLD.state;
    INSERT INTO people_counts (role, state, number) VALUES (COALESCE(NEW.role, ''), NEW.state, 1)
    ON CONFLICT (role, state) DO UPDATE SET number = number + 1;
END;
CREATE INDEX people_by_first_seen ON people (first_seen);
CREATE INDEX people_by_last_seen ON people (last_seen);

-- Opened answers by the day, not one by one.
CREATE TABLE answers_counted (
    day       TEXT NOT NULL,                 -- ISO date, in the zone of the setting
    answer_id INTEGER NOT NULL REFERENCES answers,
    kind      TEXT NOT NULL,                 -- see bot.stats.models.CountedKind
    times     INTEGER NOT NULL,
    PRIMARY KEY (day, answer_id, kind)
) STRICT, WITHOUT ROWID;
INSERT INTO answers_counted (day, answer_id, kind, times)
SELECT date(at + 3 * 3600, 'unixepoch'), answer_id, kind, COUNT(*) FROM events_counted
WHERE answer_id IS NOT NULL GROUP BY 1, 2, 3;
DROP TABLE events_counted;
ALTER TABLE answers_counted RENAME TO events_counted;

CREATE INDEX answer_votes_by_time ON answer_votes (voted_at, useful);
CREATE INDEX broadcasts_by_start ON broadcasts (started_at);
