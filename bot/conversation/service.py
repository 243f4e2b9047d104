"""Decides what to answer to a question, in the chat, groups, inline mode and the shell."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from bot.conversation.context import Context, Contexts
from bot.conversation.event_query import (
    EventNames,
    EventQuery,
    NamedEvent,
    asks_of_past,
    in_words,
    named_key,
    of_others,
    read_event_query,
    refined,
    relaxations,
)
from bot.conversation.follow_ups import Turn, TurnReader, is_whole, reaction
from bot.conversation.models import Card, EventList, InlinePage, QuestionReply, Seen, Subject
from bot.conversation.requests import Action, read_request
from bot.errors import BotError, MovedError
from bot.events.filters import EventPage
from bot.events.models import Event, EventCard, EventFilter, Facet, ListFilter
from bot.events.periods import DaySpan
from bot.events.repository import Events
from bot.knowledge.markup import cut_to_fold, sentences, to_plain
from bot.knowledge.models import Answer, Freshness, Link, label_number
from bot.knowledge.repository import PAGE_SIZE, Knowledge
from bot.people.models import Person
from bot.questions.masks import masked, without_masks
from bot.questions.models import AskedQuestion
from bot.questions.repository import Questions
from bot.search.engine import Search
from bot.search.models import Hit, SearchOutcome, SearchResult
from bot.search.small_talk import SmallTalk, small_talk
from bot.search.text import words

_log = logging.getLogger(__name__)

NOBODY = 0
LONGEST_QUESTION = 1000  # characters; what is longer is a letter
LONGEST_OFFSET = 4  # digits; the bot makes no longer ones
EVENT_KEYS = "events/"
LISTED = 5
LONGEST_WORDS = 200
INLINE_LIMIT = 3 * PAGE_SIZE
INLINE_EVENTS = 3
_ALIKE = 0.5  # of the best score; inline mode offers no card that fits less


_TALK = {
    Action.GREETING: SmallTalk.GREETING,
    Action.THANKS: SmallTalk.THANKS,
    Action.BYE: SmallTalk.FAREWELL,
}


class Answering:
    """Finds answers and events for typed questions and for deep links."""

    def __init__(
        self,
        search: Search,
        knowledge: Knowledge,
        events: Events,
        questions: Questions,
        contexts: Contexts,
    ) -> None:
        self._search = search
        self._knowledge = knowledge
        self._events = events
        self._questions = questions
        self.contexts = contexts
        self.calendar = SpokenCalendar(events)
        self._turns = TurnReader(self.find)
        self.on_outcome: Callable[[str], None] = lambda _: None
        """Called with the outcome of every question that was asked in a chat."""
        self.on_answer: Callable[[int, int], None] = lambda *_: None
        """Called with the id of every answer that was given at once."""

    async def warm_up(self) -> None:
        """Make what the first question would wait for: tenths of a second with a large calendar."""
        await asyncio.to_thread(read_request, "")
        await asyncio.to_thread(read_event_query, "", self._events.clock().date())
        await self.calendar.named("")

    def forget_texts(self) -> None:
        """Nothing that people have typed stays in the memory of what was read."""
        for remembered in (masked, read_request, read_event_query, words):
            remembered.cache_clear()
        self._search.forget_questions()

    async def ask(self, asked: AskedQuestion, person: Person, seen: Seen = None) -> QuestionReply:
        """Answer and store a question; open a card when the search is sure and the card is current.

        `seen` is what the person looks at. When the question has something to mask, the reply does
        not repeat what was understood. Call `record_shown` once the reply is shown.
        """
        if isinstance(seen, Subject) and (reacted := reaction(asked.text, seen)):
            nothing = SearchResult(asked.text, SearchOutcome.NOTHING)
            return QuestionReply(asked, seen.offered or 0, nothing, subject=seen, reaction=reacted)
        meaning = await self.meaning(asked.text, seen)
        if isinstance(meaning, EventList):
            return await self._stored(self._list_events(asked, meaning))
        return await self._stored(await self._reply(asked, person, meaning))

    async def _stored(self, reply: QuestionReply) -> QuestionReply:
        """Store the question before its reply: a process that ends between them asks it again.

        On a full disk it is answered all the same. It is then missing from the inbox and the
        statistics, which is logged.
        """
        try:
            await self._questions.save(reply.question_id, reply.asked, reply.found)
        except sqlite3.Error:
            _log.exception("Question %s is answered and could not be stored", reply.question_id)
        return reply

    async def record_shown(self, reply: QuestionReply, message_id: int) -> None:
        """Remember the message with the reply, and what the person looks at now."""
        if reply.reaction is not None:
            return
        try:
            await self._questions.remember_reply(reply.question_id, message_id)
        except sqlite3.Error:
            _log.exception("The reply to question %s could not be stored", reply.question_id)
        await self.look_at_first(reply)

    async def meaning(self, text: str, seen: Seen) -> EventList | Turn:
        """Exhibitions with a filter, one of them by its name, a follow-up, or a question alone."""
        listed = await self.calendar.listed(text, seen)
        if listed and not (listed.refines and is_whole(await self._search.find(text))):
            return listed
        if named := await self._named_event(text):
            return Turn(named, text)
        turn = await self._turns.read(text, seen if isinstance(seen, Subject) else None)
        if turn.subject is None and turn.searched == text:
            return replace(turn, found=await self._with_next_edition(turn.found, text))
        return turn

    async def seen(self, turn: Turn) -> Subject | None:
        """What the person looks at once they have read the reply."""
        first = turn.found.hits[0]
        found = await self.card(first)
        is_list = turn.found.outcome is SearchOutcome.CHOICES
        context = Context(first.kind, first.id, _words_of(turn), 0 if is_list else None)
        return _subject(found, context) if found else None

    async def ask_alone(self, question_id: int, person: Person) -> QuestionReply:
        """The same question without the subject that it was taken to be about."""
        asked = await self._questions.get(question_id, person.id)
        alone = replace(asked, text=without_masks(asked.text), searched="", subject="")
        found = await self.find(alone.text)
        return await self._stored(await self._reply(alone, person, Turn(found, alone.text)))

    async def _reply(self, asked: AskedQuestion, person: Person, turn: Turn) -> QuestionReply:
        found, subject, card = turn.found, turn.subject, None
        if masked(asked.text) != asked.text:
            found = replace(found, understood="")
        if found.outcome is SearchOutcome.ANSWER:
            card = await self.card(found.hits[0], person.id)
            if card is None or _expired(card):
                found, card = replace(found, outcome=SearchOutcome.CHOICES), None
        if subject:
            asked = replace(asked, searched=turn.searched, subject=subject.hit.title)
        self.on_outcome(found.outcome)
        if isinstance(card, Answer):
            self.on_answer(card.id, person.id)
        return QuestionReply(
            asked,
            self._questions.id_for(asked),
            found,
            card,
            () if card else await self._cards(found),
            subject=subject,
            unheld=turn.unheld,
            words=_words_of(turn) if found.hits else "",
            second=turn.second,
            passage=self._passage(found, card) if isinstance(card, Answer) else "",
        )

    def _passage(self, found: SearchResult, card: Answer) -> str:
        """The folded sentence that says what was asked, where the lines above do not."""
        shown, folded = map(to_plain, cut_to_fold(card.pages[0]))
        return self._search.telling_passage(found, sentences(folded), shown)

    async def look_at(self, person_id: int, shown: Context) -> None:
        """Remember what the person sees now; called once it is shown, so that nobody waits."""
        await self.contexts.remember(person_id, shown)

    async def leave_list(self, person_id: int, shown: EventFilter) -> None:
        """Forget a list that was asked for in words once buttons show one with another filter."""
        context = self.contexts.get(person_id)
        listed = context.listed if context else None
        if listed is not None and event_filter(listed, self._events.clock().date()) != shown:
            await self.contexts.forget(person_id)

    async def look_at_first(self, reply: QuestionReply) -> None:
        """The person sees a reply, its first card above all; one without cards changes nothing."""
        found, person_id = reply.found, reply.asked.person_id
        if person_id is None:
            return
        if reply.events is not None:
            await self.look_at(person_id, Context.of_list(reply.events.query))
        if not found.hits or found.outcome is SearchOutcome.NOTHING:
            return
        first = found.hits[0]
        offered = None if reply.card else reply.question_id
        await self.look_at(person_id, Context(first.kind, first.id, reply.words, offered))

    async def looked_at(self, person_id: int) -> Seen:
        """What the person looked at last, if that is not long ago."""
        context = self.contexts.get(person_id)
        if context is None:
            return None
        if context.listed:
            return context.listed
        hit = Hit(context.kind, context.item_id, "", "", "", 0.0)
        found = await self.card(hit, person_id)
        return _subject(found, context) if found else None

    async def subject(self, shown: str | Hit, person_id: int) -> Subject | None:
        """The card that a message shows that the person replies to."""
        if isinstance(shown, str):
            found = await self.by_key(shown, person_id)
        else:
            found = await self.card(shown, person_id)
        if found is None:
            return None
        known = self.contexts.get(person_id)
        new = _subject(found, Context("", 0))
        same = known and (known.kind, known.item_id) == (new.hit.kind, new.hit.id)
        return _subject(found, known) if known and same else new

    def _list_events(self, asked: AskedQuestion, listed: EventList) -> QuestionReply:
        found = SearchResult(asked.text, SearchOutcome.ANSWER)
        self.on_outcome(found.outcome)
        return QuestionReply(asked, self._questions.id_for(asked), found, events=listed)

    async def _named_event(self, text: str) -> SearchResult | None:
        """Of a message whose first card is an event; «моспром» stands in names of events too."""
        if (key := named_key(text)) and (event := await self.calendar.with_key(key)):
            return SearchResult(text, SearchOutcome.ANSWER, (_hit_of(event),), confidence=1.0)
        found = await self._search.find(text)
        if not found.candidates or found.candidates[0].card.kind != "event":
            return None
        if named := await self.calendar.named(text):
            hits = tuple(map(_hit_of, named[:LISTED]))
            return SearchResult(text, SearchOutcome.ANSWER, hits, confidence=1.0)
        return None

    async def _with_next_edition(self, found: SearchResult, text: str) -> SearchResult:
        """Put the edition that is ahead before the one that is over, where that was found first."""
        if not found.hits or found.hits[0].kind != "event":
            return found
        ahead = await self.calendar.next_edition(found.hits[0].id, text)
        if ahead is None:
            return found
        others = (each for each in found.hits if not each.is_same(_hit_of(ahead)))
        return replace(found, hits=(_hit_of(ahead), *others)[:LISTED])

    async def reopen(self, question_id: int, person_id: int) -> QuestionReply:
        """Everything found for an earlier question; NotFoundError when it is deleted."""
        asked = await self._questions.get(question_id, person_id)
        found = await self._search.find(asked.words)
        return QuestionReply(asked, question_id, found, cards=await self._cards(found))

    async def _cards(self, found: SearchResult) -> tuple[Card | None, ...]:
        return tuple([await self.card(hit) for hit in found.hits])

    async def find(self, question: str, limit: int = LISTED) -> SearchResult:
        """What is found for a question alone; a greeting or thanks asks for nothing."""
        request = read_request(question)
        if talk := _TALK.get(request.action) if request else None:
            talk = SmallTalk.SEEN if small_talk(question) is SmallTalk.SEEN else talk
            return SearchResult(question, SearchOutcome.NOTHING, small_talk=talk)
        return await self._search.find(question, limit)

    async def is_sure(self, question: str) -> bool:
        """Whether the question by itself has one sure answer."""
        return (await self._search.find(question)).outcome is SearchOutcome.ANSWER

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

    async def _popular(self) -> tuple[Hit | Link, ...]:
        """The answers to begin with, then the next exhibitions."""
        entries = (each for each in await self._knowledge.home(None) if each.kind == "answer")
        page = await self._events.page(EventFilter())
        events = (
            Hit("event", each.id, each.link, each.name, each.label, 0.0)
            for each in page.events[:INLINE_EVENTS]
        )
        return (*entries, *events)

    async def inline_page(self, question: str, offset: str, person_id: int) -> InlinePage:
        """A page of cards for inline mode; none where no card answers.

        Before anything is typed it has what the person saved, or else what people begin with and
        the next events. `offset` is the `next_offset` of the page before, or "".
        """
        question = question[:LONGEST_QUESTION]
        page = int(offset) if offset.isdecimal() and len(offset) <= LONGEST_OFFSET else 0
        if question.strip():
            found = await self._search.find(question, INLINE_LIMIT)
            hits = () if found.outcome is SearchOutcome.NOTHING else _alike(found.hits)
            lines: tuple[Hit | Link, ...] = hits[page * PAGE_SIZE :]
            more = len(lines) > PAGE_SIZE
        else:
            links = await self._knowledge.saved_page(person_id, page)
            lines, more = links.links or await self._popular(), page + 1 < links.pages
        cards = [await self.card(each, person_id) for each in lines[:PAGE_SIZE]]
        return InlinePage(tuple(filter(None, cards)), str(page + 1) if more else "")


def _alike(hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Those that fit the question nearly as well as the first."""
    return tuple(each for each in hits if each.score >= _ALIKE * hits[0].score)


def _expired(card: Card) -> bool:
    """Expired answers are offered in a list, not opened. A finished event says so on its card."""
    return isinstance(card, Answer) and card.freshness is Freshness.EXPIRED


def _words_of(turn: Turn) -> str:
    """The words that led to the first card; those of the subject where it is still the same."""
    if turn.subject is not None and turn.found.hits[0].key == turn.subject.hit.key:
        return turn.subject.words
    return masked(turn.searched)[-LONGEST_WORDS:]  # a number cut in two is not recognised


def _subject(found: Card, context: Context) -> Subject:
    match found:
        case Answer():
            hit = Hit("answer", found.id, found.key, found.title, found.title, 0.0)
            related = tuple(
                Hit("answer", each.id, "", each.title, each.label, 0.0)
                for each in found.related
                if each.kind == "answer"
            )
        case EventCard(event=event):
            hit, related = Hit("event", event.id, event.link, event.name, event.label, 0.0), ()
    english = found.details.english if isinstance(found, Answer) else None
    title = english.title if english else ""
    near = _near(found.event) if isinstance(found, EventCard) else None
    return Subject(hit, context.words, related, context.question_id, title, near)


def _hit_of(event: Event) -> Hit:
    return Hit("event", event.id, event.link, event.name, event.label, 1.0)


def _near(event: Event) -> EventQuery | None:
    """What is asked anew of other exhibitions: «а в апреле?» keeps the branch of this one."""
    return EventQuery(industry=event.category) if event.is_exhibition else None


class SpokenCalendar:
    """Reads what a message asks of the calendar, and finds it."""

    def __init__(self, events: Events) -> None:
        self._events = events
        self._live: tuple[Event, ...] = ()
        self._names = EventNames(())

    async def listed(self, text: str, seen: Seen = None) -> EventList | None:
        """The exhibitions that a message asks for; None for any other message.

        The message may change the filter that was `seen`, or ask for others like the card. Where
        nothing fits, the nearest wider filter that finds anything.
        """
        today = self._today()
        query, refines = read_event_query(text, today), False
        if query is None and seen:
            query, refines = _changed(text, seen, today), True
        if query is None:
            return None
        wanted = event_filter(query, today)
        page = await self._events.page(wanted)
        if page.undated and not page.total:
            page = await self._events.page(wanted.having(Facet.SHOW, ListFilter.UNCONFIRMED))
        asked = EventList(query, page, in_words(query, today), _fits(page, query), refines=refines)
        if asked.fits:
            return asked
        for wider in relaxations(query, today):
            found = await self._events.page(event_filter(wider.query, today))
            if _fits(found, wider.query):
                return replace(asked, page=found, nearest=_nearest(found, query))
        return asked

    async def named(self, text: str) -> tuple[Event, ...]:
        """The events whose dates or place a message asks by name, best first."""
        live = await self._events.live()
        if live is not self._live:  # the content or the day has changed
            names = await asyncio.to_thread(_names_of, live)
            self._live, self._names = live, names
        keys = self._names.named(text, self._today())
        by_key = {event.key: event for event in live if event.key in keys}
        return tuple(by_key[key] for key in keys)

    async def with_key(self, key: str) -> Event | None:
        return next((event for event in await self._events.live() if event.key == key), None)

    async def next_edition(self, event_id: int, text: str) -> Event | None:
        """The edition ahead of an event that is over; None where the message asks of the past."""
        live = await self._events.live()
        over = next((each for each in live if each.id == event_id and each.past), None)
        if over is None or asks_of_past(text):
            return None
        ahead = (each for each in live if each.series == over.series and not each.past)
        return min(ahead, key=lambda each: each.starts or date.max, default=None)

    def _today(self) -> date:
        return self._events.clock().date()


def _changed(text: str, seen: Subject | EventQuery, today: date) -> EventQuery | None:
    if isinstance(seen, Subject):
        return of_others(text, seen.near, today) if seen.near else None
    return refined(text, seen, today)


def event_filter(query: EventQuery, today: date) -> EventFilter:
    """The filter of the calendar that shows what a query asks for."""
    span = DaySpan.between(query.since, query.until, today)
    return EventFilter(
        country=_number(query.city or query.country),
        category=_number(query.industry),
        period=span.number if span else 0,
        show=ListFilter.ARCHIVE if query.past else ListFilter.AHEAD,
    )


def _fits(page: EventPage, query: EventQuery) -> bool:
    """Whether anything was found; a page leaves out a place or a branch that no event has."""
    has_place = bool(page.country) or not (query.city or query.country)
    return page.total > 0 and has_place and (bool(page.category) or not query.industry)


def _number(name: str) -> int:
    return label_number(name) if name else 0


def _nearest(found: EventPage, query: EventQuery) -> Event:
    """The first after the time that was asked for; without one, the first of the page."""
    since = query.since
    later = (each for each in found.events if since and each.starts and each.starts >= since)
    return next(later, found.events[0])


def _names_of(live: Iterable[Event]) -> EventNames:
    return EventNames(
        NamedEvent(event.key, (event.name, event.label), event.last_day)
        for event in live
        if event.is_exhibition
    )
