"""A process that only sends broadcasts; the test kills it."""

import asyncio
from datetime import time
from pathlib import Path

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from bot.broadcast.models import QuietHours
from bot.broadcast.sender import Sender, SenderConfig
from bot.broadcast.service import BroadcastService
from bot.people.repository import People
from bot.storage.database import Database

TOKEN = "42:TEST"
WORKERS = 8


def run(path: Path, address: str) -> None:
    asyncio.run(_run(path, address))


async def _run(path: Path, address: str) -> None:
    database = await Database.open(path)
    bot = Bot(TOKEN, AiohttpSession(api=TelegramAPIServer.from_base(address)))
    broadcasts, people = BroadcastService(database), People(database)
    config = SenderConfig(0, QuietHours(time(0), time(0)), WORKERS)
    await Sender(bot, broadcasts, people, config).run()
