"""The list of broadcasts, and of drafts."""

from collections.abc import Iterable

from bot.broadcast.models import Broadcast
from bot.ui.callbacks.address import Address
from bot.ui.callbacks.broadcast import OpenBroadcast, OpenBroadcasts, OpenDrafts, StartNew
from bot.ui.screen import Rows, Screen
from bot.ui.texts import broadcast as drafts
from bot.ui.texts import runs as texts
from bot.ui.views.common import page_row, way_back

PAGE_SIZE = 6


def broadcasts(
    found: Iterable[Broadcast], pages: int, waiting: int, here: OpenBroadcasts
) -> Screen:
    """One page; `waiting` is how many drafts there are."""
    rows = _items(found, here)
    to_drafts: Rows = (((texts.drafts_button(waiting), OpenDrafts().after(here)),),)
    return Screen(
        f"{texts.LIST_TITLE}\n\n{texts.LIST_HINT if rows else texts.LIST_EMPTY}",
        (
            *rows,
            page_row(here, here.page, pages),
            *(to_drafts if waiting else ()),
            ((drafts.NEW, StartNew()),),
            way_back(here),
        ),
    )


def unsent(found: Iterable[Broadcast], here: OpenDrafts) -> Screen:
    """Drafts, the newest first."""
    rows = _items(found, here)
    hint = texts.DRAFTS_HINT if rows else texts.DRAFTS_EMPTY
    return Screen(f"{texts.DRAFTS_TITLE}\n\n{hint}", (*rows, way_back(here, OpenBroadcasts())))


def _items(found: Iterable[Broadcast], here: Address) -> Rows:
    return tuple(
        ((texts.list_item(what), OpenBroadcast(broadcast_id=what.id).after(here)),)
        for what in found
    )
