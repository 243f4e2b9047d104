"""Requests to the Bot API written as JSON, where aiogram's own session writes a form."""

from functools import cache
from typing import Any, cast

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.methods import Response, TelegramMethod
from aiohttp import FormData, JsonPayload


class JsonSession(AiohttpSession):
    """Sends a request as JSON, and as a form only where files go with it.

    Bot API takes both (https://core.telegram.org/bots/api#making-requests). A form costs twice as
    much to make: what is nested is written as JSON first, and quoted for the form after.
    """

    def build_form_data(self, bot: Bot, method: TelegramMethod[Any]) -> FormData:
        files: dict[str, Any] = {}
        given = method.model_dump(exclude_none=True, warnings=False)
        fields = self.prepare_value(given, bot, files, _dumps_json=False)
        if files:
            return super().build_form_data(bot, method)
        return cast("FormData", JsonPayload(fields))  # all that is asked of it is to be sent

    def check_response(
        self, bot: Bot, method: TelegramMethod[Any], status_code: int, content: str
    ) -> Response[Any]:
        _hold(method.__returning__)
        return super().check_response(bot, method, status_code, content)


@cache
def _hold(returning: Any) -> type[Response[Any]]:  # noqa: ANN401 - a type or a union of types
    """Pydantic lets `Response[Message]` go when nobody holds it, and takes 7 ms to make it anew."""
    return Response[returning]
