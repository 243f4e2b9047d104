"""Decides what to answer to a question, in the chat, groups, inline mode and the shell."""

from collections.abc import Callable
from dataclasses import replace

from bot.conversation.models import Card, InlinePage, QuestionReply
from bot.errors import BotError, MovedError
from bot.events.repository import Events
from bot.knowledge.models import Answer, Freshness, Link
from bot.knowledge.repository import PAGE_SIZE, Knowledge
from bot.people.models import Person
from bot.questions.masks import masked
from bot.questions.models import AskedQuestion
from bot.questions.repository import Questions
from bot.search.engine import Search
from bot.search.models import Hit, SearchOutcome, SearchResult

NOBODY = 0
EVENT_KEYS = "events/"
INLINE_LIMIT = 3 * PAGE_SIZE


class Answering:
    """Finds answers and events for typed questions and for deep links."""

    def __init__(
        self,
        search: Search,
        knowledge: Knowledge,
        events: Events,
        questions: Questions,
    ) -> None:
        self._search = search
        self._knowledge = knowledge
        self._events = events
        self._questions = questions
        self.on_outcome: Callable[[str], None] = lambda _: None
        """Called with the outcome of every question that was asked in a chat."""
        self.on_answer: Callable[[int], None] = lambda _: None
        """Called with the id of every answer that was given at once."""

    async def ask(self, asked: AskedQuestion, person: Person) -> QuestionReply:
        """Answer and store a question; open a card when the search is sure and the card is current.

        When the question has something to mask, the reply does not repeat what was understood.
        """
        found = await self._search.find(asked.text)
        if masked(asked.text) != asked.text:
            found = replace(found, understood="")
        card = None
        if found.outcome is SearchOutcome.ANSWER:
            card = await self.card(found.hits[0], person.id)
            if card is None or _expired(card):
                found, card = replace(found, outcome=SearchOutcome.CHOICES), None
        question_id = await self._questions.save(asked, found)
        self.on_outcome(found.outcome)
        if isinstance(card, Answer):
            self.on_answer(card.id)
        nothing = found.outcome is SearchOutcome.NOTHING
        home = await self._knowledge.home(person.role) if nothing else ()
        return QuestionReply(question_id, found, card, home)

    async def reopen(self, question_id: int, person_id: int) -> QuestionReply:
        """Everything found for an earlier question; NotFoundError when it is deleted."""
        found = await self._search.find(await self._questions.text(question_id, person_id))
        return QuestionReply(question_id, found)

    async def find(self, question: str) -> SearchResult:
        return await self._search.find(question)

    async def card(self, line: Hit | Link, person_id: int = NOBODY) -> Card | None:
        """The card of a hit; None when it left the content after it was indexed."""
        try:
            if line.kind == "event":
                return await self._events.card(person_id, line.id)
            return await self._knowledge.answer(line.id, person_id)
        except BotError:
            return None

    async def by_key(self, key: str, person_id: int) -> Card | None:
        """The card of a deep link, also of one that has moved; None when it is gone."""
        try:
            if key.startswith(EVENT_KEYS):
                return await self._events.find_card(person_id, key.removeprefix(EVENT_KEYS))
            link = await self._knowledge.find_key(key)
            return await self._knowledge.answer(link.id, person_id)
        except MovedError as error:
            return await self.card(Hit("answer", error.moved_to, key, "", "", 0.0), person_id)
        except BotError:
            return None

    async def inline_page(self, question: str, offset: str, person_id: int) -> InlinePage:
        """A page of cards for inline mode; before anything is typed, of what the person saved.

        `offset` is the `next_offset` of the page before, or "".
        """
        page = int(offset) if offset.isdecimal() else 0
        if question.strip():
            found = await self._search.find(question, INLINE_LIMIT)
            lines: tuple[Hit | Link, ...] = found.hits[page * PAGE_SIZE :]
            more = len(lines) > PAGE_SIZE
        else:
            links = await self._knowledge.saved_page(person_id, page)
            lines, more = links.links, page + 1 < links.pages
        cards = [await self.card(each, person_id) for each in lines[:PAGE_SIZE]]
        return InlinePage(tuple(filter(None, cards)), str(page + 1) if more else "")


def _expired(card: Card) -> bool:
    """Expired answers are offered in a list, not opened. A finished event says so on its card."""
    return isinstance(card, Answer) and card.freshness is Freshness.EXPIRED
