"""People, their preferences, their open forms, and digests of those who deleted their data."""

import asyncio
import hashlib
import logging
import sqlite3
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.background import Background
from bot.errors import NotFoundError
from bot.people.models import (
    NEVER,
    UNSENT_FOR,
    Deadline,
    Language,
    NotificationSettings,
    OwnThings,
    Person,
    Role,
    Topic,
    WaitingThings,
)
from bot.storage.database import Database, Repository, Row, Transaction

_log = logging.getLogger(__name__)

STORE_SECONDS = 0.25  # nobody waits longer for storage that is held by another program


async def suppress(transaction: Transaction, person_id: int) -> None:
    """Remember by a digest that the person wants no unasked messages."""
    await transaction.execute(
        "INSERT INTO suppressed (digest) VALUES (?) ON CONFLICT DO NOTHING",
        await _digest(transaction, person_id),
    )


async def quieten_if_suppressed(transaction: Transaction, person_id: int) -> None:
    """Pause messages for a new person who deleted their data before."""
    if not await transaction.row("SELECT 1 AS found FROM suppressed LIMIT 1"):
        return
    digest = await _digest(transaction, person_id)
    if await transaction.row("SELECT 1 AS found FROM suppressed WHERE digest = ?", digest):
        await transaction.execute(
            "UPDATE people SET paused_until = ? WHERE id = ?", NEVER, person_id
        )


async def _digest(transaction: Transaction, person_id: int) -> str:
    """Salted and slow, because all possible ids could be tried one by one."""
    row = await transaction.row("SELECT salt FROM suppression_salt")
    salt = bytes.fromhex(row["salt"]) if row else b""
    return hashlib.scrypt(str(person_id).encode(), salt=salt, n=2**10, r=8, p=1).hex()


class People:
    """Who uses the bot, with their `preferences`, open `forms` and `belongings`."""

    def __init__(self, database: Database, background: Background | None = None) -> None:
        self.preferences = Preferences(database)
        self.forms = Forms(database)
        self.belongings = Belongings(database)
        self._database = database
        self._clock = database.clock
        self._background = background or Background()
        self._storing: dict[int, asyncio.Task[None]] = {}
        self._today: dict[int, Person] = {}
        self._welcomed: set[int] = set()
        self._day = date.min

    async def remember(self, person_id: int, code: str | None = None) -> Person:
        """The person; stored at their first update of a day, then read from memory.

        `code` is the language of their Telegram. Nobody waits for a database that cannot be
        written: then the person is only read.
        """
        if self._clock().date() != self._day:
            self._today, self._welcomed, self._day = {}, set(), self._clock().date()
        if person_id not in self._today:
            if person_id not in self._storing:
                storing = self._background.start(
                    self._store(person_id, code), f"person {person_id}"
                )
                self._storing[person_id] = storing
            await asyncio.wait([self._storing[person_id]], timeout=STORE_SECONDS)
        person = self._today.get(person_id) or await self._read(person_id, code)
        return replace(person, is_new=person.is_new and person_id not in self._welcomed)

    def mark_welcomed(self, person: Person) -> None:
        """The bot has asked for the person's role; it asks only once."""
        self._welcomed.add(person.id)

    async def set_role(self, person: Person, role: Role) -> Person:
        await self._database.write("UPDATE people SET role = ? WHERE id = ?", role, person.id)
        self._today[person.id] = replace(person, role=role, is_new=False)
        return self._today[person.id]

    async def set_language(self, person: Person, language: Language) -> Person:
        await self._database.write(
            "UPDATE people SET language = ? WHERE id = ?", language, person.id
        )
        self._today[person.id] = replace(person, language=language)
        return self._today[person.id]

    async def language(self, person_id: int) -> Language:
        """What a person reads whom the bot writes to unasked."""
        row = await self._database.row("SELECT language FROM people WHERE id = ?", person_id)
        return Language(row["language"]) if row and row["language"] else Language.RUSSIAN

    def reads(self, person_id: int, code: str | None) -> Language:
        """What a person reads who is not stored for that; `code` is as in `remember`."""
        row = self._database.read_now("SELECT language FROM people WHERE id = ?", person_id)
        known = row["language"] if row else None
        return Language(known) if known else Language.of_telegram(code)

    async def set_state(self, person_id: int, state: str) -> None:
        """`state` is active, blocked, deactivated or gone; only active people get messages."""
        await self._database.write("UPDATE people SET state = ? WHERE id = ?", state, person_id)
        self._today.pop(person_id, None)

    def forget(self, person_id: int) -> None:
        """Drop a deleted person from memory; their next update stores them as new."""
        self._today.pop(person_id, None)
        self._welcomed.discard(person_id)

    async def _store(self, person_id: int, code: str | None) -> None:
        try:
            now = self._database.now()
            self._today[person_id] = await self._write(person_id, code, now)
        except sqlite3.Error:
            _log.exception("A person could not be stored; they are answered all the same")
        finally:
            self._storing.pop(person_id, None)

    async def _read(self, person_id: int, code: str | None) -> Person:
        """Who came today and has no role is new: they may have been stored just before."""
        row = await self._database.row(
            "SELECT role, language, first_seen FROM people WHERE id = ?", person_id
        )
        midnight = self._clock().replace(hour=0, minute=0, second=0, microsecond=0)
        came_today = row is not None and row["first_seen"] >= int(midnight.timestamp())
        is_new = row is None or (came_today and not row["role"])
        return _person(person_id, code, row, is_new=is_new)

    async def _write(self, person_id: int, code: str | None, now: int) -> Person:
        async with self._database.transaction() as transaction:
            row = await transaction.row(
                """
                INSERT INTO people (id, first_seen, last_seen, language) VALUES (?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET last_seen = excluded.last_seen, state = 'active',
                    language = coalesce(language, excluded.language)
                RETURNING role, language, first_seen
                """,
                person_id,
                now,
                now,
                Language.ENGLISH if Language.of_telegram(code) is Language.ENGLISH else None,
            )
            is_new = row is not None and row["first_seen"] == now
            if is_new:
                await quieten_if_suppressed(transaction, person_id)
        return _person(person_id, code, row, is_new=is_new)


def _person(person_id: int, code: str | None, row: Row | None, *, is_new: bool) -> Person:
    role = Role(row["role"]) if row and row["role"] else None
    chosen = Language(row["language"]) if row and row["language"] else None
    return Person(person_id, role, is_new, chosen or Language.of_telegram(code))


class Preferences(Repository):
    """Notification settings. Every change is idempotent, so a second press does no harm."""

    async def get(self, person_id: int) -> NotificationSettings:
        """Raises NotFoundError for a person who deleted their data."""
        rows = await self._database.rows(
            """
            SELECT apply_days, start_days, quiet, paused_until, keyboard, opt_outs.topic
            FROM people LEFT JOIN opt_outs ON opt_outs.person_id = people.id
            WHERE people.id = ?
            """,
            person_id,
        )
        if not rows:
            raise NotFoundError("person", person_id)
        person, known = rows[0], set(Topic)
        return NotificationSettings(
            refused=frozenset(Topic(row["topic"]) for row in rows if row["topic"] in known),
            days={
                Deadline.APPLY: person["apply_days"],
                Deadline.START: person["start_days"],
            },
            quiet=bool(person["quiet"]),
            paused_until=self._future(person["paused_until"]),
            keyboard=bool(person["keyboard"]),
        )

    async def wants_keyboard(self, person_id: int) -> bool:
        """Whether the person wants the buttons under the input field; at first everybody does."""
        row = self._database.read_now("SELECT keyboard FROM people WHERE id = ?", person_id)
        return bool(row["keyboard"]) if row else True

    async def set_keyboard(self, person_id: int, *, wanted: bool) -> None:
        await self._database.write("UPDATE people SET keyboard = ? WHERE id = ?", wanted, person_id)

    async def switch_topic(self, person_id: int, topic: Topic, *, wanted: bool) -> None:
        if wanted:
            await self._database.write(
                "DELETE FROM opt_outs WHERE person_id = ? AND topic = ?", person_id, topic
            )
            return
        await self._database.write(
            """
            INSERT INTO opt_outs (person_id, topic, since) VALUES (?, ?, ?)
            ON CONFLICT (person_id, topic) DO NOTHING
            """,
            person_id,
            topic,
            self._database.now(),
        )

    async def set_days(self, person_id: int, deadline: Deadline, days: int) -> None:
        column = "apply_days" if deadline is Deadline.APPLY else "start_days"
        await self._database.write(f"UPDATE people SET {column} = ? WHERE id = ?", days, person_id)

    async def set_quiet(self, person_id: int, *, quiet: bool) -> None:
        await self._database.write("UPDATE people SET quiet = ? WHERE id = ?", quiet, person_id)

    async def pause(self, person_id: int, days: int) -> None:
        """Send no unasked messages for so many days; 0 ends the pause."""
        until = int((self._clock() + timedelta(days=days)).timestamp()) if days else None
        await self._database.write(
            "UPDATE people SET paused_until = ? WHERE id = ?", until, person_id
        )

    def _future(self, seconds: int | None) -> datetime | None:
        now = self._clock()
        until = datetime.fromtimestamp(seconds, now.tzinfo) if seconds else None
        return until if until and until > now else None


_OWN = """
    SELECT
        (WITH RECURSIVE way (id) AS (
            SELECT answer_id FROM saved_answers WHERE person_id = ?1
            UNION SELECT moved_to FROM way JOIN answers USING (id) WHERE state = 'moved')
         SELECT COUNT(*) FROM way JOIN answers USING (id) WHERE state = 'live') AS answers,
        (SELECT COUNT(*) FROM saved_events JOIN events ON events.id = event_id
         WHERE person_id = ?1 AND state = 'live') AS events,
        (SELECT COUNT(*) FROM applications WHERE person_id = ?1 AND state <> 'draft')
            AS applications,
        (SELECT COUNT(*) FROM alerts WHERE person_id = ?1) AS alerts,
        (SELECT COUNT(*) FROM votes WHERE year IN (?2, ?2 + 1) AND person_id = ?1) AS votes
"""
_FORM = """
    SELECT events.id, events.label FROM applications JOIN events ON events.id = event_id
    WHERE person_id = ? AND applications.state = 'draft'
"""
_ENQUIRY = """
    SELECT id, text FROM enquiries WHERE person_id = ? AND sent_at IS NULL AND asked_at >= ?
"""
_NEXT_EVENT = """
    SELECT events.label, events.starts FROM saved_events JOIN events ON events.id = event_id
    WHERE person_id = ? AND state = 'live' AND events.status <> 'cancelled' AND events.starts >= ?
    ORDER BY events.starts LIMIT 1
"""
_APPLICATIONS_AHEAD = """
    SELECT applications.id, applications.state
    FROM applications JOIN events ON events.id = event_id
    WHERE person_id = ? AND applications.state <> 'draft'
        AND COALESCE(events.ends, events.starts, '9999') >= ?
    ORDER BY applications.id
"""
_NEWS = """
    SELECT COUNT(*) FROM notices
    WHERE person_id = ? AND kind = 'new event' AND planned_at >= ?
"""
NEWS_DAYS = 7


class Belongings(Repository):
    """What a person has here, in one place."""

    @property
    def today(self) -> date:
        return self._clock().date()

    async def of_person(self, person_id: int) -> OwnThings:
        row = await self._database.row(_OWN, person_id, self._clock().year)
        form, enquiry = self.form(person_id), self.enquiry(person_id)
        return OwnThings(**row or {}, form=form, enquiry=enquiry)

    def form(self, person_id: int) -> tuple[int, str] | None:
        """The event of the person's unfinished application: its id and the label of its button."""
        row = self._database.read_now(_FORM, person_id)
        return (row["id"], row["label"]) if row else None

    def enquiry(self, person_id: int) -> tuple[int, str] | None:
        """The id and the text of a question to a specialist that was not sent, within a day."""
        since = int((self._clock() - UNSENT_FOR).timestamp())
        row = self._database.read_now(_ENQUIRY, person_id, since)
        return (row["id"], row["text"]) if row else None

    async def waiting(self, person_id: int) -> WaitingThings:
        """What a person who comes back is told: the next event, applications, new events."""
        today = self.today.isoformat()
        event = await self._database.row(_NEXT_EVENT, person_id, today)
        applications = await self._database.rows(_APPLICATIONS_AHEAD, person_id, today)
        since = int((self._clock() - timedelta(days=NEWS_DAYS)).timestamp())
        return WaitingThings(
            event=event["label"] if event else "",
            starts=date.fromisoformat(event["starts"]) if event else None,
            applications=tuple((row["id"], row["state"]) for row in applications),
            news=await self._database.number(_NEWS, person_id, since),
        )


FILLED = "taken"


@dataclass(frozen=True, slots=True)
class Form:
    """A text that the bot waits for: `kind` names the handler, `subject` and `field` the object."""

    kind: str
    subject: int
    field: str = ""


class Forms(Repository):
    """Open forms, at most one for each person."""

    async def get(self, person_id: int) -> Form | None:
        found = self._database.read_now(
            "SELECT kind, subject, field FROM forms WHERE person_id = ?", person_id
        )
        return Form(found["kind"], found["subject"], found["field"]) if found else None

    async def open(self, person_id: int, form: Form) -> None:
        """Wait for the person's next text; an earlier form is dropped."""
        await self._database.write(
            """
            INSERT INTO forms (person_id, kind, subject, field) VALUES (?, ?, ?, ?)
            ON CONFLICT (person_id) DO UPDATE SET
                kind = excluded.kind, subject = excluded.subject, field = excluded.field
            """,
            person_id,
            form.kind,
            form.subject,
            form.field,
        )

    async def mark_filled(self, person_id: int, message_id: int) -> None:
        """Remember which message filled the form: delivered again, it is no question."""
        await self.open(person_id, Form(FILLED, message_id))

    async def leave(self, person_id: int) -> None:
        """Close the form; without an open form nothing is written."""
        if await self.get(person_id):
            await self._database.write("DELETE FROM forms WHERE person_id = ?", person_id)
