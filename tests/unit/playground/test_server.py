"""The playground over HTTP, driven by a real aiogram Bot."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.types import (
    BotCommand,
    BotCommandScopeChat,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
)

from bot.playground.faults import Drop
from bot.playground.requests import ApiError, FloodError, PageError
from bot.playground.server import serve
from bot.playground.telegram import Telegram
from bot.telegram.client import JsonSession
from tests.serving import PATIENCE


def make_bot(address: str, number: int = 42, session: type = AiohttpSession) -> Bot:
    return Bot(f"{number}:TEST", session(api=TelegramAPIServer.from_base(address)))


@pytest.fixture(params=[AiohttpSession, JsonSession])
async def bot(address: str, request: pytest.FixtureRequest) -> AsyncIterator[Bot]:
    """As aiogram writes requests, and as the bot does."""
    made = make_bot(address, session=request.param)
    yield made
    await made.session.close()


async def test_aiogram_sends_edits_and_reads_back(bot: Bot, telegram: Telegram):
    button = InlineKeyboardButton(text="Гранты", callback_data="topic:1")
    markup = InlineKeyboardMarkup(inline_keyboard=[[button]])
    sent = await bot.send_message(7, "<i>Меню</i>", parse_mode="HTML", reply_markup=markup)
    assert sent.reply_markup
    assert sent.reply_markup.inline_keyboard[0][0].callback_data == "topic:1"
    edited = await sent.edit_text("Другое")
    assert isinstance(edited, Message)
    assert telegram.chat(7).messages[-1]["text"] == "Другое"
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await edited.edit_text("Другое")


async def test_a_wrong_token_is_unauthorized(address: str):
    stranger = make_bot(address, 43)
    with pytest.raises(TelegramUnauthorizedError):
        await stranger.get_me()
    await stranger.session.close()


async def test_a_blocked_bot_gets_403(bot: Bot, telegram: Telegram):
    telegram.block(7)
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await bot.send_message(7, "привет")


async def test_long_polling_feeds_a_dispatcher(bot: Bot, telegram: Telegram):
    dispatcher = Dispatcher()
    answered = asyncio.Event()

    @dispatcher.message()
    async def echo(message: Message) -> None:
        await message.answer(message.text or "")
        answered.set()

    polling = dispatcher.start_polling(bot, handle_signals=False, polling_timeout=1)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(polling)
        telegram.write(7, "эхо?")
        await asyncio.wait_for(answered.wait(), PATIENCE)
        await dispatcher.stop_polling()
    assert telegram.chat(7).messages[-1]["text"] == "эхо?"


async def test_files_go_up_come_back_and_are_sent_again_by_id(bot: Bot, telegram: Telegram):
    sent = await bot.send_document(7, BufferedInputFile(b"BEGIN:VCALENDAR", "event.ics"))
    assert sent.document
    assert (sent.document.file_name, sent.document.mime_type) == ("event.ics", "text/calendar")
    stored = await bot.get_file(sent.document.file_id)
    assert stored.file_path
    content = await bot.download_file(stored.file_path)
    assert content
    assert content.read() == b"BEGIN:VCALENDAR"
    again = await bot.send_document(7, sent.document.file_id)
    assert again.document
    assert again.document.file_unique_id == sent.document.file_unique_id


async def test_commands_are_kept_by_scope(bot: Bot, telegram: Telegram):
    await bot.set_my_commands([BotCommand(command="start", description="Меню")])
    scope = BotCommandScopeChat(chat_id=7)
    await bot.set_my_commands([BotCommand(command="inbox", description="Вопросы")], scope=scope)
    in_chat = telegram.profile.commands_in(telegram.chat(7), "ru")
    assert [one["command"] for one in in_chat] == ["inbox"]
    elsewhere = telegram.profile.commands_in(telegram.chat(8), "ru")
    assert [one["command"] for one in elsewhere] == ["start"]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (FloodError(3), TelegramRetryAfter),
        (ApiError(502, "Bad Gateway"), TelegramServerError),
        (PageError(), (ClientDecodeError, TelegramNetworkError)),
        (Drop(), TelegramNetworkError),
        (Drop(carried_out=True), TelegramNetworkError),
    ],
)
async def test_the_network_fails_when_told_to(bot: Bot, telegram: Telegram, fault, error, caplog):
    telegram.faults.fail_next("send*", fault)
    with pytest.raises(error):
        await bot.send_message(7, "раз")
    await bot.send_message(7, "два")
    texts = [one["text"] for one in telegram.chat(7).messages[1:]]
    assert texts == (["раз", "два"] if fault == Drop(carried_out=True) else ["два"])
    assert [one for one in caplog.records if one.name.startswith("aiohttp")] == []


async def test_plain_forms_queries_and_json_are_all_understood(address: str):
    async with aiohttp.ClientSession(f"{address}/bot42:TEST/") as session:
        by_query = await session.post("sendMessage", params={"chat_id": "7", "text": "раз"})
        by_form = await session.post("sendmessage", data={"chat_id": "7", "text": "два"})
        by_json = await session.post("sendMessage", json={"chat_id": 7, "text": "три"})
        broken = await session.post(
            "sendMessage", data=b"{", headers={"Content-Type": "application/json"}
        )
        unknown = await session.post("sendEverything")
    assert [one.status for one in (by_query, by_form, by_json)] == [200, 200, 200]
    assert (broken.status, unknown.status) == (400, 404)


async def test_files_are_given_only_by_their_path_and_token(address: str, telegram: Telegram):
    file = telegram.files.add("document", b"data", "a.txt")
    async with aiohttp.ClientSession(address) as session:
        statuses = [
            (await session.get(f"/file/bot{token}/{path}")).status
            for token, path in (("42:TEST", file.path), ("43:X", file.path), ("42:TEST", "none"))
        ]
    assert statuses == [200, 404, 404]


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Host", "evil.example"),
        ("Host", "evil.example:80"),
        ("Host", "127.0.0.1.evil.example"),
        ("Host", "localhost."),
        ("Origin", "https://evil.example"),
        ("Origin", "http://127.0.0.1:1"),
        ("Origin", "null"),
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Site", "same-site"),
    ],
)
async def test_other_names_and_other_sites_are_refused(address: str, header: str, value: str):
    async with aiohttp.ClientSession() as session:
        for path in ("/", "/playground/state", "/bot42:TEST/getMe"):
            refused = await session.get(f"{address}{path}", headers={header: value})
            assert refused.status == 403
        sent = await session.post(f"{address}/bot42:TEST/deleteWebhook", headers={header: value})
        assert sent.status == 403
        assert (await session.get(address, headers={"Origin": address})).status == 200
        own = {"Sec-Fetch-Site": "same-origin"}
        assert (await session.get(f"{address}/playground/state", headers=own)).status == 200
        link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
        assert (await session.get(address, headers=link)).status == 200


@pytest.mark.parametrize("verb", ["GET", "HEAD", "PUT", "OPTIONS"])
@pytest.mark.parametrize("method", ["setWebhook", "sendMessage", "deleteWebhook", "getUpdates"])
async def test_only_a_post_changes_anything(address: str, telegram: Telegram, verb, method):
    """A page of any site can make a browser send the others, by a picture or a script."""
    telegram.write(7, "привет")
    before = len(telegram.calls)
    params = {
        "url": "http://127.0.0.1:1/steal",
        "chat_id": "7",
        "text": "!",
        "offset": "9999999999",
    }
    async with aiohttp.ClientSession(f"{address}/bot42:TEST/") as session:
        refused = await session.request(verb, method, params=params)
        assert refused.status == 405
        assert (await session.get("getMyDescription")).status == 200
    assert len(telegram.calls) == before + 1
    assert telegram.updates
    assert not telegram.webhook.url


async def test_a_taken_port_is_a_clear_error(address: str, telegram: Telegram):
    port = int(address.rpartition(":")[2])
    with pytest.raises(OSError, match=f"port {port} of 127.0.0.1 is taken"):
        await serve(telegram, port)
