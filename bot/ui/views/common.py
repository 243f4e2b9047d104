"""What screens share: the last row, the page row, the screens of last resort."""

from bot.ui.callbacks.address import Address
from bot.ui.callbacks.menu import OpenFound, OpenHome, StayHere
from bot.ui.screen import Button, DeepLink, Rows, Screen
from bot.ui.texts import common as texts
from bot.ui.texts import search

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
    return (((search.SIMILAR, question.after(here)),), (HOME_BUTTON,))


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


def notice(text: str) -> Screen:
    """A short word about what happened, and the way home."""
    return Screen(text, ((HOME_BUTTON,),))


def invitation(text: str, label: str) -> Screen:
    """A word in a group, and the door to the private chat."""
    return Screen(text, (((label, DeepLink("")),),))
