"""Answers that are due for review, and who answers for them."""

from collections import Counter
from datetime import date, timedelta

from bot.paging import page_of
from bot.reviews.models import DueAnswer, DuePage
from bot.storage.database import Repository

AHEAD = timedelta(days=14)  # what comes to be due so soon is listed too
PAGE_SIZE = 8

_DUE = """
    SELECT answers.id, answers.key, answers.label, sections.trail, review_by,
           COALESCE(NULLIF(team.name, ''), owner_id, '') AS owner
    FROM answers JOIN sections ON sections.id = section_id
    LEFT JOIN team ON team.person_id = owner_id
    WHERE answers.state = 'live' AND review_by IS NOT NULL AND review_by <= ?1
        AND (?2 = 0 OR owner_id = ?2)
    ORDER BY owner = '', owner, sections.trail, review_by, answers.id
"""


class Reviews(Repository):
    """Reads for the list, the weekly note and the command line."""

    async def due(self, until: date, owner_id: int = 0) -> tuple[DueAnswer, ...]:
        """Those of one owner, or of all with 0, by owner, section and day."""
        rows = await self._database.rows(_DUE, until.isoformat(), owner_id)
        return tuple(
            DueAnswer(
                row["id"],
                row["key"],
                row["label"],
                row["trail"].replace("\n", " › "),
                date.fromisoformat(row["review_by"]),
                str(row["owner"]),
            )
            for row in rows
        )

    async def page(self, page: int = 0, owner_id: int = 0) -> DuePage:
        """A page past the end is the last one."""
        today = self._clock().date()
        found = await self.due(today + AHEAD, owner_id)
        shown, page, pages = page_of(found, page, PAGE_SIZE)
        overdue = sum(each.review_by < today for each in found)
        by_owner = dict(Counter(each.owner for each in found))
        return DuePage(tuple(shown), page, pages, len(found), overdue, by_owner, today)

    async def count_overdue(self) -> int:
        return await self._database.number(
            """
            SELECT COUNT(*) FROM answers
            WHERE state = 'live' AND review_by IS NOT NULL AND review_by < ?
            """,
            self._clock().date().isoformat(),
        )
