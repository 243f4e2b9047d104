"""An admin moves or cancels an event: the change, its marks and its record are one."""

from datetime import date
from typing import NamedTuple

from bot.audience.audit_repository import Deed
from bot.events.models import Event, Status
from bot.storage import Transaction


class Terms(NamedTuple):
    """What an admin can change of an event."""

    starts: date | None
    ends: date | None
    status: Status

    @classmethod
    def of(cls, event: Event) -> "Terms":
        return cls(event.starts, event.ends, event.status)

    def told(self) -> dict[str, str]:
        return {name: str(value) for name, value in self._asdict().items()}


async def move(transaction: Transaction, before: Event, after: Terms, admin_id: int) -> Deed:
    """What was done, for the audit log.

    Raises the event's sequence, by which calendars and reminders see that it moved, and marks
    what was changed: it is no longer the source's word.
    """
    starts, ends = (day.isoformat() if day else None for day in after[:2])
    today = before.today.isoformat()
    await transaction.execute(
        """
        UPDATE events SET
            starts = ?, ends = ?, status = ?, sequence = sequence + 1,
            dates_edited = CASE
                WHEN (COALESCE(starts, ''), COALESCE(ends, ''))
                   = (COALESCE(?, ''), COALESCE(?, '')) THEN dates_edited ELSE ? END,
            status_edited = CASE WHEN status = ? THEN status_edited ELSE ? END
        WHERE id = ?
        """,
        *(starts, ends, after.status),
        *(starts, ends, today),
        *(after.status, today),
        before.id,
    )
    await transaction.execute("UPDATE content SET revision = revision + 1")
    return Deed(admin_id, "move event", before.key, Terms.of(before).told(), after.told())
