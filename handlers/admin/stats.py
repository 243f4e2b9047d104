import asyncio

from aiogram import Bot, Router
from aiogram.filters import Command
from aiogram.types import BufferedInputFile, CallbackQuery, Message

from bot.stats.report_repository import Reports
from bot.ui.callbacks.stats import OpenStats, SendCharts
from bot.ui.charts import charts
from bot.ui.showing import show
from bot.ui.texts import stats as texts
from bot.ui.views import stats as views


def build_router() -> Router:
    router = Router(name="stats")
    router.message.register(show_stats, Command("stats"))
    router.callback_query.register(open_stats, OpenStats.filter())
    router.callback_query.register(send_charts, SendCharts.filter())
    return router


async def show_stats(message: Message, reports: Reports) -> None:
    here = OpenStats()
    await show(message, views.stats(await reports.over(here.days), here))


async def open_stats(query: CallbackQuery, callback_data: OpenStats, reports: Reports) -> None:
    here = callback_data.turned(days=texts.nearest_period(callback_data.days))
    await show(query, views.stats(await reports.over(here.days), here))


async def send_charts(
    query: CallbackQuery, callback_data: SendCharts, bot: Bot, reports: Reports
) -> None:
    days = texts.nearest_period(callback_data.days)
    picture = await asyncio.to_thread(charts, await reports.over(days))
    file = BufferedInputFile(picture, f"stats-{days}.png")
    await bot.send_photo(query.from_user.id, file, caption=texts.heading(days))
