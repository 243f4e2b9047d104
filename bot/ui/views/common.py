"""What screens share: the last row, the page row, the screens of last resort."""

from bot.ui.callbacks.address import Address
from bot.ui.callbacks.menu import OpenHome, StayHere
from bot.ui.screen import Button, DeepLink, Screen
from bot.ui.texts import common as texts

HOME_BUTTON: Button = (texts.HOME, OpenHome())


def way_back(here: Address, parent: Address | None = None) -> tuple[Button, ...]:
    """Back to the previous screen, or to `parent` where the trail begins; then Home."""
    target = here.back or parent
    return ((texts.BACK, target), HOME_BUTTON) if target else (HOME_BUTTON,)


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
