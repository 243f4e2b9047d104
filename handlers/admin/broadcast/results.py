import csv
from pathlib import Path
from tempfile import TemporaryDirectory

from aiogram import Bot, Router
from aiogram.types import CallbackQuery, FSInputFile

from bot.audience.models import Person
from bot.broadcast.newsroom import Newsroom
from bot.ui.callbacks.broadcast import GetRows
from bot.ui.texts import results as texts
from bot.ui.views import results_file as views


def build_router() -> Router:
    router = Router(name="results")
    router.callback_query.register(get_rows, GetRows.filter())
    return router


async def get_rows(
    query: CallbackQuery, callback_data: GetRows, person: Person, newsroom: Newsroom, bot: Bot
) -> None:
    key = callback_data.broadcast_id
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"broadcast-{key}.csv"
        await _write(path, key, newsroom)
        await newsroom.audit.record(person.id, "export broadcast", str(key))
        await bot.send_document(query.from_user.id, FSInputFile(path), caption=texts.CAPTION)


async def _write(path: Path, broadcast_id: int, newsroom: Newsroom) -> None:
    """Row by row: a million recipients need no more memory than one."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(views.head())
        async for delivery in newsroom.results.rows(broadcast_id):
            writer.writerow(views.row(delivery))
