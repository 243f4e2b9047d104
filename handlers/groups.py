"""In groups the bot answers only what is addressed to it, briefly and in the same topic."""

import re

from aiogram import Bot, F, Router
from aiogram.filters import BaseFilter, Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.audience.models import Person
from bot.questions.answering import Answering
from bot.questions.models import Asked
from bot.specialist.office import Office
from bot.ui.callbacks.address import ADMIN_PREFIX
from bot.ui.showing import show
from bot.ui.texts import search as texts
from bot.ui.views import search as views
from bot.ui.views.common import invitation
from handlers.where import GROUPS, in_group


class Addressed(BaseFilter):
    """A question to the bot by name or in reply to it; handlers get its `question`, unnamed."""

    async def __call__(self, message: Message, bot: Bot, office: Office) -> bool | dict[str, str]:
        me = await bot.me()
        text = message.text or ""
        if named := re.search(rf"@{me.username}\b", text, re.IGNORECASE):
            return {"question": f"{text[: named.start()]} {text[named.end() :]}".strip()}
        to_bot = _answered(message) == me.id and not text.startswith("/")
        if message.chat.id == office.staff.chat_id:
            return False  # to a person, whose dialogue is gone
        return {"question": text} if to_bot and text else False


def _answered(message: Message) -> int | None:
    """Whom it replies to. In a topic every message hangs on what opened it: that is no reply."""
    earlier = message.reply_to_message
    if earlier is None or earlier.forum_topic_created or earlier.from_user is None:
        return None
    return earlier.from_user.id


def build_router() -> Router:
    router = Router(name="groups")
    router.message.filter(in_group)
    router.message.register(answer_command, Command("search", magic=F.args))
    router.message.register(introduce, Command("start", "help", "search"))
    router.message.register(answer_mention, Addressed())
    router.message.register(overhear)
    return router


def build_guard() -> Router:
    """Stands before the rooms of a person: none of their screens is in a group."""
    router = Router(name="guard")
    there, own = F.message.chat.type.in_(GROUPS), ~F.data.startswith(ADMIN_PREFIX)
    router.callback_query.register(refuse_press, there, own)
    return router


async def refuse_press(query: CallbackQuery) -> None:
    """A press there on such an address was made by hand, maybe by somebody nobody has met."""


async def introduce(message: Message) -> None:
    await show(message, invitation(texts.ASK_IN_GROUP, texts.OPEN_BOT))


async def answer_command(
    message: Message, command: CommandObject, person: Person, answering: Answering
) -> None:
    await answer_mention(message, command.args or "", person, answering)


async def answer_mention(
    message: Message, question: str, person: Person, answering: Answering
) -> None:
    if not question:
        return await introduce(message)
    asked = Asked(None, message.chat.id, message.message_id, question)
    await show(message, views.in_group(await answering.ask(asked, person)))
    return None


async def overhear(message: Message) -> None:
    """What people say to each other is not for the bot."""
