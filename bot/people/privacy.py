"""What is kept of a person: told, given out, removed, forgotten in time."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum

from bot.people.repository import People, suppress
from bot.storage.database import Database, Row, Value


class What(StrEnum):
    """What a holding is to the person; each has its words in `bot.ui.texts.privacy`."""

    PERSON = "person"
    TOPICS = "topics"
    SAVED = "saved"
    QUESTIONS = "questions"
    VOTES = "votes"
    APPLICATIONS = "applications"
    NOTICES = "notices"
    FORMS = "forms"
    BROADCASTS = "broadcasts"
    DIALOGUE = "dialogue"
    AUDIT = "audit"
    AUTHOR = "author"


@dataclass(frozen=True, slots=True)
class PersonalDataTable:
    """`column` holds the person's id. What is `kept` stays when the person removes their data."""

    table: str
    column: str
    what: What
    kept: bool = False


PERSONAL_DATA = (
    PersonalDataTable("people", "id", What.PERSON),
    PersonalDataTable("opt_outs", "person_id", What.TOPICS),
    PersonalDataTable("saved_answers", "person_id", What.SAVED),
    PersonalDataTable("saved_events", "person_id", What.SAVED),
    PersonalDataTable("questions", "person_id", What.QUESTIONS),
    PersonalDataTable("answer_votes", "person_id", What.VOTES),
    PersonalDataTable("votes", "person_id", What.VOTES),
    PersonalDataTable("applications", "person_id", What.APPLICATIONS),
    PersonalDataTable("alerts", "person_id", What.NOTICES),
    PersonalDataTable("notices", "person_id", What.NOTICES),
    PersonalDataTable("forms", "person_id", What.FORMS),
    PersonalDataTable("album_parts", "chat_id", What.FORMS),
    PersonalDataTable("broadcast_cards", "chat_id", What.FORMS),
    PersonalDataTable("deliveries", "person_id", What.BROADCASTS),
    PersonalDataTable("broadcast_clicks", "person_id", What.BROADCASTS),
    PersonalDataTable("dialogues", "person_id", What.DIALOGUE),
    PersonalDataTable("enquiries", "person_id", What.DIALOGUE),
    PersonalDataTable("letters", "person_id", What.DIALOGUE),
    PersonalDataTable("invitations", "person_id", What.DIALOGUE),
    PersonalDataTable("audit", "admin_id", What.AUDIT, kept=True),
    PersonalDataTable("handled_applications", "admin_id", What.AUDIT, kept=True),
    PersonalDataTable("phrasings", "author_id", What.AUTHOR, kept=True),
    PersonalDataTable("answers", "author_id", What.AUTHOR, kept=True),
    PersonalDataTable("drafts", "author_id", What.AUTHOR, kept=True),
    PersonalDataTable("broadcasts", "author_id", What.AUTHOR, kept=True),
)


_MOMENT = re.compile(r"at|since|.+_(at|seen|until)")

Stored = dict[str, list[dict[str, Value]]]


class Privacy:
    def __init__(self, database: Database, people: People, keep_days: int) -> None:
        self.keep_days = keep_days
        self._database = database
        self._clock = database.clock
        self._people = people

    async def export(self, person_id: int) -> Stored:
        """Every row by its table, moments as ISO 8601; a table that knows nothing is left out."""
        zone = self._clock().tzinfo
        stored: Stored = {}
        for holding in PERSONAL_DATA:
            if rows := await self._rows(holding, person_id):
                stored.setdefault(holding.table, []).extend(_readable(row, zone) for row in rows)
        return stored

    async def kept_of(self, person_id: int) -> tuple[What, ...]:
        """What of this person would stay: they have worked with the bot, not only asked it."""
        kept = [holding for holding in PERSONAL_DATA if holding.kept]
        return tuple([held.what for held in kept if await self._rows(held, person_id)])

    async def erase(self, person_id: int) -> None:
        """Remove what is not `kept`. A digest stays: who comes back is not written to unasked."""
        async with self._database.transaction() as transaction:
            await suppress(transaction, person_id)
            for holding in reversed(PERSONAL_DATA):
                if not holding.kept:
                    await transaction.execute(
                        f"DELETE FROM {holding.table} WHERE {holding.column} = ?", person_id
                    )
        self._people.forget(person_id)

    async def _rows(self, holding: PersonalDataTable, person_id: int) -> list[Row]:
        """All columns, whatever a later migration adds: that is what the person has asked for."""
        return await self._database.rows(
            f"SELECT * FROM {holding.table} WHERE {holding.column} = ?", person_id
        )


def _readable(row: Row, zone: tzinfo | None) -> dict[str, Value]:
    return {
        name: datetime.fromtimestamp(value, zone).isoformat()
        if isinstance(value, int) and _MOMENT.fullmatch(name)
        else value
        for name, value in row.items()
    }


_OLD = (
    "DELETE FROM questions WHERE asked_at < ?",
    "DELETE FROM events_counted WHERE at < ?",
    "DELETE FROM letters WHERE written_at < ?",
    "DELETE FROM enquiries WHERE sent_at IS NULL AND asked_at < ?",
    # a dialogue in which nothing was said for so long goes as a whole, with its questions
    """
    DELETE FROM dialogues WHERE changed_at < ? AND NOT EXISTS (
        SELECT 1 FROM letters WHERE letters.person_id = dialogues.person_id
    )
    """,
    """
    DELETE FROM enquiries WHERE asked_at < ? AND NOT EXISTS (
        SELECT 1 FROM dialogues WHERE dialogues.person_id = enquiries.person_id
    )
    """,
)


class Retention:
    def __init__(self, database: Database, keep_days: int) -> None:
        self._database = database
        self._clock = database.clock
        self._keep_days = keep_days
        self._done = date.min

    async def clean(self) -> None:
        """A timed job: at most once a day, remove what is older than `keep_days`."""
        now = self._clock()
        if self._done == now.date():
            return
        before = int((now - timedelta(days=self._keep_days)).timestamp())
        for statement in _OLD:
            await self._database.write(statement, before)
        self._done = now.date()
