"""Exhibitions asked for in words: «мебель в Китае весной» is a filter of the calendar.

Below it: a filter said in Russian, wider ones for where nothing fits, events asked for by name.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any, Self

from bot.conversation.lexicon import (
    Lexicon,
    Spelling,
    beginnings_of,
    key_of,
    keys,
    read_vocabulary,
)
from bot.conversation.periods import Period, PeriodReader, spell_out_dates
from bot.conversation.time_words import (
    TIME_WORDS,
    in_plain_words,
    is_time_word,
    may_begin_time,
    month_of,
    plus_months,
)
from bot.conversation.turn_words import BEGINS, DEICTIC, replaced_word
from bot.events.periods import in_words as period_in_words
from bot.search.text import (
    SPOKEN,
    STOP_WORDS,
    as_cyrillic,
    as_russian,
    is_year,
    sound_key,
    stem,
    words,
)

_FILE = "calendar_words.yaml"
_MOST_WORDS = 30  # a longer message tells a story, and asks something of its own
_MOST_UNKNOWN = 1  # words of which the vocabulary knows nothing, beside enough that it knows
_ASKING = ("many", "one", "asks")
_MAY_ASK = (*_ASKING, "hints")
_HOME = "Россия"
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

    @classmethod
    def of_json(cls, told: Mapping[str, Any]) -> Self:
        country, city, industry = (told[name] or "" for name in ("country", "city", "industry"))
        days = (told[name] for name in ("from", "until"))
        since, until = (date.fromisoformat(day) if day else None for day in days)
        return cls(country, city, industry, since, until, told["past"])


@lru_cache(maxsize=64)
def read_event_query(text: str, today: date) -> EventQuery | None:
    """Return what a message asks of the calendar; None for any other message, questions included.

    A message in Latin letters is also read as the other keyboard layout and as a transliteration.
    """
    plain = spell_out_dates(text) if "." in text else text
    typed = words(plain)
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


def _in_full(typed: Sequence[str]) -> list[str]:
    """«Мед выставки» are no exhibitions of honey, as «выставки мёда» are."""
    shortened = _vocabulary().shortened
    return [
        shortened.get(word, word) if after.startswith("выстав") else word
        for word, after in zip(typed, (*typed[1:], ""), strict=True)
    ]


def _in_cyrillic(word: str) -> str:
    return as_cyrillic(word) if word.isalpha() and not _vocabulary().spelling.knows(word) else word


def _query(typed: Sequence[str], today: date) -> EventQuery | None:
    """Return the filter when nearly all of the words are explained and none makes it a question."""
    if not any(map(_vocabulary().may_ask, typed)) and not any(map(month_of, typed)):
        return None  # as nearly always: the rest is not read
    scan = _scan(_in_full([part for word in typed for part in _split(word)]), today)
    if scan is None or not (scan.has(*_ASKING) or _tells_all(scan) or _hints(scan)):
        return None
    if not _asks_for_list(scan):
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


def _scan(typed: Sequence[str], today: date, *, past: bool = False) -> _Scan | None:
    """Explain word after word; None as soon as a word says that this is no such request.

    `past` tells that what is over is asked for already.
    """
    vocabulary = _vocabulary()
    plain = in_plain_words(typed)
    text = [word if may_begin_time(word) else vocabulary.mend(word) for word in plain]
    found = [vocabulary.lexicon.at(text, start) for start in range(len(text))]
    fields = {meaning[0][0] for meaning in found if meaning}
    if "question" in fields:
        return None
    past = "over" in fields or (past and "ahead" not in fields)
    times = PeriodReader(text, today, past=past and "will" not in fields)
    scan = _Scan([])
    at = 0
    while at < len(text):
        at += _explain(scan, times, found[at], text, at)
        if scan.unknown > _MOST_UNKNOWN:
            return None
    return scan


_Meaning = tuple[str, str, str]  # the field, its value, and the country of a city


def _explain(
    scan: _Scan,
    times: PeriodReader,
    meaning: tuple[_Meaning, int] | None,
    text: Sequence[str],
    at: int,
) -> int:
    """Add what the words at `at` give; return how many they are."""
    period = times.at(at) if may_begin_time(text[at]) else None
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


def _hints(scan: _Scan) -> bool:
    """«Что есть в Дубае?», «что интересного в декабре»: of Moscow much else may be asked so."""
    told = {part.field for part in scan.parts}
    abroad = scan.has(*_PLACES) and _HOME not in _countries(scan)
    time = not scan.has(*_PLACES) and scan.period is not None and not scan.period.past
    return "hints" in told and told <= {"hints", "period", *_PLACES} and (abroad or time)


def _tells_all(scan: _Scan) -> bool:
    """«строительство баку октябрь»: no word for exhibitions, and what could be meant but them."""
    told = {part.field for part in scan.parts} - {"fillers"}
    soon = scan.period is not None and not scan.period.past and scan.period.is_short
    return soon and not scan.unknown and told - {*_PLACES} == {"period", "industry"} != told


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


def refined(text: str, earlier: EventQuery, today: date) -> EventQuery | None:
    """Return the earlier filter with what «а в апреле?» or «не в мае, а в июне» changes in it.

    None when the message does more than name a time, a place or a branch. What is said twice
    keeps the filter.
    """
    if replaced := replaced_word(text):
        text = replaced[1]
    typed = words(spell_out_dates(text) if "." in text else text)
    if len(typed) > _MOST_WORDS:
        return None
    scan = _scan(typed, today, past=earlier.past)
    if scan and earlier.past and scan.period and not scan.period.has_days:
        scan = _scan(typed, today)  # «на следующей неделе» is never over
    if scan is None or scan.unknown or len(_countries(scan)) > 1:
        return None
    times = ("period", "over", "will", "ahead") if earlier.past else ("period", "over")
    told = _assembled(scan) if scan.has(*times, *_PLACES, *_BRANCHES) else None
    if told is None:
        return None
    query = replace(earlier, parts=told.parts)
    if scan.has(*_PLACES):
        query = replace(query, country=told.country, city=told.city)
    if scan.has(*_BRANCHES):
        query = replace(query, industry=told.industry)
    if scan.has(*times):
        query = replace(query, since=told.since, until=told.until, past=told.past)
    return query


def of_others(text: str, near: EventQuery, today: date) -> EventQuery | None:
    """Return what «а в апреле?» asks after a card that `near` is the branch of.

    «Она в апреле?», «прошла?» and «в апреле?» ask about the card itself: None.
    """
    typed = words(text)
    if not typed or typed[0] not in BEGINS or not DEICTIC.isdisjoint(typed):
        return None
    query = refined(text, near, today)
    telling = {"period", *_PLACES, *_BRANCHES}
    return query if query and any(part.field in telling for part in query.parts) else None


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
        content = read_vocabulary(_FILE)
        self.shortened: dict[str, str] = content["shortened"]
        entries = list(_entries(content))
        self.lexicon = Lexicon(entries)
        self._beginnings = beginnings_of(entry for entry, _ in entries)
        self.spelling = Spelling([entry for entry, _ in entries] + list(TIME_WORDS))
        self.mend = lru_cache(5_000)(self.spelling.mend)
        self.may_ask = lru_cache(20_000)(self._may_ask)
        self.names = Lexicon(
            (entry, key) for key, names in content["names"].items() for entry in names if key
        )
        self._asking = {key_of(entry)[0] for entry, meaning in entries if meaning[0] in _MAY_ASK}

    def _may_ask(self, word: str) -> bool:
        """Whether a word may begin a phrase without which no message asks for exhibitions."""
        parts = map(self.mend, _split(word))
        found = (key for part in parts for key in keys(part, self._beginnings))
        return not self._asking.isdisjoint(found)


@cache
def _vocabulary() -> _Vocabulary:
    return _Vocabulary()


def _entries(content: Any) -> Iterator[tuple[str, _Meaning]]:  # noqa: ANN401 - what the editor wrote
    """Yield what the file says; of two meanings of one entry the first counts."""
    for names in content["names"].values():
        yield from ((entry, ("question", "", "")) for entry in names)
    for kind in ("question", "asks", "hints"):
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


_STEPS = (1, 3, 12)  # months of a wider period


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A wider filter and what it leaves out of the one asked for, by names of its fields."""

    query: EventQuery
    dropped: tuple[str, ...]  # of "industry", "city", "period", "country"


def in_words(query: EventQuery, today: date) -> str:
    """Say a filter: «Декабрь, ОАЭ, ИТ и связь»; empty where it asks for everything ahead."""
    place = query.city or query.country
    said = (
        period_in_words(query.since, query.until, today, past=query.past),
        place,
        query.industry,
    )
    listed = ", ".join(filter(None, said))
    if query.past:
        listed = f"прошедшие, {listed}" if listed else "прошедшие"
    return listed[:1].upper() + listed[1:]


def relaxations(query: EventQuery, today: date) -> tuple[Relaxation, ...]:
    """Wider filters, the nearest first: one thing left out, then more and more of them.

    Each thing in this order: the branch, the city, a longer time, any time, the country.
    """
    found: dict[EventQuery, Relaxation] = {}
    for way in _ways(query, today):
        if way.query != query:
            found.setdefault(way.query, way)
    return tuple(found.values())


def _ways(query: EventQuery, today: date) -> Iterator[Relaxation]:
    no_industry = replace(query, industry="")
    no_city = replace(query, city="")
    any_time = replace(query, since=None, until=None)
    yield Relaxation(no_industry, ("industry",))
    yield Relaxation(no_city, ("city",))
    for wider in _wider(query, today):
        yield Relaxation(wider, ("period",))
    yield Relaxation(any_time, ("period",))
    yield Relaxation(replace(query, city="", country=""), _asked(query, "city", "country"))
    yield Relaxation(replace(no_industry, city=""), _asked(query, "industry", "city"))
    yield Relaxation(replace(any_time, city=""), _asked(query, "city", "period"))
    yield Relaxation(replace(any_time, industry=""), _asked(query, "industry", "period"))
    at_all = replace(any_time, industry="", city="")
    yield Relaxation(at_all, _asked(query, "industry", "city", "period"))
    yield Relaxation(
        replace(at_all, country=""), _asked(query, "industry", "city", "period", "country")
    )


def _asked(query: EventQuery, *fields: str) -> tuple[str, ...]:
    """Those of the fields that the query asks for at all."""
    asked = {
        "industry": query.industry,
        "city": query.city,
        "country": query.country,
        "period": query.since or query.until,
    }
    return tuple(field for field in fields if asked[field])


def _wider(query: EventQuery, today: date) -> Iterator[EventQuery]:
    """The same with a month, a quarter and a year instead of a shorter time."""
    if query.until is None or (query.since is None and query.past):
        return
    since = query.since or today
    for size in _STEPS:
        if query.past:
            first = plus_months(query.until, -size) + timedelta(days=1)
            wider = replace(query, since=first)
            longer = first < since
        else:
            last = plus_months(since, size) - timedelta(days=1)
            wider = replace(query, until=last)
            longer = last > query.until + timedelta(days=3)  # a month is 28 days or 31
        if longer:
            yield wider


def named_key(text: str) -> str | None:
    """Return the key of the event that a name of the calendar's own words tells: «Expo 2027».

    None where the message asks more of it than its dates and place.
    """
    typed = words(text)
    names = _vocabulary().names
    for at in range(len(typed) if len(typed) <= _LONGEST_NAMING else 0):
        if found := names.at(typed, at):
            key, length = found
            rest = (*typed[:at], *typed[at + length :])
            alone = all(map(_explained, rest)) and not any(map(_tells_subject, rest))
            return key if alone and not makes_question(rest) else None
    return None


_MOST_EVENTS = 12  # a word of more names tells none of them
_SHORTEST = 3
_LONGEST_NAMING = 12  # words
_NO_DATES = 10_000  # days: an event without dates stands behind those that have some
_PAST = frozenset({"был", "была", "было", "были", "прошел", "прошла", "проходил", "проходила"})


@dataclass(frozen=True, slots=True)
class NamedEvent:
    """An event of the calendar: its key, its names as people write them, its last day."""

    key: str
    names: tuple[str, ...]
    until: date | None


class EventNames:
    """The words by which the events of a calendar are told from one another, in either alphabet."""

    def __init__(self, events: Iterable[NamedEvent]) -> None:
        self._events = {event.key: event for event in events}
        self._words: dict[str, Counter[str]] = {}
        self._roots: dict[str, set[str]] = {}
        self._first: dict[str, set[str]] = {}
        self._by_sound: dict[str, list[str]] = defaultdict(list)
        for key, event in self._events.items():
            spoken = [[(_sound(word), _own(word)) for word in words(name)] for name in event.names]
            self._words[key] = Counter(sound for name in spoken for sound, _ in set(name))
            self._roots[key] = {stem(word) for name in event.names for word in words(name)}
            self._first[key] = {
                _sound(word) for word in words(event.names[0]) if not word.isdecimal()
            }
            for sound in {sound for name in spoken for sound, own in name if own}:
                self._by_sound[sound].append(key)

    def named(self, text: str, today: date) -> tuple[str, ...]:
        """Return the keys of the events that a message asks the dates or the place of, best first.

        Empty for any other message. What is ahead stands first, unless it asks when one was.
        """
        typed = self._joined(words(text))
        told = [word for word in typed if len(self._by_sound.get(_sound(word), ())) in _FEW]
        if not told or len(typed) > _LONGEST_NAMING or makes_question(typed):
            return ()
        if any(word not in told and not _explained(word) for word in typed):
            return ()
        found = {key for word in told for key in self._by_sound[_sound(word)]}
        return tuple(sorted(found, key=lambda key: self._rank(key, typed, told, today)))

    def _joined(self, typed: Sequence[str]) -> tuple[str, ...]:
        """Join two words that are one of a name: «world food» of «WorldFood»."""
        joined: list[str] = []
        for word in typed:
            if joined and word.isalpha() and _sound(joined[-1] + word) in self._by_sound:
                joined[-1] += word
            else:
                joined.append(word)
        return tuple(joined)

    def _rank(
        self, key: str, typed: tuple[str, ...], told: list[str], today: date
    ) -> tuple[int, int, bool, int, int]:
        """Order by words told, whether it is ahead, words of the name left untold, and how soon."""
        has, until = self._words[key], self._events[key].until
        own = sum(has[_sound(word)] > 0 for word in told)
        roots = self._roots[key]
        every = sum(has[_sound(word)] > 0 or stem(word) in roots for word in typed)
        untold = len(self._first[key] - set(map(_sound, typed)))
        over = until is not None and until < today
        days = abs((until - today).days) if until else _NO_DATES
        return -own, -every, over is _PAST.isdisjoint(typed), untold, days


def asks_of_past(text: str) -> bool:
    """Whether a message names a year, or asks when something was."""
    return any(is_year(word) or word in _PAST for word in words(text))


_FEW = range(1, _MOST_EVENTS + 1)


def _sound(word: str) -> str:
    """How a word of either alphabet sounds: «гулфуд» is Gulfood. A number has no sound."""
    return sound_key(word.replace("oo", "u")) or word


def _own(word: str) -> bool:
    """Whether a word of a name is the event's own, as no word of the calendar's vocabulary is."""
    return len(word) >= _SHORTEST and not (word.isdecimal() or _explained(word))


def _tells_subject(word: str) -> bool:
    """Of «дентал экспо 2027» the first word makes it another one."""
    meaning = _vocabulary().lexicon.at((word,), 0)
    return meaning is not None and meaning[0][0] in {*_PLACES, *_BRANCHES}


def _explained(word: str) -> bool:
    return word in SPOKEN or is_year(word) or knows(word)
