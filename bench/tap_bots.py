"""The bots that taps and questions are measured with: a bare one of aiogram, and ours."""

import itertools
import random
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiogram import Dispatcher
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bench.content import bench_settings, fill
from bot.app import build_dispatcher, open_services
from bot.knowledge.buttons import OpenAnswer, OpenHome, OpenSection
from bot.storage.database import Database
from bot.telegram.middlewares import Throttle

JOURNEYS = 40
KEYBOARD = InlineKeyboardMarkup(
    inline_keyboard=[[InlineKeyboardButton(text="Дальше", callback_data="next")]] * 8
)


def bare() -> Dispatcher:
    dispatcher = Dispatcher()

    @dispatcher.callback_query()
    async def edit(query: CallbackQuery) -> None:
        if isinstance(query.message, Message):
            await query.message.edit_text("Меню", reply_markup=KEYBOARD)
        await query.answer()

    @dispatcher.message()
    async def echo(message: Message) -> None:
        await message.answer(message.text or "", reply_markup=KEYBOARD)

    return dispatcher


@asynccontextmanager
async def ours(size: int) -> AsyncIterator[tuple[Dispatcher, list[str]]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bot.db"
        await fill(path, size)
        database = await Database.open(path)
        async with open_services(database, bench_settings()) as services:
            dispatcher = build_dispatcher(services, throttle=Throttle(itertools.count().__next__))
            yield dispatcher, await _walk(database)
        await database.close()


async def _walk(database: Database) -> list[str]:
    """Home, a section, a subsection, an answer, and back, all over the content."""
    found = await database.rows(
        """
        SELECT answers.id AS answer, sections.id AS section, sections.parent_id AS parent
        FROM answers JOIN sections ON sections.id = answers.section_id
        WHERE answers.state = 'live' ORDER BY answers.id
        """
    )
    pressed = []
    for row in random.Random(7).sample(found, JOURNEYS):
        home, top = OpenHome(), OpenSection(section_id=row["parent"])
        below = OpenSection(section_id=row["section"]).after(top)
        answer = OpenAnswer(answer_id=row["answer"]).after(below)
        pressed += [each.pack() for each in (home, top, below, answer, below)]
    return pressed
