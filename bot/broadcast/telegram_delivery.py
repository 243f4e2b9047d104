"""Copies a broadcast's message to one chat, and classifies Telegram's errors."""

from collections.abc import Callable
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
from aiohttp import ClientConnectorError, ConnectionTimeoutError

from bot.broadcast.models import Broadcast, DeliveryState
from bot.broadcast.screens import ReplyMarkup
from bot.telegram.client import PROXY_ERRORS

SEND_ERRORS = AiogramError
"""Everything that a call of the Bot API may raise."""

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
    """The meaning of an answer. `pending`: try again, in the chat `moved_to` if there is one.

    `halts`: the fault is not the recipient's, so nobody else would get the message either.
    """

    outcome: DeliveryState
    reason: str = ""
    halts: bool = False
    moved_to: int | None = None


def classify_error(error: Exception) -> SendOutcome:
    """A send that may have been carried out is `unknown`: repeating it could send a second copy."""
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


MarkupBuilder = Callable[[Broadcast], ReplyMarkup]


@dataclass(frozen=True, slots=True)
class MessageCopier:
    """Sends the message of a broadcast as every recipient gets it."""

    broadcast: Broadcast
    markup: ReplyMarkup

    @property
    def messages(self) -> int:
        """How many messages one recipient gets."""
        album = len(self.broadcast.message_ids)
        return album + 1 if album > 1 and self.markup.keyboard else album

    async def send(self, bot: Bot, chat_id: int, sent: list[int], *, quiet: bool = False) -> None:
        """Add the ids of the messages to `sent`; what an earlier try has sent is not sent again."""
        origin, ids = self.broadcast.from_chat_id, self.broadcast.message_ids
        if len(ids) == 1:
            copied = await bot.copy_message(
                chat_id,
                origin,
                ids[0],
                reply_markup=self.markup.keyboard,
                disable_notification=quiet,
            )
            sent.append(copied.message_id)
            return
        if not sent:
            album = await bot.copy_messages(chat_id, origin, list(ids), disable_notification=quiet)
            sent += [copied.message_id for copied in album]
        if self.markup.keyboard:
            note = await bot.send_message(
                chat_id,
                self.markup.note,
                reply_markup=self.markup.keyboard,
                disable_notification=quiet,
            )
            sent.append(note.message_id)
