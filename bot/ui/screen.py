"""A screen: a text and rows of buttons; the rows that many screens share."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from aiogram.types import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from bot.knowledge.buttons import (
    Confidence,
    OpenAnswer,
    OpenFound,
    OpenHome,
    OpenHomeAnew,
    OpenSection,
    StayHere,
)
from bot.knowledge.models import LABEL_LENGTH, Link, payload
from bot.questions.buttons import AskAlone
from bot.ui import texts
from bot.ui.address import Address


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
        object.__setattr__(self, "text", texts.visible(self.text))

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
        [_button(texts.visible(label), target, username) for label, target in row]
        for row in rows
        if row
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


HOME_BUTTON: Button = (texts.HOME, OpenHome())
HOME_ANEW: Button = (texts.HOME, OpenHomeAnew())  # under what is to stay in the chat
_HOME = (OpenHome(), OpenHome().pack())


def way_back(here: Address, parent: Address | None = None) -> tuple[Button, ...]:
    """Back to the previous screen, or to `parent` where there is none; then Home.

    Home alone where Back would lead there too, and where there was only the question in words.
    """
    target, home = here.back or parent, home_button(here)
    if target is None or target in _HOME or question_of(here):
        return (home,)
    return ((texts.BACK, target), home)


def home_button(here: Address) -> Button:
    """An answer that was asked for in words is not overwritten by the menu."""
    asked = isinstance(here, OpenFound) or here.passed(OpenFound.__prefix__)
    return HOME_ANEW if asked else HOME_BUTTON


def card_end(here: Address, parent: Address, *instead: Button) -> tuple[Button, ...]:
    """The last row of a card: as `way_back`.

    A card that was the reply to a question has no screen before it. In place of Back it offers what
    else was found, where it is not surely the answer, or to take a follow-up for a question alone;
    else the button `instead`, if any.
    """
    question = question_of(here)
    if question is None:
        return way_back(here, parent)
    if question.confidence is Confidence.SURE:
        return (*instead, home_button(here))
    if question.confidence is Confidence.FOLLOW_UP:
        return ((texts.NOT_ABOUT, AskAlone(question_id=question.question_id)), home_button(here))
    return ((texts.SIMILAR, question.after(here)), home_button(here))


def question_of(here: Address) -> OpenFound | None:
    """The question that this card was the reply to, or None.

    Then its trail is the question alone. A card chosen from the list of what was found has a longer
    trail, with the screen that the list was opened from.
    """
    asked = here.came_from(OpenFound.__prefix__)
    known = (OpenFound(question_id=asked, confidence=each) for each in Confidence)
    return next((each for each in known if here.trail == each.trail_step()), None)


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


WIDTHS = {1: LABEL_LENGTH, 2: 15, 3: 10, 4: 5}  # characters of a label, by buttons in its row
_COLUMNS = 2


def in_columns(buttons: Iterable[Button], columns: int = _COLUMNS) -> Rows:
    """In their order, as many in a row as a phone shows uncut, at most `columns`."""
    rows: list[tuple[Button, ...]] = []
    for button in buttons:
        wider = (*rows[-1], button) if rows else (button,)
        longest = max(len(label) for label, _ in wider)
        if 1 < len(wider) <= columns and longest <= WIDTHS[len(wider)]:
            rows[-1] = wider
        else:
            rows.append((button,))
    return tuple(rows)


_NUMBERS = 7  # in a row


def in_rows(buttons: Sequence[Button]) -> Rows:
    """Buttons with numbers, in rows as even as can be: the message lists what they open."""
    rows = max(1, -(-len(buttons) // _NUMBERS))
    size = max(1, -(-len(buttons) // rows))
    starts = range(0, len(buttons), size)
    return tuple(tuple(buttons[start : start + size]) for start in starts)
