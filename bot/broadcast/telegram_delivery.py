"""One copy of a message to one chat, and what its errors mean."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.types import InlineKeyboardMarkup
from aiohttp import ClientConnectorError, ConnectionTimeoutError

from bot.broadcast.models import Broadcast, DeliveryState
from bot.telegram.client import PROXY_ERRORS

SEND_ERRORS = AiogramError
"""All that a call of the Bot API may raise."""

NOT_CARRIED_OUT = (TelegramRetryAfter, TelegramServerError)
NOT_CONNECTED = (ClientConnectorError, ConnectionTimeoutError, *PROXY_ERRORS)
SOURCE_LOST = (
    "to copy not found",
    "can't be copied",
    "no messages to copy",
    "message_id_invalid",
    "caption is too long",  # a premium author's, which no bot may send
    "caption_too_long",
)
CHAT_LOST = ("chat not found", "user not found", "peer_id_invalid")


@dataclass(frozen=True, slots=True)
class SendOutcome:
    """`pending`: try again, in the chat `moved_to` if there is one.

    `halts`: the fault is not the recipient's, so nobody else would get the message either.
    """

    outcome: DeliveryState
    reason: str = ""
    halts: bool = False
    moved_to: int | None = None


def classify_error(error: Exception) -> SendOutcome:
    """A send that may have been carried out is `unknown`: to repeat it would risk a second copy."""
    reason = str(getattr(error, "message", "") or error)
    match error:
        case TelegramMigrateToChat():
            return SendOutcome(DeliveryState.PENDING, reason, moved_to=error.migrate_to_chat_id)
        case TelegramUnauthorizedError() | TelegramNotFound():
            return SendOutcome(DeliveryState.PENDING, reason, halts=True)
        case TelegramForbiddenError() | TelegramBadRequest():
            return _refused(error, reason)
    if isinstance(error, NOT_CARRIED_OUT) or isinstance(error.__cause__, NOT_CONNECTED):
        return SendOutcome(DeliveryState.PENDING, reason)
    unclear = isinstance(error, TelegramNetworkError | ClientDecodeError)
    return SendOutcome(DeliveryState.UNKNOWN if unclear else DeliveryState.FAILED, reason)


def _refused(error: TelegramForbiddenError | TelegramBadRequest, reason: str) -> SendOutcome:
    words = reason.lower()
    if isinstance(error, TelegramForbiddenError):
        gone = "deactivated" in words
        return SendOutcome(DeliveryState.DEACTIVATED if gone else DeliveryState.BLOCKED, reason)
    if any(sign in words for sign in SOURCE_LOST):
        return SendOutcome(DeliveryState.PENDING, reason, halts=True)
    lost = any(sign in words for sign in CHAT_LOST)
    return SendOutcome(DeliveryState.GONE if lost else DeliveryState.FAILED, reason)


@dataclass(frozen=True, slots=True)
class ReplyMarkup:
    """What is added to the message: buttons, and the note that carries them below an album.

    An album cannot have buttons of its own (copyMessages takes none).
    """

    keyboard: InlineKeyboardMarkup | None = None
    note: str = ""


MarkupBuilder = Callable[[Broadcast], Awaitable[ReplyMarkup]]


@dataclass(frozen=True, slots=True)
class MessageCopier:
    """What everybody gets."""

    broadcast: Broadcast
    dress: ReplyMarkup

    @property
    def messages(self) -> int:
        """How many messages one recipient gets."""
        album = len(self.broadcast.message_ids)
        return album + 1 if album > 1 and self.dress.keyboard else album

    async def send(self, bot: Bot, chat_id: int, sent: list[int], *, quiet: bool = False) -> None:
        """Put the ids of the messages into `sent`; what is there from an earlier try stays sent."""
        origin, ids = self.broadcast.from_chat_id, self.broadcast.message_ids
        if len(ids) == 1:
            copied = await bot.copy_message(
                chat_id,
                origin,
                ids[0],
                reply_markup=self.dress.keyboard,
                disable_notification=quiet,
            )
            sent.append(copied.message_id)
            return
        if not sent:
            album = await bot.copy_messages(chat_id, origin, list(ids), disable_notification=quiet)
            sent += [copied.message_id for copied in album]
        if self.dress.keyboard:
            note = await bot.send_message(
                chat_id,
                self.dress.note,
                reply_markup=self.dress.keyboard,
                disable_notification=quiet,
            )
            sent.append(note.message_id)
