-- Whom the bot talks to, and what they keep for themselves.
CREATE TABLE people (
    id           INTEGER PRIMARY KEY,        -- Telegram's user id
    role         TEXT CHECK (role IN ('business', 'student')),
    first_seen   INTEGER NOT NULL,           -- Unix seconds, UTC
    last_seen    INTEGER NOT NULL,           -- renewed once a day
    state        TEXT NOT NULL DEFAULT 'active'
                 CHECK (state IN ('active', 'blocked', 'deactivated', 'gone')),
    apply_days   INTEGER NOT NULL DEFAULT 14, -- remind so many days before an application deadline
    start_days   INTEGER NOT NULL DEFAULT 3,  -- and before the start of a saved event; 0: never
    quiet        INTEGER NOT NULL DEFAULT 0,  -- 1: everything unasked arrives without a sound
    paused_until INTEGER                      -- until then nothing unasked is sent
) STRICT;

-- Topics of broadcasts that a person does not want; who is not here gets them.
CREATE TABLE opt_outs (
    person_id INTEGER NOT NULL REFERENCES people ON DELETE CASCADE,
    topic     TEXT NOT NULL,
    since     INTEGER NOT NULL,
    PRIMARY KEY (person_id, topic)
) STRICT, WITHOUT ROWID;

-- Who of the admins did what; nothing is ever deleted from it.
CREATE TABLE audit (
    id       INTEGER PRIMARY KEY,
    admin_id INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    action   TEXT NOT NULL,                   -- a verb and its object, as 'handle application'
    subject  TEXT NOT NULL,                   -- what it was done to
    before   TEXT NOT NULL,                   -- JSON; empty where there was nothing
    after    TEXT NOT NULL
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
