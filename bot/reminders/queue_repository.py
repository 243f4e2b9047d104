"""How a notice comes into the queue, and whom it is worth planning for."""

from dataclasses import dataclass

from bot.reminders.models import Kind
from bot.storage import Transaction

# A condition on `people`; its values: the second now, the topic. Who cannot be told is not planned
# for: once they can be again, what still holds is planned then, with the words of that day.
REACHABLE = """
    people.state = 'active' AND COALESCE(people.paused_until, 0) <= ? AND NOT EXISTS (
        SELECT 1 FROM opt_outs WHERE opt_outs.person_id = people.id AND opt_outs.topic = ?)
"""


@dataclass(frozen=True, slots=True)
class Planned:
    """The same person, kind, subject and occasion are told once, however often they are planned."""

    person_id: int
    kind: Kind
    subject_id: int
    occasion: str
    expires: str
    detail: str = ""


async def enqueue(transaction: Transaction, notices: list[Planned], now: int) -> None:
    await transaction.many(
        """
        INSERT INTO notices
            (person_id, kind, topic, subject_id, occasion, expires, detail, planned_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (person_id, kind, subject_id, occasion) DO NOTHING
        """,
        [
            (
                each.person_id,
                each.kind,
                each.kind.topic,
                each.subject_id,
                each.occasion,
                each.expires,
                each.detail,
                now,
            )
            for each in notices
        ],
    )
