"""What goes over the wire, read by a server that keeps what it gets."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiogram import Bot
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
)
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from bot.bots import build_bot
from bot.settings import Settings

MESSAGE = {"message_id": 5, "date": 1, "chat": {"id": 7, "type": "private"}, "text": "-"}
KEYBOARD = InlineKeyboardMarkup(
    inline_keyboard=[[InlineKeyboardButton(text="Гранты", callback_data="topic:1")]]
)


@pytest.fixture
def heard() -> list[Any]:
    return []


@pytest.fixture
async def bot(heard: list[Any]) -> AsyncIterator[Bot]:
    async def keep(request: web.Request) -> web.Response:
        heard.append(await _read(request))
        several = request.path.endswith("sendMediaGroup")
        return web.json_response({"ok": True, "result": [MESSAGE] if several else MESSAGE})

    app = web.Application()
    app.router.add_post("/{path:.*}", keep)
    async with TestServer(app) as server:
        token = SecretStr("42:TEST")
        settings = Settings(_env_file=None, token=token, api_url=str(server.make_url("")))
        made = build_bot(settings)
        yield made
        await made.session.close()


async def _read(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        return await request.json()
    return {
        name: value.file.read() if isinstance(value, web.FileField) else value
        for name, value in (await request.post()).items()
    }


async def test_a_request_is_json_and_says_only_what_was_given(bot: Bot, heard: list[Any]):
    await bot.send_message(7, "<b>Меню</b>", reply_markup=KEYBOARD, disable_notification=False)
    assert heard == [
        {
            "chat_id": 7,
            "text": "<b>Меню</b>",
            "parse_mode": "HTML",
            "disable_notification": False,
            "reply_markup": {"inline_keyboard": [[{"text": "Гранты", "callback_data": "topic:1"}]]},
        }
    ]


async def test_what_carries_files_is_a_form(bot: Bot, heard: list[Any]):
    picture = BufferedInputFile(b"picture", "one.png")
    await bot.send_document(7, picture, caption="Отчёт")
    await bot.send_media_group(7, [InputMediaPhoto(media=picture)])
    assert heard[0]["caption"] == "Отчёт"
    assert [b"picture" in form.values() for form in heard] == [True, True]
