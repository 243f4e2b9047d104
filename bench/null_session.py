"""Bots whose Telegram answers at once, so that only the bot's own work is measured."""

from collections.abc import AsyncGenerator
from typing import Any

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.session.base import BaseSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import GetMe, TelegramMethod
from aiogram.types import Chat, Message, User

PERSON = User(id=1000003, is_bot=False, first_name="Ирина")
CHAT = Chat(id=PERSON.id, type="private")
ME = User(id=42, is_bot=True, first_name="Бот", username="bot")
SENT = Message(message_id=2, date=0, chat=CHAT, text="…", from_user=ME)


class NullSession(BaseSession):
    """Says yes to everything; costs the same for every aiogram bot."""

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[Any],
        timeout: int | None = None,
    ) -> Any:
        if isinstance(method, GetMe):
            return ME
        return (
            SENT.as_(bot) if method.__api_method__ in {"sendMessage", "editMessageText"} else True
        )

    async def stream_content(self, *_: Any, **__: Any) -> AsyncGenerator[bytes, None]:
        yield b""

    async def close(self) -> None: ...


def null_bot() -> Bot:
    return Bot("42:BENCH", NullSession(), DefaultBotProperties(parse_mode="HTML"))


def http_bot(address: str, session: type[AiohttpSession] = AiohttpSession) -> Bot:
    """A bot whose Telegram is a server on this machine, with all that a request costs."""
    api = TelegramAPIServer.from_base(address)
    return Bot("42:BENCH", session(api=api), DefaultBotProperties(parse_mode="HTML"))


def press(number: int, data: str) -> dict[str, Any]:
    message = {
        "message_id": 2,
        "date": 1,
        "chat": {"id": PERSON.id, "type": "private", "first_name": "Ирина"},
        "from": {"id": 42, "is_bot": True, "first_name": "Бот"},
        "text": "…",
    }
    return {
        "update_id": number,
        "callback_query": {
            "id": str(number),
            "from": {"id": PERSON.id, "is_bot": False, "first_name": "Ирина"},
            "chat_instance": "1",
            "message": message,
            "data": data,
        },
    }


def message(number: int, text: str) -> dict[str, Any]:
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "date": 1,
            "chat": {"id": PERSON.id, "type": "private", "first_name": "Ирина"},
            "from": {"id": PERSON.id, "is_bot": False, "first_name": "Ирина"},
            "text": text,
        },
    }
