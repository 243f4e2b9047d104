"""Reading the knowledge base: one query a screen, and none for what was read lately."""

from collections.abc import Collection
from datetime import date

from bot.clock import Clock
from bot.errors import MovedError, NotFoundError
from bot.knowledge import records
from bot.knowledge.memory import ContentMemory
from bot.knowledge.models import Answer, Link, Section
from bot.knowledge.records import PAGE_SIZE
from bot.storage import Database

# An answer is read together with what it leads to.
_ANSWER = """
    SELECT answers.id, answers.key, answers.section_id, sections.trail, answers.title, answers.html,
           answers.details, answers.checked, answers.review_by, answers.valid_from,
           answers.valid_until, answers.state, answers.moved_to, answers.version,
           other.id AS other_id, other.title AS other_title, other.label AS other_label
    FROM answers
    JOIN sections ON sections.id = answers.section_id
    LEFT JOIN related ON related.answer_id = answers.id
    LEFT JOIN answers AS other ON other.id = related.related_id AND other.state = 'live'
    WHERE answers.id = ?
    ORDER BY related.position
"""
_OWN = """
    SELECT saved_answers.saved_at IS NOT NULL AS saved, answer_votes.useful FROM answers
    LEFT JOIN saved_answers
        ON saved_answers.answer_id = answers.id AND saved_answers.person_id = ?
    LEFT JOIN answer_votes
        ON answer_votes.answer_id = answers.id AND answer_votes.version = answers.version
        AND answer_votes.person_id = ?
    WHERE answers.id = ?
"""


class Knowledge:
    """`role` says whose things come first in a list; it never hides an answer from anyone."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._memory = ContentMemory(database, clock)

    async def home(self, role: str | None) -> tuple[Link, ...]:
        """Entry answers made for the role, then all top sections, those for the role first."""
        return await self._memory.get(("home", role), lambda: self._home(role))

    async def section(self, section_id: int, role: str | None, page: int = 0) -> Section:
        """Raises NotFoundError for a section that is gone; a page past the end is the last one."""
        return await self._memory.get(
            ("section", section_id, role, page), lambda: self._section(section_id, role, page)
        )

    async def answer(self, answer_id: int, person_id: int) -> Answer:
        """Raises NotFoundError for an answer that is gone, MovedError for one that moved."""
        own = self._database.glance(_OWN, person_id, person_id, answer_id)
        saved, useful = (own["saved"], own["useful"]) if own else (0, None)
        return await self._memory.get(
            ("answer", answer_id, saved, useful),
            lambda: self._answer(answer_id, saved=bool(saved), useful=useful),
        )

    async def _home(self, role: str | None) -> tuple[Link, ...]:
        rows = await self._database.rows(
            """
            SELECT kind, id, title, label, emoji, valid_until FROM menu
            WHERE section_id IS NULL OR (entry = 1 AND audience LIKE ?)
            ORDER BY entry DESC, CASE WHEN audience LIKE ? THEN 0 ELSE 1 END, position, id
            """,
            *[f"%{role or ''}%"] * 2,
        )
        return tuple(records.link(row, self._today()) for row in rows)

    async def _section(self, section_id: int, role: str | None, page: int) -> Section:
        rows = await self._database.rows(
            """
            SELECT sections.key, sections.trail, sections.emoji AS section_emoji,
                   sections.description,
                   menu.kind, menu.id, menu.title, menu.label, menu.emoji, menu.valid_until,
                   COUNT(*) OVER () AS total
            FROM menu JOIN sections ON sections.id = menu.section_id
            WHERE menu.section_id = ? AND sections.state = 'live'
            ORDER BY menu.kind DESC, CASE WHEN menu.audience LIKE ? THEN 0 ELSE 1 END,
                     menu.position, menu.title
            LIMIT ? OFFSET ?
            """,
            section_id,
            f"%{role or ''}%",
            PAGE_SIZE,
            page * PAGE_SIZE,
        )
        if not rows:
            if page:
                last = (await self.section(section_id, role)).content.pages - 1
                return await self.section(section_id, role, last)
            raise NotFoundError("section", section_id)
        first = rows[0]
        trail = tuple(first["trail"].split("\n"))
        content = records.link_page(rows, page, self._today())
        return Section(
            section_id,
            first["key"],
            trail,
            first["section_emoji"],
            first["description"],
            content,
        )

    async def _answer(self, answer_id: int, *, saved: bool, useful: int | None) -> Answer:
        rows = await self._database.rows(_ANSWER, answer_id)
        if not rows or rows[0]["state"] == "gone":
            raise NotFoundError("answer", answer_id)
        if rows[0]["state"] == "moved":
            raise MovedError(rows[0]["moved_to"])
        return records.answer(rows, self._today(), saved=saved, useful=useful)

    async def children(self, section_id: int) -> tuple[Link, ...]:
        """The sections right under this one; under 0 the top ones."""
        rows = await self._database.rows(
            """
            SELECT 'section' AS kind, id, title, label, emoji, NULL AS valid_until FROM sections
            WHERE state = 'live' AND COALESCE(parent_id, 0) = ?
            ORDER BY position, title
            """,
            section_id,
        )
        return tuple(records.link(row, self._today()) for row in rows)

    async def find_key(self, key: str) -> Link:
        """The section or answer with this key, even if it is gone: opening it will explain.

        Raises NotFoundError for a key that never was.
        """
        row = await self._database.row(
            """
            SELECT 'answer' AS kind, id, title, label, '' AS emoji, NULL AS valid_until
            FROM answers WHERE key = ?
            UNION ALL
            SELECT 'section', id, title, label, emoji, NULL FROM sections WHERE key = ?
            """,
            *[key] * 2,
        )
        if row is None:
            raise NotFoundError("key", key)
        return records.link(row, self._today())

    async def links(self, ids: Collection[int]) -> tuple[Link, ...]:
        """Those of the answers that are still there, the oldest first."""
        marks = ", ".join("?" * len(ids))
        rows = await self._database.rows(
            f"""
            SELECT 'answer' AS kind, id, title, label, '' AS emoji, valid_until
            FROM answers WHERE state = 'live' AND id IN ({marks}) ORDER BY id
            """,
            *ids,
        )
        return tuple(records.link(row, self._today()) for row in rows)

    def _today(self) -> date:
        return self._clock().date()
