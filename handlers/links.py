"""Links that lead nowhere."""

from aiogram.types import CallbackQuery

from bot.editing.service import EditingService
from bot.links import screens
from bot.links.buttons import OpenLinks
from bot.team.models import Right
from bot.telegram.routing import Routes
from bot.ui.show import show
from handlers.filters import May


def add_admin_routes(routes: Routes) -> None:
    editor = routes.behind(May(Right.EDIT))
    editor.press(open_links, OpenLinks.filter())


async def open_links(
    query: CallbackQuery, callback_data: OpenLinks, editing: EditingService
) -> None:
    await show(query, screens.links(await editing.links.problems(), callback_data))
