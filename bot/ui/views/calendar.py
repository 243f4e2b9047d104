from dataclasses import replace
from html import escape

from bot.events.facets import Facet, Show
from bot.events.filtering import EventPage
from bot.events.models import Event
from bot.ui.callbacks.address import Address
from bot.ui.callbacks.events import ChooseFacet, Guide, OpenEvent, OpenEvents, OpenGuide
from bot.ui.callbacks.menu import OpenHome
from bot.ui.screen import Button, Rows, Screen
from bot.ui.texts import dates
from bot.ui.texts import events as texts
from bot.ui.views.common import page_row, way_back
from bot.ui.views.events import distance
from bot.ui.views.narrowing import ARCHIVES, in_columns, narrowed, reset_row
from bot.ui.views.own import follow_row


def calendar(found: EventPage, here: OpenEvents) -> Screen:
    """The list and its filters; when nothing is found, the nearest filters that do find."""
    here = narrowed(here, found.filter).turned(page=found.page)
    lines = "\n".join(map(line, found.events))
    return Screen(
        "\n\n".join(filter(None, (_head(found), lines or _nothing(found)))),
        (
            *(((each.label, OpenEvent(event_id=each.id).after(here)),) for each in found.events),
            *_wider_rows(found, here),
            page_row(here, found.page, found.pages),
            *_facet_rows(found, here),
            follow_row(found, here),
            *_other_lists(found, here),
            way_back(here, OpenHome()),
        ),
    )


def line(event: Event) -> str:
    """Two lines of the list: the name, then when and where."""
    parts = (
        _dates(event),
        ", ".join(filter(None, (event.country, event.city))),
        distance(event),
        texts.WITH_MOSCOW if event.moscow else "",
    )
    said = " · ".join(filter(None, parts))
    name = escape(event.name, quote=False)
    return f"{texts.MARKS[event.state]} <b>{name}</b>\n{escape(said, quote=False)}"


def chosen(found: EventPage) -> dict[Facet, str]:
    """The filters that are set, in words."""
    wanted = found.filter
    words = {
        Facet.COUNTRY: found.country,
        Facet.CATEGORY: found.category,
        Facet.PERIOD: texts.period(wanted.period) if wanted.period else "",
        Facet.SHOW: texts.SHOWN[wanted.show] if wanted.show else "",
    }
    return {facet: word for facet, word in words.items() if word}


def _head(found: EventPage) -> str:
    archive = found.filter.show in ARCHIVES
    title = texts.ARCHIVE_TITLE if archive else texts.TITLE
    whole = not any((found.filter.country, found.filter.category, found.filter.period))
    words = ", ".join(chosen(found).values()) or texts.SHOWN[Show.AHEAD]
    counted = f"{escape(words[0].upper() + words[1:], quote=False)}: {texts.found(found.total)}"
    return "\n\n".join(filter(None, (title, texts.FIGURES if whole else "", counted)))


def _dates(event: Event) -> str:
    if event.starts is None:
        return texts.NO_DATES_SHORT
    said = dates.span(event.starts, event.ends or event.starts)
    return said if event.ends else f"с {said}"


def _nothing(found: EventPage) -> str:
    return f"{texts.NOTHING} {texts.NEAREST}" if found.wider else texts.NOTHING_AT_ALL


def _wider_rows(found: EventPage, here: OpenEvents) -> Rows:
    return tuple(
        (
            (
                texts.wider(each.dropped, each.filter.show, each.count),
                narrowed(here, each.filter),
            ),
        )
        for each in found.wider
    )


def _facet_rows(found: EventPage, here: OpenEvents) -> Rows:
    words = chosen(found)
    buttons: list[Button] = [
        (
            texts.chosen(each, words[each]) if each in words else texts.FACETS[each],
            _choice(here, each),
        )
        for each in Facet
    ]
    return (*in_columns(buttons), reset_row(here, found.filter))


def _choice(here: OpenEvents, facet: Facet) -> Address:
    return ChooseFacet(**here.model_dump(exclude={"page"}), facet=facet).beside(here)


def _other_lists(found: EventPage, here: OpenEvents) -> Rows:
    archive = found.filter.show in ARCHIVES
    label, show = (texts.AHEAD, Show.AHEAD) if archive else (texts.ARCHIVE, Show.ARCHIVE)
    other = replace(found.filter, period=0, show=show)
    return (
        ((label, narrowed(here, other)), (texts.TOTALS, _guide(Guide.TOTALS, here))),
        (
            (texts.CITY_PAYS, _guide(Guide.CITY_PAYS, here)),
            (texts.HOW_TO_JOIN, _guide(Guide.HOW_TO_JOIN, here)),
        ),
    )


def _guide(guide: Guide, here: Address) -> Address:
    return OpenGuide(guide=guide).after(here)
