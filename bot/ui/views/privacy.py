from collections.abc import Iterable

from bot.privacy.holdings import HOLDINGS, What
from bot.ui.callbacks.address import Address
from bot.ui.callbacks.privacy import AskDeletion, DeleteMe, ExportMe, OpenPrivacy
from bot.ui.screen import Screen
from bot.ui.texts import privacy as texts
from bot.ui.views.common import notice, way_back


def privacy(keep_days: int, here: Address, *, has_staff: bool) -> Screen:
    """What the settings really make the bot keep, a line for each, and for how long."""
    lines = "\n".join(f"• {_line(what, keep_days)};" for what in _kinds()).removesuffix(";") + "."
    parts = (texts.TITLE, lines, texts.NOT_KEPT, texts.STAFF if has_staff else "")
    return Screen(
        "\n\n".join(filter(None, parts)),
        (
            ((texts.EXPORT, ExportMe()),),
            ((texts.DELETE, AskDeletion().after(here)),),
            way_back(here),
        ),
    )


def deletion(here: Address, kept: Iterable[What]) -> Screen:
    """`kept` is what of this person will stay, because they work here."""
    words = f"{texts.ASK_DELETION}\n\n{texts.KEPT_OF_ADMINS}" if any(kept) else texts.ASK_DELETION
    return Screen(words, (((texts.DELETE_NOW, DeleteMe()),), way_back(here, OpenPrivacy())))


def deleted(kept: Iterable[What]) -> Screen:
    """`kept` as in `deletion`: what has been said before is true after it, too."""
    stays = texts.KEPT_OF_ADMINS if any(kept) else ""
    return notice("\n\n".join(filter(None, (texts.DELETED, stays))))


def _kinds() -> Iterable[What]:
    return dict.fromkeys(holding.what for holding in HOLDINGS)


def _line(what: What, keep_days: int) -> str:
    limited = f" (храню {texts.kept_for(keep_days)})" if what in texts.FOR_A_TIME else ""
    return texts.WHAT[what] + limited
