-- Who works with the bot. Owners are named by the setting, not here; of them only the name is kept.
CREATE TABLE team (
    person_id INTEGER PRIMARY KEY,
    name      TEXT NOT NULL,                 -- as Telegram had it last: the audit log shows it
    role      TEXT,                          -- NULL: an owner, or somebody who has left
    since     INTEGER NOT NULL               -- of the role; Unix seconds, UTC
) STRICT;
