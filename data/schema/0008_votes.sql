-- Which exhibitions people want the city to take them to in a year.
CREATE TABLE votes (
    year      INTEGER NOT NULL,
    person_id INTEGER NOT NULL REFERENCES people ON DELETE CASCADE,
    event_id  INTEGER NOT NULL REFERENCES events,
    voted_at  INTEGER NOT NULL,
    PRIMARY KEY (year, person_id, event_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX votes_by_event ON votes (year, event_id);
