"""Whom a broadcast is for: its lines, a term of one, what a new term can be."""

from collections.abc import Iterable

from bot.audience.models import Role, Topic
from bot.broadcast.audience import NEW_LINE, lines, mark
from bot.broadcast.look import Saved
from bot.broadcast.models import Broadcast
from bot.broadcast.segments import Not
from bot.ui.callbacks.audience import (
    AddTerm,
    DropTerm,
    NegateTerm,
    OpenAudience,
    OpenSorts,
    OpenTerm,
    OpenValues,
    Sort,
)
from bot.ui.callbacks.broadcast import OpenBroadcast
from bot.ui.screen import Button, Rows, Screen
from bot.ui.texts import audience as texts
from bot.ui.texts.broadcast import TO_DRAFT, now
from bot.ui.texts.common import BACK
from bot.ui.texts.topics import TOPICS
from bot.ui.views.common import HOME_BUTTON

DAYS = (7, 30, 90, 365)
NO_ROLE = "none"


def audience(of: Broadcast, recipients: int) -> Screen:
    add = OpenSorts(broadcast_id=of.id, line=NEW_LINE, mark=mark(of.audience))
    told = texts.audience(lines(of.audience))
    return Screen(
        f"{told}\n{now(recipients)}\n\n{texts.HINT if of.audience else texts.HINT_EVERYONE}",
        (
            *_terms(of),
            ((texts.ADD_LINE, add),),
            ((TO_DRAFT, OpenBroadcast(broadcast_id=of.id)), HOME_BUTTON),
        ),
    )


def term(of: Broadcast, here: OpenTerm) -> Screen:
    segment = lines(of.audience)[here.line][here.at]
    place = {"line": here.line, "at": here.at, "mark": here.mark}
    turn = texts.ONLY if isinstance(segment, Not) else texts.EXCEPT
    more = OpenSorts(broadcast_id=of.id, line=here.line, mark=here.mark)
    return Screen(
        texts.chosen(segment),
        (
            ((turn, NegateTerm(broadcast_id=of.id, **place)),),
            ((texts.OR_ELSE, more),),
            ((texts.DROP, DropTerm(broadcast_id=of.id, **place)),),
            _back(OpenAudience(broadcast_id=of.id)),
        ),
    )


def sorts(here: OpenSorts) -> Screen:
    key, line, mark_ = here.broadcast_id, here.line, here.mark
    rows: Rows = tuple(
        ((words, OpenValues(broadcast_id=key, line=line, mark=mark_, sort=sort)),)
        for sort, words in texts.SORTS.items()
    )
    text = texts.CHOOSE_SORT if line == NEW_LINE else texts.CHOOSE_OTHER
    return Screen(text, (*rows, _back(OpenAudience(broadcast_id=key))))


def values(here: OpenValues, saved: Iterable[Saved]) -> Screen:
    """`saved` is what people keep of this sort; the other sorts have choices of their own."""
    key, line, mark_ = here.broadcast_id, here.line, here.mark
    rows: Rows = tuple(
        ((label, AddTerm(broadcast_id=key, line=line, mark=mark_, sort=here.sort, value=value)),)
        for label, value in _choices(here.sort, saved)
    )
    text = texts.SORTS[here.sort] if rows else texts.NOTHING_SAVED
    back = OpenSorts(broadcast_id=key, line=line, mark=mark_)
    return Screen(text, (*rows, _back(back)))


def _choices(sort: Sort, saved: Iterable[Saved]) -> Iterable[tuple[str, str]]:
    match sort:
        case Sort.ROLE:
            return ((texts.role(role).capitalize(), role or NO_ROLE) for role in (*Role, None))
        case Sort.ACTIVE:
            return ((texts.active(days).capitalize(), str(days)) for days in DAYS)
        case Sort.TOPIC:
            return ((TOPICS[topic], topic) for topic in Topic)
        case Sort.EVENT | Sort.FILTER:
            return ((texts.saved(one), str(one.value)) for one in saved)


def _terms(of: Broadcast) -> Rows:
    """A row for each term; what is joined by «or» stands together."""
    return tuple(
        (
            (
                texts.term_button(segment, first=not at),
                OpenTerm(broadcast_id=of.id, line=line, at=at, mark=mark(of.audience)),
            ),
        )
        for line, terms in enumerate(lines(of.audience))
        for at, segment in enumerate(terms)
    )


def _back(target: OpenAudience | OpenSorts) -> tuple[Button, ...]:
    return ((BACK, target), HOME_BUTTON)
