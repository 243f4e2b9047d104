-- Exhibitions and business missions, as editors keep them in data/events.csv.
CREATE TABLE events (
    id          INTEGER PRIMARY KEY,
    key         TEXT NOT NULL UNIQUE,
    name        TEXT NOT NULL,
    country     TEXT NOT NULL,
    city        TEXT NOT NULL,
    industry    TEXT NOT NULL,
    category    TEXT NOT NULL,
    format      TEXT NOT NULL,
    starts      TEXT,                        -- ISO dates, or NULL where no source names them
    ends        TEXT,
    status      TEXT NOT NULL CHECK (status IN ('confirmed', 'unconfirmed', 'cancelled')),
    apply_by    TEXT,
    organiser   TEXT NOT NULL,
    moscow      TEXT NOT NULL CHECK (moscow IN ('yes', 'unknown')),
    website     TEXT NOT NULL,
    source_url  TEXT NOT NULL,
    source_date TEXT NOT NULL,
    note        TEXT NOT NULL,
    phrasings   TEXT NOT NULL,               -- other ways people ask for it, one a line
    keywords    TEXT NOT NULL,               -- one a line
    sequence    INTEGER NOT NULL DEFAULT 0,  -- iCalendar SEQUENCE: raised when the dates or the status change
    state       TEXT NOT NULL CHECK (state IN ('live', 'gone'))
) STRICT;
