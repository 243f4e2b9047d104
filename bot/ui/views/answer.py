from collections.abc import Collection
from datetime import date
from functools import lru_cache
from html import escape

from bot.errors import NotFoundError
from bot.knowledge.models import Answer, Freshness, Source
from bot.ui.callbacks.menu import OpenAnswer, OpenMap, OpenSection, SaveAnswer
from bot.ui.callbacks.votes import Vote
from bot.ui.screen import SCREENS, Button, Copy, Rows, Screen, Share, Url, Venue
from bot.ui.texts import answer as texts
from bot.ui.texts import common
from bot.ui.texts import votes as votes_texts
from bot.ui.views.common import card_end, page_row
from bot.ui.views.menu import link_rows, list_row
from bot.ui.views.pages import pages


@lru_cache(maxsize=SCREENS)
def answer(found: Answer, here: OpenAnswer) -> Screen:
    """One page of the card; a page past the end is the last one."""
    parts = pages(found.html)
    page = min(here.page, len(parts) - 1)
    here = here.turned(page=page)
    return Screen(
        _page(found, page),
        (
            page_row(here, page, len(parts)),
            *_links(found),
            *link_rows(found.related, here),
            list_row(found.key, here),
            _tools(found, here),
            _votes(found, here),
            *card_end(here, OpenSection(section_id=found.section_id)),
        ),
    )


def place(found: Answer) -> Venue:
    """Raises NotFoundError when the place has left the answer since the button was sent."""
    shown = found.details.place
    if shown is None or shown.latitude is None or shown.longitude is None:
        raise NotFoundError("place of answer", found.id)
    return Venue(shown.latitude, shown.longitude, shown.name, shown.address or shown.name)


@lru_cache(maxsize=SCREENS)
def _page(found: Answer, page: int) -> str:
    """The same for everybody; the buttons under it also know where a person came from."""
    return card(found, pages(found.html)[page])


def card(found: Answer, body: str) -> str:
    """The text of a card: where it stands, title, body, how fresh it is, where it comes from."""
    head = (
        f"{common.TRAIL.join(map(escape, found.trail))}\n<b>{escape(found.title, quote=False)}</b>"
    )
    return "\n\n".join(
        filter(
            None,
            (head, _mark(found), body, _place(found), footer(found.details.sources, found.checked)),
        )
    )


def _mark(found: Answer) -> str:
    match found.freshness:
        case Freshness.EXPIRED if found.valid_until:
            return texts.expired(found.valid_until)
        case Freshness.NOT_YET if found.valid_from:
            return texts.not_yet(found.valid_from)
        case Freshness.REVIEW_DUE:
            return texts.REVIEW_DUE
    return ""


def _place(found: Answer) -> str:
    place = found.details.place
    if place is None:
        return ""
    lines = (place.address and f"📍 {place.address}", place.phone and f"☎️ {place.phone}")
    return "\n".join(escape(line, quote=False) for line in lines if line)


def footer(sources: Collection[Source], checked: date) -> str:
    """Where it comes from, and when somebody last made sure of it."""
    word = texts.SOURCE if len(sources) == 1 else texts.SOURCES
    return f"<i>{word}: {'; '.join(map(_source, sources))}\n{texts.checked(checked)}</i>"


def _source(source: Source) -> str:
    title = escape(source.title, quote=False)
    if source.url:
        title = f'<a href="{escape(source.url)}">{title}</a>'
    return f"{title}, {escape(texts.source_date(source.date), quote=False)}"


def _links(found: Answer) -> Rows:
    rows: list[tuple[Button, ...]] = [
        ((button.label, Url(button.url)),) for button in found.details.buttons
    ]
    place = found.details.place
    if place and place.latitude is not None and place.longitude is not None:
        rows.append(((texts.MAP, OpenMap(answer_id=found.id)),))
    if place and place.phone:
        rows.append(((texts.COPY_PHONE, Copy(place.phone)),))
    if place and place.address:
        rows.append(((texts.COPY_ADDRESS, Copy(place.address)),))
    return tuple(rows)


def _tools(found: Answer, here: OpenAnswer) -> tuple[Button, ...]:
    save = SaveAnswer(answer_id=found.id, page=here.page, saved=not found.saved).beside(here)
    label = texts.UNSAVE if found.saved else texts.SAVE
    return ((label, save), (texts.SHARE, Share(found.key, found.title)))


def _votes(found: Answer, here: OpenAnswer) -> tuple[Button, ...]:
    """The person's own vote is ticked; the other one changes it."""
    labels = {True: votes_texts.USEFUL, False: votes_texts.USELESS}
    return tuple(
        (
            (votes_texts.CHOSEN if found.useful is useful else "") + label,
            Vote(answer_id=found.id, page=here.page, useful=useful).beside(here),
        )
        for useful, label in labels.items()
    )
