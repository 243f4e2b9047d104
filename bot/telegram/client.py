"""Requests to Telegram: bots, JSON bodies, retries in a bad network."""

import asyncio
import json
import logging
import random
from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any, TypeVar, cast

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetUpdates, Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiohttp import BytesPayload, FormData

from bot.server.metrics import Monitor
from bot.settings import Settings, SettingsError

_log = logging.getLogger(__name__)

ATTEMPTS = 8
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 15.0


class RetryRequests(BaseRequestMiddleware):
    """Carry a request through a bad network: what a person did must get its reply.

    429 waits as long as Telegram says; 5xx and network errors wait with growing, jittered pauses.
    The last error is raised after `ATTEMPTS`. Polling backs off by itself.
    """

    def __init__(
        self,
        pause: float = FIRST_PAUSE,
        count: Callable[[str], None] | None = None,
    ) -> None:
        self._pause = pause
        self._count = count or (lambda _: None)

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        attempts = 1 if method.__api_method__ == GetUpdates.__api_method__ else ATTEMPTS
        for attempt in range(attempts - 1):
            try:
                return await make_request(bot, method)
            except TelegramEntityTooLarge:
                raise  # a network error to aiogram, but it would not shrink on its way
            except TelegramRetryAfter as error:
                pause: float = error.retry_after
                self._count(type(error).__name__)
            except (TelegramServerError, TelegramNetworkError) as error:
                pause = min(LONGEST_PAUSE, self._pause * 2**attempt) * _jitter()
                self._count(type(error).__name__)
            _log.info("%s will be tried again in %.1f s", type(method).__name__, pause)
            await asyncio.sleep(pause)
        return await make_request(bot, method)


def _jitter() -> float:
    return random.uniform(0.75, 1.25)  # noqa: S311 - spreads retries; not a secret


try:
    from aiohttp_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError
except ImportError:  # pragma: no cover - an optional package
    PROXY_ERRORS: tuple[type[Exception], ...] = ()
else:
    PROXY_ERRORS = (ProxyConnectionError, ProxyError, ProxyTimeoutError)

_BROKEN: tuple[type[Exception], ...] = (OSError, UnicodeDecodeError, *PROXY_ERRORS)


class JsonSession(AiohttpSession):
    """Sends a request as JSON, and as a form only where files go with it.

    Bot API takes both (https://core.telegram.org/bots/api#making-requests). A form costs twice as
    much to make: what is nested is written as JSON first, and quoted for the form after. Letters
    are sent as they are: escaped, Russian ones would take three times as much; half a letter, which
    nothing can carry, becomes a question mark.

    Whatever comes between the bot and Telegram is a `TelegramNetworkError`, also a proxy that
    fails and a page where JSON should be.
    """

    def build_form_data(self, bot: Bot, method: TelegramMethod[Any]) -> FormData:
        files: dict[str, Any] = {}
        given = method.model_dump(exclude_none=True, warnings=False)
        fields = self.prepare_value(given, bot, files, _dumps_json=False)
        if files:
            return super().build_form_data(bot, method)
        body = json.dumps(fields, ensure_ascii=False).encode("utf-8", "replace")
        payload = BytesPayload(body, content_type="application/json")
        return cast("FormData", payload)  # all that is asked of it is to be sent

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - aiogram's signature
    ) -> TelegramType:
        try:
            return await super().make_request(bot, method, timeout)
        except _BROKEN as error:
            raise TelegramNetworkError(method, f"{type(error).__name__}: {error}") from error

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        hold(method.__returning__)
        try:
            return super().check_response(bot, method, status_code, content)
        except ClientDecodeError as error:
            if isinstance(error.data, dict) and error.data.get("ok"):
                raise  # carried out: to call it a bad network would be to do it again
            reason = f"HTTP {status_code} with what is no answer of Telegram"
            raise TelegramNetworkError(method, reason) from error


@cache
def hold(returning: Any) -> type[Response[Any]]:  # noqa: ANN401 - a type or a union of types
    """Keep the type of an answer.

    Pydantic holds `Response[Message]` only by weak references: each full garbage collection would
    make the next answer build it for 7 to 50 ms.
    """
    return Response[returning]


PROXY_MISSING = (
    "BOT_PROXY is set, but the package for it is not installed: "
    ".venv/bin/pip install -e '.[proxy]', or clear the setting in the environment or in .env"
)


def build_bot(settings: Settings, monitor: Monitor | None = None) -> Bot:
    """A bot for replies: its requests are tried again until a bad network lets them through."""
    bot = build_broadcast_bot(settings)
    bot.session.middleware(RetryRequests(count=monitor.retried if monitor else None))
    return bot


def build_broadcast_bot(settings: Settings) -> Bot:
    """A bot with its own connections, which tries nothing again: that is decided by the sender."""
    token = settings.token.get_secret_value() if settings.token else ""
    proxy = settings.proxy.get_secret_value() if settings.proxy else None
    api = TelegramAPIServer.from_base(str(settings.api_url).rstrip("/"))
    try:
        session = JsonSession(proxy=proxy, api=api)
    except RuntimeError as error:  # so aiogram tells that the package is not there
        raise SettingsError(PROXY_MISSING) from error
    return Bot(token, session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML))


PAUSE = 15.0

Answer = TypeVar("Answer")


async def answered(request: Callable[[], Awaitable[Answer]]) -> Answer:
    """Ask for as long as Telegram is out of reach; raises only what asking again cannot mend."""
    while True:
        try:
            return await request()
        except (TelegramBadRequest, TelegramNotFound, TelegramUnauthorizedError):
            raise
        except AiogramError as error:
            _log.warning("Telegram is out of reach: %s; trying on", error)
            await asyncio.sleep(PAUSE)
