from aiogram import Bot, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.applications.repository import Applications
from bot.audience.audit_repository import Audit
from bot.errors import NotFoundError
from bot.middlewares.press import Alert
from bot.ui.callbacks.applications import (
    ExportApplications,
    HandleApplication,
    OpenApplication,
    OpenApplications,
)
from bot.ui.files import send_file
from bot.ui.showing import show
from bot.ui.texts import applications as texts
from bot.ui.views import applications_room as views


def build_router() -> Router:
    router = Router(name="admin applications")
    router.message.register(show_applications, Command("applications"))
    router.callback_query.register(open_applications, OpenApplications.filter())
    router.callback_query.register(open_application, OpenApplication.filter())
    router.callback_query.register(handle_application, HandleApplication.filter())
    router.callback_query.register(export_applications, ExportApplications.filter())
    return router


async def show_applications(message: Message, applications: Applications) -> None:
    await show(message, views.applications(await applications.page(), OpenApplications()))


async def open_applications(
    query: CallbackQuery, callback_data: OpenApplications, applications: Applications
) -> None:
    found = await applications.page(callback_data.page)
    await show(query, views.applications(found, callback_data))


async def open_application(
    query: CallbackQuery, callback_data: OpenApplication, applications: Applications
) -> str | None:
    try:
        found = await applications.one(callback_data.application_id)
    except NotFoundError:
        return await _withdrawn(query, applications)
    await show(query, views.application(found, callback_data))
    return None


async def handle_application(
    query: CallbackQuery, callback_data: HandleApplication, applications: Applications, audit: Audit
) -> str:
    number, admin = callback_data.application_id, query.from_user
    first = await applications.handle(number, admin.id, admin.full_name)
    if first:
        await audit.record(admin.id, "handle application", str(number), "sent", "handled")
    try:
        found = await applications.one(number)
    except NotFoundError:
        return await _withdrawn(query, applications)
    await show(query, views.application(found, callback_data))
    return texts.HANDLED_NOW if first else texts.handled_before(found.handler)


async def export_applications(
    query: CallbackQuery, bot: Bot, applications: Applications, audit: Audit
) -> None:
    found = await applications.all()
    await audit.record(query.from_user.id, "export applications", str(len(found)))
    await send_file(bot, query.from_user.id, views.applications_file(found))


async def _withdrawn(query: CallbackQuery, applications: Applications) -> Alert:
    """The list takes the place of the card: its words are not the admins' to read any more."""
    await show(query, views.applications(await applications.page(), OpenApplications()))
    return Alert(texts.WITHDRAWN_SINCE)
