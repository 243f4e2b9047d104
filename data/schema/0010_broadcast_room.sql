-- Telegram tells of an album message by message; /broadcast in reply to one means them all.
CREATE TABLE album_parts (
    chat_id    INTEGER NOT NULL,
    album      TEXT NOT NULL,
    message_id INTEGER NOT NULL,
    PRIMARY KEY (chat_id, album, message_id)
) STRICT, WITHOUT ROWID;

-- The messages that show how a broadcast goes, until it goes no more.
CREATE TABLE broadcast_cards (
    chat_id      INTEGER NOT NULL,
    message_id   INTEGER NOT NULL,
    broadcast_id INTEGER NOT NULL REFERENCES broadcasts ON DELETE CASCADE,
    PRIMARY KEY (chat_id, message_id)
) STRICT, WITHOUT ROWID;
