"""The inbox: editors bind unanswered questions to answers, dismiss them, or write new answers."""

import asyncio

from bot.knowledge.models import BindingResult
from bot.paging import page_of
from bot.questions.groups import merged
from bot.questions.inbox_repository import InboxRepository
from bot.questions.models import GroupPage, QuestionGroup, WaitingWords
from bot.search.engine import Search
from bot.search.models import Hit
from bot.storage.database import Database

PAGE_SIZE = 8
READ_FOR_A_LABEL = 100  # questions, whose commonest words name the group
_MOST_OFFERS = 6


class InboxService:
    """Unanswered questions in groups.

    When two editors act on the same group at once, the second action changes nothing and
    returns None or False.
    """

    def __init__(self, database: Database, search: Search) -> None:
        self._questions = InboxRepository(database)
        self._search = search
        self._merged: tuple[list[WaitingWords], tuple[tuple[WaitingWords, ...], ...]] = ([], ())

    async def page(self, page: int = 0) -> GroupPage:
        """The most frequent groups first; a page past the end is the last one."""
        groups, waiting = await asyncio.gather(self._groups(), self._questions.count())
        shown, page, pages = page_of(groups, page, PAGE_SIZE)
        read = await asyncio.gather(
            *(self._questions.group(members, READ_FOR_A_LABEL) for members in shown)
        )
        found = tuple(group for group in read if group)
        complete = sum(each.times for members in groups for each in members) >= waiting
        return GroupPage(found, page, pages, len(groups), waiting, complete)

    async def count(self) -> int:
        """How many questions wait."""
        return await self._questions.count()

    async def group(self, question_id: int) -> QuestionGroup | None:
        """The group of this question; None when the question waits no longer."""
        own = await self._questions.words_of(question_id)
        if own is None:
            return None
        for members in await self._groups():
            if any(each.words == own.words for each in members):
                return await self._questions.group(members)
        return await self._questions.group((own,))

    def forget_texts(self) -> None:
        """Nothing that people have typed stays in the memory of what was merged."""
        self._merged = ([], ())

    async def _groups(self) -> tuple[tuple[WaitingWords, ...], ...]:
        """All groups; they are merged anew when other words wait, or other numbers of questions."""
        words = await self._questions.words()
        if words != self._merged[0]:
            self._merged = words, await asyncio.to_thread(merged, words)
        return self._merged[1]

    async def offers(self, group: QuestionGroup | None, wanted: str = "") -> tuple[Hit, ...]:
        """Answers to bind the group to, found for `wanted` or else for its commonest phrase.

        Without `wanted`, the answers that people opened from the list come first.
        """
        if group is None:
            return ()
        found = await self._search.find(wanted or group.texts[0])
        hits = [hit for hit in found.hits if hit.kind == "answer"]
        if not wanted:
            hits.sort(key=lambda hit: hit.id not in group.chosen)
        return tuple(hits[:_MOST_OFFERS])

    async def bind(
        self, question_id: int, answer_id: int, admin_id: int, *, waits: bool = False
    ) -> BindingResult | None:
        """Make the group's phrases lead to the answer; None when the group is handled already.

        `waits`: when a second person agrees.
        """
        group = await self.group(question_id)
        if group is None:
            return None
        bind = self._questions.propose if waits else self._questions.bind
        return await bind(group, answer_id, admin_id)

    async def start_draft(self, question_id: int, admin_id: int) -> int | None:
        """Start a draft with the group's phrases; return its id, or None as `bind` does."""
        group = await self.group(question_id)
        return await self._questions.start_draft(group, admin_id) if group else None

    async def dismiss(self, question_id: int, admin_id: int) -> int | None:
        """Mark the group as off topic; return the id for `restore`, or None as `bind` does."""
        group = await self.group(question_id)
        dismissed = group is not None and await self._questions.dismiss(group, admin_id)
        return group.id if group and dismissed else None

    async def restore(self, group_id: int, admin_id: int) -> QuestionGroup | None:
        """Undo `dismiss`; None when that has been done already."""
        restored = await self._questions.restore(group_id, admin_id)
        return await self.group(group_id) if restored else None
