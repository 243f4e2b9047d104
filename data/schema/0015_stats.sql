-- What happened, counted without saying to whom: for the admins' statistics.
CREATE TABLE events_counted (
    id        INTEGER PRIMARY KEY,
    at        INTEGER NOT NULL,              -- Unix seconds, UTC
    kind      TEXT NOT NULL,                 -- see bot.stats.models.Kind
    answer_id INTEGER REFERENCES answers
) STRICT;
CREATE INDEX events_counted_by_time ON events_counted (at, kind, answer_id);
CREATE INDEX questions_by_time ON questions (asked_at, outcome);
