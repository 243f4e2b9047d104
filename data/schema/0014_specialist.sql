-- Dialogues with specialists: one a person, opened again as often as they ask.
CREATE TABLE dialogues (
    id         INTEGER PRIMARY KEY,          -- the number that the staff know it by
    person_id  INTEGER NOT NULL UNIQUE REFERENCES people ON DELETE CASCADE,
    name       TEXT NOT NULL,                -- the first name only
    state      TEXT NOT NULL CHECK (state IN ('open', 'closed')),
    changed_at INTEGER NOT NULL,             -- Unix seconds, UTC
    chat_id    INTEGER,                      -- the forum, and the topic in it, where the staff answer
    topic_id   INTEGER,
    UNIQUE (chat_id, topic_id)
) STRICT;

-- What a person wants to ask, kept as it was shown to them before they confirmed it.
CREATE TABLE enquiries (
    id         INTEGER PRIMARY KEY,
    person_id  INTEGER NOT NULL REFERENCES people ON DELETE CASCADE,
    text       TEXT NOT NULL,
    message_id INTEGER,                      -- the message that it was written in, if it was
    album      TEXT NOT NULL,                -- messages of one album are one enquiry
    parts      TEXT NOT NULL,                -- ids of messages that hold more than words, by commas
    asked_at   INTEGER NOT NULL,
    sent_at    INTEGER                       -- NULL: not confirmed
) STRICT;
CREATE INDEX enquiries_by_person ON enquiries (person_id, sent_at);

-- What goes across and where its copy is; a waiting row is sent again after a restart.
CREATE TABLE letters (
    id           INTEGER PRIMARY KEY,
    person_id    INTEGER NOT NULL REFERENCES people ON DELETE CASCADE,
    author       TEXT NOT NULL CHECK (author IN ('person', 'staff')),
    from_chat    INTEGER NOT NULL,
    from_message INTEGER NOT NULL,           -- 0: a question that was never a message of its own
    album        TEXT NOT NULL,              -- messages of one album go together; '' stands alone
    enquiry_id   INTEGER REFERENCES enquiries ON DELETE CASCADE, -- set: a card with it, not a copy
    words        TEXT NOT NULL,              -- of the staff, in Telegram's HTML: they can become an answer
    to_chat      INTEGER NOT NULL,
    to_topic     INTEGER,
    to_message   INTEGER,
    state        TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed')),
    written_at   INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX letters_once ON letters (from_chat, from_message, to_chat) WHERE enquiry_id IS NULL;
CREATE INDEX letters_by_copy ON letters (to_chat, to_message);
CREATE INDEX letters_waiting ON letters (person_id) WHERE state = 'waiting';

-- Messages that invited a person to write: a reply to one of them is for the specialist.
CREATE TABLE invitations (
    person_id  INTEGER NOT NULL REFERENCES people ON DELETE CASCADE,
    message_id INTEGER NOT NULL,
    PRIMARY KEY (person_id, message_id)
) STRICT, WITHOUT ROWID;

-- A group that grew into a supergroup has a new id; the setting may still name the old one.
CREATE TABLE moved_chats (
    old_id INTEGER PRIMARY KEY,
    new_id INTEGER NOT NULL
) STRICT;
