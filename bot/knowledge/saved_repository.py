"""The answers that people keep for themselves."""

from bot.clock import Clock
from bot.knowledge.models import LinkPage
from bot.knowledge.records import PAGE_SIZE, link_page
from bot.storage import Database


class SavedAnswers:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def keep(self, person_id: int, answer_id: int, *, wanted: bool) -> None:
        """Save the answer, or forget it; doing either twice is the same as once.

        An answer that never was is not saved.
        """
        async with self._database.transaction() as transaction:
            if wanted:
                await transaction.execute(
                    """
                    INSERT INTO saved_answers (person_id, answer_id, saved_at)
                    SELECT ?, id, ? FROM answers WHERE id = ? ON CONFLICT DO NOTHING
                    """,
                    person_id,
                    int(self._clock().timestamp()),
                    answer_id,
                )
            else:
                await transaction.execute(
                    "DELETE FROM saved_answers WHERE person_id = ? AND answer_id = ?",
                    person_id,
                    answer_id,
                )

    async def page(self, person_id: int, page: int = 0) -> LinkPage:
        """What the person saved, the newest first; a page past the end is the last one."""
        rows = await self._database.rows(
            """
            SELECT 'answer' AS kind, answers.id, title, label, '' AS emoji, valid_until,
                   COUNT(*) OVER () AS total
            FROM saved_answers JOIN answers ON answers.id = answer_id
            WHERE person_id = ? AND state = 'live'
            ORDER BY saved_at DESC, answers.id LIMIT ? OFFSET ?
            """,
            person_id,
            PAGE_SIZE,
            page * PAGE_SIZE,
        )
        if not rows and page:
            return await self.page(person_id, (await self.page(person_id)).pages - 1)
        return link_page(rows, page, self._clock().date())
