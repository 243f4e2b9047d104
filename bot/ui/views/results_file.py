"""The file with a row per recipient."""

from collections.abc import Iterable

from bot.broadcast.models import Delivery
from bot.ui.texts import results as texts

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def head() -> tuple[str, ...]:
    return texts.COLUMNS


def row(delivery: Delivery) -> Iterable[str]:
    """A cell never begins like a formula: a spreadsheet would carry it out."""
    reason = delivery.reason
    return (
        str(delivery.person_id),
        texts.FATES[delivery.outcome],
        f"{delivery.at:%d.%m.%Y %H:%M:%S}" if delivery.at else "",
        f"'{reason}" if reason.startswith(FORMULA) else reason,
        texts.TAKEN_BACK[delivery.recalled] if delivery.recalled else "",
    )
