from html import escape
from urllib.parse import urlsplit

from bot.events.marks import Marks
from bot.events.models import Event, State
from bot.ui.callbacks.events import Guide, OpenEvent, OpenEvents, OpenGuide
from bot.ui.files import File
from bot.ui.screen import Button, Screen, Share, Url
from bot.ui.texts import answer as answer_texts
from bot.ui.texts import common, dates
from bot.ui.texts import events as texts
from bot.ui.views.common import HOME_BUTTON, card_end
from bot.ui.views.own import own_rows


def event(found: Event, here: OpenEvent, marks: Marks | None = None) -> Screen:
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
        f"{common.TRAIL.join((texts.CALENDAR, escape(found.country, quote=False)))}\n"
        f"<b>{escape(found.name, quote=False)}</b>\n"
        f"{escape(_kind(found), quote=False)}"
    )
    lines = (
        _state(found),
        found.status_edited and texts.status_edited(dates.day(found.status_edited)),
        f"📅 {when(found)}",
        found.dates_edited and texts.dates_edited(dates.day(found.dates_edited)),
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
    said = dates.full_span(found.starts, found.ends or found.starts)
    if found.ends is None:
        said = f"с {said}; {texts.NO_END}"
    if found.state is State.UNCONFIRMED:
        said = f"{texts.PRELIMINARY} {said}"
    return " · ".join(filter(None, (said, distance(found))))


def distance(found: Event) -> str:
    """«через 14 дней», «ещё 2 дня»; empty for what is over, cancelled or without dates."""
    if found.starts is None or found.past or found.state is State.CANCELLED:
        return ""
    if found.starts > found.today:
        return dates.ahead((found.starts - found.today).days)
    return dates.left((found.ends - found.today).days) if found.ends else ""


def _kind(found: Event) -> str:
    return _sentence(" · ".join(dict.fromkeys((found.format, found.category))))


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


def _state(found: Event) -> str:
    if found.state is State.UNCONFIRMED and found.past:
        return texts.PAST_EDITION
    return texts.STATES[found.state]


def _industry(found: Event) -> str:
    same = found.industry.casefold() == found.category.casefold()
    return "" if same or not found.industry else f"🏭 {_sentence(found.industry)}"


def deadline(found: Event) -> str:
    if found.apply_by is None:
        return "" if found.past or found.state is State.CANCELLED else texts.NO_DEADLINE
    if not found.accepts:
        return texts.applied_by(dates.day(found.apply_by))
    soon = dates.ahead((found.apply_by - found.today).days)
    return texts.apply_by(dates.full_day(found.apply_by), soon)


def _source(found: Event) -> str:
    host = urlsplit(found.source_url).netloc.removeprefix("www.")
    link = f'<a href="{escape(found.source_url)}">{escape(host, quote=False)}</a>'
    date = answer_texts.source_date(found.source_date or None)
    return f"<i>{_source_of(found)}: {link}, {escape(date, quote=False)}</i>"


def _source_of(found: Event) -> str:
    """What the source is credited with: never with what an admin has changed since."""
    if found.dates_edited:
        return texts.SOURCE_OF_DATES
    return texts.SOURCE_OF_STATUS if found.status_edited else answer_texts.SOURCE


def _guides(here: OpenEvent) -> tuple[Button, ...]:
    guides = {Guide.CITY_PAYS: texts.CITY_PAYS, Guide.HOW_TO_JOIN: texts.HOW_TO_JOIN}
    return tuple((label, OpenGuide(guide=each).after(here)) for each, label in guides.items())


def _links(found: Event) -> tuple[Button, ...]:
    share: Button = (texts.SHARE, Share(found.link, found.name))
    return ((texts.SITE, Url(found.website)), share) if found.website else (share,)
