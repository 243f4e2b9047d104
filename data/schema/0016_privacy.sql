-- People who have removed their data: enough to leave them alone if they come back, no more.
CREATE TABLE suppressed (
    digest TEXT PRIMARY KEY                  -- of the person's id, keyed with the salt below
) STRICT, WITHOUT ROWID;
CREATE TABLE suppression_salt (
    salt TEXT NOT NULL
) STRICT;
INSERT INTO suppression_salt (salt) VALUES (hex(randomblob(32)));
