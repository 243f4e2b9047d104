"""Requests to the Bot API written as JSON, where aiogram's own session writes a form."""

from typing import Any, cast

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.methods import TelegramMethod
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
