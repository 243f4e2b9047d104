"""Reads one message beside what the person is looking at: a question alone, or a follow-up."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from bot.conversation import follow_ups
from bot.conversation.follow_ups import FollowUpReading
from bot.conversation.models import Reaction, Subject
from bot.conversation.requests import Action, read_request
from bot.search.models import Hit, SearchOutcome, SearchResult
from bot.search.text import words

LISTED = 5
_LONGEST_SUBJECT = 200  # characters: a question at length says its subject by itself
_ABOUT = re.compile(
    r"\A(?:(?:да|нет|не|неа|стоп|погоди\w*|не то|ой)[\s,.!—-]+)*"
    r"(?P<who>(?:я|мне|имел\w* в виду|спрашива\w+|интересует)\s+)?(?:про|насч[её]т)\s+(?P<what>.+)",
    re.IGNORECASE | re.DOTALL,
)
_NOT_ABOUT = re.compile(
    r"(?:(?:нет|не|неа|стоп)[\s,.!—-]+)?я не (?:про|об?|насч[её]т)\s+\w+[\s,.—-]+"
    r"(?:а\s+)?(?P<what>.+)",
    re.IGNORECASE | re.DOTALL,
)
_YES = frozenset({"да", "ага", "угу", "давай", "давайте", "конечно", "да давай", "ок"})
_NO = frozenset({"нет", "не надо", "неа", "не нужно", "нет спасибо", "нет не надо"})
_REFUSALS = frozenset({"не то", "это не то", "не это", "не об этом", "не подходит", "мимо"})

Find = Callable[[str], Awaitable[SearchResult]]
CardWords = Callable[[Hit], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Turn:
    """What a message was taken for.

    `subject` is set for a follow-up; `unheld` when no card says what is asked of it. `searched`
    are the words that were searched, `features` what decided.
    """

    found: SearchResult
    searched: str
    subject: Subject | None = None
    unheld: bool = False
    features: tuple[tuple[str, float], ...] = ()


class TurnReader:
    """Finds cards for the messages of a conversation."""

    def __init__(self, find: Find, card_words: CardWords) -> None:
        self._find = find
        self._card_words = card_words

    async def read(self, text: str, subject: Subject | None) -> Turn:
        if subject is None:
            return Turn(await self._find(text), text)
        if _asks_for_more(text):
            return await self._rest(text, subject)
        if found := _NOT_ABOUT.fullmatch(text.strip()):
            return await self._follow(text, found["what"], subject)
        corrected = _ABOUT.fullmatch(text.strip())
        if corrected and (corrected["who"] or corrected.start("what") > len("насчёт ")):
            return await self._correct(text, corrected["what"], subject)
        return await self._decide(text, subject)

    async def _decide(self, text: str, subject: Subject) -> Turn:
        alone = await self._find(text)
        if alone.small_talk is not None or follow_ups.is_whole(alone):
            return Turn(alone, text)
        together = await self._find(_joined(subject, text))
        features = follow_ups.features(
            text, await self._reading(alone), await self._reading(together), subject.hit.key
        )
        told = (*features.items(), ("chance", chance := follow_ups.chance(features)))
        if chance <= follow_ups.model()["from"]:
            return Turn(alone, text, features=told)
        return replace(await self._follow(text, text, subject), features=told)

    async def _follow(self, text: str, asked: str, subject: Subject) -> Turn:
        """The question together with its subject; the subject's card first where none holds it."""
        searched = _joined(subject, asked)
        found = replace(await self._find(searched), question=text, understood="")
        if found.hits and found.hits[0].key == subject.hit.key:
            found = replace(found, hits=await self._new_first(asked, found.hits))
        sure = found.outcome is SearchOutcome.ANSWER and found.hits[0].key != subject.hit.key
        if not sure and not (found.hits and await self._held(asked, found.hits[0])):
            rest = tuple(hit for hit in found.hits if hit.key != subject.hit.key)
            hits = (subject.hit, *rest)[:LISTED]
            found = replace(found, outcome=SearchOutcome.CHOICES, hits=hits)
            return Turn(found, searched, subject, unheld=True)
        if found.outcome is SearchOutcome.NOTHING:
            found = replace(found, outcome=SearchOutcome.CHOICES)
        return Turn(found, searched, subject)

    async def _new_first(self, asked: str, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
        """The next card first, where it has more of what is asked than the one on the screen."""
        if len(hits) > 1 and await self._held(asked, hits[1]) > await self._held(asked, hits[0]):
            return (hits[1], hits[0], *hits[2:])
        return hits

    async def _held(self, asked: str, hit: Hit) -> float:
        """The share of the words that carry what is asked which the card has."""
        card = follow_ups.stems(await self._card_words(hit))
        return follow_ups.held(follow_ups.own_words(asked), card)

    async def _reading(self, found: SearchResult) -> FollowUpReading:
        first = await self._card_words(found.hits[0]) if found.hits else ""
        return FollowUpReading(found, follow_ups.stems(first))

    async def _rest(self, text: str, subject: Subject) -> Turn:
        """Everything about the subject but the card that is on the screen."""
        found = await self._find(subject.searched)
        near = {(hit.kind, hit.id): hit for hit in (*found.hits, *subject.related)}
        near.pop((subject.hit.kind, subject.hit.id), None)
        hits = tuple(near.values())[:LISTED]
        outcome = SearchOutcome.CHOICES if hits else SearchOutcome.NOTHING
        rest = SearchResult(text, outcome, hits)
        return Turn(rest, subject.searched, subject)

    async def _correct(self, text: str, what: str, subject: Subject) -> Turn:
        found = await self._find(what)
        if not found.hits:
            return await self._follow(text, what, subject)
        return Turn(
            replace(found, question=text, outcome=SearchOutcome.CHOICES, understood=what), what
        )


def reaction(text: str, subject: Subject) -> Reaction | None:
    """A message that asks for nothing new, and leaves the person where they are."""
    said = " ".join(words(text))
    if not any(map(str.isalnum, text)):
        return Reaction.SEEN
    if said in _YES:
        return Reaction.ACCEPTS if subject.offered else Reaction.SEEN
    return Reaction.REFUSES if said in _NO else None


def _asks_for_more(text: str) -> bool:
    request = read_request(text)
    more = request is not None and request.action is Action.MORE
    return more or " ".join(words(text)) in _REFUSALS


def _joined(subject: Subject, text: str) -> str:
    return f"{subject.searched[:_LONGEST_SUBJECT]} {text}"
