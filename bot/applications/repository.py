"""What was sent with «Хочу участвовать»: to the admins all of it, to a person their own."""

from collections.abc import Collection

from bot.applications.models import Application, ApplicationPage, ApplicationState
from bot.applications.records import APPLICATIONS, application
from bot.clock import Clock
from bot.errors import NotFoundError
from bot.storage import Database

PAGE_SIZE = 7


class Applications:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def one(self, application_id: int) -> Application:
        """Raises NotFoundError; a form that is not sent yet is nobody's business."""
        row = await self._database.row(
            f"{APPLICATIONS} WHERE applications.id = ? AND applications.state <> 'draft'",
            application_id,
        )
        if row is None:
            raise NotFoundError("application", application_id)
        return application(row, self._clock())

    async def some(self, ids: Collection[int]) -> tuple[Application, ...]:
        """Those that are still kept, the oldest first."""
        marks = ", ".join("?" * len(ids))
        rows = await self._database.rows(
            f"""
            {APPLICATIONS} WHERE applications.state <> 'draft' AND applications.id IN ({marks})
            ORDER BY applications.id
            """,
            *ids,
        )
        return tuple(application(row, self._clock()) for row in rows)

    async def handle(self, application_id: int, admin_id: int, name: str) -> bool:
        """Mark it handled by the admin; False when somebody has done so before."""
        async with self._database.transaction() as transaction:
            touched = await transaction.execute(
                "UPDATE applications SET state = 'handled' WHERE id = ? AND state = 'sent'",
                application_id,
            )
            if touched:
                await transaction.execute(
                    """
                    INSERT INTO handled_applications (application_id, admin_id, name, handled_at)
                    VALUES (?, ?, ?, ?)
                    """,
                    application_id,
                    admin_id,
                    name,
                    int(self._clock().timestamp()),
                )
        return touched == 1

    async def withdraw(self, person_id: int, application_id: int) -> bool:
        """Delete the person's application; False when it is handled, or not theirs to withdraw."""
        async with self._database.transaction() as transaction:
            touched = await transaction.execute(
                "DELETE FROM applications WHERE id = ? AND person_id = ? AND state = 'sent'",
                application_id,
                person_id,
            )
        return touched == 1

    async def of(self, person_id: int) -> tuple[Application, ...]:
        """What the person has sent, the newest first."""
        rows = await self._database.rows(
            f"""
            {APPLICATIONS} WHERE person_id = ? AND applications.state <> 'draft'
            ORDER BY applications.id DESC
            """,
            person_id,
        )
        return tuple(application(row, self._clock()) for row in rows)

    async def page(self, page: int = 0) -> ApplicationPage:
        """The unhandled first, the newest first; a page past the end is the last one."""
        counted = await self._database.rows(
            "SELECT state, COUNT(*) AS number FROM applications GROUP BY state"
        )
        numbers = {row["state"]: row["number"] for row in counted}
        waiting = numbers.get(ApplicationState.SENT, 0)
        total = waiting + numbers.get(ApplicationState.HANDLED, 0)
        pages = max(1, -(-total // PAGE_SIZE))
        page = max(0, min(page, pages - 1))
        rows = await self._database.rows(
            f"""
            {APPLICATIONS} WHERE applications.state <> 'draft'
            ORDER BY applications.state = 'sent' DESC, applications.id DESC LIMIT ? OFFSET ?
            """,
            PAGE_SIZE,
            page * PAGE_SIZE,
        )
        found = tuple(application(row, self._clock()) for row in rows)
        return ApplicationPage(found, page, pages, total, waiting)

    async def all(self) -> tuple[Application, ...]:
        """Everything that was sent, the oldest first."""
        rows = await self._database.rows(
            f"{APPLICATIONS} WHERE applications.state <> 'draft' ORDER BY applications.id"
        )
        return tuple(application(row, self._clock()) for row in rows)
