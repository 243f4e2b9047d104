"""A bot that only sends, in a process of its own, to be killed."""

import asyncio
from datetime import UTC, datetime, time
from pathlib import Path

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from bot.audience.repository import Audience
from bot.broadcast.books import Books
from bot.broadcast.copying import Dress
from bot.broadcast.quiet import QuietHours
from bot.broadcast.sender import Manner, Sender
from bot.storage import Database

TOKEN = "42:TEST"
WORKERS = 8


def run(path: Path, address: str) -> None:
    asyncio.run(_run(path, address))


async def _run(path: Path, address: str) -> None:
    database = await Database.open(path)
    bot = Bot(TOKEN, AiohttpSession(api=TelegramAPIServer.from_base(address)))
    books, audience = Books.open(database, _now), Audience(database, _now)
    manner = Manner(0, QuietHours(time(0), time(0)), WORKERS)
    await Sender(bot, books, audience, _undressed, manner).run()


def _now() -> datetime:
    return datetime.now(UTC)


async def _undressed(_broadcast) -> Dress:
    return Dress()
