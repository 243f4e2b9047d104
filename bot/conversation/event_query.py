"""Exhibitions asked for in words: «мебель в Китае весной» is a filter of the calendar."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from typing import Any

from bot.conversation.lexicon import Lexicon, Spelling, read_vocabulary
from bot.conversation.periods import Period, PeriodReader, spell_out_dates
from bot.conversation.time_words import TIME_WORDS, is_time_word, may_begin_time
from bot.search.text import STOP_WORDS, as_cyrillic, as_russian, words

_FILE = "calendar_words.yaml"
_MOST_WORDS = 30  # a longer message tells a story, and asks something of its own
_MOST_UNKNOWN = 1  # words of which the vocabulary knows nothing, beside enough that it knows
_PLACES = ("country", "city")
_BRANCHES = ("industry", "weak")


@dataclass(frozen=True, slots=True)
class Part:
    """What some words of the message gave: `field` is "country", "period", "ahead" and so on."""

    field: str
    value: str
    words: str
    country: str = ""  # of a city


@dataclass(frozen=True, slots=True)
class EventQuery:
    """A filter of the calendar; empty or None where nothing was asked.

    `past` asks for what is over, otherwise for what has not ended. `parts` tells which words
    gave what; two queries that ask for the same are equal whatever their words.
    """

    country: str = ""
    city: str = ""
    industry: str = ""
    since: date | None = None
    until: date | None = None
    past: bool = False
    parts: tuple[Part, ...] = field(default=(), compare=False)

    def as_json(self) -> dict[str, str | bool | None]:
        """The `filter` of `ask --lines --json`."""
        return {
            "country": self.country or None,
            "city": self.city or None,
            "industry": self.industry or None,
            "from": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
            "past": self.past,
        }


def read_event_query(text: str, today: date) -> EventQuery | None:
    """Return what a message asks of the calendar; None for any other message, questions included.

    A message in Latin letters is also read as the other keyboard layout and as a transliteration.
    """
    plain = spell_out_dates(text)
    typed = tuple(part for word in words(plain) for part in _split(word))
    if not 0 < len(typed) <= _MOST_WORDS:
        return None
    found = _query(typed, today)
    if found is None and text.isascii() and not typed[0].isdecimal():
        by_sound = tuple(map(_in_cyrillic, typed))
        found = _query(words(as_russian(text)), today) or _query(by_sound, today)
    return found


def _split(word: str) -> Sequence[str]:
    """«сельхозвыставка» tells a branch too."""
    first, exhibition, rest = word.partition("выстав")
    return (first, exhibition + rest) if len(first) > 2 and rest else (word,)  # noqa: PLR2004


def _in_cyrillic(word: str) -> str:
    return as_cyrillic(word) if word.isalpha() and not _vocabulary().spelling.knows(word) else word


def _query(typed: Sequence[str], today: date) -> EventQuery | None:
    """Return the filter when nearly all of the words are explained and none makes it a question."""
    scan = _scan(typed, today)
    if scan is None or not _asks_for_list(scan):
        return None
    return _assembled(scan)


@dataclass(slots=True)
class _Scan:
    """The parts of a message in order, its first time, and how many words stay unknown."""

    parts: list[Part]
    period: Period | None = None
    unknown: int = 0

    def values(self, *fields: str) -> list[str]:
        return list(dict.fromkeys(part.value for part in self.parts if part.field in fields))

    def said(self, field: str) -> list[str]:
        return [part.words for part in self.parts if part.field == field]

    def has(self, *fields: str) -> bool:
        return any(part.field in fields for part in self.parts)


def _scan(typed: Sequence[str], today: date) -> _Scan | None:
    """Explain word after word; None as soon as a word says that this is no such request."""
    vocabulary = _vocabulary()
    text = [word if may_begin_time(word) else vocabulary.mend(word) for word in typed]
    found = [vocabulary.lexicon.at(text, start) for start in range(len(text))]
    fields = {meaning[0][0] for meaning in found if meaning}
    if "question" in fields or fields.isdisjoint(("many", "one", "asks")):
        return None
    periods = PeriodReader(text, today, past="over" in fields and "will" not in fields)
    scan = _Scan([])
    at = 0
    while at < len(text):
        at += _explain(scan, periods, found[at], text, at)
        if scan.unknown > _MOST_UNKNOWN:
            return None
    return scan


_Meaning = tuple[str, str, str]  # the field, its value, and the country of a city


def _explain(
    scan: _Scan,
    periods: PeriodReader,
    meaning: tuple[_Meaning, int] | None,
    text: Sequence[str],
    at: int,
) -> int:
    """Add what the words at `at` give; return how many they are."""
    period = periods.at(at) if may_begin_time(text[at]) else None
    if period and (meaning is None or period[1] >= meaning[1]):
        scan.period = scan.period or period[0]
        scan.parts.append(Part("period", _span(period[0]), " ".join(text[at : at + period[1]])))
        return period[1]
    if meaning is None:
        scan.unknown += text[at] not in STOP_WORDS
        return 1
    (name, value, country), length = meaning
    said = " ".join(text[at : at + length])
    scan.parts.append(Part(name, value, said, country))
    return length


def _span(period: Period) -> str:
    return f"{period.since or ''}/{period.until or ''}"


def _asks_for_list(scan: _Scan) -> bool:
    """Tell a list of exhibitions from one that is described, and from the bare word.

    Several («выставки») may stand beside a word that nobody knows; one («ярмарка станков») not,
    and one that is over is asked about as such: «когда была выставка в Каире».
    """
    told = scan.has("period", *_PLACES, *_BRANCHES)
    if len(_countries(scan)) > 1:
        return False
    if scan.has("many"):
        may_be_unknown = told and scan.has("which", "ahead", "will")
        return scan.unknown <= may_be_unknown and (told or scan.has("ahead", "will", "over"))
    if scan.has("one") and (_is_over(scan) or any("что" in ask for ask in scan.said("asks"))):
        return False
    return not scan.unknown and (told or scan.has("ahead"))


def _is_over(scan: _Scan) -> bool:
    return scan.has("over") and not scan.has("will")


def _countries(scan: _Scan) -> set[str]:
    return {part.country or part.value for part in scan.parts if part.field in _PLACES}


def _assembled(scan: _Scan) -> EventQuery | None:
    """One filter of all parts; of two branches that differ it asks for neither."""
    cities, branches = scan.values("city"), scan.values("industry") or scan.values("weak")
    if len(branches) > 1 and not scan.has("many"):
        return None
    period = scan.period or Period(None, None)
    past = period.past or (scan.period is None and _is_over(scan))
    if past and scan.has("plan"):
        return None
    return EventQuery(
        country=next(iter(_countries(scan)), ""),
        city=cities[0] if len(cities) == 1 else "",
        industry=branches[0] if len(branches) == 1 else "",
        since=period.since,
        until=period.until,
        past=past,
        parts=tuple(scan.parts),
    )


def knows(word: str) -> bool:
    """Tell whether a word belongs to the vocabulary of the calendar or to a time."""
    return is_time_word(word) or _vocabulary().lexicon.at((word,), 0) is not None


def makes_question(typed: Sequence[str]) -> bool:
    """Tell whether one of the words asks how, who or how many: then the search answers."""
    lexicon = _vocabulary().lexicon
    found = (lexicon.at(typed, start) for start in range(len(typed)))
    return any(meaning is not None and meaning[0][0] == "question" for meaning in found)


class _Vocabulary:
    """`data/calendar_words.yaml` as the reader needs it."""

    def __init__(self) -> None:
        entries = list(_entries(read_vocabulary(_FILE)))
        self.lexicon = Lexicon(entries)
        self.spelling = Spelling([entry for entry, _ in entries] + list(TIME_WORDS))
        self.mend = lru_cache(5_000)(self.spelling.mend)


@cache
def _vocabulary() -> _Vocabulary:
    return _Vocabulary()


def _entries(content: Any) -> Iterator[tuple[str, _Meaning]]:  # noqa: ANN401 - what the editor wrote
    """Yield what the file says; of two meanings of one entry the first counts."""
    yield from ((entry, ("question", "", "")) for entry in content["names"])
    for kind in ("question", "asks"):
        yield from ((entry, (kind, "", "")) for entry in content[kind])
    for country, told in content["countries"].items():
        yield from ((entry, ("country", country, "")) for entry in told["words"])
        for city, ways in told.get("cities", {}).items():
            yield from ((entry, ("city", city, country)) for entry in ways)
    for kind, heading in (("industry", "branches"), ("weak", "weak_branches")):
        for branch, ways in content[heading].items():
            yield from ((entry, (kind, branch, "")) for entry in ways)
    for kind, ways in content["exhibitions"].items():
        yield from ((entry, (kind, "", "")) for entry in ways)
    for kind in ("will", "ahead", "over", "plan", "which", "fillers"):
        yield from ((entry, (kind, "", "")) for entry in content[kind])
