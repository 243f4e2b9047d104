from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.applications.drafts_repository import ApplicationDrafts
from bot.applications.repository import Applications
from bot.audience.models import Person
from bot.middlewares.press import Alert
from bot.ui.callbacks.applications import (
    AskToWithdraw,
    OpenMyApplication,
    OpenMyApplications,
    WithdrawApplication,
)
from bot.ui.showing import show
from bot.ui.texts import applications as texts
from bot.ui.views import own_applications as views


def build_router() -> Router:
    router = Router(name="own applications")
    router.callback_query.register(open_my_applications, OpenMyApplications.filter())
    router.callback_query.register(open_my_application, OpenMyApplication.filter())
    router.callback_query.register(ask_to_withdraw, AskToWithdraw.filter())
    router.callback_query.register(withdraw_application, WithdrawApplication.filter())
    return router


async def show_my_applications(
    message: Message, person: Person, applications: Applications
) -> None:
    found = await applications.of(person.id)
    await show(message, views.my_applications(found, OpenMyApplications()))


async def open_my_applications(
    query: CallbackQuery,
    callback_data: OpenMyApplications,
    person: Person,
    applications: Applications,
) -> None:
    found = await applications.of(person.id)
    await show(query, views.my_applications(found, callback_data))


async def open_my_application(
    query: CallbackQuery,
    callback_data: OpenMyApplication,
    person: Person,
    application_drafts: ApplicationDrafts,
) -> None:
    found = await application_drafts.sent(person.id, callback_data.application_id)
    await show(query, views.my_application(found, callback_data))


async def ask_to_withdraw(
    query: CallbackQuery,
    callback_data: AskToWithdraw,
    person: Person,
    application_drafts: ApplicationDrafts,
) -> None:
    found = await application_drafts.sent(person.id, callback_data.application_id)
    await show(query, views.withdrawal(found, callback_data))


async def withdraw_application(
    query: CallbackQuery,
    callback_data: WithdrawApplication,
    person: Person,
    applications: Applications,
    application_drafts: ApplicationDrafts,
) -> str:
    """Where an admin was quicker, the card says whom to write to."""
    number = callback_data.application_id
    if await applications.withdraw(person.id, number):
        found = await applications.of(person.id)
        await show(query, views.my_applications(found, OpenMyApplications()))
        return texts.WITHDRAWN
    kept = await application_drafts.sent(person.id, number)
    await show(query, views.my_application(kept, callback_data))
    return Alert(texts.TOO_LATE)
