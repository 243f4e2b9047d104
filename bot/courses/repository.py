"""Reading the centres and programmes: all in one query, as there are only tens of them."""

import asyncio
from collections.abc import Iterable, Iterator

from bot.courses.models import Course
from bot.errors import NotFoundError
from bot.knowledge.models import Details
from bot.knowledge.repository import ContentMemory
from bot.storage.database import Database, Repository, Row, day_of

COURSES = """
    SELECT id, key, label, details, checked FROM answers
    WHERE state = 'live' AND details LIKE '%"programme":%'
"""


class Courses(Repository):
    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._memory = ContentMemory(database)

    async def all(self) -> tuple[Course, ...]:
        """Every live answer that describes a centre or a programme, centres first."""
        return await self._memory.get("all", self._read)

    async def _read(self) -> tuple[Course, ...]:
        rows = await self._database.rows(
            f"{COURSES} AND (valid_until IS NULL OR valid_until >= ?) ORDER BY id",
            self._clock().date().isoformat(),
        )
        return await asyncio.to_thread(_centres_first, rows)

    async def some(self, *answer_ids: int) -> tuple[Course, ...]:
        """These courses in this order; raises NotFoundError if one is not in the catalogue."""
        known = {course.answer_id: course for course in await self.all()}
        for answer_id in answer_ids:
            if answer_id not in known:
                raise NotFoundError("course", answer_id)
        return tuple(known[answer_id] for answer_id in answer_ids)


def _centres_first(rows: Iterable[Row]) -> tuple[Course, ...]:
    return tuple(sorted(courses_of(rows), key=lambda course: course.programme.kind))


def courses_of(rows: Iterable[Row]) -> Iterator[Course]:
    """The courses among the rows of `COURSES`."""
    for row in rows:
        details = Details.model_validate_json(row["details"])
        if programme := details.programme:
            name, checked = programme.name or row["label"], day_of(row["checked"])
            yield Course(row["id"], row["key"], name, programme, details, checked)
