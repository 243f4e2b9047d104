"""Personal data: which tables hold it, its export and deletion, and how long it is kept."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from bot.people.models import DataKind
from bot.people.repository import People, suppress
from bot.storage.database import Database, Row, Value


@dataclass(frozen=True, slots=True)
class PersonalDataTable:
    """A table with rows about a person, found by the person's id in `column`.

    `kept` rows stay when the person deletes their data.
    """

    name: str
    column: str
    kind: DataKind
    kept: bool = False


PERSONAL_DATA = (
    PersonalDataTable("people", "id", DataKind.PERSON),
    PersonalDataTable("opt_outs", "person_id", DataKind.TOPICS),
    PersonalDataTable("saved_answers", "person_id", DataKind.SAVED),
    PersonalDataTable("saved_events", "person_id", DataKind.SAVED),
    PersonalDataTable("questions", "person_id", DataKind.QUESTIONS),
    PersonalDataTable("answer_votes", "person_id", DataKind.VOTES),
    PersonalDataTable("votes", "person_id", DataKind.VOTES),
    PersonalDataTable("applications", "person_id", DataKind.APPLICATIONS),
    PersonalDataTable("alerts", "person_id", DataKind.NOTICES),
    PersonalDataTable("notices", "person_id", DataKind.NOTICES),
    PersonalDataTable("forms", "person_id", DataKind.FORMS),
    PersonalDataTable("album_parts", "chat_id", DataKind.FORMS),
    PersonalDataTable("broadcast_cards", "chat_id", DataKind.FORMS),
    PersonalDataTable("deliveries", "person_id", DataKind.BROADCASTS),
    PersonalDataTable("broadcast_clicks", "person_id", DataKind.BROADCASTS),
    PersonalDataTable("dialogues", "person_id", DataKind.DIALOGUE),
    PersonalDataTable("enquiries", "person_id", DataKind.DIALOGUE),
    PersonalDataTable("letters", "person_id", DataKind.DIALOGUE),
    PersonalDataTable("invitations", "person_id", DataKind.DIALOGUE),
    PersonalDataTable("failed_updates", "person_id", DataKind.FAILURES),
    PersonalDataTable("audit", "admin_id", DataKind.AUDIT, kept=True),
    PersonalDataTable("handled_applications", "admin_id", DataKind.AUDIT, kept=True),
    PersonalDataTable("phrasings", "author_id", DataKind.AUTHOR, kept=True),
    PersonalDataTable("answers", "author_id", DataKind.AUTHOR, kept=True),
    PersonalDataTable("drafts", "author_id", DataKind.AUTHOR, kept=True),
    PersonalDataTable("broadcasts", "author_id", DataKind.AUTHOR, kept=True),
)


# Broadcasts not yet sent to the person count them as opted out, so that the sums still add up.
_SETTLE_BROADCASTS = """
    INSERT INTO broadcast_counts (broadcast_id, outcome, number)
    SELECT broadcast_id, 'opted_out', 1 FROM deliveries
    WHERE person_id = ? AND outcome IN ('pending', 'sending')
    ON CONFLICT (broadcast_id, outcome) DO UPDATE SET number = number + 1
"""

_MOMENTS = ("at", "since")  # columns of Unix seconds, and those that end so
_ENDINGS = ("_at", "_seen", "_until")

Stored = dict[str, list[dict[str, Value]]]


class Privacy:
    """Exports and deletes what is stored about a person."""

    def __init__(self, database: Database, people: People, keep_days: int) -> None:
        self.keep_days = keep_days
        self._database = database
        self._clock = database.clock
        self._people = people

    async def export(self, person_id: int) -> Stored:
        """All rows by table, moments in ISO 8601; tables without a row are left out."""
        zone = self._clock().tzinfo
        stored: Stored = {}
        for table in PERSONAL_DATA:
            if rows := await self._rows(table, person_id):
                stored.setdefault(table.name, []).extend(_readable(row, zone) for row in rows)
        return stored

    async def kept_kinds(self, person_id: int) -> tuple[DataKind, ...]:
        """What stays after a deletion: traces of work as an admin, editor or specialist."""
        kept = [table for table in PERSONAL_DATA if table.kept]
        return tuple([table.kind for table in kept if await self._rows(table, person_id)])

    async def erase(self, person_id: int) -> None:
        """Delete everything that is not `kept`.

        A digest of the id stays, so that people who come back get no message they did not ask for.
        """
        async with self._database.transaction() as transaction:
            await transaction.execute(_SETTLE_BROADCASTS, person_id)
            await suppress(transaction, person_id)
            for table in reversed(PERSONAL_DATA):
                if not table.kept:
                    await transaction.execute(
                        f"DELETE FROM {table.name} WHERE {table.column} = ?", person_id
                    )
        self._people.forget(person_id)

    async def _rows(self, table: PersonalDataTable, person_id: int) -> list[Row]:
        """All columns, also those of later migrations: the person asked for everything."""
        return await self._database.rows(
            f"SELECT * FROM {table.name} WHERE {table.column} = ?", person_id
        )


def _readable(row: Row, zone: tzinfo | None) -> dict[str, Value]:
    return {
        name: datetime.fromtimestamp(value, zone).isoformat()
        if isinstance(value, int) and (name in _MOMENTS or name.endswith(_ENDINGS))
        else value
        for name, value in row.items()
    }


_OLD = (
    "DELETE FROM questions WHERE asked_at < ?",
    "DELETE FROM events_counted WHERE at < ?",
    "DELETE FROM letters WHERE written_at < ?",
    "DELETE FROM failed_updates WHERE failed_at < ?",
    "DELETE FROM enquiries WHERE sent_at IS NULL AND asked_at < ?",
    # a dialogue without messages in that time is deleted as a whole, with its questions
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
    """Deletes what is older than `keep_days`."""

    def __init__(self, database: Database, keep_days: int) -> None:
        self._database = database
        self._clock = database.clock
        self._keep_days = keep_days
        self._done = date.min

    async def clean(self) -> None:
        """A job of the scheduler: does its work once a day."""
        now = self._clock()
        if self._done == now.date():
            return
        before = int((now - timedelta(days=self._keep_days)).timestamp())
        for statement in _OLD:
            await self._database.write(statement, before)
        self._done = now.date()
