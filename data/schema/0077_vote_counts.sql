-- Votes on each version of an answer, counted as they are cast.
CREATE TABLE vote_counts (
    answer_id INTEGER NOT NULL REFERENCES answers,
    version   TEXT NOT NULL,
    useful    INTEGER NOT NULL,
    useless   INTEGER NOT NULL,
    PRIMARY KEY (answer_id, version)
) STRICT, WITHOUT ROWID;
INSERT INTO vote_counts (answer_id, version, useful, useless)
SELECT answer_id, version, SUM(useful), SUM(1 - useful) FROM answer_votes
GROUP BY answer_id, version;

CREATE TRIGGER vote_counted AFTER INSERT ON answer_votes
BEGIN
    INSERT INTO vote_counts (answer_id, version, useful, useless)
    VALUES (NEW.answer_id, NEW.version, NEW.useful, 1 - NEW.useful)
    ON CONFLICT (answer_id, version) DO UPDATE SET
        useful = useful + excluded.useful, useless = useless + excluded.useless;
END;
CREATE TRIGGER vote_uncounted AFTER DELETE ON answer_votes
BEGIN
    UPDATE vote_counts SET useful = useful - OLD.useful, useless = useless - (1 - OLD.useful)
    WHERE answer_id = OLD.answer_id AND version = OLD.version;
END;
CREATE TRIGGER vote_recounted AFTER UPDATE OF useful ON answer_votes
BEGIN
    UPDATE vote_counts SET useful = useful + NEW.useful - OLD.useful,
        useless = useless + OLD.useful - NEW.useful
    WHERE answer_id = NEW.answer_id AND version = NEW.version;
END;
