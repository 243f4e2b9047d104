"""Updates of one person, and bots that send their requests to a Bot API on this machine."""

import time
from typing import Any

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

PERSON = {"id": 1000003, "is_bot": False, "first_name": "Ирина"}
CHAT = {"id": PERSON["id"], "type": "private", "first_name": "Ирина"}


def http_bot(address: str, session: type[AiohttpSession] = AiohttpSession) -> Bot:
    """Return a bot whose Bot API has this address."""
    api = TelegramAPIServer.from_base(address)
    return Bot("42:BENCH", session(api=api), DefaultBotProperties(parse_mode="HTML"))


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
