"""Statistics for admins, as text and as charts."""

import asyncio

from aiogram import Bot
from aiogram.types import BufferedInputFile, CallbackQuery, Message

from bot.stats import screens, texts
from bot.stats.buttons import OpenStats, SendCharts
from bot.stats.charts import charts
from bot.stats.repository import Stats
from bot.team.models import Right
from bot.telegram.routing import Routes
from bot.ui.show import show
from handlers.filters import May, command


def add_admin_routes(routes: Routes) -> None:
    analyst = routes.behind(May(Right.STATS))
    analyst.message(show_stats, command("stats"))
    analyst.press(open_stats, OpenStats.filter())
    analyst.press(send_charts, SendCharts.filter())


async def show_stats(message: Message, stats: Stats) -> None:
    here = OpenStats()
    await show(message, screens.stats(await stats.report(here.days), here))


async def open_stats(query: CallbackQuery, callback_data: OpenStats, stats: Stats) -> None:
    here = callback_data.changed(days=texts.nearest_period(callback_data.days))
    await show(query, screens.stats(await stats.report(here.days), here))


async def send_charts(
    query: CallbackQuery, callback_data: SendCharts, bot: Bot, stats: Stats
) -> None:
    days = texts.nearest_period(callback_data.days)
    picture = await asyncio.to_thread(charts, await stats.report(days))
    file = BufferedInputFile(picture, f"stats-{days}.png")
    await bot.send_photo(query.from_user.id, file, caption=texts.heading(days))
