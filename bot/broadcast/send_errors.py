"""What the errors of Telegram and of the network mean for a message that was being sent."""

from dataclasses import dataclass

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

from bot.broadcast.models import DeliveryState
from bot.telegram.client import PROXY_ERRORS

SEND_ERRORS = AiogramError
"""Everything that a call of the Bot API may raise."""

NOT_CARRIED_OUT = (TelegramRetryAfter, TelegramServerError)
NOT_CONNECTED = (ClientConnectorError, ConnectionTimeoutError, *PROXY_ERRORS)
NOBODY_GETS_IT = (
    "to copy not found",
    "can't be copied",
    "no messages to copy",
    "message_id_invalid",
    "caption is too long",  # a premium author's, which no bot may send
    "caption_too_long",
    "not enough rights",
    "have no rights",
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
    if any(sign in words for sign in NOBODY_GETS_IT):
        return SendOutcome(DeliveryState.PENDING, reason, halts=True)
    lost = any(sign in words for sign in CHAT_LOST)
    return SendOutcome(DeliveryState.GONE if lost else DeliveryState.FAILED, reason)
