"""What a person's next text is for, when the bot has asked for words."""

from dataclasses import dataclass

from bot.storage import Database

TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class Form:
    """`kind` says who waits for the text; `subject` and `field` say what it is about."""

    kind: str
    subject: int
    field: str = ""


class Forms:
    """At most one a person. Rows are the truth; they are read once: asking costs nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._open: dict[int, Form] | None = None

    async def of(self, person_id: int) -> Form | None:
        return (await self._all()).get(person_id)

    async def open(self, person_id: int, form: Form) -> None:
        """Wait for the person's next text; whatever was waited for before is dropped."""
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
        (await self._all())[person_id] = form

    async def take(self, person_id: int, message_id: int) -> None:
        """This message has filled the form: come again after a kill, it is no question."""
        await self.open(person_id, Form(TAKEN, message_id))

    async def leave(self, person_id: int) -> None:
        """Wait no longer; costs nothing when there was nothing to wait for."""
        if person_id not in await self._all():
            return
        await self._database.write("DELETE FROM forms WHERE person_id = ?", person_id)
        (await self._all()).pop(person_id, None)

    async def _all(self) -> dict[int, Form]:
        if self._open is None:
            rows = await self._database.rows("SELECT person_id, kind, subject, field FROM forms")
            self._open = {
                row["person_id"]: Form(row["kind"], row["subject"], row["field"]) for row in rows
            }
        return self._open
