"""The calendar and its filters, the card of an event, the vote, changing an event's dates."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from html import escape

from bot.applications import texts as applications_texts
from bot.applications.buttons import OpenForm, OpenMyApplication
from bot.events import texts
from bot.events.buttons import (
    AddToCalendar,
    AskToMove,
    ChooseFacet,
    ExportVotes,
    MoveEvent,
    OpenEvent,
    OpenEvents,
    OpenFilters,
    OpenGuide,
    OpenMyVotes,
    OpenVotes,
    PreviewMove,
    VoteForEvent,
)
from bot.events.filters import ARCHIVES, EventPage, Option
from bot.events.models import (
    CalendarNotes,
    Event,
    EventCard,
    EventDates,
    EventFilter,
    EventState,
    EventUserState,
    Facet,
    Guide,
    KindFilter,
    ListFilter,
    Status,
    VoteTotal,
    VotingPeriod,
)
from bot.history import texts as history_texts
from bot.history.buttons import OpenHistory, OpenSubject
from bot.knowledge.buttons import OpenHome
from bot.knowledge.models import ContentKind
from bot.paging import page_of
from bot.reminders import texts as reminders_texts
from bot.reminders.buttons import OpenFollowing, OpenMyEvents, SaveEvent
from bot.ui import texts as ui_texts
from bot.ui.address import Address
from bot.ui.screen import (
    HOME_BUTTON,
    Button,
    Rows,
    Screen,
    Share,
    Url,
    card_end,
    in_columns,
    in_rows,
    page_row,
    way_back,
)
from bot.ui.show import File
from bot.ui.tables import csv_file
from bot.ui.texts import capital, paragraphs, safe, ticked

OPTIONS_PER_PAGE = 14
VOTED_PER_PAGE = 8
TOTALS_PER_PAGE = 20


# The calendar


def calendar(found: EventPage, here: OpenEvents) -> Screen:
    """The list, its events opened by their numbers; when it is empty, the nearest filters."""
    here = _narrowed(here, found.filter).changed(page=found.page)
    lines = texts.event_list(found)
    numbers = [
        (str(number), OpenEvent(event_id=each.id).after(here))
        for number, each in enumerate(found.events, start=1)
    ]
    return Screen(
        "\n".join(filter(None, (*_head(found), lines or f"\n{_nothing(found)}"))),
        (
            *in_rows(numbers),
            *_wider_rows(found, here),
            page_row(here, found.page, found.pages),
            _list_row(found, here),
            way_back(here, OpenHome()),
        ),
    )


def _head(found: EventPage) -> tuple[str, ...]:
    """The figures of past years stand above the whole archive of exhibitions."""
    wanted = found.filter
    title = (texts.ARCHIVE_TITLES if wanted.show in ARCHIVES else texts.TITLES)[wanted.kind]
    words = ", ".join(texts.filter_words(found).values()) or texts.SHOWN[ListFilter.AHEAD]
    counted = f"{safe(capital(words))}: {texts.found(found.total)}"
    if wanted.show is ListFilter.UNCONFIRMED:
        return texts.UNDATED_TITLE, f"{counted}. {texts.UNDATED_HINT}"
    whole = EventFilter(show=wanted.show) == wanted and not found.page
    figures = found.notes.archive if whole and wanted.show in ARCHIVES else ""
    return title, safe(figures), counted


def _list_row(found: EventPage, here: OpenEvents) -> tuple[Button, ...]:
    """Following new events is not offered in an archive: no new event comes into it."""
    wanted = found.filter
    filters: Button = (texts.FILTERS, OpenFilters(**_values(here)).beside(here))
    if wanted.show in ARCHIVES:
        ahead = _narrowed(here, replace(wanted, period=0, show=ListFilter.AHEAD))
        totals = () if wanted.kind is KindFilter.STUDY else _guides(found.notes, here, Guide.TOTALS)
        return (filters, (texts.AHEAD, ahead), *totals)
    archive = _narrowed(here, replace(wanted, period=0, show=ListFilter.ARCHIVE))
    numbers = here.model_dump(include={"country", "category", "period", "kind"})
    follow: Button = (reminders_texts.FOLLOW_SHORT, OpenFollowing(**numbers).after(here))
    return (filters, follow, (texts.ARCHIVE, archive))


def _values(here: OpenEvents) -> dict[str, int]:
    return here.model_dump(exclude={"trail"})


# The filters


def filters(found: EventPage, here: OpenFilters) -> Screen:
    """What is set, the kinds of lists, and a choice of values for each filter."""
    above = OpenEvents(**_values(here)).beside(here)
    return Screen(
        "\n\n".join((f"<b>{texts.FILTERS}</b>", *_head(found)[-1:], texts.FILTERS_HINT)),
        (
            _kind_row(found, above),
            *_facet_rows(found, here),
            _undated_row(found, above),
            _reset_row(above, found.filter),
            ((ui_texts.BACK, above), HOME_BUTTON),
        ),
    )


def _kind_row(found: EventPage, above: OpenEvents) -> tuple[Button, ...]:
    """Another kind has other countries and branches: only the list stays."""
    chosen = found.filter.kind
    show = ListFilter.ARCHIVE if found.filter.show in ARCHIVES else ListFilter.AHEAD
    return tuple(
        (texts.kind_button(kind, chosen), _narrowed(above, EventFilter(show=show, kind=kind)))
        for kind in texts.KINDS
    )


def _undated_row(found: EventPage, above: OpenEvents) -> tuple[Button, ...]:
    if not found.undated:
        return ()
    undated = found.filter.having(Facet.SHOW, ListFilter.UNCONFIRMED)
    return ((texts.undated(found.undated), _narrowed(above, undated)),)


def _facet_rows(found: EventPage, here: OpenFilters) -> Rows:
    words, kind = texts.filter_words(found), found.filter.kind
    given = here.model_dump(exclude={"trail", "page"})
    return in_columns(
        (
            texts.filter_button(each, words[each], kind)
            if each in words
            else texts.facet_title(each, kind),
            ChooseFacet(**given, facet=each).beside(here),
        )
        for each in Facet
        if each is not Facet.COUNTRY or kind is not KindFilter.STUDY
    )


def _nothing(found: EventPage) -> str:
    return f"{texts.NOTHING} {texts.NEAREST}" if found.wider else texts.NOTHING_AT_ALL


def _wider_rows(found: EventPage, here: OpenEvents) -> Rows:
    return tuple(
        (
            (
                texts.wider(each.dropped, each.filter.show, each.filter.kind, each.count),
                _narrowed(here, each.filter),
            ),
        )
        for each in found.wider
    )


def _guides(notes: CalendarNotes, here: Address, *wanted: Guide) -> tuple[Button, ...]:
    """Those that the editors have."""
    return tuple(
        (texts.GUIDES[each], OpenGuide(guide=each).after(here))
        for each in wanted
        if each in notes.guides
    )


def _narrowed(here: OpenEvents, wanted: EventFilter) -> OpenEvents:
    """The first page of the same list with these filters."""
    return here.changed(
        country=wanted.country,
        category=wanted.category,
        period=wanted.period,
        show=wanted.show,
        page=0,
        kind=wanted.kind,
    )


def _reset_row(above: OpenEvents, wanted: EventFilter) -> tuple[Button, ...]:
    """To everything ahead, or from an archive to all of it; empty where no filter is set."""
    kept = wanted.show if wanted.show in ARCHIVES else ListFilter.AHEAD
    cleared = EventFilter(show=kept, kind=wanted.kind)
    return () if wanted == cleared else ((texts.RESET, _narrowed(above, cleared)),)


# The choice of a filter


def facet(options: Sequence[Option], here: ChooseFacet) -> Screen:
    """The values of one facet; choosing one returns to the list.

    Values that show nothing are folded: they have pages of their own after the others. When the
    other filters leave no value, the screen says so and offers to reset them.
    """
    above = _narrowed(OpenEvents().beside(here), here.wanted)
    full = [option for option in options if option.count]
    empty = [option for option in options if not option.count]
    pages = [*_pages(full), *_pages(empty)] or [[]]
    page = min(here.page, len(pages) - 1)
    fold = len(_pages(full))
    return Screen(
        f"<b>{texts.facet_title(here.facet, here.kind)}</b>\n\n{_hint(pages[page], here.wanted)}",
        (
            *in_columns(_option(option, above, here) for option in pages[page]),
            () if options else _reset_row(above, here.wanted),
            page_row(here.changed(page=page), page, fold if page < fold else len(pages)),
            _fold_row(here, page, fold, len(empty)),
            *_any_row(above, here),
            ((ui_texts.BACK, _filters(here)), HOME_BUTTON),
        ),
    )


def _filters(here: ChooseFacet) -> OpenFilters:
    given = here.model_dump(exclude={"trail", "page", "facet"})
    return OpenFilters(**given).beside(here)


def _pages(options: Sequence[Option]) -> list[Sequence[Option]]:
    starts = range(0, len(options), OPTIONS_PER_PAGE)
    return [options[start : start + OPTIONS_PER_PAGE] for start in starts]


def _fold_row(here: ChooseFacet, page: int, fold: int, empty: int) -> tuple[Button, ...]:
    """To the values that show nothing, the first of which are on the page `fold`."""
    return ((texts.folded(empty), here.changed(page=fold)),) if empty and page < fold else ()


def _hint(shown: Sequence[Option], wanted: EventFilter) -> str:
    if not shown:
        whole = wanted == EventFilter(kind=wanted.kind)
        return texts.NOTHING_AT_ALL if whole else texts.NO_OPTIONS
    return texts.COUNTED if shown[0].count else texts.NONE_YET


def _option(option: Option, above: OpenEvents, here: ChooseFacet) -> Button:
    name = option.name or texts.filter_value(here.facet, option.value)
    chosen = option.value == getattr(here, here.facet)
    label = ticked(f"{capital(name)} ({option.count})", chosen=chosen)
    return label, _narrowed(above, here.wanted.having(here.facet, option.value))


def _any_row(above: OpenEvents, here: ChooseFacet) -> Rows:
    if here.facet is Facet.SHOW or not getattr(here, here.facet):
        return ()
    words = texts.any_value(here.facet, here.kind)
    cleared = here.wanted.having(here.facet, 0)
    return (((capital(words), _narrowed(above, cleared)),),)


# The card


def event(card: EventCard, here: OpenEvent) -> Screen:
    """It begins with its place in the calendar when opened from there."""
    return Screen(
        texts.card(card.event, in_calendar=here.passed(OpenEvents.__prefix__)),
        (
            *_own_rows(card.event, card.user_state, here),
            _guides(card.notes, here, Guide.CITY_PAYS, Guide.HOW_TO_JOIN)
            if card.event.is_exhibition
            else (),
            card_end(here, OpenEvents(kind=KindFilter.listing(card.event.kind))),
        ),
    )


def _own_rows(found: Event, state: EventUserState, here: OpenEvent) -> Rows:
    """What the person can do with the event."""
    ahead = not found.past and found.state is not EventState.CANCELLED
    file: Button = (texts.TO_CALENDAR, AddToCalendar(event_id=found.id).beside(here))
    save = (_save(found, state, here),) if ahead or state.saved else ()
    return (
        *(_forms(found, state, here) if found.is_exhibition else ()),
        *in_columns((*save, *_links(found))),
        (file,) if found.starts and not found.past else (),
        (_vote(found, state, here),) if _can_vote(found, state.voting) else (),
        *(_editors_rows(found, here) if state.can_edit else ()),
    )


def _editors_rows(found: Event, here: OpenEvent) -> Rows:
    kind, key = ContentKind.EVENT, found.id
    return (
        ((texts.MOVE, AskToMove(event_id=key).after(here)),),
        (
            (history_texts.EDIT, OpenSubject(kind=kind, subject_id=key).after(here)),
            (history_texts.HISTORY, OpenHistory(kind=kind, subject_id=key).after(here)),
        ),
    )


def _save(found: Event, state: EventUserState, here: OpenEvent) -> Button:
    label = reminders_texts.UNSAVE if state.saved else reminders_texts.SAVE
    return label, SaveEvent(event_id=found.id, saved=not state.saved).beside(here)


def _forms(found: Event, state: EventUserState, here: OpenEvent) -> Rows:
    """The person's own application; the form, while the event may still be applied for."""
    ahead = state.can_apply and not found.past and found.state is not EventState.CANCELLED
    form = OpenForm(event_id=found.id).after(here)
    if state.drafted and ahead:
        return (((applications_texts.CONTINUE, form),),)
    if not state.application_id:
        return (((applications_texts.APPLY, form),),) if ahead else ()
    own = OpenMyApplication(application_id=state.application_id).after(here)
    again: Button = (applications_texts.APPLY_AGAIN, form)
    begun = found.state is EventState.ON
    label = applications_texts.own(state.application_id)
    return in_columns(((label, own), *((again,) if ahead and not begun else ())))


def _can_vote(found: Event, voting: VotingPeriod) -> bool:
    """An exhibition of the year that is voted for is in the plan already."""
    first = found.first_day
    return voting.open and found.is_exhibition and not (first and first.year >= voting.year)


def _vote(found: Event, state: EventUserState, here: OpenEvent) -> Button:
    label = texts.TAKE_BACK if state.voted else texts.want(state.voting.year)
    return label, VoteForEvent(event_id=found.id, wanted=not state.voted).beside(here)


def _links(found: Event) -> tuple[Button, ...]:
    share: Button = (texts.SHARE, Share(found.link, found.name))
    return (share, (texts.SITE, Url(found.website))) if found.website else (share,)


def removed(name: str, found: EventPage, here: OpenEvents) -> Screen:
    """The calendar, under a line about the event that left it."""
    shown = calendar(found, here)
    return Screen(f"{safe(texts.removed(name))}\n\n{shown.text}", shown.rows)


def calendar_document(found: Event, content: bytes) -> File:
    """The file of `bot.events.calendar_file` under the event's name."""
    name = found.key.replace("/", "-")
    return File(f"{name}.ics", content, f"<b>{escape(found.name)}</b>\n{texts.FILE_CAPTION}")


# The vote


def my_votes(found: Sequence[Event], period: VotingPeriod, here: OpenMyVotes) -> Screen:
    """A page past the end is the last one."""
    shown, page, pages = page_of(found, here.page, VOTED_PER_PAGE)
    here = here.changed(page=page)
    parts = (
        texts.vote_title(period),
        texts.voting_deadline(period),
        texts.WHAT_FOR,
        "" if found else texts.EMPTY,
    )
    return Screen(
        paragraphs(*parts),
        (
            *(((each.label, OpenEvent(event_id=each.id).after(here)),) for each in shown),
            page_row(here, page, pages),
            ((texts.CALENDAR, OpenEvents().after(here)),),
            way_back(here, OpenMyEvents()),
        ),
    )


def vote_totals(found: Sequence[VoteTotal], period: VotingPeriod, here: OpenVotes) -> Screen:
    """For admins. A page past the end is the last one."""
    shown, page, pages = page_of(found, here.page, TOTALS_PER_PAGE)
    here = here.changed(page=page)
    lines = [
        f"{place}. {safe(each.name)} — {texts.votes(each.votes)}"
        for place, each in enumerate(shown, page * TOTALS_PER_PAGE + 1)
    ]
    body = "\n".join(lines) or texts.NOBODY
    return Screen(
        "\n\n".join((texts.vote_title(period), texts.voting_deadline(period), body)),
        (
            page_row(here, page, pages),
            ((texts.EXPORT, ExportVotes().beside(here)),) if found else (),
            way_back(here),
        ),
    )


def votes_file(found: Sequence[VoteTotal], period: VotingPeriod) -> File:
    rows = ((each.event_id, each.name, each.country, each.votes) for each in found)
    return File(texts.file_name(period), csv_file(texts.HEADER, rows), texts.CAPTION)


# Changing dates and status, for admins


def ask_for_dates(found: Event, here: AskToMove, *, unreadable: bool = False) -> Screen:
    parts = (
        texts.title(safe(found.name)),
        texts.now(texts.dates_and_status(found.dates)),
        texts.UNREADABLE if unreadable else "",
        texts.ASK,
    )
    return Screen(
        paragraphs(*parts),
        (*_status_rows(found, here), way_back(here, OpenEvent(event_id=found.id))),
    )


def preview(found: Event, wanted: PreviewMove, followers: int, answers: Collection[str]) -> Screen:
    """`answers` are the titles of answers that name the present dates in words."""
    parts = (
        texts.title(safe(found.name)),
        texts.change(texts.dates_and_status(found.dates), texts.dates_and_status(wanted.dates)),
        texts.followers(followers),
        safe(texts.answers_to_correct(answers)) if found.starts else "",
        texts.KEPT_BY_IMPORT,
    )
    apply = MoveEvent(**wanted.model_dump() | {"seen": found.sequence}).beside(wanted)
    back = AskToMove(event_id=found.id).beside(wanted)
    text = paragraphs(*parts)
    return Screen(text, (((texts.APPLY, apply),), ((ui_texts.BACK, back), HOME_BUTTON)))


def _status_rows(found: Event, here: AskToMove) -> Rows:
    """An event without dates cannot become confirmed."""
    return tuple(
        ((label, PreviewMove.to(found.id, EventDates(*found.dates[:2], status)).beside(here)),)
        for status, label in texts.TO_STATUS.items()
        if status is not found.status and (found.starts or status is not Status.CONFIRMED)
    )
