"""Rows that many screens share: the way back, pages, links, columns; short notices."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from bot.knowledge.buttons import OpenAnswer, OpenFound, OpenHome, OpenSection, StayHere
from bot.knowledge.models import Link
from bot.ui import texts
from bot.ui.address import Address
from bot.ui.screen import Button, DeepLink, Rows, Screen

Item = TypeVar("Item")

HOME_BUTTON: Button = (texts.HOME, OpenHome())
_HOME = (OpenHome(), OpenHome().pack())


def way_back(here: Address, parent: Address | None = None) -> tuple[Button, ...]:
    """Back to the previous screen, or to `parent` where there is none; then Home.

    Home alone where Back would lead there too.
    """
    target = here.back or parent
    if target is None or target in _HOME:
        return (HOME_BUTTON,)
    return ((texts.BACK, target), HOME_BUTTON)


def card_end(here: Address, parent: Address) -> Rows:
    """The last rows of a card: as `way_back`.

    A card that was the reply to a question has no screen before it: instead of Back it offers what
    else was found for the question.
    """
    question = question_of(here)
    if question is None:
        return (way_back(here, parent),)
    return (((texts.SIMILAR, question.after(here)),), (HOME_BUTTON,))


def question_of(here: Address) -> OpenFound | None:
    """The question that this card was the reply to, or None.

    Then its trail is the question alone. A card chosen from the list of what was found has a longer
    trail, with the screen that the list was opened from.
    """
    question = OpenFound(question_id=here.came_from(OpenFound.__prefix__))
    return question if here.trail == question.trail_step() else None


def page_row(here: Address, page: int, pages: int) -> tuple[Button, ...]:
    """«‹ 2/7 ›» for an address that has a `page`; empty when there is one page.

    The first page has no arrow back, the last one no arrow forth.
    """
    if pages == 1:
        return ()
    row: list[Button] = [(texts.counter(page, pages), StayHere())]
    if page:
        row.insert(0, (texts.PREVIOUS, here.changed(page=page - 1)))
    if page + 1 < pages:
        row.append((texts.NEXT, here.changed(page=page + 1)))
    return tuple(row)


def page_of(items: Sequence[Item], page: int, size: int) -> tuple[Sequence[Item], int, int]:
    """The items of one page, its number and how many pages there are.

    Pages count from 0; a page past the end is the last one.
    """
    pages = max(1, -(-len(items) // size))
    page = max(0, min(page, pages - 1))
    return items[page * size : (page + 1) * size], page, pages


def link_rows(links: Iterable[Link], here: Address) -> Rows:
    """One button a row, opened from the screen `here`."""
    return tuple((_link_button(link, here),) for link in links)


def _link_button(link: Link, here: Address) -> Button:
    target = (
        OpenSection(section_id=link.id) if link.kind == "section" else OpenAnswer(answer_id=link.id)
    )
    return f"{link.emoji} {link.label}".strip(), target.after(here)


def notice(text: str) -> Screen:
    """A short message with the button of the menu."""
    return Screen(text, ((HOME_BUTTON,),))


def invitation(text: str, label: str) -> Screen:
    """A message in a group with a button that opens the private chat."""
    return Screen(text, (((label, DeepLink("")),),))


_COLUMNS = 2
_HALF = 17  # characters of a label that a phone shows on half a row


def in_columns(buttons: Iterable[Button]) -> Rows:
    """In their order, two a row; a label too long for half a row has a row of its own."""
    rows: list[tuple[Button, ...]] = []
    for button in buttons:
        last = rows[-1] if rows else ()
        if 0 < len(last) < _COLUMNS and max(len(each[0]) for each in (*last, button)) <= _HALF:
            rows[-1] = (*last, button)
        else:
            rows.append((button,))
    return tuple(rows)
