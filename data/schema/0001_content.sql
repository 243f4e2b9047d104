-- What the bot knows. Rows are never deleted: an old button must be able to say what happened.
CREATE TABLE sections (
    id          INTEGER PRIMARY KEY,
    key         TEXT NOT NULL UNIQUE,
    parent_id   INTEGER REFERENCES sections,
    title       TEXT NOT NULL,
    emoji       TEXT NOT NULL,
    position    INTEGER NOT NULL,
    description TEXT NOT NULL,
    trail       TEXT NOT NULL,               -- titles from the top down to this one, one a line
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
    entry       INTEGER NOT NULL,            -- 1: offered on the home screen
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
    author_id INTEGER,                       -- who bound it in chat; NULL: it comes from the file
    added_at  INTEGER,                       -- Unix seconds, UTC
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
    revision    INTEGER NOT NULL,
    fingerprint TEXT NOT NULL                -- of the files last imported: unchanged ones are not read again
) STRICT;
INSERT INTO content (revision, fingerprint) VALUES (0, '');

-- What a section shows: the sections under it, then its answers.
CREATE VIEW menu AS
    SELECT parent_id AS section_id, 'section' AS kind, id, title, emoji, position, audience,
           0 AS entry, NULL AS valid_until
    FROM sections WHERE state = 'live'
    UNION ALL
    SELECT section_id, 'answer', id, title, CASE entry WHEN 1 THEN '👉' ELSE '' END, position, audience, entry, valid_until
    FROM answers WHERE state = 'live';
