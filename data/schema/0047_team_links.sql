-- Links that give a role to the first who opens one. Only a digest is kept: a copy of the database
-- opens nothing.
CREATE TABLE team_links (
    id         INTEGER PRIMARY KEY,
    digest     TEXT NOT NULL UNIQUE,
    role       TEXT NOT NULL,
    author_id  INTEGER NOT NULL,
    expires_at INTEGER NOT NULL              -- Unix seconds, UTC
) STRICT;
