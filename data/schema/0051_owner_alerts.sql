-- Which owner has been told of which trouble; the row goes when they are told that it is over.
CREATE TABLE owner_alerts (
    trouble  TEXT NOT NULL,                  -- 'disk', 'broadcast 8'
    owner_id INTEGER NOT NULL,
    told_at  INTEGER NOT NULL,               -- Unix seconds, UTC
    PRIMARY KEY (trouble, owner_id)
) STRICT, WITHOUT ROWID;

-- Who waits for the specialists is looked for every minute.
CREATE INDEX dialogues_open ON dialogues (person_id) WHERE state = 'open';
