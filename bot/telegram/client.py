"""Requests to Telegram: bots, JSON bodies, retries in a bad network."""

import asyncio
import json
import logging
import random
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from functools import cache, partial
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
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetUpdates, Response, SetMessageReaction, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import InputFile
from aiohttp import ClientConnectionError, ClientError, ClientSession, ClientTimeout

from bot.settings import Settings, SettingsError
from bot.telegram.reading import UnreadableError, read

_log = logging.getLogger(__name__)

CONNECTIONS = 500  # so many requests at once: at five seconds each, a hundred replies a second
ATTEMPTS = 8
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 15.0
# Polling has pauses of its own; a mark that comes late is worth nothing.
TRIED_ONCE = frozenset({GetUpdates.__api_method__, SetMessageReaction.__api_method__})
UNREACHABLE_PAUSE = 15.0
PROXY_MISSING = (
    "BOT_PROXY is set, but the package for it is not installed: "
    ".venv/bin/pip install -e '.[proxy]', or clear the setting in the environment or in .env"
)

Answer = TypeVar("Answer")

requested: ContextVar[asyncio.Event | None] = ContextVar("requested", default=None)
"""Set by the first request of what runs in this context."""

try:
    from aiohttp_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError
except ImportError:  # pragma: no cover - an optional package
    PROXY_ERRORS: tuple[type[Exception], ...] = ()
else:
    PROXY_ERRORS = (ProxyConnectionError, ProxyError, ProxyTimeoutError)

PASSING = (TelegramNetworkError, TelegramServerError, TelegramRetryAfter)
# UnicodeDecodeError: a page of a provider in an old encoding
_NETWORK_ERRORS: tuple[type[Exception], ...] = (
    ClientError,
    OSError,
    UnicodeDecodeError,
    *PROXY_ERRORS,
)


Count = Callable[[str], None]


def build_bot(
    settings: Settings, count_retry: Count = lambda _: None, count_left_out: Count = lambda _: None
) -> Bot:
    """A bot for replies; a middleware of its session retries requests in a bad network."""
    bot = build_broadcast_bot(settings, count_left_out)
    bot.session.middleware(RetryRequests(count=count_retry))
    return bot


def build_broadcast_bot(settings: Settings, count_left_out: Count = lambda _: None) -> Bot:
    """A bot with its own connections and without retries: the broadcast sender decides on them."""
    token = settings.token.get_secret_value() if settings.token else ""
    proxy = settings.proxy.get_secret_value() if settings.proxy else None
    api = TelegramAPIServer.from_base(str(settings.api_url).rstrip("/"))
    try:
        session = JsonSession(count_left_out, proxy=proxy, api=api, limit=CONNECTIONS)
    except RuntimeError as error:  # aiogram's error when aiohttp-socks is not installed
        raise SettingsError(PROXY_MISSING) from error
    return Bot(token, session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML))


class JsonSession(AiohttpSession):
    """Sends a request as JSON, and as aiogram's form only when it carries files.

    Bot API takes both (https://core.telegram.org/bots/api#making-requests); a form costs twice the
    processor time. Letters are not escaped: Russian ones would take three times as many bytes. A
    lone surrogate, which UTF-8 cannot carry, becomes a question mark.

    Any fault between the bot and Telegram is a `TelegramNetworkError`: also a failing proxy, and a
    page of HTML in the place of JSON.
    """

    def __init__(
        self,
        count_left_out: Count = lambda _: None,
        **options: Any,  # noqa: ANN401 - aiogram's options
    ) -> None:
        super().__init__(json_dumps=partial(json.dumps, ensure_ascii=False), **options)
        self._count_left_out = count_left_out
        self._is_closed = False

    async def close(self) -> None:
        self._is_closed = True
        await super().close()

    async def create_session(self) -> ClientSession:
        """Once closed it stays closed; aiogram would open another one that nobody closes."""
        if self._is_closed:
            raise ClientConnectionError("the bot has been stopped")
        session = await super().create_session()
        self._is_closed = False  # aiogram closes before it opens
        return session

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - aiogram's signature
    ) -> TelegramType:
        files: dict[str, InputFile] = {}
        given = method.model_dump(exclude_none=True, warnings=False)
        body: str = self.prepare_value(given, bot, files)
        try:
            if files:
                return await super().make_request(bot, method, timeout)
            url = self.api.api_url(token=bot.token, method=method.__api_method__)
            status, content = await self._post(url, body, timeout)
        except _NETWORK_ERRORS as error:
            raise TelegramNetworkError(method, f"{type(error).__name__}: {error}") from error
        response = self.check_response(bot, method, status, content)
        return cast("TelegramType", response.result)  # as aiogram: an "ok" response has a result

    async def _post(self, url: str, body: str, seconds: float | None) -> tuple[int, str]:
        session = await self.create_session()
        async with session.post(
            url,
            data=body.encode("utf-8", "replace"),
            headers={"Content-Type": "application/json"},
            timeout=ClientTimeout(total=self.timeout if seconds is None else seconds),
        ) as response:
            return response.status, await response.text()

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        keep_response_type(method.__returning__)
        try:
            return super().check_response(bot, method, status_code, content)
        except ClientDecodeError as error:
            if isinstance(error.data, dict) and error.data.get("ok"):
                return self._read_partly(bot, method, error)
            reason = f"HTTP {status_code} with what is no answer of Telegram"
            raise TelegramNetworkError(method, reason) from error

    def _read_partly(
        self, bot: Bot, method: TelegramMethod[TelegramType], error: ClientDecodeError
    ) -> Response[TelegramType]:
        """Telegram did it; a network error would be retried and do it twice."""
        response_type = keep_response_type(method.__returning__)
        validate = partial(response_type.model_validate, context={"bot": bot})
        try:
            reading = read(validate, error.data)
        except UnreadableError:
            raise error from None
        for part in reading.left_out:
            _log.warning("The answer to %s was read without %s", method.__api_method__, part)
            self._count_left_out(f"{method.__api_method__}.{part}")
        return reading.value


@cache
def keep_response_type(returning: Any) -> type[Response[Any]]:  # noqa: ANN401 - a type or a union
    """Keep a strong reference to `Response[returning]`.

    Pydantic holds it only weakly: after each full garbage collection the next response would build
    it again, for 7 to 50 ms.
    """
    return Response[returning]


class RetryRequests(BaseRequestMiddleware):
    """Retries a request in a bad network, so that people get their replies.

    After 429 it waits as long as Telegram says; after 5xx and network errors it waits longer each
    time, with jitter. The last of `ATTEMPTS` raises. What is `TRIED_ONCE` raises at once.
    """

    def __init__(
        self,
        pause: float = FIRST_PAUSE,
        count: Count = lambda _: None,
    ) -> None:
        self._pause = pause
        self._count = count

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        if first := requested.get():
            first.set()
        attempts = 1 if method.__api_method__ in TRIED_ONCE else ATTEMPTS
        for attempt in range(attempts - 1):
            try:
                return await make_request(bot, method)
            except TelegramEntityTooLarge:
                raise  # aiogram counts it as a network error, but a retry would be as large
            except TelegramRetryAfter as error:
                pause: float = error.retry_after
                cause: TelegramAPIError = error
            except (TelegramServerError, TelegramNetworkError) as error:
                pause = min(LONGEST_PAUSE, self._pause * 2**attempt) * jitter()
                cause = error
            self._count(type(cause).__name__)
            name = type(method).__name__
            _log.info("%s will be tried again in %.1f s: %s", name, pause, cause.message)
            await asyncio.sleep(pause)
        return await make_request(bot, method)


def is_unreachable(error: Exception) -> bool:
    """Whether the same request may succeed later."""
    return isinstance(error, PASSING) and not isinstance(error, TelegramEntityTooLarge)


def jitter() -> float:
    """A factor that keeps many requests from being tried again at the same moment."""
    return random.uniform(0.75, 1.25)  # noqa: S311 - spreads retries; not a secret


async def retry_until_reachable(request: Callable[[], Awaitable[Answer]]) -> Answer:
    """Repeat the request until Telegram answers; raise errors that a retry cannot mend."""
    while True:
        try:
            return await request()
        except (TelegramBadRequest, TelegramNotFound, TelegramUnauthorizedError):
            raise
        except AiogramError as error:
            _log.warning("Telegram is out of reach: %s; trying on", error)
            await asyncio.sleep(UNREACHABLE_PAUSE)
