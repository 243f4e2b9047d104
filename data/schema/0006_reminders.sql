-- The exhibitions a person follows, with what that person last knew of each:
-- a difference from `events` is told once, and then this is what is known.
CREATE TABLE saved_events (
    person_id INTEGER NOT NULL REFERENCES people ON DELETE CASCADE,
    event_id  INTEGER NOT NULL REFERENCES events,
    saved_on  TEXT NOT NULL,                 -- ISO date
    saved_at  INTEGER NOT NULL,
    starts    TEXT,
    ends      TEXT,
    apply_by  TEXT,
    status    TEXT NOT NULL,                 -- of the event, or 'gone'
    PRIMARY KEY (person_id, event_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX saved_events_by_event ON saved_events (event_id);

-- Filters whose new matches a person wants to hear of. Ids of events and answers only grow, so
-- «new» is what came after `after_id`; an edited old one keeps its id.
CREATE TABLE alerts (
    id         INTEGER PRIMARY KEY,
    person_id  INTEGER NOT NULL REFERENCES people ON DELETE CASCADE,
    kind       TEXT NOT NULL CHECK (kind IN ('event', 'programme')),
    wanted     TEXT NOT NULL,                -- JSON: facets and the numbers chosen; {} is everything
    title      TEXT NOT NULL DEFAULT '',     -- the filter in words
    after_id   INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (person_id, kind, wanted)
) STRICT;

-- What the bot tells without being asked: a row each, so that each is told once.
-- A row is claimed ('sending') before it is sent; what a crash leaves claimed becomes 'unknown'.
CREATE TABLE notices (
    id         INTEGER PRIMARY KEY,
    person_id  INTEGER NOT NULL REFERENCES people ON DELETE CASCADE,
    kind       TEXT NOT NULL,
    topic      TEXT NOT NULL,                -- of `opt_outs`; '': a duty, told at any hour and to the paused
    subject_id INTEGER NOT NULL,             -- an event, an answer or an application, by kind
    occasion   TEXT NOT NULL,                -- the same subject, another time: a deadline, a moment
    detail     TEXT NOT NULL,                -- JSON: what the words need beside the subject
    expires    TEXT NOT NULL,                -- ISO date of the last day on which it is worth telling
    state      TEXT NOT NULL DEFAULT 'pending'
               CHECK (state IN ('pending', 'sending', 'sent', 'blocked', 'failed', 'unknown')),
    planned_at INTEGER NOT NULL,
    sent_at    INTEGER,
    message_id INTEGER,
    UNIQUE (person_id, kind, subject_id, occasion)
) STRICT;
CREATE INDEX notices_waiting ON notices (state, person_id) WHERE state IN ('pending', 'sending');

-- The days whose reminders and alerts are planned already.
CREATE TABLE planned_days (
    day TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
