-- Updates that Telegram has been told we hold, until they are handled: a killed process loses none.
CREATE TABLE updates (
    id       INTEGER PRIMARY KEY,             -- Telegram's update_id
    body     TEXT NOT NULL,                   -- JSON as it came
    attempts INTEGER NOT NULL DEFAULT 0       -- how many starts have tried it
) STRICT;
