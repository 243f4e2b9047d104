"""What to say to a question: one decision for the chat, groups, inline mode and the shell."""

from collections.abc import Callable
from dataclasses import replace

from bot.audience.models import Person
from bot.errors import BotError
from bot.knowledge.models import Answer, Freshness
from bot.knowledge.records import PAGE_SIZE
from bot.knowledge.repository import Knowledge
from bot.knowledge.saved_repository import SavedAnswers
from bot.questions.models import Asked, InlinePage, Reply
from bot.questions.repository import Questions
from bot.search import Search
from bot.search.models import Found, Outcome
from bot.stats.models import Kind

NOBODY = 0
INLINE_LIMIT = 3 * PAGE_SIZE


class Answering:
    def __init__(
        self, search: Search, knowledge: Knowledge, saved: SavedAnswers, questions: Questions
    ) -> None:
        self._search = search
        self._knowledge = knowledge
        self._saved = saved
        self._questions = questions
        self.count: Callable[[str], None] = lambda _: None
        """Told the outcome of every question that was asked in a chat."""
        self.count_card: Callable[[Kind, int], None] = lambda *_: None
        """Told the id of every answer that was given at once."""

    async def ask(self, asked: Asked, person: Person) -> Reply:
        """Find, keep the question, and open the card if the search is sure and the card current."""
        found = await self._search.find(asked.text)
        card = None
        if found.outcome is Outcome.ANSWER:
            card = await self.card(found.hits[0].id, person.id)
            if card is None or card.freshness is Freshness.EXPIRED:
                found, card = replace(found, outcome=Outcome.CHOICES), None
        question_id = await self._questions.keep(asked, found.outcome)
        self.count(found.outcome)
        if card is not None:
            self.count_card(Kind.ANSWERED, card.id)
        nothing = found.outcome is Outcome.NOTHING
        home = await self._knowledge.home(person.role) if nothing else ()
        return Reply(question_id, found, card, home)

    async def reopen(self, question_id: int) -> Reply:
        """Everything found for an earlier question; NotFoundError if it is forgotten."""
        found = await self._search.find(await self._questions.text(question_id))
        return Reply(question_id, found)

    async def find(self, question: str) -> Found:
        return await self._search.find(question)

    async def card(self, answer_id: int, person_id: int = NOBODY) -> Answer | None:
        """What a hit points to; None when it left the content since it was indexed."""
        try:
            return await self._knowledge.answer(answer_id, person_id)
        except BotError:
            return None

    async def inline_page(self, question: str, offset: str, person_id: int) -> InlinePage:
        """A page of cards for inline mode; with nothing typed yet, of what the person saved.

        `offset` is the page number that the page before it gave as `next_offset`, "" at first.
        """
        page = int(offset) if offset.isdecimal() else 0
        if question.strip():
            found = await self._search.find(question, INLINE_LIMIT)
            ids = [hit.id for hit in found.hits][page * PAGE_SIZE :]
            more = len(ids) > PAGE_SIZE
        else:
            links = await self._saved.page(person_id, page)
            ids, more = [link.id for link in links.links], page + 1 < links.pages
        cards = [await self.card(each, person_id) for each in ids[:PAGE_SIZE]]
        return InlinePage(tuple(filter(None, cards)), str(page + 1) if more else "")
