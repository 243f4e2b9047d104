-- «Полезно?»: one vote a person an answer version; a vote for other words than today's stays as it was.
CREATE TABLE answer_votes (
    answer_id INTEGER NOT NULL REFERENCES answers,
    version   TEXT NOT NULL,                 -- answers.version at the moment of the vote
    person_id INTEGER NOT NULL REFERENCES people ON DELETE CASCADE,
    useful    INTEGER NOT NULL,
    reason    TEXT CHECK (reason IN ('wrong', 'outdated', 'off topic', 'unclear')),
    comment   TEXT NOT NULL DEFAULT '',      -- masked
    voted_at  INTEGER NOT NULL,              -- Unix seconds, UTC
    PRIMARY KEY (answer_id, version, person_id)
) STRICT, WITHOUT ROWID;

-- What a person's next text is for; a command or a button ends it.
CREATE TABLE forms (
    person_id INTEGER PRIMARY KEY REFERENCES people ON DELETE CASCADE,
    kind      TEXT NOT NULL,
    subject   INTEGER NOT NULL,              -- an answer, a question or a draft, by kind
    field     TEXT NOT NULL
) STRICT;
