-- People by the quarter of an hour in which they came, and by that in which they were last seen:
-- the statistics of 90 days read some thousand rows of this in place of most people.
CREATE TABLE people_seen (
    quarter INTEGER PRIMARY KEY,             -- Unix seconds / 900
    new     INTEGER NOT NULL,
    last    INTEGER NOT NULL
) STRICT;
INSERT INTO people_seen (quarter, new, last)
SELECT quarter, SUM(new), SUM(last) FROM (
    SELECT first_seen / 900 AS quarter, COUNT(*) AS new, 0 AS last FROM people GROUP BY 1
    UNION ALL
    SELECT last_seen / 900, 0, COUNT(*) FROM people GROUP BY 1)
GROUP BY quarter;

CREATE TRIGGER person_seen_first AFTER INSERT ON people
BEGIN
    INSERT INTO people_seen (quarter, new, last) VALUES (NEW.first_seen / 900, 1, 0)
    ON CONFLICT (quarter) DO UPDATE SET new = new + 1;
    INSERT INTO people_seen (quarter, new, last) VALUES (NEW.last_seen / 900, 0, 1)
    ON CONFLICT (quarter) DO UPDATE SET last = last + 1;
END;
CREATE TRIGGER person_not_seen AFTER DELETE ON people
BEGIN
    UPDATE people_seen SET new = new - 1 WHERE quarter = OLD.first_seen / 900;
    UPDATE people_seen SET last = last - 1 WHERE quarter = OLD.last_seen / 900;
END;
CREATE TRIGGER person_seen_again AFTER UPDATE OF last_seen ON people
WHEN OLD.last_seen / 900 <> NEW.last_seen / 900
BEGIN
    UPDATE people_seen SET last = last - 1 WHERE quarter = OLD.last_seen / 900;
    INSERT INTO people_seen (quarter, new, last) VALUES (NEW.last_seen / 900, 0, 1)
    ON CONFLICT (quarter) DO UPDATE SET last = last + 1;
END;
