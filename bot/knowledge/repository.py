"""Reading sections and answers; favourites of a person."""

from collections.abc import Awaitable, Callable, Collection, Hashable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from bot.errors import MovedError, NotFoundError
from bot.knowledge.introductions import PLAIN
from bot.knowledge.markup import cut_pages, to_plain
from bot.knowledge.models import (
    Answer,
    Details,
    Freshness,
    HomeMenu,
    Introductions,
    Link,
    LinkPage,
    Section,
    text_code,
)
from bot.paging import page_of, pages_of
from bot.storage.database import Database, Row, day_of

MOST_KEPT = 1_000  # entries: all of a usual content, some megabytes

_Read = TypeVar("_Read")


class ContentMemory:
    """Keeps what was read while the revision of the content and the day stay the same.

    The revision is in the database, so changes by another process are seen too. Values are shared
    by all readers and must be immutable.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._clock = database.clock
        self._kept: dict[Hashable, Any] = {}
        self._stamp: tuple[object, ...] = ()

    async def get(self, key: Hashable, read: Callable[[], Awaitable[_Read]]) -> _Read:
        """The kept value of this key, or what `read` returns; errors of `read` are raised."""
        stamp = (self._database.revision, self._clock().date())
        if stamp != self._stamp:
            self._kept, self._stamp = {}, stamp
        if key in self._kept:
            remembered: _Read = self._kept.pop(key)
        else:
            remembered = await read()
            if stamp != self._stamp:  # changed during the read: the value may be old
                return remembered
        if len(self._kept) >= MOST_KEPT:  # what was not asked for longest goes
            del self._kept[next(iter(self._kept))]
        self._kept[key] = remembered
        return remembered


PAGE_SIZE = 10


def link_of(row: Row, today: date) -> Link:
    expired = row["valid_until"] is not None and row["valid_until"] < today.isoformat()
    emoji = "🗄" if expired else row["emoji"]
    return Link(row["kind"], row["id"], row["title"], row["label"], emoji)


def link_page_of(rows: Sequence[Row], page: int, today: date) -> LinkPage:
    """The column `total` of each row is the length of the whole list."""
    total = rows[0]["total"] if rows else 0
    links = tuple(link_of(row, today) for row in rows)
    return LinkPage(links, page, pages_of(total, PAGE_SIZE))


def answer_of(
    rows: Sequence[Row], today: date, *, saved: bool = False, useful: int | None = None
) -> Answer:
    """An answer from its rows: one for each related answer (`other_…`)."""
    row = rows[0]
    details = Details.model_validate_json(row["details"])
    code = text_code(row["title"], to_plain(row["html"])) if details.english else ""
    valid_from, valid_until = day_of(row["valid_from"]), day_of(row["valid_until"])
    return Answer(
        id=row["id"],
        key=row["key"],
        section_id=row["section_id"],
        trail=tuple(row["trail"].split("\n")),
        title=row["title"],
        pages=cut_pages(row["html"]),
        details=details,
        checked=day_of(row["checked"]),
        valid_from=valid_from,
        valid_until=valid_until,
        freshness=Freshness.of(valid_from, valid_until, day_of(row["review_by"]), today),
        saved=saved,
        related=_related(rows),
        useful=None if useful is None else bool(useful),
        outdated_english=details.english is not None and details.english.translates != code,
    )


def _related(rows: Sequence[Row]) -> tuple[Link, ...]:
    return tuple(
        Link(
            "answer",
            each["other_id"],
            each["other_title"],
            each["other_label"],
            english=each["other_english"] or "",
        )
        for each in rows
        if each["other_id"] is not None
    )


# An answer with its related answers, a row for each.
_ANSWER = """
    SELECT answers.id, answers.key, answers.section_id, sections.trail, answers.title, answers.html,
           answers.details, answers.checked, answers.review_by, answers.valid_from,
           answers.valid_until, answers.state, answers.moved_to,
           other.id AS other_id, other.title AS other_title, other.label AS other_label,
           COALESCE(other.details ->> '$.english.short', other.details ->> '$.english.title')
           AS other_english
    FROM answers
    JOIN sections ON sections.id = answers.section_id
    LEFT JOIN related ON related.answer_id = answers.id
    LEFT JOIN answers AS other ON other.id = related.related_id AND other.state = 'live'
    WHERE answers.id = ?
    ORDER BY related.position
"""
# A page of what a section has, beside the section itself in every row.
_SECTION = """
    SELECT sections.key, sections.trail, sections.emoji AS section_emoji,
           sections.label AS section_label, sections.description,
           menu.kind, menu.id, menu.title, menu.label, menu.emoji, menu.valid_until,
           COUNT(*) OVER () AS total
    FROM menu JOIN sections ON sections.id = menu.section_id
    WHERE menu.section_id = ? AND sections.state = 'live'
    ORDER BY menu.kind DESC, CASE WHEN menu.audience LIKE ? THEN 0 ELSE 1 END,
             menu.position, menu.title
    LIMIT ? OFFSET ?
"""
# What a person has saved; a withdrawn answer leads to what stands in its place.
_SAVED = """
    WITH RECURSIVE way (saved_id, saved_at, id) AS (
        SELECT answer_id, saved_at, answer_id FROM saved_answers WHERE person_id = ?
        UNION SELECT saved_id, saved_at, moved_to FROM way JOIN answers USING (id)
        WHERE state = 'moved')
"""
_OWN = f"""
    {_SAVED}
    SELECT EXISTS (SELECT 1 FROM way WHERE id = answers.id) AS saved, answer_votes.useful
    FROM answers LEFT JOIN answer_votes
        ON answer_votes.answer_id = answers.id AND answer_votes.version = answers.version
        AND answer_votes.person_id = ?
    WHERE answers.id = ?
"""


class Knowledge:
    """Reads for all people alike; `role` changes the order of lists and hides nothing."""

    def __init__(
        self,
        database: Database,
        *,
        can_ask: Callable[[], bool] = lambda: True,
        can_edit: Callable[[int], bool] = lambda _: False,
        introductions: Introductions = PLAIN,
    ) -> None:
        """`can_ask`: whether there is a specialist whom people can ask; `can_edit`: this person."""
        self.introductions = introductions
        self._database = database
        self._clock = database.clock
        self._memory = ContentMemory(database)
        self._can_ask = can_ask
        self._can_edit = can_edit

    async def menu(
        self, role: str | None, form: tuple[int, str] | None, *, is_team: bool
    ) -> HomeMenu:
        """The menu of this role, for a person with this unfinished form, or none."""
        links = await self.home(role)
        entries = tuple(each for each in links if each.kind == "answer")
        return HomeMenu(entries, role, form, is_team, (await self.english()).links)

    async def english(self, page: int = 0) -> LinkPage:
        """The answers that exist in English; a page past the end is the last one."""
        links = await self._memory.get("english", self._english)
        shown, page, pages = page_of(links, page, PAGE_SIZE)
        return LinkPage(tuple(shown), page, pages)

    async def sections(self, role: str | None) -> tuple[Link, ...]:
        """The top sections, those for the role first."""
        return tuple(each for each in await self.home(role) if each.kind == "section")

    async def home(self, role: str | None) -> tuple[Link, ...]:
        """The entry answers for the role, then the top sections, those for the role first."""
        return await self._memory.get(("home", role), lambda: self._home(role))

    async def section(self, section_id: int, role: str | None, page: int = 0) -> Section:
        """Raises NotFoundError for a section that is gone; a page past the end is the last one."""
        return await self._memory.get(
            ("section", section_id, role, page), lambda: self._section(section_id, role, page)
        )

    async def answer(self, answer_id: int, person_id: int) -> Answer:
        """Raises NotFoundError for an answer that is gone, MovedError for one that moved."""
        own = self._database.read_now(_OWN, person_id, person_id, answer_id)
        saved, useful = (own["saved"], own["useful"]) if own else (0, None)
        can_edit = self._can_edit(person_id)
        return await self._memory.get(
            ("answer", answer_id, saved, useful, can_edit),
            lambda: self._answer(answer_id, useful, saved=bool(saved), can_edit=can_edit),
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
        return tuple(link_of(row, self._today()) for row in rows)

    async def _english(self) -> tuple[Link, ...]:
        rows = await self._database.rows(
            """
            SELECT 'answer' AS kind, id, title, label, '' AS emoji, valid_until,
                   COALESCE(details ->> '$.english.short', details ->> '$.english.title') AS english
            FROM answers WHERE state = 'live' AND details ->> '$.english' IS NOT NULL
            ORDER BY COALESCE(details ->> '$.english.order', 100), id
            """
        )
        return tuple(replace(link_of(row, self._today()), english=row["english"]) for row in rows)

    async def _section(self, section_id: int, role: str | None, page: int) -> Section:
        rows = await self._database.rows(
            _SECTION, section_id, f"%{role or ''}%", PAGE_SIZE, page * PAGE_SIZE
        )
        if not rows:
            if page:
                last = (await self.section(section_id, role)).content.pages - 1
                return await self.section(section_id, role, last)
            raise NotFoundError("section", section_id)
        first = rows[0]
        return Section(
            section_id,
            first["key"],
            tuple(first["trail"].split("\n")),
            first["section_emoji"],
            first["description"],
            link_page_of(rows, page, self._today()),
            first["section_label"],
        )

    async def _answer(
        self, answer_id: int, useful: int | None, *, saved: bool, can_edit: bool
    ) -> Answer:
        rows = await self._database.rows(_ANSWER, answer_id)
        if not rows or rows[0]["state"] == "gone":
            raise NotFoundError("answer", answer_id)
        if rows[0]["state"] == "moved":
            raise MovedError(await self._end_of(answer_id))
        found = answer_of(rows, self._today(), saved=saved, useful=useful)
        if found.details.steps:
            links = await self.live_links(found.details.steps)
            found = replace(found, steps=tuple(map(links.get, found.details.steps)))
        can_ask = self._can_ask() if found.details.unknown else True
        return replace(found, can_ask=can_ask, can_edit=can_edit)

    async def _end_of(self, answer_id: int) -> int:
        """The live answer to which the moves lead in the end; raises NotFoundError for none."""
        row = await self._database.row(
            """
            WITH RECURSIVE way (id) AS (
                VALUES (?) UNION SELECT moved_to FROM answers JOIN way USING (id)
                WHERE state = 'moved')
            SELECT id FROM way JOIN answers USING (id) WHERE state = 'live'
            """,
            answer_id,
        )
        if row is None:
            raise NotFoundError("answer", answer_id)
        return int(row["id"])

    async def children(self, section_id: int) -> tuple[Link, ...]:
        """The sections directly under this one; for 0 the top sections."""
        rows = await self._database.rows(
            """
            SELECT 'section' AS kind, id, title, label, emoji, NULL AS valid_until FROM sections
            WHERE state = 'live' AND COALESCE(parent_id, 0) = ?
            ORDER BY position, title
            """,
            section_id,
        )
        return tuple(link_of(row, self._today()) for row in rows)

    async def find_key(self, key: str) -> Link:
        """The section or answer with this key, even if it is gone: opening it says so.

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
        return link_of(row, self._today())

    async def links(self, ids: Collection[int]) -> tuple[Link, ...]:
        """The live ones of these answers, the oldest first."""
        marks = ", ".join("?" * len(ids))
        rows = await self._database.rows(
            f"""
            SELECT 'answer' AS kind, id, title, label, '' AS emoji, valid_until
            FROM answers WHERE state = 'live' AND id IN ({marks}) ORDER BY id
            """,
            *ids,
        )
        return tuple(link_of(row, self._today()) for row in rows)

    async def live_links(self, keys: Collection[str]) -> dict[str, Link]:
        """The live ones of the answers with these keys."""
        marks = ", ".join("?" * len(keys))
        rows = await self._database.rows(
            f"""
            SELECT key, 'answer' AS kind, id, title, label, '' AS emoji, valid_until
            FROM answers WHERE state = 'live' AND key IN ({marks})
            """,
            *keys,
        )
        return {row["key"]: link_of(row, self._today()) for row in rows}

    async def set_saved(self, person_id: int, answer_id: int, *, saved: bool) -> None:
        """Add the answer to the person's favourites or remove it; repeating changes nothing.

        An id that no answer ever had is ignored.
        """
        if saved:
            await self._database.write(
                """
                INSERT INTO saved_answers (person_id, answer_id, saved_at)
                SELECT ?, id, ? FROM answers WHERE id = ? ON CONFLICT DO NOTHING
                """,
                person_id,
                self._database.now(),
                answer_id,
            )
        else:
            await self._database.write(
                f"""
                {_SAVED} DELETE FROM saved_answers
                WHERE person_id = ? AND answer_id IN (SELECT saved_id FROM way WHERE id = ?)
                """,
                *(person_id, person_id, answer_id),
            )

    async def saved_page(self, person_id: int, page: int = 0) -> LinkPage:
        """The person's favourites, the newest first; a page past the end is the last one."""
        rows = await self._database.rows(
            f"""
            {_SAVED} SELECT 'answer' AS kind, id, title, label, '' AS emoji, valid_until,
                            COUNT(*) OVER () AS total
            FROM way JOIN answers USING (id) WHERE state = 'live'
            GROUP BY id ORDER BY max(saved_at) DESC, id LIMIT ? OFFSET ?
            """,
            person_id,
            PAGE_SIZE,
            page * PAGE_SIZE,
        )
        if not rows and page:
            return await self.saved_page(person_id, (await self.saved_page(person_id)).pages - 1)
        return link_page_of(rows, page, self._today())

    def _today(self) -> date:
        return self._clock().date()
