"""The words of what the bot says without being asked."""

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape

from bot.events.models import Event, Status
from bot.knowledge.models import Link
from bot.reminders.models import Change, Kind, Known, Notice
from bot.ui.callbacks.events import OpenEvent, OpenEvents
from bot.ui.callbacks.following import OpenMyEvents
from bot.ui.callbacks.menu import OpenHome
from bot.ui.callbacks.settings import OpenSettings
from bot.ui.screen import Screen
from bot.ui.texts import dates, following
from bot.ui.texts import notices as texts
from bot.ui.views.common import HOME_BUTTON
from bot.ui.views.events import deadline, when
from bot.ui.views.menu import link_rows

SHOWN = 8
GONE = "gone"


def event_notice(notice: Notice, found: Sequence[Event]) -> Screen:
    """One message about everything of this kind that is due."""
    changes = {subject.id: subject.change for subject in notice.subjects}
    blocks = [_block(event, notice.kind, changes.get(event.id)) for event in found[:SHOWN]]
    here = OpenEvents() if notice.kind is Kind.NEW_EVENT else OpenMyEvents()
    return Screen(
        "\n\n".join((texts.TITLES[notice.kind], *blocks, *_tail(notice.kind, len(found)))),
        (
            *(((each.label, OpenEvent(event_id=each.id).after(here)),) for each in found[:SHOWN]),
            (
                (following.MINE, OpenMyEvents()),
                (following.WHEN_TO_REMIND, OpenSettings().after(OpenMyEvents())),
            ),
            (HOME_BUTTON,),
        ),
    )


def programme_notice(found: Sequence[Link]) -> Screen:
    shown = found[:SHOWN]
    lines = "\n".join(f"• {escape(each.title, quote=False)}" for each in shown)
    return Screen(
        "\n\n".join(
            (texts.TITLES[Kind.NEW_PROGRAMME], lines, *_tail(Kind.NEW_PROGRAMME, len(found)))
        ),
        (*link_rows(shown, OpenHome()), (HOME_BUTTON,)),
    )


def _block(event: Event, kind: Kind, change: Change | None) -> str:
    head = f"<b>{escape(event.name, quote=False)}</b>"
    if change:
        return "\n".join((head, *_changes(change)))
    facts = (
        deadline(event) if kind is Kind.DEADLINE else f"📅 {when(event)}",
        f"📍 {', '.join(filter(None, (event.country, event.city)))}",
    )
    return "\n".join((head, *(escape(fact, quote=False) for fact in facts)))


def _tail(kind: Kind, total: int) -> Iterable[str]:
    if total > SHOWN:
        yield texts.more(total - SHOWN)
    if kind is Kind.CHANGE:
        yield texts.NEW_FILE


def _changes(change: Change) -> Iterable[str]:
    before, after = change.before, change.after
    if after.status != before.status:
        yield from _status(before, after)
    if (after.starts, after.ends) != (before.starts, before.ends):
        yield _dates(_span(before), _span(after))
    if after.apply_by != before.apply_by:
        yield _deadline(_day(before.apply_by), _day(after.apply_by))


def _status(before: Known, after: Known) -> Iterable[str]:
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


def _span(known: Known) -> str:
    if known.starts is None:
        return ""
    return dates.span(
        date.fromisoformat(known.starts), date.fromisoformat(known.ends or known.starts)
    )


def _day(text: str | None) -> str:
    return dates.day(date.fromisoformat(text)) if text else ""
