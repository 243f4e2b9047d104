"""Requests to the Bot API as JSON, where aiogram writes a form; a failed way fails in one way."""

import json
from functools import cache
from typing import Any, cast

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import ClientDecodeError, TelegramNetworkError
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiohttp import BytesPayload, FormData

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
