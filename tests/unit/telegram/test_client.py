"""What goes over the wire and what comes back, read by a server that keeps what it gets."""

import asyncio
import gc
import socket
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramNetworkError
from aiogram.methods import Response, SendMessage
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    Message,
)
from aiohttp import web
from aiohttp.test_utils import TestServer
from aiohttp_socks import ProxyConnectionError, ProxyError
from pydantic import SecretStr

from bot.settings import Settings
from bot.telegram.client import build_bot, build_broadcast_bot

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
    async with (
        TestServer(app) as server,
        build_bot(_settings(api_url=str(server.make_url("")))) as made,
    ):
        yield made


async def _read(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        return await request.json()
    return {
        name: value.file.read() if isinstance(value, web.FileField) else value
        for name, value in (await request.post()).items()
    }


async def test_a_stopped_bot_opens_no_connection_that_nobody_would_close(heard, bot):
    await bot.send_message(7, "до остановки")
    await bot.session.close()
    with pytest.raises(TelegramNetworkError, match="stopped"):
        await bot.session.make_request(bot, SendMessage(chat_id=7, text="после"))
    assert [each["text"] for each in heard] == ["до остановки"]


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


@pytest.fixture
async def on_the_way() -> AsyncIterator[Callable[..., Awaitable[Bot]]]:
    """A bot whose requests never reach Telegram: something before it gives this answer."""
    async with AsyncExitStack() as stack:

        async def make(body: bytes, status: int = 200) -> Bot:
            async def answer(_: web.Request) -> web.Response:
                return web.Response(body=body, status=status, content_type="text/html")

            app = web.Application()
            app.router.add_post("/{path:.*}", answer)
            server = await stack.enter_async_context(TestServer(app))
            mass_bot = build_broadcast_bot(_settings(api_url=str(server.make_url(""))))
            return await stack.enter_async_context(mass_bot)

        yield make


def _settings(**given: Any) -> Settings:
    return Settings(_env_file=None, token=SecretStr("42:TEST"), **given)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"<html>502 Bad Gateway</html>", 502),
        (b"<html>Log in to the hotel's network</html>", 200),
        ("<html>Доступ закрыт</html>".encode("cp1251"), 403),
        (b'{"error": "no upstream"}', 503),
        (b"[]", 200),
    ],
)
async def test_what_is_no_answer_of_telegram_is_a_bad_network(on_the_way, body: bytes, status: int):
    bot = await on_the_way(body, status)
    with pytest.raises(TelegramNetworkError) as broken:
        await bot.send_message(7, "-")
    assert broken.value.__cause__ is not None
    assert "<html>" not in str(broken.value)


async def test_what_telegram_did_is_not_called_undone_because_its_answer_cannot_be_read(on_the_way):
    bot = await on_the_way(b'{"ok": true, "result": {"message_id": "new kind"}}')
    with pytest.raises(ClientDecodeError):
        await bot.send_message(7, "-")


async def test_a_proxy_that_is_down_is_a_bad_network():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens
        settings = _settings(proxy=f"socks5://127.0.0.1:{taken.getsockname()[1]}")
        async with build_broadcast_bot(settings) as bot:
            with pytest.raises(TelegramNetworkError) as broken:
                await bot.get_me()
    assert isinstance(broken.value.__cause__, ProxyConnectionError)


async def test_a_proxy_that_does_not_reach_telegram_is_a_bad_network():
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(3)
        writer.write(b"\x05\x00")
        await reader.read(64)
        writer.write(b"\x05\x04\x00\x01\x00\x00\x00\x00\x00\x00")  # host unreachable
        writer.close()

    async with await asyncio.start_server(refuse, "127.0.0.1", 0) as proxy:
        port = proxy.sockets[0].getsockname()[1]
        async with build_broadcast_bot(_settings(proxy=f"socks5://127.0.0.1:{port}")) as bot:
            with pytest.raises(TelegramNetworkError) as broken:
                await bot.get_me()
    assert isinstance(broken.value.__cause__, ProxyError)


async def test_the_type_of_an_answer_outlives_a_garbage_collection(bot: Bot):
    """Building it anew stops everybody for as long as a hundred replies take."""
    await bot.send_message(7, "Меню")
    built = weakref.ref(Response[Message])
    gc.collect()
    assert built() is not None
