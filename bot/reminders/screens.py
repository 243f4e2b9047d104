"""Screens of saved events and alerts, and the notices about them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from bot.applications import texts as applications_texts
from bot.applications.buttons import OpenMyApplication, OpenMyApplications
from bot.applications.models import Application
from bot.courses import texts as courses_texts
from bot.courses.buttons import OpenCatalogue
from bot.courses.models import Catalogue
from bot.events import texts as events_texts
from bot.events.buttons import OpenEvent, OpenEvents, OpenFilters, OpenMyVotes
from bot.events.filters import EventPage
from bot.events.models import Event, EventKind, KindFilter, Status
from bot.knowledge.buttons import OpenHome
from bot.knowledge.models import Link
from bot.paging import page_of
from bot.people.buttons import OpenSettings
from bot.reminders import texts
from bot.reminders.buttons import (
    FollowEvents,
    OpenAlerts,
    OpenFollowing,
    OpenMyEvents,
    RemoveAlert,
    SaveEvent,
    SendMyCalendar,
)
from bot.reminders.models import Alert, EventChange, EventSnapshot, Notice, NoticeKind
from bot.ui import texts as ui_texts
from bot.ui.address import Address
from bot.ui.english import IN_RUSSIAN
from bot.ui.screen import HOME_BUTTON, Button, Rows, Screen, link_rows, page_row, way_back
from bot.ui.show import File
from bot.ui.texts import paragraphs, safe

EVENTS_PER_PAGE = 7
SHOWN_ALERTS = 50
SHOWN = 8  # events or programmes of one notice
GONE = "gone"
REMINDERS = (NoticeKind.DEADLINE, NoticeKind.START)


def my_events(found: Sequence[Event], here: OpenMyEvents) -> Screen:
    """A page past the end is the last one."""
    shown, page, pages = page_of(found, here.page, EVENTS_PER_PAGE)
    here = here.changed(page=page)
    body = "\n".join(map(events_texts.list_item, shown)) if shown else texts.EMPTY
    counted = texts.found(len(found)) if found else ""
    return Screen(
        paragraphs(texts.TITLE, counted, body),
        (
            *event_rows(shown, here),
            page_row(here, page, pages),
            ((texts.ALL_TO_CALENDAR, SendMyCalendar().beside(here)),) if found else (),
            (
                (texts.ALERTS, OpenAlerts().after(here)),
                (texts.WHEN_TO_REMIND, OpenSettings().after(here)),
            ),
            (
                (applications_texts.MINE, OpenMyApplications().after(here)),
                (events_texts.MINE, OpenMyVotes().after(here)),
            ),
            ((events_texts.CALENDAR_SHORT, OpenEvents(kind=KindFilter.BY_ROLE).after(here)),),
            way_back(here, OpenHome()),
        ),
    )


def alerts(found: Sequence[Alert], here: OpenAlerts | RemoveAlert) -> Screen:
    """At most `SHOWN_ALERTS` alerts: the next ones appear as the first are removed."""
    here = OpenAlerts().beside(here)
    rows = tuple(
        ((texts.remove(each.kind, each.title), RemoveAlert(alert_id=each.id).beside(here)),)
        for each in found[:SHOWN_ALERTS]
    )
    hint = texts.ALERTS_HINT if found else texts.ALERTS_EMPTY
    lists = (
        (events_texts.CALENDAR_SHORT, OpenEvents(kind=KindFilter.BY_ROLE).after(here)),
        (courses_texts.CATALOGUE, OpenCatalogue().after(here)),
    )
    return Screen(f"{texts.ALERTS_TITLE}\n\n{hint}", (*rows, lists, way_back(here, OpenMyEvents())))


def following(narrow: tuple[str, bool], whole: tuple[str, bool], here: OpenFollowing) -> Screen:
    """Of what to tell: what the list was narrowed to, if it was, or everything.

    Each is the title of an alert, and whether the person has it.
    """
    shown = [(*whole, True)] if narrow == whole else [(*narrow, False), (*whole, True)]
    given = here.model_dump(exclude={"trail"})
    rows = tuple(
        (
            (
                texts.followed(title, is_followed=is_followed),
                FollowEvents(**given, whole=is_whole, follow=not is_followed).beside(here),
            ),
        )
        for title, is_followed, is_whole in shown
    )
    list_ = OpenEvents(**given)
    return Screen(
        f"{texts.FOLLOWING_TITLE}\n\n{texts.FOLLOWING_HINT}",
        (
            *rows,
            ((texts.CHOOSE_FILTER, OpenFilters(**given).beside(here)),),
            ((texts.ALL_ALERTS, OpenAlerts().after(here)),),
            way_back(here, list_),
        ),
    )


def event_filter(found: EventPage) -> str:
    """The title of an alert on events."""
    kind = events_texts.OF_KIND[found.filter.kind]
    words = (kind, *events_texts.filter_words(found).values())
    return ", ".join(filter(None, words)) or texts.EVERYTHING


def course_filter(found: Catalogue) -> str:
    """The title of an alert on courses."""
    wanted = found.filter
    words = (
        courses_texts.LEARNERS.get(wanted.learner),
        found.directions.get(wanted.direction),
        found.places.get(wanted.place),
    )
    return ", ".join(filter(None, words)) or texts.ALL_COURSES


def my_calendar(content: bytes) -> File:
    return File(texts.FILE_NAME, content, texts.FILE_CAPTION)


def event_rows(found: Sequence[Event], here: Address) -> Rows:
    return tuple(((each.label, OpenEvent(event_id=each.id).after(here)),) for each in found)


def event_notice(
    notice: Notice, found: Sequence[Event], applied: Mapping[int, Application]
) -> Screen:
    """One message about all events of the notice; `applied` is the person's own by event."""
    changes = {subject.id: subject.change for subject in notice.subjects}
    shown = found[:SHOWN]
    blocks = [
        _block(event, notice.kind, changes.get(event.id), applied.get(event.id)) for event in shown
    ]
    new = OpenEvents(kind=_kind_of(found))
    here = new if notice.kind is NoticeKind.NEW_EVENT else OpenMyEvents()
    rows = (
        *event_rows(shown, here),
        *_only_event_rows(notice.kind, found, applied),
        (
            (texts.MINE, OpenMyEvents()),
            (texts.WHEN_TO_REMIND, OpenSettings().after(OpenMyEvents())),
        ),
        (HOME_BUTTON,),
    )
    words = "\n\n".join((*blocks, *_tail(notice.kind, found)))
    english = Screen(f"{texts.IN_ENGLISH[notice.kind]}\n{IN_RUSSIAN}\n\n{words}", rows)
    return Screen(f"{_title(notice.kind, found)}\n\n{words}", rows, english)


def _only_event_rows(
    kind: NoticeKind, found: Sequence[Event], applied: Mapping[int, Application]
) -> Rows:
    """What can be done with the event of a reminder, where it is about one alone."""
    if len(found) > 1 or kind not in REMINDERS:
        return ()
    event, here = found[0], OpenEvent(event_id=found[0].id).after(OpenMyEvents())
    own = applied.get(event.id)
    application = (
        (
            (
                applications_texts.own(own.id),
                OpenMyApplication(application_id=own.id).after(here),
            ),
        )
        if own
        else ()
    )
    forget: Button = (texts.FORGET, SaveEvent(event_id=event.id, saved=False).beside(here))
    return (application, (forget,))


def _title(kind: NoticeKind, found: Sequence[Event]) -> str:
    """A day until which something is to be done does not begin."""
    dates = not all(event.is_exhibition for event in found)
    return texts.SOON if dates and kind is NoticeKind.START else texts.TITLES[kind]


def _kind_of(found: Sequence[Event]) -> KindFilter:
    """The narrowest list that has them all."""
    kinds = {event.kind for event in found}
    if kinds == {EventKind.EXHIBITION}:
        return KindFilter.EXHIBITIONS
    return KindFilter.STUDY if kinds == {EventKind.STUDY} else KindFilter.ALL


def programme_notice(found: Sequence[Link]) -> Screen:
    shown = found[:SHOWN]
    lines = "\n".join(f"• {safe(each.title)}" for each in shown)
    return Screen(
        "\n\n".join(
            (
                texts.TITLES[NoticeKind.NEW_PROGRAMME],
                lines,
                *((texts.more(len(found) - SHOWN),) if len(found) > SHOWN else ()),
            )
        ),
        (*link_rows(shown, OpenHome()), (HOME_BUTTON,)),
    )


def _block(
    event: Event, kind: NoticeKind, change: EventChange | None, own: Application | None
) -> str:
    head = f"<b>{safe(event.name)}</b>"
    if change:
        return "\n".join((head, *_changes(change)))
    facts = (
        events_texts.apply_deadline(event)
        if kind is NoticeKind.DEADLINE
        else f"📅 {events_texts.when(event)}",
        f"📍 {events_texts.place(event)}" if events_texts.place(event) else "",
        applications_texts.state(own.id, own.state) if own and kind in REMINDERS else "",
    )
    return "\n".join((head, *(safe(fact) for fact in facts if fact)))


def _tail(kind: NoticeKind, found: Sequence[Event]) -> Iterable[str]:
    if len(found) > SHOWN:
        yield texts.more(len(found) - SHOWN)
    if kind is NoticeKind.CHANGE:
        yield texts.NEW_FILE
    exhibitions = [event for event in found if event.is_exhibition]
    if kind is NoticeKind.START and exhibitions:
        abroad = any(event.country != events_texts.HOME_COUNTRY for event in exhibitions)
        yield texts.TO_TAKE_ABROAD if abroad else texts.TO_TAKE
    if kind in REMINDERS and len(found) > 1:
        yield texts.FORGET_ONE


def _changes(change: EventChange) -> Iterable[str]:
    before, after = change.before, change.after
    if after.status != before.status:
        yield from _status(before, after)
    if (after.starts, after.ends) != (before.starts, before.ends):
        yield _dates(_span(before), _span(after))
    if after.apply_by != before.apply_by:
        yield _deadline(_day(before.apply_by), _day(after.apply_by))


def _status(before: EventSnapshot, after: EventSnapshot) -> Iterable[str]:
    if after.status == GONE:
        yield texts.GONE
    elif after.status == Status.CANCELLED:
        yield texts.CANCELLED
    else:
        if before.status in (GONE, Status.CANCELLED):
            yield texts.RESTORED
        yield texts.CONFIRMED if after.status == Status.CONFIRMED else texts.UNCONFIRMED


def _dates(old: str, new: str) -> str:
    if not new:
        return texts.dates_gone(old)
    return texts.dates_moved(new, old) if old else texts.dates_appeared(new)


def _deadline(old: str, new: str) -> str:
    if not new:
        return texts.deadline_gone(old)
    return texts.deadline_moved(new, old) if old else texts.deadline_appeared(new)


def _span(known: EventSnapshot) -> str:
    if known.starts is None:
        return ""
    return ui_texts.span(
        date.fromisoformat(known.starts), date.fromisoformat(known.ends or known.starts)
    )


def _day(text: str | None) -> str:
    return ui_texts.day(date.fromisoformat(text)) if text else ""
