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

from bot.broadcast.models import Outcome
from bot.broadcast.outcomes import SEND_ERRORS, judge

CALL = CopyMessage(chat_id=1, from_chat_id=2, message_id=3)
KEY = ConnectionKey("api.telegram.org", 443, True, True, None, None, None)  # noqa: FBT003


def broken(cause: Exception) -> TelegramNetworkError:
    error = TelegramNetworkError(CALL, "broken")
    error.__cause__ = cause
    return error


MEANINGS = [
    (TelegramForbiddenError(CALL, "Forbidden: bot was blocked by the user"), Outcome.BLOCKED),
    (TelegramForbiddenError(CALL, "Forbidden: user is deactivated"), Outcome.DEACTIVATED),
    (TelegramForbiddenError(CALL, "bot can't initiate conversation"), Outcome.BLOCKED),
    (TelegramBadRequest(CALL, "Bad Request: chat not found"), Outcome.GONE),
    (TelegramBadRequest(CALL, "Bad Request: PEER_ID_INVALID"), Outcome.GONE),
    (TelegramBadRequest(CALL, "Bad Request: VOICE_MESSAGES_FORBIDDEN"), Outcome.FAILED),
    (TelegramAPIError(CALL, "I'm a teapot"), Outcome.FAILED),
    (TelegramRetryAfter(CALL, "Flood", 3), Outcome.PENDING),
    (TelegramServerError(CALL, "Bad Gateway"), Outcome.PENDING),
    (RestartingTelegram(CALL, "restart"), Outcome.PENDING),
    (broken(ClientConnectorError(KEY, OSError("no route"))), Outcome.PENDING),
    (broken(ConnectionTimeoutError()), Outcome.PENDING),
    (broken(ProxyError("refused")), Outcome.PENDING),
    (broken(ProxyConnectionError("refused")), Outcome.PENDING),
    (broken(ProxyTimeoutError("slow")), Outcome.PENDING),
    (broken(ServerDisconnectedError()), Outcome.UNKNOWN),
    (broken(ClientOSError("reset")), Outcome.UNKNOWN),
    (broken(TimeoutError()), Outcome.UNKNOWN),
    (broken(ConnectionResetError("reset")), Outcome.UNKNOWN),
    (broken(ClientDecodeError("not JSON", ValueError(), "<html>")), Outcome.UNKNOWN),
    (ClientDecodeError("unreadable", ValueError(), {"ok": True}), Outcome.UNKNOWN),
]


@pytest.mark.parametrize(("error", "outcome"), MEANINGS, ids=lambda x: str(x)[:40])
def test_an_error_means_one_thing(error, outcome):
    assert isinstance(error, SEND_ERRORS)
    verdict = judge(error)
    assert (verdict.outcome, verdict.halts) == (outcome, False)
    assert verdict.reason or isinstance(error, ConnectionTimeoutError)


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
    assert judge(error).halts


def test_a_migration_tells_the_new_chat():
    verdict = judge(TelegramMigrateToChat(CALL, "upgraded", -100500))
    assert (verdict.outcome, verdict.moved_to) == (Outcome.PENDING, -100500)
