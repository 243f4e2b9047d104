"""A screen is a text and rows of buttons; `show` puts it before a person."""

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    CallbackQuery,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
)

from bot.knowledge.models import payload
from bot.ui.callbacks.address import Address

REMEMBERED = 2048  # buttons; the screens of a busy day
SCREENS = 512  # whole ones, shown to one person after another as long as their content is the same
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
UNCHANGED = "message is not modified"
UNEDITABLE = ("message to edit not found", "message can't be edited", "no text in the message")


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
class Copy:
    """Puts up to 256 characters on the clipboard."""

    text: str


Packed = str | Url | DeepLink | Share | Copy  # str: callback data
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


async def show(event: Message | CallbackQuery, screen: Screen) -> int:
    """Edit the pressed message, or answer the written one; return the id of the message shown.

    A pressed message that is gone or was never text gets a fresh message instead.
    """
    bot = _bot(event)
    if isinstance(event, CallbackQuery):
        message = event.message
        if isinstance(message, Message) and await edit(
            bot, message.chat.id, message.message_id, screen
        ):
            return message.message_id
        return await send(bot, message.chat.id if message else event.from_user.id, screen)
    sent = await event.answer(
        screen.text,
        reply_markup=screen.keyboard(await username(bot)),
        link_preview_options=NO_PREVIEW,
    )
    return sent.message_id


async def show_instead(message: Message, screen: Screen, earlier: int | None) -> int:
    """Put the screen where the reply `earlier` stands; if that cannot be, in a new message."""
    if earlier and await edit(_bot(message), message.chat.id, earlier, screen):
        return earlier
    return await show(message, screen)


async def send(bot: Bot, chat_id: int, screen: Screen, *, silent: bool = False) -> int:
    """A new message, without a sound if `silent`; returns its id."""
    sent = await bot.send_message(
        chat_id,
        screen.text,
        reply_markup=screen.keyboard(await username(bot)),
        link_preview_options=NO_PREVIEW,
        disable_notification=silent or None,
    )
    return sent.message_id


async def show_place(query: CallbackQuery, venue: Venue) -> None:
    """A message of its own: a menu message cannot become a map."""
    await _bot(query).send_venue(
        query.from_user.id, venue.latitude, venue.longitude, venue.title, venue.address
    )


async def edit(bot: Bot, chat_id: int, message_id: int, screen: Screen) -> bool:
    """False when the message can no longer be edited; an unchanged one counts as edited."""
    try:
        await bot.edit_message_text(
            screen.text,
            chat_id=chat_id,
            message_id=message_id,
            reply_markup=screen.keyboard(await username(bot)),
            link_preview_options=NO_PREVIEW,
        )
    except TelegramBadRequest as error:
        if any(reason in error.message for reason in UNEDITABLE):
            return False
        if UNCHANGED not in error.message:
            raise
    return True


def _bot(event: Message | CallbackQuery) -> Bot:
    if event.bot is None:  # aiogram binds every event that it delivers
        raise RuntimeError("An event came without its bot")
    return event.bot


async def username(bot: Bot) -> str:
    return (await bot.me()).username or ""


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
        case Copy():
            return InlineKeyboardButton(text=label, copy_text=CopyTextButton(text=target.text))


def _deep_link(username: str, key: str) -> str:
    return f"https://t.me/{username}" + (f"?start={payload(key)}" if key else "")
