"""A screen: a text and rows of buttons under it."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from aiogram.types import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from bot.knowledge.models import payload
from bot.ui.address import Address
from bot.ui.texts import visible


@dataclass(frozen=True, slots=True)
class Url:
    url: str


@dataclass(frozen=True, slots=True)
class DeepLink:
    """Opens the private chat with the bot at the section, answer or event with this key."""

    key: str


@dataclass(frozen=True, slots=True)
class Share:
    """Offers to send a deep link with the key and the title to a contact."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class CopyText:
    """Copies up to 256 characters to the clipboard."""

    text: str


Target = Address | str | Url | DeepLink | Share | CopyText  # str: callback data
Button = tuple[str, Target]
Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """`text` is Telegram HTML, at most 4096 characters once parsed. Empty rows are not shown.

    `english` is the same screen for those who read English, where it exists; the labels of its
    buttons may be Russian ones that `bot.ui.english` knows. `to_english`: everybody is shown that,
    because they have asked in English.
    """

    text: str
    rows: Rows = ()
    english: "Screen | None" = None
    to_english: bool = False
    _keyboards: dict[str, InlineKeyboardMarkup | None] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        """Whatever people have typed into it, no line of it is turned round."""
        object.__setattr__(self, "text", visible(self.text))

    def keyboard(self, username: str) -> InlineKeyboardMarkup | None:
        """`username` is the bot's own, for its deep links.

        Built once for each name: the screens of answers and sections are kept and shown again.
        """
        if username not in self._keyboards:
            self._keyboards[username] = _keyboard(self.rows, username)
        return self._keyboards[username]


@dataclass(frozen=True, slots=True)
class Venue:
    latitude: float
    longitude: float
    title: str
    address: str


def _keyboard(rows: Rows, username: str) -> InlineKeyboardMarkup | None:
    buttons = [
        [_button(visible(label), target, username) for label, target in row] for row in rows if row
    ]
    return InlineKeyboardMarkup(inline_keyboard=buttons) if buttons else None


def _button(label: str, target: Target, username: str) -> InlineKeyboardButton:
    match target:
        case Address():
            return InlineKeyboardButton(text=label, callback_data=target.pack())
        case str():
            return InlineKeyboardButton(text=label, callback_data=target)
        case Url():
            return InlineKeyboardButton(text=label, url=target.url)
        case DeepLink():
            return InlineKeyboardButton(text=label, url=deep_link(username, target.key))
        case Share():
            query = urlencode({"url": deep_link(username, target.key), "text": target.title})
            return InlineKeyboardButton(text=label, url=f"https://t.me/share/url?{query}")
        case CopyText():
            return InlineKeyboardButton(text=label, copy_text=CopyTextButton(text=target.text))


def deep_link(username: str, key: str) -> str:
    return f"https://t.me/{username}" + (f"?start={payload(key)}" if key else "")
