"""Reads a message beside what the person is looking at: a follow-up («а где это?»), or whole.

Which it is, a fitted model decides by readable features.
"""

import json
import math
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

from bot.conversation.models import Reaction, Subject
from bot.conversation.requests import Action, read_request
from bot.search.models import Hit, SearchOutcome, SearchResult
from bot.search.ranking import Features, probability
from bot.search.text import SPOKEN, STOP_WORDS, stem, words

COEFFICIENTS = Path(__file__).with_name("coefficients.json")  # by `python -m bench.follow_ups`

_BEGINS = frozenset({"а", "и", "но", "ну", "тогда", "and", "but", "what about", "or"})
_CHANGES = frozenset({"кстати", "другой", "другое", "другая", "тема", "анекдот"})
_DEICTIC = frozenset(
    """
    это этот эта эти этого этой этом этим этому этих там туда оттуда тут здесь он она оно
    они его ее ей ему им их него нее ней нем ним ними них такой такая такое такие такого
    тот та те того той том тому которые который it its they them there that this those he
    she
    """.split()  # noqa: SIM905
)
_ASKS = frozenset(
    """
    где когда куда откуда кто кому кого кем что чего чему чем сколько скока скоко какой
    какая какое какие каких какую каком как почему зачем чей можно нужно нужна нужен надо
    есть ли who what where when how which can many much
    """.split()  # noqa: SIM905
)
_MENTIONS = re.compile(r"\b(?:про|насч[её]т)\s+\w|«|\"")
_ALL_KNOWN = 0.999


@cache
def model() -> Mapping[str, float]:
    """The coefficients; `from` is the probability over which a message is a follow-up."""
    loaded: dict[str, float] = json.loads(COEFFICIENTS.read_text(encoding="utf-8"))
    return loaded


class FollowUpReading(NamedTuple):
    """What was found, and the words of the first card."""

    found: SearchResult
    card: frozenset[str]  # stems


def stems(text: str) -> frozenset[str]:
    return frozenset(map(stem, words(text)))


def held(own: Sequence[str], card: frozenset[str]) -> float:
    """The share of these words that the card has; 1 when there are none."""
    return sum(stem(word) in card for word in own) / len(own) if own else 1.0


def own_words(text: str) -> tuple[str, ...]:
    """The words of a message that carry what is asked, without pronouns and question words."""
    return tuple(
        word
        for word in words(text)
        if word not in STOP_WORDS
        and word not in SPOKEN
        and word not in _DEICTIC
        and word not in _ASKS
        and word not in _BEGINS
    )


def features(
    text: str, alone: FollowUpReading, together: FollowUpReading, subject_key: str
) -> Features:
    """The features of a message beside its subject, each readable by itself.

    alone, together: how sure the search is without the subject and with it.
    leans: it begins, points or asks as a follow-up does. bare: it does not, and is a title.
    held: how many more of its own words the card found together has; unheld: none has them.
    named: the share of its own words in the title of another subject that it finds alone.
    near, stays: the first card, found without it and with it, is of the subject's section.
    """
    text = alone.found.understood or text
    typed, own = words(text), own_words(text)
    first = alone.found.hits[0] if alone.found.hits else None
    last = together.found.hits[0] if together.found.hits else None
    named = _named(own, first) if first and not _near(first.key, subject_key) else 0.0
    leans = {
        "begins": float(bool(typed) and typed[0] in _BEGINS),
        "deictic": float(any(word in _DEICTIC for word in typed)),
        "asks": float(any(word in _ASKS for word in typed[:2])),
    }
    return leans | {
        "few": 1 / (1 + len(own)),
        "long": math.log1p(len(typed)),
        "mentions": float(bool(_MENTIONS.search(text.casefold()))),
        "changes": float(any(word in _CHANGES for word in typed)),
        "alone": alone.found.confidence,
        "sure": float(alone.found.outcome == "answer"),
        "none": float(alone.found.outcome == "nothing"),
        "gain": together.found.confidence - alone.found.confidence,
        "held": held(own, together.card) - held(own, alone.card),
        "unheld": 1 - max(held(own, together.card), held(own, alone.card)),
        "score": _score(first) / 10,
        "named": named,
        "bare": float(named == 1 and not any(leans.values())),
        "letters": max(map(len, own), default=0) / 10,
        "near": float(first is not None and _near(first.key, subject_key)),
        "stays": float(last is not None and _near(last.key, subject_key)),
        "same": float(first is not None and last is not None and last.key == first.key),
    }


def _near(key: str, subject_key: str) -> bool:
    return key.rpartition("/")[0] == subject_key.rpartition("/")[0]


def _named(own: Sequence[str], hit: Hit) -> float:
    title = set(map(stem, words(hit.title)))
    return sum(stem(word) in title for word in own) / len(own) if own else 0.0


def _score(hit: Hit | None) -> float:
    return min(hit.score, 20.0) if hit else 0.0


def chance(found: Features) -> float:
    """How likely a message with these features is a follow-up."""
    return probability(model(), found)


def is_whole(alone: SearchResult) -> bool:
    """A question that the content has word for word needs no subject."""
    return alone.outcome == "answer" and alone.confidence > _ALL_KNOWN


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
        if alone.small_talk is not None or is_whole(alone):
            return Turn(alone, text)
        together = await self._find(_joined(subject, text))
        found = features(
            text, await self._reading(alone), await self._reading(together), subject.hit.key
        )
        told = (*found.items(), ("chance", likely := chance(found)))
        if likely <= model()["from"]:
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
        card = stems(await self._card_words(hit))
        return held(own_words(asked), card)

    async def _reading(self, found: SearchResult) -> FollowUpReading:
        first = await self._card_words(found.hits[0]) if found.hits else ""
        return FollowUpReading(found, stems(first))

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
