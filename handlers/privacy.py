import json

from aiogram import Bot, Router
from aiogram.filters import Command
from aiogram.types import BufferedInputFile, CallbackQuery, Message

from bot.audience.models import Person
from bot.privacy.repository import Privacy
from bot.specialist.office import Office
from bot.specialist.relay import Relay
from bot.ui.callbacks.privacy import AskDeletion, DeleteMe, ExportMe, OpenPrivacy
from bot.ui.showing import show
from bot.ui.texts import privacy as texts
from bot.ui.views import privacy as views


def build_router() -> Router:
    router = Router(name="privacy")
    router.message.register(show_privacy, Command("privacy"))
    router.message.register(send_export, Command("export_me"))
    router.message.register(ask_deletion, Command("delete_me"))
    router.callback_query.register(open_privacy, OpenPrivacy.filter())
    router.callback_query.register(export_me, ExportMe.filter())
    router.callback_query.register(open_deletion, AskDeletion.filter())
    router.callback_query.register(delete_me, DeleteMe.filter())
    return router


async def show_privacy(message: Message, privacy: Privacy, office: Office) -> None:
    has_staff = office.reachable.anybody
    await show(message, views.privacy(privacy.keep_days, OpenPrivacy(), has_staff=has_staff))


async def open_privacy(
    query: CallbackQuery, callback_data: OpenPrivacy, privacy: Privacy, office: Office
) -> None:
    has_staff = office.reachable.anybody
    await show(query, views.privacy(privacy.keep_days, callback_data, has_staff=has_staff))


async def send_export(message: Message, bot: Bot, person: Person, privacy: Privacy) -> None:
    await bot.send_document(message.chat.id, await _file(person, privacy), caption=texts.EXPORTED)


async def export_me(query: CallbackQuery, bot: Bot, person: Person, privacy: Privacy) -> None:
    await bot.send_document(
        query.from_user.id, await _file(person, privacy), caption=texts.EXPORTED
    )


async def ask_deletion(message: Message, person: Person, privacy: Privacy) -> None:
    await show(message, views.deletion(AskDeletion(), await privacy.kept_of(person.id)))


async def open_deletion(
    query: CallbackQuery, callback_data: AskDeletion, person: Person, privacy: Privacy
) -> None:
    await show(query, views.deletion(callback_data, await privacy.kept_of(person.id)))


async def delete_me(
    query: CallbackQuery, bot: Bot, person: Person, privacy: Privacy, relay: Relay
) -> None:
    await relay.leave(bot, person.id)
    await privacy.erase(person.id)
    await show(query, views.deleted(await privacy.kept_of(person.id)))


async def _file(person: Person, privacy: Privacy) -> BufferedInputFile:
    stored = json.dumps(await privacy.export(person.id), ensure_ascii=False, indent=2)
    return BufferedInputFile(stored.encode(), texts.EXPORT_NAME)
