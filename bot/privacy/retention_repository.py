"""What is kept for a time only, removed when that is over."""

from datetime import date, timedelta

from bot.clock import Clock
from bot.storage import Database

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
    def __init__(self, database: Database, clock: Clock, keep_days: int) -> None:
        self._database = database
        self._clock = clock
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
