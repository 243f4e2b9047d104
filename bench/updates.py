"""Updates of one person, and bots that send their requests to a Bot API on this machine."""

import asyncio
import json
import time
from collections.abc import AsyncGenerator
from typing import Any

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.session.base import BaseSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import TelegramMethod

PERSON = {"id": 1000003, "is_bot": False, "first_name": "Ирина"}
BOT = {"id": 42, "is_bot": True, "first_name": "Бот", "username": "bot"}
CHAT = {"id": PERSON["id"], "type": "private", "first_name": "Ирина"}


def http_bot(address: str, session: type[AiohttpSession] = AiohttpSession) -> Bot:
    """Return a bot whose Bot API has this address."""
    api = TelegramAPIServer.from_base(address)
    return Bot("42:BENCH", session(api=api), DefaultBotProperties(parse_mode="HTML"))


class AcceptingSession(BaseSession):
    """Accepts every message a tenth of a second later, as Telegram on a usual day."""

    async def make_request(
        self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None
    ) -> Any:
        await asyncio.sleep(0.1)
        chat = {"id": getattr(method, "chat_id", 1), "type": "private"}
        result = (
            BOT if method.__api_method__ == "getMe" else {"message_id": 1, "date": 1, "chat": chat}
        )
        text = json.dumps({"ok": True, "result": result})
        return self.check_response(bot, method, 200, text).result

    async def stream_content(self, *_: Any, **__: Any) -> AsyncGenerator[bytes, None]:
        yield b""

    async def close(self) -> None: ...


def press(number: int, data: str) -> dict[str, Any]:
    """Return the update of a pressed button with this callback data."""
    message = {
        "message_id": 2,
        "date": int(time.time()),
        "chat": CHAT,
        "from": {"id": 42, "is_bot": True, "first_name": "Бот"},
        "text": "…",
    }
    return {
        "update_id": number,
        "callback_query": {
            "id": str(number),
            "from": PERSON,
            "chat_instance": "1",
            "message": message,
            "data": data,
        },
    }


def message(number: int, text: str) -> dict[str, Any]:
    """Return the update of a typed message."""
    now = int(time.time())  # what is hours old gets no answer
    content = {"message_id": number, "date": now, "chat": CHAT, "from": PERSON, "text": text}
    return {"update_id": number, "message": content}
