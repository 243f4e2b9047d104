"""Sending and editing: screens, places, files, requests for a reply."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    ForceReply,
    FSInputFile,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from bot.people.models import Language
from bot.ui import texts
from bot.ui.english import LABELS, TEXTS, in_english
from bot.ui.screen import Screen, Venue

_log = logging.getLogger(__name__)

_reader = ContextVar("reader", default=Language.RUSSIAN)
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
UNCHANGED = "message is not modified"
UNEDITABLE = ("message to edit not found", "message can't be edited", "no text in the message")


def answer_in(language: Language) -> None:
    """What is shown from here on, for this update, is in this language as far as it exists."""
    _reader.set(language)


@contextmanager
def shown_in(language: Language) -> Iterator[None]:
    """What is shown within is for another person, who reads this language."""
    before = _reader.set(language)
    try:
        yield
    finally:
        _reader.reset(before)


def _reads_english() -> bool:
    return _reader.get() is Language.ENGLISH


def in_words(text: str) -> str:
    """A text, a label or a toast for whoever reads the answer to this update."""
    return TEXTS.get(text) or LABELS.get(text, text) if _reads_english() else text


def for_reader(screen: Screen) -> Screen:
    return in_english(screen) if screen.to_english or _reads_english() else screen


def menu_keyboard() -> ReplyKeyboardMarkup:
    """The buttons under the input field, in the language of the reader."""
    return ReplyKeyboardMarkup(
        keyboard=[[KeyboardButton(text=in_words(label)) for label in texts.BELOW]],
        resize_keyboard=True,
        is_persistent=True,
        input_field_placeholder=in_words(texts.PLACEHOLDER),
    )


async def show(event: Message | CallbackQuery, screen: Screen) -> int:
    """Edit the message of a press, or answer a message; return the id of the shown message.

    When the message of the press cannot be edited, send a new one instead. As all that answers a
    person, it is shown in their language.
    """
    bot, screen = _bot(event), for_reader(screen)
    if isinstance(event, CallbackQuery):
        message = event.message
        if isinstance(message, Message) and await edit(
            bot, message.chat.id, message.message_id, screen
        ):
            return message.message_id
        return await send(bot, message.chat.id if message else event.from_user.id, screen)
    topic = event.direct_messages_topic  # of a channel: an answer without it is refused
    sent = await event.answer(
        screen.text,
        direct_messages_topic_id=topic.topic_id if topic else None,
        reply_markup=screen.keyboard(await bot_username(bot)),
        link_preview_options=NO_PREVIEW,
    )
    return sent.message_id


async def reply(message: Message, screen: Screen) -> int:
    """Answer as a reply to the message, which its buttons are about; return the id."""
    screen = for_reader(screen)
    sent = await message.reply(
        screen.text,
        reply_markup=screen.keyboard(await bot_username(_bot(message))),
        link_preview_options=NO_PREVIEW,
    )
    return sent.message_id


async def show_instead(message: Message, screen: Screen, earlier: int | None) -> int:
    """Edit the message `earlier`; without one, or when it cannot be edited, send a new message."""
    if earlier and await edit(_bot(message), message.chat.id, earlier, for_reader(screen)):
        return earlier
    return await show(message, screen)


async def send(bot: Bot, chat_id: int, screen: Screen, *, silent: bool = False) -> int:
    """Send a new message, without a notification if `silent`; return its id."""
    sent = await bot.send_message(
        chat_id,
        screen.text,
        reply_markup=screen.keyboard(await bot_username(bot)),
        link_preview_options=NO_PREVIEW,
        disable_notification=silent or None,
    )
    return sent.message_id


async def show_anew(query: CallbackQuery, screen: Screen) -> int:
    """Send a new message; the pressed one stays, with its links alone. Return the new id."""
    bot, message = _bot(query), query.message
    shown = await send(bot, query.from_user.id, for_reader(screen))
    if isinstance(message, Message) and message.reply_markup:
        rows = message.reply_markup.inline_keyboard
        links = [[key for key in row if key.callback_data is None] for row in rows]
        kept = InlineKeyboardMarkup(inline_keyboard=[row for row in links if row])
        with suppress(TelegramBadRequest):  # pressed twice, or deleted meanwhile
            await message.edit_reply_markup(reply_markup=kept)
    return shown


async def tell(bot: Bot, chat_id: int, screen: Screen) -> int | None:
    """Send what the person did not ask for, and return its id; None when the bot may not write."""
    try:
        return await send(bot, chat_id, screen)
    except (TelegramBadRequest, TelegramForbiddenError) as refusal:
        _log.info("Person %s was not told: %s", chat_id, refusal)
        return None


async def show_place(query: CallbackQuery, venue: Venue) -> None:
    """Send a new message: a text message cannot be edited into a map."""
    await _bot(query).send_venue(
        query.from_user.id, venue.latitude, venue.longitude, venue.title, venue.address
    )


async def edit(bot: Bot, chat_id: int, message_id: int, screen: Screen) -> bool:
    """False when the message cannot be edited any more. An unchanged message counts as edited."""
    try:
        await bot.edit_message_text(
            screen.text,
            chat_id=chat_id,
            message_id=message_id,
            reply_markup=screen.keyboard(await bot_username(bot)),
            link_preview_options=NO_PREVIEW,
        )
    except TelegramBadRequest as error:
        if any(reason in error.message for reason in UNEDITABLE):
            return False
        if UNCHANGED not in error.message:
            raise
    return True


def _bot(event: Message | CallbackQuery) -> Bot:
    if event.bot is None:  # never: aiogram binds every event that it delivers
        raise RuntimeError("An event came without its bot")
    return event.bot


async def bot_username(bot: Bot) -> str:
    return (await bot.me()).username or ""


@dataclass(frozen=True, slots=True)
class File:
    """`caption` is Telegram HTML, at most 1024 characters."""

    name: str
    content: bytes
    caption: str = ""


async def send_file(bot: Bot, chat_id: int, file: File) -> None:
    document = BufferedInputFile(file.content, file.name)
    await bot.send_document(chat_id, document, caption=file.caption)


async def send_files(bot: Bot, chat_id: int, paths: Iterable[Path], caption: str) -> None:
    """Send files of the disk; the first says what they are."""
    for path in paths:
        await bot.send_document(chat_id, FSInputFile(path), caption=caption)
        caption = ""


async def show_number_key(bot: Bot, chat_id: int, text: str, label: str) -> None:
    """Show Telegram's own button that shares the person's phone number."""
    key = KeyboardButton(text=in_words(label), request_contact=True)
    keyboard = ReplyKeyboardMarkup(keyboard=[[key]], resize_keyboard=True, one_time_keyboard=True)
    await bot.send_message(chat_id, in_words(text), reply_markup=keyboard)


async def show_keyboard(event: Message | CallbackQuery, text: str, *, wanted: bool) -> None:
    """Say the text, and show the three buttons under the input field, or none of them.

    Telegram shows the keyboard that came last: it is also how another one is taken away.
    """
    person_id = event.from_user.id if event.from_user else 0
    await _bot(event).send_message(
        person_id,
        in_words(text),
        reply_markup=menu_keyboard() if wanted else ReplyKeyboardRemove(),
        link_preview_options=NO_PREVIEW,
    )


async def invite_reply(bot: Bot, chat_id: int, text: str, placeholder: str) -> int:
    """Ask for a reply to this message; return its id."""
    sent = await bot.send_message(
        chat_id,
        in_words(text),
        reply_markup=ForceReply(input_field_placeholder=in_words(placeholder)),
    )
    return sent.message_id
