-- What the bot knows. Rows are never deleted: an old button must be able to say what happened.
CREATE TABLE sections (
    id          INTEGER PRIMARY KEY,
    key         TEXT NOT NULL UNIQUE,
    parent_id   INTEGER REFERENCES sections,
    title       TEXT NOT NULL,
    emoji       TEXT NOT NULL,
    position    INTEGER NOT NULL,
    description TEXT NOT NULL,
    audience    TEXT NOT NULL,               -- 'business', 'student' or 'business,student'
    state       TEXT NOT NULL CHECK (state IN ('live', 'gone'))
) STRICT;

CREATE TABLE answers (
    id          INTEGER PRIMARY KEY,
    key         TEXT NOT NULL UNIQUE,        -- the path of the file, 'export/money/grant'
    section_id  INTEGER NOT NULL REFERENCES sections,
    position    INTEGER NOT NULL,
    title       TEXT NOT NULL,
    audience    TEXT NOT NULL,
    html        TEXT NOT NULL,               -- the body in Telegram's HTML
    body        TEXT NOT NULL,               -- the body in plain text, for search
    keywords    TEXT NOT NULL,               -- one a line
    details     TEXT NOT NULL,               -- JSON: sources, place, buttons, programme
    checked     TEXT NOT NULL,               -- ISO dates
    review_by   TEXT,
    valid_from  TEXT,
    valid_until TEXT,
    state       TEXT NOT NULL CHECK (state IN ('live', 'gone', 'moved')),
    moved_to    INTEGER REFERENCES answers,
    version     TEXT NOT NULL                -- digest of the content; changes when the words do
) STRICT;
CREATE INDEX answers_by_section ON answers (section_id, state, position);

-- Other ways people ask for an answer; each leads to it in search.
CREATE TABLE phrasings (
    answer_id INTEGER NOT NULL REFERENCES answers ON DELETE CASCADE,
    text      TEXT NOT NULL,
    PRIMARY KEY (answer_id, text)
) STRICT, WITHOUT ROWID;

CREATE TABLE related (
    answer_id  INTEGER NOT NULL REFERENCES answers ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    related_id INTEGER NOT NULL REFERENCES answers ON DELETE CASCADE,
    PRIMARY KEY (answer_id, position)
) STRICT, WITHOUT ROWID;

-- One row; every change of the content raises it, so that a derived index knows it is old.
CREATE TABLE content (
    revision INTEGER NOT NULL
) STRICT;
INSERT INTO content (revision) VALUES (0);
