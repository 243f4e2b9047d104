"""How well labelled dialogues, requests and exhibitions in words are understood.

The labels are JSON objects: a dialogue has `turns`, a request `action`, exhibitions `filter`; an
answer is the object that `ask --lines --json --dialogue` prints.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from bot.events.models import Event

Label = Mapping[str, Any]
Said = Mapping[str, Any]

NEEDS_CONTEXT = {
    *("pronoun", "ellipsis", "narrowing", "comparison", "more", "correction", "noise", "english"),
}
OWN = {"switch", "short_but_whole"}  # must not be dragged to the subject before
NO_ACTION = "none"
_SHOWN = 5
_IN_THREE = 3


@dataclass(slots=True)
class Ratio:
    held: int = 0
    of: int = 0

    def add(self, *, held: bool) -> None:
        self.held += held
        self.of += 1

    @property
    def value(self) -> float:
        return self.held / self.of if self.of else 0.0

    def __str__(self) -> str:
        return f"{self.held} of {self.of} = {self.value:.2f}" if self.of else "—"


@dataclass(slots=True)
class Report:
    """Shares by name, of everything and by class; `misses` are lines about what went wrong."""

    whole: dict[str, Ratio] = field(default_factory=lambda: defaultdict(Ratio))
    by_class: dict[str, dict[str, Ratio]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(Ratio))
    )
    misses: list[str] = field(default_factory=list)

    def add(self, name: str, kind: str, *, held: bool, whole: bool = True) -> None:
        self.by_class[kind][name].add(held=held)
        if whole:
            self.whole[name].add(held=held)


@dataclass(frozen=True, slots=True)
class DialogueAnswers:
    """Of the last turn of a dialogue, of the turn before it, and of the last one without any."""

    last: Said
    before: Said
    alone: Said


def judge_dialogues(pairs: Iterable[tuple[Label, DialogueAnswers]]) -> Report:
    """Shares: hit@1 and hit@3 where the context is needed; `whole`, `whole@3` where it is not.

    `left alone`: whole questions whose first card is not of the old subject. `broken`: right
    without the context, wrong with it. `subject`: unanswerable, and the card is of the subject.
    """
    report = Report()
    for label, answers in pairs:
        _judge_dialogue(report, label, answers)
    return report


def _judge_dialogue(report: Report, label: Label, answers: DialogueAnswers) -> None:
    kind, cards = label["class"], shown(answers.last)
    if kind != "sibling":
        _judge_decision(report, kind, taken=answers.last["context"])
    if label.get("old") and kind in OWN:
        report.add("left alone", kind, held=not _is_dragged(label, cards))
    if label.get("subject"):
        held = bool(cards) and _holds(label["subject"], _text(cards[0]))
        report.add("subject", kind, held=held)
    elif label["expect"] is None:
        action = label.get("action")
        held = answers.last.get("action") == action if action else not cards
        report.add("quiet", kind, held=held)
    else:
        held = _judge_found(report, label, answers)
    if not held:
        first = cards[0]["title"] if cards else "—"
        report.misses.append(f"{kind}: {' → '.join(label['turns'])}\n    {first}")


def _judge_decision(report: Report, kind: str, *, taken: bool) -> None:
    """The recall and the precision of «this is a follow-up»."""
    if kind not in OWN:
        report.add("follow-ups taken", kind, held=taken)
    if taken:
        report.add("taken rightly", kind, held=kind not in OWN)


def _judge_found(report: Report, label: Label, answers: DialogueAnswers) -> bool:
    kind, place = label["class"], _place(label, answers.last)
    names = ("whole", "whole@3") if kind in OWN else ("hit@1", "hit@3")
    counted = kind in OWN or kind in NEEDS_CONTEXT
    report.add(names[0], kind, held=place == 1, whole=counted)
    report.add(names[1], kind, held=0 < place <= _IN_THREE, whole=counted)
    if kind in OWN:
        report.add("broken", kind, held=place != 1 and _place(label, answers.alone) == 1)
    if kind == "sibling":
        report.add("siblings", kind, held=place == 1)
    if kind == "more":
        known = {card["key"] for card in shown(answers.before)[:1]}
        is_new = place == 1 and shown(answers.last)[0]["key"] not in known
        report.add("right and new", kind, held=is_new)
    return place == 1


def shown(said: Said) -> Sequence[Mapping[str, Any]]:
    return [] if said["outcome"] == "nothing" else said["answers"][:_SHOWN]


def _text(card: Mapping[str, Any]) -> str:
    return f"{card['title']}\n{card['text']}"


def _holds(patterns: Sequence[str] | None, text: str) -> bool:
    return bool(patterns) and all(re.search(each, text, re.IGNORECASE) for each in patterns or ())


def _is_right(label: Label, card: Mapping[str, Any]) -> bool:
    return any(_holds(each, _text(card)) for each in (label["expect"], *label.get("any_of", ())))


def _place(label: Label, said: Said) -> int:
    """The place of the first right card, from 1; 0 when none is right."""
    places = (at for at, card in enumerate(shown(said), 1) if _is_right(label, card))
    return next(places, 0)


def _is_dragged(label: Label, cards: Sequence[Mapping[str, Any]]) -> bool:
    if not cards or (label["expect"] is not None and _is_right(label, cards[0])):
        return False
    return _holds(label["old"], cards[0]["title"])


def judge_requests(pairs: Iterable[tuple[Label, Said]]) -> Report:
    """Shares: requests that were `heard`, and real questions that were `left alone`.

    Of each action, `precision`: how often what was taken for it was it.
    """
    report = Report()
    for label, said in pairs:
        wanted, got = label["action"], said.get("action") or NO_ACTION
        held = got == wanted or got in label.get("also", ())
        report.add("left alone" if wanted == NO_ACTION else "heard", wanted, held=held)
        report.add("precision", got, held=held, whole=False)
        if not held:
            report.misses.append(f"{label['q']}\n    {got}, not {wanted}")
    return report


@dataclass(frozen=True, slots=True)
class Asked:
    """A filter in one form: an open beginning of what is ahead is today."""

    country: str
    city: str
    industry: str
    since: str
    until: str
    past: bool

    @classmethod
    def read(cls, found: Mapping[str, Any], today: str, countries: Mapping[str, str]) -> "Asked":
        city, past = found.get("city") or "", bool(found.get("past"))
        since, until = found.get("from") or "", found.get("until") or ""
        if past:
            since, until = since or "0000", min(until or today, today)
        else:
            since, until = max(since, today), until or "9999"
        country = found.get("country") or countries.get(city, "")
        return cls(country, city, found.get("industry") or "", since, until, past)

    def fits(self, event: Event, today: str) -> bool:
        """Whether an exhibition touches the period; one without dates is in the archive."""
        start, end = (day.isoformat() if day else "" for day in (event.starts, event.ends))
        end = end or start
        if (not start or end < today) is not self.past:
            return False
        place = self.country in {"", event.country} and event.city.startswith(self.city)
        if not place or self.industry not in {"", event.category}:
            return False
        if not start:
            return (self.since, self.until) == ("0000", today)
        return start <= self.until and end >= self.since


def judge_exhibitions(pairs: Iterable[tuple[Label, Said]], events: Sequence[Event]) -> Report:
    """Shares: `exact` filters, those that show the `same` events, what was `left alone`.

    `named`: a question about one event shows its card first.
    """
    report = Report()
    countries = {event.city: event.country for event in events if event.city}
    for label, said in pairs:
        today, wanted, got = label["today"], label["filter"], said.get("filter")
        if wanted is None:
            held = _judge_no_filter(report, label, said)
        elif got is None:
            held = False
            for name in ("heard", "exact", "same"):
                report.add(name, label["class"], held=False)
        else:
            want, have = (Asked.read(each, today, countries) for each in (wanted, got))
            held = _judge_filter(report, label["class"], want, have)
            same = [want.fits(each, today) == have.fits(each, today) for each in events]
            report.add("same", label["class"], held=all(same))
        if not held:
            report.misses.append(f"{label['class']}: {label['q']}\n    {got}")
    return report


def _judge_filter(report: Report, kind: str, want: Asked, have: Asked) -> bool:
    held = want == have
    report.add("heard", kind, held=True)
    report.add("exact", kind, held=held)
    for each in fields(Asked):
        equal = getattr(want, each.name) == getattr(have, each.name)
        report.add(each.name, kind, held=equal, whole=False)
    return held


def _judge_no_filter(report: Report, label: Label, said: Said) -> bool:
    held = said.get("filter") is None
    report.add("left alone", label["class"], held=held)
    if label.get("event"):
        names = [f"{card['key']}\n{card['title']}" for card in shown(said)[:1]]
        found = any(re.search(label["event"], name, re.IGNORECASE) for name in names)
        report.add("named", label["class"], held=found)
        held = held and found
    return held


def lines(report: Report) -> Iterator[str]:
    """The report as it is printed."""
    for name, share in report.whole.items():
        yield f"{name:<32}{share}"
    for kind, shares in report.by_class.items():
        told = ", ".join(f"{name} {share}" for name, share in shares.items())
        yield f"  {kind}: {told}"
    if report.misses:
        yield "\nMisses:"
    yield from (f"  {miss}" for miss in report.misses)


def today_of(labels: Sequence[Label]) -> date | None:
    """The day that labels are about, where they name one."""
    return next((date.fromisoformat(each["today"]) for each in labels if "today" in each), None)
