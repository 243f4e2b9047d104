"""The same small menu in two other ways of writing bots; from the `bench` extra."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

from aiogram import Dispatcher
from aiogram.filters.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram_dialog import Dialog, DialogManager, StartMode, Window, setup_dialogs
from aiogram_dialog.widgets.kbd import Button, Column
from aiogram_dialog.widgets.text import Const
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, CallbackQueryHandler, ContextTypes
from telegram.request import BaseRequest, RequestData

from bench.null_session import message, null_bot

Feed = Callable[[dict[str, Any]], Awaitable[object]]
SENT = (
    b'{"ok":true,"result":{"message_id":2,"date":1,"chat":{"id":1000003,"type":"private"},'
    b'"text":"x"}}'
)
ME = b'{"ok":true,"result":{"id":42,"is_bot":true,"first_name":"Bot","username":"bot"}}'
DONE = b'{"ok":true,"result":true}'


async def menus(stack: AsyncExitStack) -> dict[str, tuple[Feed, list[str]]]:
    """By name: how to feed an update, and the callback data of the buttons to press."""
    return {"aiogram-dialog": await _dialog(), "python-telegram-bot": await _ptb(stack)}


class Menu(StatesGroup):
    main = State()


async def _dialog() -> tuple[Feed, list[str]]:
    dispatcher, bot = Dispatcher(storage=MemoryStorage()), null_bot()
    buttons = [Button(Const(f"Раздел {number}"), id=f"b{number}") for number in range(8)]
    dispatcher.include_router(Dialog(Window(Const("Меню"), Column(*buttons), state=Menu.main)))

    @dispatcher.message()
    async def start(_: object, dialog_manager: DialogManager) -> None:
        await dialog_manager.start(Menu.main, mode=StartMode.RESET_STACK)

    setup_dialogs(dispatcher)

    async def feed(update: dict[str, Any]) -> object:
        return await dispatcher.feed_raw_update(bot, update)

    await feed(message(1, "/start"))
    return feed, ["b1"]


class NullRequest(BaseRequest):
    read_timeout = 1.0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, **_: Any
    ) -> tuple[int, bytes]:
        if url.endswith("getMe"):
            return 200, ME
        return 200, DONE if url.endswith("answerCallbackQuery") else SENT


async def _ptb(stack: AsyncExitStack) -> tuple[Feed, list[str]]:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Дальше", callback_data="next")]] * 8)

    async def edit(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        if update.callback_query:
            await update.callback_query.edit_message_text("Меню", reply_markup=keyboard)
            await update.callback_query.answer()

    requests = NullRequest()
    application = Application.builder().token("42:BENCH").request(requests).build()
    application.add_handler(CallbackQueryHandler(edit))
    await application.initialize()
    stack.push_async_callback(application.shutdown)

    async def feed(update: dict[str, Any]) -> object:
        return await application.process_update(Update.de_json(update, application.bot))

    return feed, ["next"]
