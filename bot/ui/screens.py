"""What screens share: the last row, the page row, the screens of last resort."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from bot.conversation import texts as conversation_texts
from bot.knowledge.buttons import OpenFound, OpenHome, StayHere
from bot.ui import texts
from bot.ui.address import Address
from bot.ui.screen import Button, DeepLink, Rows, Screen

Item = TypeVar("Item")

HOME_BUTTON: Button = (texts.HOME, OpenHome())
_HOME = (OpenHome(), OpenHome().pack())


def way_back(here: Address, parent: Address | None = None) -> tuple[Button, ...]:
    """Back to the previous screen, or to `parent` where the trail begins; then Home.

    Home alone where Back would lead there too: two buttons to one place only make people wonder.
    """
    target = here.back or parent
    if target is None or target in _HOME:
        return (HOME_BUTTON,)
    return ((texts.BACK, target), HOME_BUTTON)


def card_end(here: Address, parent: Address) -> Rows:
    """The last rows of a card: as `way_back`, but a card that answered a question has none.

    Before it there was no screen; what else was found for the question is offered instead.
    """
    question = question_of(here)
    if question is None:
        return (way_back(here, parent),)
    return (((conversation_texts.SIMILAR, question.after(here)),), (HOME_BUTTON,))


def question_of(here: Address) -> OpenFound | None:
    """The question that this card itself was the reply to: its whole trail is the question.

    A card that was chosen from a list has under the list what the list was opened from.
    """
    question = OpenFound(question_id=here.came_from(OpenFound.__prefix__))
    return question if here.trail == question.step() else None


def page_row(here: Address, page: int, pages: int) -> tuple[Button, ...]:
    """«‹ 2/7 ›» for an address that has a `page`; without dead arrows, and empty for one page."""
    if pages == 1:
        return ()
    row: list[Button] = [(texts.counter(page, pages), StayHere())]
    if page:
        row.insert(0, (texts.PREVIOUS, here.turned(page=page - 1)))
    if page + 1 < pages:
        row.append((texts.NEXT, here.turned(page=page + 1)))
    return tuple(row)


def page_of(items: Sequence[Item], page: int, size: int) -> tuple[Sequence[Item], int, int]:
    """The items of one page, its number and how many pages there are.

    Pages count from 0; a page past the end is the last one.
    """
    pages = max(1, -(-len(items) // size))
    page = max(0, min(page, pages - 1))
    return items[page * size : (page + 1) * size], page, pages


def notice(text: str) -> Screen:
    """A short word about what happened, and the way home."""
    return Screen(text, ((HOME_BUTTON,),))


def invitation(text: str, label: str) -> Screen:
    """A word in a group, and the door to the private chat."""
    return Screen(text, (((label, DeepLink("")),),))


_COLUMNS = 2
_HALF = 17  # characters of a label that a phone shows on half a row


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
