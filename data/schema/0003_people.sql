-- Whom the bot talks to, and what they keep for themselves.
CREATE TABLE people (
    id           INTEGER PRIMARY KEY,        -- Telegram's user id
    role         TEXT CHECK (role IN ('business', 'student')),
    first_seen   INTEGER NOT NULL,           -- Unix seconds, UTC
    last_seen    INTEGER NOT NULL,           -- renewed once a day
    state        TEXT NOT NULL DEFAULT 'active'
                 CHECK (state IN ('active', 'blocked', 'deactivated', 'gone'))
) STRICT;

CREATE TABLE saved_answers (
    person_id INTEGER NOT NULL REFERENCES people ON DELETE CASCADE,
    answer_id INTEGER NOT NULL REFERENCES answers,
    saved_at  INTEGER NOT NULL,
    PRIMARY KEY (person_id, answer_id)
) STRICT, WITHOUT ROWID;

-- What was typed. A button addresses it by id; an edited question finds the reply to edit.
CREATE TABLE questions (
    id         INTEGER PRIMARY KEY,
    person_id  INTEGER REFERENCES people ON DELETE CASCADE,
    chat_id    INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    reply_id   INTEGER,
    text       TEXT NOT NULL,
    outcome    TEXT NOT NULL CHECK (outcome IN ('answer', 'choices', 'nothing')),
    asked_at   INTEGER NOT NULL,
    UNIQUE (chat_id, message_id)
) STRICT;
