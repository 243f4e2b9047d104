"""Who is an admin, and what a stranger at an admin's door gets."""

import logging

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import BaseFilter, Command, CommandObject
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.audience.models import Person
from bot.ui.callbacks.address import ADMIN_PREFIX
from bot.ui.texts import common as texts
from bot.ui.texts.profile import ADMIN_COMMANDS

_log = logging.getLogger(__name__)


class IsAdmin(BaseFilter):
    """Checked for each message and each press: a hidden command is not a lock."""

    async def __call__(self, event: TelegramObject, admins: frozenset[int]) -> bool:
        user = getattr(event, "from_user", None)
        return user is not None and user.id in admins


def build_strangers_router() -> Router:
    """Comes after the admin routes: who gets here with an admin's button is not one."""
    router = Router(name="strangers")
    router.callback_query.register(refuse_press, F.data.startswith(ADMIN_PREFIX))
    router.message.register(log_command, Command(*ADMIN_COMMANDS))
    return router


async def refuse_press(query: CallbackQuery) -> str:
    _log.warning("Person %s pressed the admin button %r", query.from_user.id, query.data)
    return texts.ADMINS_ONLY


async def log_command(_message: Message, command: CommandObject, person: Person) -> None:
    """It is answered like a command that nobody has: a stranger need not learn what admins do."""
    _log.warning("Person %s sent the admin command %r", person.id, command.command)
    raise SkipHandler
