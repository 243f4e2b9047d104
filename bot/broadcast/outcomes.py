"""What an error of Telegram or of the network says about a send."""

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

from bot.broadcast.models import Outcome
from bot.json_session import PROXY_ERRORS

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
class Verdict:
    """`pending`: try again, in the chat `moved_to` if there is one.

    `halts`: the fault is not the recipient's, so nobody else would get the message either.
    """

    outcome: Outcome
    reason: str = ""
    halts: bool = False
    moved_to: int | None = None


def judge(error: Exception) -> Verdict:
    """A send that may have been carried out is `unknown`: to repeat it would risk a second copy."""
    reason = str(getattr(error, "message", "") or error)
    match error:
        case TelegramMigrateToChat():
            return Verdict(Outcome.PENDING, reason, moved_to=error.migrate_to_chat_id)
        case TelegramUnauthorizedError() | TelegramNotFound():
            return Verdict(Outcome.PENDING, reason, halts=True)
        case TelegramForbiddenError() | TelegramBadRequest():
            return _refused(error, reason)
    if isinstance(error, NOT_CARRIED_OUT) or isinstance(error.__cause__, NOT_CONNECTED):
        return Verdict(Outcome.PENDING, reason)
    unclear = isinstance(error, TelegramNetworkError | ClientDecodeError)
    return Verdict(Outcome.UNKNOWN if unclear else Outcome.FAILED, reason)


def _refused(error: TelegramForbiddenError | TelegramBadRequest, reason: str) -> Verdict:
    words = reason.lower()
    if isinstance(error, TelegramForbiddenError):
        gone = "deactivated" in words
        return Verdict(Outcome.DEACTIVATED if gone else Outcome.BLOCKED, reason)
    if any(sign in words for sign in SOURCE_LOST):
        return Verdict(Outcome.PENDING, reason, halts=True)
    lost = any(sign in words for sign in CHAT_LOST)
    return Verdict(Outcome.GONE if lost else Outcome.FAILED, reason)
