"""The calendar, its filters and the card of an exhibition."""

from collections.abc import Sequence
from dataclasses import replace
from html import escape
from urllib.parse import urlsplit

from bot.applications import texts as applications_texts
from bot.applications.buttons import OpenForm
from bot.events import texts
from bot.events.buttons import (
    AddToCalendar,
    AskToMove,
    ChooseFacet,
    Guide,
    OpenEvent,
    OpenEvents,
    OpenGuide,
    VoteForEvent,
)
from bot.events.filters import EventPage, Option
from bot.events.models import (
    Event,
    EventFilter,
    EventState,
    EventUserState,
    Facet,
    ListFilter,
)
from bot.knowledge import texts as knowledge_texts
from bot.knowledge.buttons import OpenHome
from bot.reminders import texts as reminders_texts
from bot.reminders.buttons import (
    FollowEvents,
    OpenMyEvents,
    SaveEvent,
)
from bot.ui import texts as ui_texts
from bot.ui.address import Address
from bot.ui.screen import Button, Rows, Screen, Share, Url
from bot.ui.screens import HOME_BUTTON, card_end, in_columns, page_row, way_back
from bot.ui.show import File


def own_rows(found: Event, here: OpenEvent, marks: EventUserState | None) -> Rows:
    """What a person can do with the event; without `marks`, as if they had done nothing yet."""
    file: Button = (texts.TO_CALENDAR, AddToCalendar(event_id=found.id).beside(here))
    to_calendar = (file,) if found.starts and not found.past else ()
    ahead = not found.past and found.state is not EventState.CANCELLED
    saved, applied = (marks.saved, marks.applied) if marks else (False, False)
    save = (_save(found, here, saved=saved),) if ahead or saved else ()
    form = (_form(found, here, applied=applied),) if ahead else ()
    vote = (_vote(found, here, marks),) if marks and marks.ballot.open else ()
    move: Button = (texts.MOVE, AskToMove(event_id=found.id).after(here))
    return ((*save, *to_calendar), form, vote, (move,) if marks and marks.editor else ())


def follow_row(found: EventPage, here: OpenEvents) -> tuple[Button, ...]:
    """To be told of what will come; nothing new ever comes into the archive."""
    mine: Button = (reminders_texts.MINE, OpenMyEvents().after(here))
    if found.filter.show in (ListFilter.ARCHIVE, ListFilter.MOSCOW):
        return (mine,)
    numbers = here.model_dump(include={"country", "category", "period"})
    return ((reminders_texts.FOLLOW, FollowEvents(**numbers).beside(here)), mine)


def _save(found: Event, here: OpenEvent, *, saved: bool) -> Button:
    label = reminders_texts.UNSAVE if saved else reminders_texts.SAVE
    return label, SaveEvent(event_id=found.id, saved=not saved).beside(here)


def _form(found: Event, here: OpenEvent, *, applied: bool) -> Button:
    label = applications_texts.APPLY_AGAIN if applied else applications_texts.APPLY
    return label, OpenForm(event_id=found.id).after(here)


def _vote(found: Event, here: OpenEvent, marks: EventUserState) -> Button:
    label = texts.TAKE_BACK if marks.voted else texts.want(marks.ballot)
    return label, VoteForEvent(event_id=found.id, wanted=not marks.voted).beside(here)


_OPTIONS_PER_PAGE = 14
ARCHIVES = (ListFilter.ARCHIVE, ListFilter.MOSCOW)


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
            ((ui_texts.BACK, above), HOME_BUTTON),
        ),
    )


def narrowed(here: OpenEvents, wanted: EventFilter) -> OpenEvents:
    """The first page of the same list with these filters."""
    return here.turned(
        country=wanted.country, category=wanted.category, period=wanted.period, show=wanted.show
    ).turned(page=0)


def reset_row(above: OpenEvents, wanted: EventFilter) -> tuple[Button, ...]:
    """Back to all that is ahead, or from an archive to all of it; empty where nothing is chosen."""
    kept = wanted.show if wanted.show in ARCHIVES else ListFilter.AHEAD
    cleared = EventFilter(show=kept)
    return () if wanted == cleared else ((texts.RESET, narrowed(above, cleared)),)


def _hint(options: Sequence[Option], wanted: EventFilter) -> str:
    if not options:
        return texts.NOTHING_AT_ALL if wanted == EventFilter() else texts.NO_OPTIONS
    if all(option.count for option in options):
        return texts.COUNTED
    return f"{texts.COUNTED} {texts.NONE_YET}"


def _option(option: Option, facet: Facet, *, chosen: bool) -> str:
    name = option.name or (
        texts.SHOWN[ListFilter(option.value)] if facet is Facet.SHOW else texts.period(option.value)
    )
    return f"{'✓ ' if chosen else ''}{name[0].upper()}{name[1:]} ({option.count})"


def _with(above: OpenEvents, here: ChooseFacet, option: Option) -> Address:
    return narrowed(above, here.wanted.having(here.facet, option.value))


def _any_row(above: OpenEvents, here: ChooseFacet) -> Rows:
    if here.facet is Facet.SHOW or not getattr(here, here.facet):
        return ()
    words = texts.ANY[here.facet]
    return (((words[0].upper() + words[1:], narrowed(above, here.wanted.having(here.facet, 0))),),)


def event(found: Event, here: OpenEvent, marks: EventUserState | None = None) -> Screen:
    return Screen(
        card(found),
        (
            *own_rows(found, here, marks),
            _guides(here),
            _links(found),
            *card_end(here, OpenEvents()),
        ),
    )


def removed(name: str) -> Screen:
    return Screen(
        escape(texts.removed(name), quote=False),
        (((texts.CALENDAR, OpenEvents()),), (HOME_BUTTON,)),
    )


def calendar_document(found: Event, content: bytes) -> File:
    """The file of `bot.events.calendar_file` under the event's name."""
    return File(f"{found.key}.ics", content, f"<b>{escape(found.name)}</b>\n{texts.FILE_CAPTION}")


def card(found: Event) -> str:
    """The text of a card: what and whether, when and where, who, how to get in, the source."""
    head = (
        f"{ui_texts.TRAIL.join((texts.CALENDAR, escape(found.country, quote=False)))}\n"
        f"<b>{escape(found.name, quote=False)}</b>\n"
        f"{escape(_kind(found), quote=False)}"
    )
    lines = (
        _state(found),
        found.status_edited and texts.status_edited(ui_texts.day(found.status_edited)),
        f"📅 {when(found)}",
        found.dates_edited and texts.dates_edited(ui_texts.day(found.dates_edited)),
        f"📍 {found.country}, {found.city or texts.NO_CITY}",
        _industry(found),
        found.organiser and f"👥 {texts.ORGANISER}: {found.organiser}",
        texts.MOSCOW_YES if found.moscow else texts.MOSCOW_UNKNOWN,
        deadline(found),
    )
    facts = "\n".join(escape(line, quote=False) for line in lines if line)
    return "\n\n".join(filter(None, (head, facts, escape(found.note, quote=False), _source(found))))


def when(found: Event) -> str:
    """The dates with their weekdays, how far off, and how sure: never surer than the source."""
    if found.starts is None:
        return texts.NO_DATES
    said = ui_texts.full_span(found.starts, found.ends or found.starts)
    if found.ends is None:
        said = f"с {said}; {texts.NO_END}"
    if found.state is EventState.UNCONFIRMED:
        said = f"{texts.PRELIMINARY} {said}"
    return " · ".join(filter(None, (said, distance(found))))


def distance(found: Event) -> str:
    """«через 14 дней», «ещё 2 дня»; empty for what is over, cancelled or without dates."""
    if found.starts is None or found.past or found.state is EventState.CANCELLED:
        return ""
    if found.starts > found.today:
        return ui_texts.ahead((found.starts - found.today).days)
    return ui_texts.left((found.ends - found.today).days) if found.ends else ""


def _kind(found: Event) -> str:
    return _sentence(" · ".join(dict.fromkeys((found.format, found.category))))


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


def _state(found: Event) -> str:
    if found.state is EventState.UNCONFIRMED and found.past:
        return texts.PAST_EDITION
    return texts.STATES[found.state]


def _industry(found: Event) -> str:
    same = found.industry.casefold() == found.category.casefold()
    return "" if same or not found.industry else f"🏭 {_sentence(found.industry)}"


def deadline(found: Event) -> str:
    if found.apply_by is None:
        return "" if found.past or found.state is EventState.CANCELLED else texts.NO_DEADLINE
    if not found.accepts:
        return texts.applied_by(ui_texts.day(found.apply_by))
    soon = ui_texts.ahead((found.apply_by - found.today).days)
    return texts.apply_by(ui_texts.full_day(found.apply_by), soon)


def _source(found: Event) -> str:
    host = urlsplit(found.source_url).netloc.removeprefix("www.")
    link = f'<a href="{escape(found.source_url)}">{escape(host, quote=False)}</a>'
    date = knowledge_texts.source_date(found.source_date or None)
    return f"<i>{_source_of(found)}: {link}, {escape(date, quote=False)}</i>"


def _source_of(found: Event) -> str:
    """What the source is credited with: never with what an admin has changed since."""
    if found.dates_edited:
        return texts.SOURCE_OF_DATES
    return texts.SOURCE_OF_STATUS if found.status_edited else knowledge_texts.SOURCE


def _guides(here: OpenEvent) -> tuple[Button, ...]:
    guides = {Guide.CITY_PAYS: texts.CITY_PAYS, Guide.HOW_TO_JOIN: texts.HOW_TO_JOIN}
    return tuple((label, OpenGuide(guide=each).after(here)) for each, label in guides.items())


def _links(found: Event) -> tuple[Button, ...]:
    share: Button = (texts.SHARE, Share(found.link, found.name))
    return ((texts.SITE, Url(found.website)), share) if found.website else (share,)


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
    words = ", ".join(chosen(found).values()) or texts.SHOWN[ListFilter.AHEAD]
    counted = f"{escape(words[0].upper() + words[1:], quote=False)}: {texts.found(found.total)}"
    return "\n\n".join(filter(None, (title, texts.FIGURES if whole else "", counted)))


def _dates(event: Event) -> str:
    if event.starts is None:
        return texts.NO_DATES_SHORT
    said = ui_texts.span(event.starts, event.ends or event.starts)
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
    label, show = (
        (texts.AHEAD, ListFilter.AHEAD) if archive else (texts.ARCHIVE, ListFilter.ARCHIVE)
    )
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
