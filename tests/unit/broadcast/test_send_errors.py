"""Every error of Telegram and of the network has one meaning."""

import pytest
from aiogram.exceptions import (
    ClientDecodeError,
    RestartingTelegram,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import CopyMessage
from aiohttp import (
    ClientConnectorError,
    ClientOSError,
    ConnectionTimeoutError,
    ServerDisconnectedError,
)
from aiohttp.client_reqrep import ConnectionKey
from aiohttp_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError

from bot.broadcast.models import DeliveryState
from bot.broadcast.send_errors import SEND_ERRORS, classify_error

CALL = CopyMessage(chat_id=1, from_chat_id=2, message_id=3)
KEY = ConnectionKey("api.telegram.org", 443, True, True, None, None, None)  # noqa: FBT003


def broken(cause: Exception) -> TelegramNetworkError:
    error = TelegramNetworkError(CALL, "broken")
    error.__cause__ = cause
    return error


MEANINGS = [
    (TelegramForbiddenError(CALL, "Forbidden: bot was blocked by the user"), DeliveryState.BLOCKED),
    (TelegramForbiddenError(CALL, "Forbidden: user is deactivated"), DeliveryState.DEACTIVATED),
    (TelegramForbiddenError(CALL, "bot can't initiate conversation"), DeliveryState.BLOCKED),
    (TelegramBadRequest(CALL, "Bad Request: chat not found"), DeliveryState.GONE),
    (TelegramBadRequest(CALL, "Bad Request: PEER_ID_INVALID"), DeliveryState.GONE),
    (TelegramBadRequest(CALL, "Bad Request: VOICE_MESSAGES_FORBIDDEN"), DeliveryState.FAILED),
    (TelegramAPIError(CALL, "I'm a teapot"), DeliveryState.FAILED),
    (TelegramRetryAfter(CALL, "Flood", 3), DeliveryState.PENDING),
    (TelegramServerError(CALL, "Bad Gateway"), DeliveryState.PENDING),
    (RestartingTelegram(CALL, "restart"), DeliveryState.PENDING),
    (broken(ClientConnectorError(KEY, OSError("no route"))), DeliveryState.PENDING),
    (broken(ConnectionTimeoutError()), DeliveryState.PENDING),
    (broken(ProxyError("refused")), DeliveryState.PENDING),
    (broken(ProxyConnectionError("refused")), DeliveryState.PENDING),
    (broken(ProxyTimeoutError("slow")), DeliveryState.PENDING),
    (broken(ServerDisconnectedError()), DeliveryState.UNKNOWN),
    (broken(ClientOSError("reset")), DeliveryState.UNKNOWN),
    (broken(TimeoutError()), DeliveryState.UNKNOWN),
    (broken(ConnectionResetError("reset")), DeliveryState.UNKNOWN),
    (broken(ClientDecodeError("not JSON", ValueError(), "<html>")), DeliveryState.UNKNOWN),
    (ClientDecodeError("unreadable", ValueError(), {"ok": True}), DeliveryState.UNKNOWN),
]


@pytest.mark.parametrize(("error", "outcome"), MEANINGS, ids=lambda x: str(x)[:40])
def test_an_error_means_one_thing(error, outcome):
    assert isinstance(error, SEND_ERRORS)
    result = classify_error(error)
    assert (result.outcome, result.halts) == (outcome, False)
    assert result.reason or isinstance(error, ConnectionTimeoutError)


@pytest.mark.parametrize(
    "error",
    [
        TelegramBadRequest(CALL, "Bad Request: message to copy not found"),
        TelegramBadRequest(CALL, "Bad Request: message can't be copied"),
        TelegramBadRequest(CALL, "Bad Request: there are no messages to copy"),
        TelegramBadRequest(CALL, "Bad Request: message caption is too long"),
        TelegramBadRequest(CALL, "Bad Request: MEDIA_CAPTION_TOO_LONG"),
        TelegramUnauthorizedError(CALL, "Unauthorized"),
        TelegramNotFound(CALL, "Not Found"),
    ],
    ids=str,
)
def test_what_is_not_the_recipients_fault_halts_the_broadcast(error):
    assert classify_error(error).halts


def test_a_migration_tells_the_new_chat():
    result = classify_error(TelegramMigrateToChat(CALL, "upgraded", -100500))
    assert (result.outcome, result.moved_to) == (DeliveryState.PENDING, -100500)
