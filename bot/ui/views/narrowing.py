"""Narrowing the calendar by one facet."""

from collections.abc import Iterable, Sequence

from bot.events.facets import Facet, Show
from bot.events.filtering import Option
from bot.events.models import EventFilter
from bot.ui.callbacks.address import Address
from bot.ui.callbacks.events import ChooseFacet, OpenEvents
from bot.ui.screen import Button, Rows, Screen
from bot.ui.texts import common
from bot.ui.texts import events as texts
from bot.ui.views.common import HOME_BUTTON, page_row

_OPTIONS_PER_PAGE = 14
_COLUMNS = 2
_HALF = 17  # characters of a label that a phone shows on half a row
ARCHIVES = (Show.ARCHIVE, Show.MOSCOW)


def facet(options: Sequence[Option], here: ChooseFacet) -> Screen:
    """The values of one facet; choosing one returns to the list that the choice was opened from.

    Where the other filters leave nothing to choose from, it says so and offers to drop them.
    """
    above = narrowed(OpenEvents().beside(here), here.wanted)
    pages = max(1, -(-len(options) // _OPTIONS_PER_PAGE))
    page = min(here.page, pages - 1)
    shown = options[page * _OPTIONS_PER_PAGE : (page + 1) * _OPTIONS_PER_PAGE]
    chosen = getattr(here, here.facet)
    buttons = [
        (_option(option, here.facet, chosen=option.value == chosen), _with(above, here, option))
        for option in shown
    ]
    return Screen(
        f"<b>{texts.FACETS[here.facet]}</b>\n\n{_hint(options, here.wanted)}",
        (
            *in_columns(buttons),
            () if options else reset_row(above, here.wanted),
            page_row(here.turned(page=page), page, pages),
            *_any_row(above, here),
            ((common.BACK, above), HOME_BUTTON),
        ),
    )


def narrowed(here: OpenEvents, wanted: EventFilter) -> OpenEvents:
    """The first page of the same list with these filters."""
    return here.turned(
        country=wanted.country, category=wanted.category, period=wanted.period, show=wanted.show
    ).turned(page=0)


def reset_row(above: OpenEvents, wanted: EventFilter) -> tuple[Button, ...]:
    """Back to all that is ahead, or from an archive to all of it; empty where nothing is chosen."""
    kept = wanted.show if wanted.show in ARCHIVES else Show.AHEAD
    cleared = EventFilter(show=kept)
    return () if wanted == cleared else ((texts.RESET, narrowed(above, cleared)),)


def in_columns(buttons: Iterable[Button]) -> Rows:
    """In their order, two a row; a label that a phone would cut there has a row of its own."""
    rows: list[tuple[Button, ...]] = []
    for button in buttons:
        last = rows[-1] if rows else ()
        if 0 < len(last) < _COLUMNS and max(len(each[0]) for each in (*last, button)) <= _HALF:
            rows[-1] = (*last, button)
        else:
            rows.append((button,))
    return tuple(rows)


def _hint(options: Sequence[Option], wanted: EventFilter) -> str:
    if not options:
        return texts.NOTHING_AT_ALL if wanted == EventFilter() else texts.NO_OPTIONS
    if all(option.count for option in options):
        return texts.COUNTED
    return f"{texts.COUNTED} {texts.NONE_YET}"


def _option(option: Option, facet: Facet, *, chosen: bool) -> str:
    name = option.name or (
        texts.SHOWN[Show(option.value)] if facet is Facet.SHOW else texts.period(option.value)
    )
    return f"{'✓ ' if chosen else ''}{name[0].upper()}{name[1:]} ({option.count})"


def _with(above: OpenEvents, here: ChooseFacet, option: Option) -> Address:
    return narrowed(above, here.wanted.having(here.facet, option.value))


def _any_row(above: OpenEvents, here: ChooseFacet) -> Rows:
    if here.facet is Facet.SHOW or not getattr(here, here.facet):
        return ()
    words = texts.ANY[here.facet]
    return (((words[0].upper() + words[1:], narrowed(above, here.wanted.having(here.facet, 0))),),)
