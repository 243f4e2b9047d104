"""How long rows about people are kept, and their removal, at night and in small transactions."""

from dataclasses import dataclass
from datetime import date, timedelta

from bot.people.models import KeptDays
from bot.storage.database import Database

HOUR = 3  # of the night, when few people write


@dataclass(frozen=True, slots=True)
class OldRows:
    """Rows that are deleted; the condition has one value: the oldest moment that is kept."""

    table: str
    condition: str


_OF_OLD_BROADCASTS = "broadcast_id IN (SELECT id FROM broadcasts WHERE finished_at < ?)"
_OLD = (
    OldRows("questions", "asked_at < ?"),
    OldRows("question_counts", "quarter < ? / 900"),
    OldRows("contexts", "shown_at < ?"),
    OldRows("letters", "written_at < ?"),
    OldRows("failed_updates", "failed_at < ?"),
    OldRows("invitations", "sent_at < ?"),
    OldRows("enquiries", "sent_at IS NULL AND asked_at < ?"),
    # a dialogue without messages in that time is deleted as a whole, with its questions
    OldRows(
        "dialogues",
        """changed_at < ? AND NOT EXISTS (
            SELECT 1 FROM letters WHERE letters.person_id = dialogues.person_id)""",
    ),
    OldRows(
        "enquiries",
        """asked_at < ? AND NOT EXISTS (
            SELECT 1 FROM dialogues WHERE dialogues.person_id = enquiries.person_id)""",
    ),
    OldRows("deliveries", _OF_OLD_BROADCASTS),  # their sums stay
    OldRows("broadcast_clicks", _OF_OLD_BROADCASTS),
    OldRows("album_parts", "sent_at < ?"),
    OldRows("dialogue_answers", "answered_at < ?"),
    # of what nobody has handled, the admins were told: without the notice they would be once more
    OldRows(
        "notices",
        """planned_at < ? AND NOT (kind = 'application' AND EXISTS (
            SELECT 1 FROM applications
            WHERE applications.id = subject_id AND applications.state = 'sent'))""",
    ),
    OldRows(
        "applications",
        """sent_at < ?1 AND EXISTS (
            SELECT 1 FROM events WHERE events.id = event_id AND (
                events.state = 'gone' OR events.status = 'cancelled'
                OR COALESCE(events.ends, events.starts, '') < date(?1, 'unixepoch')))""",
    ),
)
_OLD_COMMENTS = "comment <> '' AND voted_at < ?"
_EXPIRED = "state = 'pending' AND expires < ?"
_LEFT = """role IS NULL AND since < ? AND NOT EXISTS (
    SELECT 1 FROM audit WHERE audit.admin_id = team.person_id)"""


class Retention:
    """Deletes what is too old. Applications are kept until their exhibition is too old too."""

    def __init__(self, database: Database, kept: KeptDays) -> None:
        self._database = database
        self._clock = database.clock
        self._kept = kept
        self._done = date.min

    async def clean(self) -> None:
        """A job of the scheduler: does its work once a night, or later that day."""
        now = self._clock()
        today = (now - timedelta(hours=HOUR)).date()
        if self._done == today:
            return
        oldest = int((now - timedelta(days=self._kept.usual)).timestamp())
        for old in _OLD:
            await self._database.delete_in_chunks(old.table, old.condition, oldest)
        forget = "UPDATE answer_votes SET comment = ''"
        await self._database.change_in_chunks(forget, "answer_votes", _OLD_COMMENTS, oldest)
        await self._database.delete_in_chunks("notices", _EXPIRED, today.isoformat())
        oldest_day = (today - timedelta(days=self._kept.usual)).isoformat()
        await self._database.delete_in_chunks("events_counted", "day < ?", oldest_day)
        oldest_audit = int((now - timedelta(days=self._kept.audit)).timestamp())
        await self._database.delete_in_chunks("audit", "at < ?", oldest_audit)
        await self._database.delete_in_chunks("team", _LEFT, oldest_audit)
        await self._database.clear_log()
        self._done = today
