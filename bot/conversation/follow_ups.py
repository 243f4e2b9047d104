"""Tells a follow-up («а где это?») from a question that is whole by itself, by a fitted model."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from bot.search.bm25 import Features
from bot.search.models import Hit, SearchResult
from bot.search.ranking import probability
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
