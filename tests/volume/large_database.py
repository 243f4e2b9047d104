"""A database of any size, with rows as years of use leave them: made by SQL in a minute or two.

`fill` wants a database that holds the real content. Everything in it is spread over the year
before `now`; nothing is left to chance, so that two databases of one size are the same.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from bot.questions.groups import search_words

FIRST_PERSON = 10_000_000
DAY = 86_400


@dataclass(frozen=True)
class Volume:
    """How many rows of each kind; the defaults are what the goals are measured with."""

    people: int = 1_000_000
    questions: int = 2_000_000
    broadcasts: int = 1_000  # the last of them to everybody
    deliveries: int = 3_000_000
    clicks: int = 300_000
    notices: int = 500_000
    saved: int = 200_000
    followers: int = 5_000  # of the one event whose deadline is near
    alerts: int = 200_000
    events: int = 5_000
    answers: int = 10_000
    votes: int = 200_000
    opened: int = 3_000_000
    refused: int = 80_000
    applications: int = 20_000
    letters: int = 60_000
    audit: int = 50_000

    def divided_by(self, number: int) -> "Volume":
        """The same, smaller; of each there is something."""
        sizes = {name: max(1, size // number) for name, size in asdict(self).items()}
        return Volume(**{**sizes, "broadcasts": max(2, self.broadcasts // number)})


SMALL = Volume().divided_by(500)  # some thousands: for tests


def fill(path: Path, volume: Volume, now: datetime) -> None:
    """Add the rows to the database at `path`."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "foreign_keys = OFF"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("PRAGMA cache_size = -200000")
        connection.execute("BEGIN")
        _make_phrases(connection)
        values = asdict(volume) | {"now": int(now.timestamp()), "first": FIRST_PERSON}
        with _indexes_made_later(connection):
            for statement in STATEMENTS:
                connection.execute(statement, values)
        connection.execute("DROP TABLE phrases")
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = WAL")


def _make_phrases(connection: sqlite3.Connection) -> None:
    """What people ask most: the phrasings of the real answers, with their search words."""
    connection.create_function("search_words", 1, search_words, deterministic=True)
    connection.execute(
        "CREATE TEMP TABLE phrases (id INTEGER PRIMARY KEY, text TEXT, words TEXT) STRICT"
    )
    connection.execute(
        """
        INSERT INTO phrases (text, words)
        SELECT text, search_words(text) FROM phrasings WHERE search_words(text) <> '' LIMIT 2000
        """
    )


@contextmanager
def _indexes_made_later(connection: sqlite3.Connection) -> Iterator[None]:
    """Sorted once at the end, an index takes a fraction of the time."""
    indexes = connection.execute(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"
    ).fetchall()
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    yield
    for _, sql in indexes:
        connection.execute(sql)


def _numbers(limit: str) -> str:
    return f"""
        WITH RECURSIVE numbers (n) AS (
            SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < {limit}
        )
    """


def _dice(salt: int, sides: str) -> str:
    """A number below `sides` that looks like chance and depends on `n` alone."""
    return f"((n * 2654435761 + {salt} * 40503) / 16 % ({sides}))"


PERSON = f":first + {_dice(1, ':people')}"
EVENT = f"(SELECT min(id) FROM events) + {_dice(2, ':events')}"
ANSWER = f"(SELECT min(id) FROM answers) + {_dice(3, ':answers')}"
ANY_TIME = f":now - {_dice(4, f'365 * {DAY}')}"

STATEMENTS = (
    # content: copies of the real answers, ten a section, and of the real events
    f"""
    {_numbers(":answers / 10")}
    INSERT INTO sections (key, parent_id, title, emoji, position, description, trail, audience,
                          state)
    SELECT real.key || '-' || n, real.parent_id, real.title || ' ' || n, real.emoji, 100 + n,
           real.description, real.trail, real.audience, 'live'
    FROM numbers JOIN (
        SELECT *, row_number() OVER (ORDER BY id) - 1 AS place FROM sections
        WHERE parent_id IS NOT NULL AND state = 'live'
    ) AS real ON real.place = n % (
        SELECT count(*) FROM sections WHERE parent_id IS NOT NULL AND state = 'live'
    )
    """,
    f"""
    {_numbers(":answers - (SELECT count(*) FROM answers)")}
    INSERT INTO answers (key, section_id, position, title, audience, html, body, keywords, details,
                         entry, checked, review_by, state, version, digest, short)
    SELECT real.key || '-' || n, (SELECT max(id) FROM sections) - n / 10 % (:answers / 10), n % 10,
           real.title || ' ' || n, real.audience, real.html, real.body, real.keywords, real.details,
           0, real.checked, real.review_by, 'live', real.version || n, '', real.short
    FROM numbers JOIN (
        SELECT *, row_number() OVER (ORDER BY id) - 1 AS place FROM answers WHERE state = 'live'
    ) AS real ON real.place = n % (SELECT count(*) FROM answers WHERE state = 'live')
    """,
    f"""
    {_numbers(":events - (SELECT count(*) FROM events)")}
    INSERT INTO events (key, name, country, city, industry, category, format, starts, ends, status,
                        apply_by, organiser, moscow, website, source_url, source_date, note,
                        phrasings, keywords, state, short)
    SELECT real.key || '-' || n, real.name || ' ' || n, real.country, real.city, real.industry,
           real.category, real.format, date(:now, 'unixepoch', (n % 900 - 400) || ' days'),
           date(:now, 'unixepoch', (n % 900 - 397) || ' days'), 'confirmed',
           date(:now, 'unixepoch', (n % 900 - 430) || ' days'), real.organiser, real.moscow,
           real.website, real.source_url, real.source_date, real.note, '', real.keywords, 'live',
           real.short
    FROM numbers JOIN (
        SELECT *, row_number() OVER (ORDER BY id) - 1 AS place FROM events WHERE state = 'live'
    ) AS real ON real.place = n % (SELECT count(*) FROM events WHERE state = 'live')
    """,
    "UPDATE content SET revision = revision + 1",
    # people
    f"""
    {_numbers(":people")}
    INSERT INTO people (id, role, first_seen, last_seen, state, quiet, paused_until)
    SELECT :first + n,
           CASE WHEN n % 10 < 6 THEN 'business' WHEN n % 10 < 9 THEN 'student' END,
           :now - 365 * {DAY} + n * (365 * {DAY} / :people),
           :now - {_dice(5, f"(:people - n) * (365 * {DAY} / :people) + 1")},
           CASE n % 40 WHEN 7 THEN 'blocked' WHEN 17 THEN 'deactivated' ELSE 'active' END,
           n % 20 = 3, CASE WHEN n % 100 = 5 THEN :now + 30 * {DAY} END
    FROM numbers
    """,
    f"""
    {_numbers(":refused")}
    INSERT OR IGNORE INTO opt_outs (person_id, topic, since)
    SELECT {PERSON}, CASE n % 4 WHEN 0 THEN 'export' WHEN 1 THEN 'events'
                                WHEN 2 THEN 'training' ELSE 'news' END, {ANY_TIME}
    FROM numbers
    """,
    # questions: seven of ten answered; half of them common ones, the others asked once
    f"""
    {_numbers(":questions")}
    INSERT INTO questions (id, person_id, chat_id, message_id, reply_id, text, outcome, asked_at,
                           words, chosen_kind, chosen_id, missed, handled, handled_id)
    SELECT n + 1, {PERSON}, {PERSON}, n + 1, n + 2,
           CASE n % 2 WHEN 0 THEN text ELSE text || ' ' || n END,
           CASE WHEN n % 100 < 72 THEN 'answer' WHEN n % 100 < 91 THEN 'choices' ELSE 'nothing' END,
           :now - 365 * {DAY} + n * (365 * {DAY} / :questions),
           CASE n % 2 WHEN 0 THEN words ELSE n || ' ' || words END,
           CASE WHEN n % 100 BETWEEN 72 AND 88 THEN 'answer' END,
           CASE WHEN n % 100 BETWEEN 72 AND 88 THEN {ANSWER} END,
           n % 100 = 13,
           CASE n % 1000 WHEN 994 THEN 'off topic' WHEN 996 THEN 'bound' END,
           CASE n % 1000 WHEN 994 THEN n + 1 WHEN 996 THEN 1 END
    FROM numbers JOIN phrases
        ON phrases.id = 1 + {_dice(6, "(SELECT count(*) FROM phrases)")} % (1 + n % 1000)
    """,
    f"""
    {_numbers(":votes")}
    INSERT OR IGNORE INTO answer_votes (answer_id, version, person_id, useful, reason, comment,
                                        voted_at)
    SELECT answers.id, answers.version, {PERSON}, n % 5 > 0,
           CASE WHEN n % 5 = 0 THEN 'unclear' END,
           CASE WHEN n % 50 = 0 THEN 'непонятно' ELSE '' END, {ANY_TIME}
    FROM numbers JOIN answers ON answers.id = {ANSWER}
    """,
    f"""
    {_numbers(":votes / 2")}
    INSERT OR IGNORE INTO votes (year, person_id, event_id, voted_at)
    SELECT 2027, {PERSON}, {EVENT}, {ANY_TIME} FROM numbers
    """,
    f"""
    {_numbers(":saved")}
    INSERT OR IGNORE INTO saved_answers (person_id, answer_id, saved_at)
    SELECT {PERSON}, {ANSWER}, {ANY_TIME} FROM numbers
    """,
    f"""
    {_numbers(":opened")}
    INSERT INTO events_counted (day, answer_id, kind, times)
    SELECT date(:now - 365 * {DAY} + n * (365 * {DAY} / :opened), 'unixepoch'),
           (SELECT min(id) FROM answers) + {_dice(3, ":answers")} % (1 + n % 2000),
           CASE n % 3 WHEN 0 THEN 'answered' WHEN 1 THEN 'opened' ELSE 'linked' END, count(*)
    FROM numbers GROUP BY 1, 2, 3
    """,
    # what people follow; one event, 14 days before its deadline, has all its followers at once
    f"""
    {_numbers(":saved")}
    INSERT OR IGNORE INTO saved_events (person_id, event_id, saved_on, saved_at, starts, ends,
                                        apply_by, status)
    SELECT {PERSON}, events.id, date(:now - 40 * {DAY}, 'unixepoch'), :now - 40 * {DAY},
           events.starts, events.ends, events.apply_by, events.status
    FROM numbers JOIN events ON events.id = {EVENT}
    """,
    f"""
    UPDATE events SET apply_by = date(:now + 14 * {DAY}, 'unixepoch'),
        starts = date(:now + 60 * {DAY}, 'unixepoch'), ends = date(:now + 63 * {DAY}, 'unixepoch')
    WHERE id = (SELECT max(id) FROM events)
    """,
    f"""
    {_numbers(":followers")}
    INSERT OR IGNORE INTO saved_events (person_id, event_id, saved_on, saved_at, starts, ends,
                                        apply_by, status)
    SELECT :first + n, events.id, date(:now - 40 * {DAY}, 'unixepoch'), :now - 40 * {DAY},
           events.starts, events.ends, events.apply_by, events.status
    FROM numbers JOIN events ON events.id = (SELECT max(id) FROM events)
    """,
    """
    UPDATE saved_events SET (starts, ends, apply_by, status) =
        (SELECT starts, ends, apply_by, status FROM events WHERE id = event_id)
    """,
    f"""
    {_numbers(":alerts")}
    INSERT OR IGNORE INTO alerts (person_id, kind, wanted, title, after_id, created_at)
    SELECT {PERSON}, CASE n % 4 WHEN 0 THEN 'programme' ELSE 'event' END,
           CASE n % 4 WHEN 0 THEN '{{"direction": ' || (n % 30) || '}}'
                ELSE '{{"category": ' || (n % 12) || ', "country": ' || (n % 70) || '}}' END,
           'Фильтр ' || (n % 840),
           (SELECT CASE n % 4 WHEN 0 THEN (SELECT max(id) FROM answers)
                              ELSE (SELECT max(id) FROM events) END) - 20, {ANY_TIME}
    FROM numbers
    """,
    f"""
    {_numbers(":notices")}
    INSERT OR IGNORE INTO notices (person_id, kind, topic, subject_id, occasion, detail, expires,
                                   state, planned_at, sent_at, message_id)
    SELECT {PERSON}, 'deadline', 'events', {EVENT}, n, '',
           date(:now - 300 * {DAY}, 'unixepoch'), CASE n % 50 WHEN 0 THEN 'blocked' ELSE 'sent' END,
           {ANY_TIME}, {ANY_TIME}, n
    FROM numbers
    """,
    f"""
    {_numbers(":applications")}
    INSERT INTO applications (person_id, event_id, step, company, contact, wish, state, touched_at,
                              sent_at)
    SELECT {PERSON}, {EVENT}, 3, 'ООО Ромашка ' || n, 'romashka' || n || '@example.org',
           'место на стенде', CASE n % 20 WHEN 0 THEN 'sent' ELSE 'taken' END, {ANY_TIME},
           {ANY_TIME}
    FROM numbers
    """,
    f"""
    INSERT INTO handled_applications (application_id, admin_id, name, handled_at)
    SELECT id, 1000001, 'Ольга', sent_at + {DAY} FROM applications WHERE state = 'taken'
    """,
    # broadcasts: the last one to everybody, the others to as many as are left, in equal parts
    f"""
    {_numbers(":broadcasts")}
    INSERT INTO broadcasts (author_id, kind, topic, from_chat_id, message_ids, buttons, audience,
                            state, created_at, started_at, finished_at, selection, total, excerpt)
    SELECT 1000001, 'topic', 'news', 1000001, '[' || (n + 1) || ']', '[["Подробнее", "key"]]', '',
           'finished', :now - 365 * {DAY} + n * (365 * {DAY} / :broadcasts),
           :now - 365 * {DAY} + n * (365 * {DAY} / :broadcasts),
           :now - 365 * {DAY} + n * (365 * {DAY} / :broadcasts) + 3600, NULL,
           CASE n WHEN :broadcasts - 1 THEN :people
                  ELSE (:deliveries - :people) / (:broadcasts - 1) END,
           'Новости ' || n
    FROM numbers
    """,
    f"""
    {_numbers(":deliveries - :people")}
    INSERT OR IGNORE INTO deliveries (broadcast_id, person_id, outcome, at, reason, message_ids)
    SELECT 1 + min(n / ((:deliveries - :people) / (:broadcasts - 1)), :broadcasts - 2),
           :first + (n * 7) % :people, CASE WHEN n % 50 = 0 THEN 'blocked' WHEN n % 100 = 1
           THEN 'failed' ELSE 'delivered' END, {ANY_TIME},
           CASE WHEN n % 100 = 1 THEN 'Bad Request: chat not found' END, '[' || n || ']'
    FROM numbers
    """,
    f"""
    {_numbers(":people")}
    INSERT INTO deliveries (broadcast_id, person_id, outcome, at, reason, message_ids)
    SELECT :broadcasts, :first + n, CASE WHEN n % 50 = 0 THEN 'blocked' WHEN n % 100 = 1
           THEN 'failed' ELSE 'delivered' END, :now - {DAY},
           CASE WHEN n % 100 = 1 THEN 'Bad Request: chat not found' END, '[' || n || ']'
    FROM numbers
    """,
    """
    INSERT INTO broadcast_counts (broadcast_id, outcome, number)
    SELECT broadcast_id, outcome, count(*) FROM deliveries GROUP BY broadcast_id, outcome
    """,
    """
    UPDATE broadcasts SET total =
        (SELECT sum(number) FROM broadcast_counts WHERE broadcast_id = broadcasts.id)
    """,
    f"""
    {_numbers(":clicks")}
    INSERT OR IGNORE INTO broadcast_clicks (broadcast_id, button, person_id, at)
    SELECT CASE n % 2 WHEN 0 THEN :broadcasts ELSE 1 + {_dice(7, ":broadcasts")} END, 0, {PERSON},
           {ANY_TIME}
    FROM numbers
    """,
    # dialogues with specialists
    f"""
    {_numbers(":letters / 6")}
    INSERT INTO dialogues (person_id, name, state, changed_at)
    SELECT :first + n * 3, 'Ирина', CASE n % 10 WHEN 0 THEN 'open' ELSE 'closed' END, {ANY_TIME}
    FROM numbers
    """,
    f"""
    {_numbers(":letters / 3")}
    INSERT INTO enquiries (person_id, text, message_id, album, parts, asked_at, sent_at)
    SELECT :first + n % (:letters / 6) * 3, 'Как получить место на стенде?', n, '', '', {ANY_TIME},
           {ANY_TIME}
    FROM numbers
    """,
    f"""
    {_numbers(":letters")}
    INSERT OR IGNORE INTO letters (person_id, author, from_chat, from_message, album, enquiry_id,
                                   words, to_chat, to_message, state, written_at)
    SELECT :first + n % (:letters / 6) * 3, CASE n % 2 WHEN 0 THEN 'person' ELSE 'staff' END,
           :first + n % (:letters / 6) * 3, n, '',
           CASE WHEN n < :letters / 3 THEN n + 1 END,
           CASE n % 2 WHEN 0 THEN '' ELSE 'Да, можно' END, -1001, n, 'sent', {ANY_TIME}
    FROM numbers
    """,
    f"""
    {_numbers(":letters")}
    INSERT OR IGNORE INTO invitations (person_id, message_id, sent_at)
    SELECT {PERSON}, n, {ANY_TIME} FROM numbers
    """,
    f"""
    {_numbers(":audit")}
    INSERT INTO audit (admin_id, at, action, subject, before, after)
    SELECT 1000001 + n % 2, :now - 365 * {DAY} + n * (365 * {DAY} / :audit), 'handle application',
           n, '"sent"', '"handled"' FROM numbers
    """,
    f"""
    {_numbers(":audit / 2")}
    INSERT OR IGNORE INTO album_parts (chat_id, album, message_id, sent_at)
    SELECT 1000001, n / 5, n, {ANY_TIME} FROM numbers
    """,
    f"""
    {_numbers(":audit / 2")}
    INSERT OR IGNORE INTO forms (person_id, kind, subject, field)
    SELECT {PERSON}, 'taken', n, '' FROM numbers
    """,
)
