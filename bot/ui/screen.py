"""A screen is a text and rows of buttons."""

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from aiogram.types import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from bot.knowledge.models import payload
from bot.ui.address import Address

REMEMBERED = 2048  # buttons; the screens of a busy day
SCREENS = 512  # whole ones, shown to one person after another as long as their content is the same


@dataclass(frozen=True, slots=True)
class Url:
    url: str


@dataclass(frozen=True, slots=True)
class DeepLink:
    """Opens the private chat with the bot at what has this key."""

    key: str


@dataclass(frozen=True, slots=True)
class Share:
    """Offers a deep link to the person's own contacts."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class CopyText:
    """Puts up to 256 characters on the clipboard."""

    text: str


Packed = str | Url | DeepLink | Share | CopyText  # str: callback data
Target = Address | Packed
Button = tuple[str, Target]
Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Screen:
    """`text` is Telegram HTML, at most 4096 characters once parsed."""

    text: str
    rows: Rows = ()

    @lru_cache(maxsize=SCREENS)  # noqa: B019 - so many screens may live on; they are small
    def keyboard(self, username: str) -> InlineKeyboardMarkup | None:
        """`username` is the bot's own: deep links carry it."""
        rows = [
            [_button(label, _packed(target), username) for label, target in row]
            for row in self.rows
            if row
        ]
        return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


@dataclass(frozen=True, slots=True)
class Venue:
    latitude: float
    longitude: float
    title: str
    address: str


def _packed(target: Target) -> Packed:
    return target.pack() if isinstance(target, Address) else target


@lru_cache(maxsize=REMEMBERED)
def _button(label: str, target: Packed, username: str) -> InlineKeyboardButton:
    """Frozen, so that screens can share it: making one costs more than all the rest of a row."""
    match target:
        case str():
            return InlineKeyboardButton(text=label, callback_data=target)
        case Url():
            return InlineKeyboardButton(text=label, url=target.url)
        case DeepLink():
            return InlineKeyboardButton(text=label, url=_deep_link(username, target.key))
        case Share():
            words = urlencode({"url": _deep_link(username, target.key), "text": target.title})
            return InlineKeyboardButton(text=label, url=f"https://t.me/share/url?{words}")
        case CopyText():
            return InlineKeyboardButton(text=label, copy_text=CopyTextButton(text=target.text))


def _deep_link(username: str, key: str) -> str:
    return f"https://t.me/{username}" + (f"?start={payload(key)}" if key else "")
