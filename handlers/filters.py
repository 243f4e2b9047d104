"""Filters that several features share: a message's text, its chat, its author."""

import logging

from aiogram import flags
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.enums import ChatType
from aiogram.filters import BaseFilter, Command, CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message, TelegramObject
from magic_filter import MagicFilter

from bot.people.models import Person
from bot.people.repository import FILLED, Form
from bot.team import texts as team_texts
from bot.team.models import Right
from bot.team.repository import Team
from bot.team.texts import COMMANDS as TEAM_COMMANDS
from bot.telegram import reading
from bot.telegram.routing import Routes
from bot.ui.address import ADMIN_PREFIX
from bot.ui.screen import notice
from bot.ui.show import show

_log = logging.getLogger(__name__)


def message_text(message: Message) -> str:
    return message.text or message.caption or ""


async def is_command(message: Message) -> bool:
    return message_text(message).startswith("/")


async def is_no_command(message: Message) -> bool:
    return not (message.text or "").startswith("/")


async def has_words(message: Message) -> bool:
    """Whether it has a text or a caption that is not a command."""
    return bool(message_text(message)) and not message_text(message).startswith("/")


async def has_no_text(message: Message) -> bool:
    return not message.text


async def in_album(message: Message) -> bool:
    return message.media_group_id is not None


async def has_content(message: Message) -> bool:
    """Whether somebody has written it: pins, timers and the like are notes of Telegram."""
    return reading.has_content(message)


async def is_reply(message: Message) -> bool:
    """In a topic every message formally replies to the note that opened it; that does not count."""
    return message.reply_to_message is not None and await has_content(message.reply_to_message)


async def is_typed(message: Message) -> bool:
    """Whether it is a text (not the caption of a picture) and not a command."""
    return bool(message.text) and await has_words(message)


GROUPS = {ChatType.GROUP, ChatType.SUPERGROUP}


def is_bot(message: Message) -> bool:
    """Whether another bot has written it; anonymous admins and channels write as a chat."""
    author = message.from_user
    return author is not None and author.is_bot and message.sender_chat is None


async def is_letter(message: Message) -> bool:
    """Whether a dialogue passes it on: content that somebody has written, but no command."""
    return await has_content(message) and await is_no_command(message) and not is_bot(message)


async def is_edited_letter(message: Message) -> bool:
    """As `is_letter`, but no live location: it sends an edit at every step."""
    return await is_letter(message) and message.location is None


async def has_contact(message: Message) -> bool:
    return message.contact is not None


async def is_answered(message: Message) -> bool:
    """Other bots are answered only their commands."""
    return not is_bot(message) or await is_command(message)


async def in_private(message: Message) -> bool:
    return message.chat.type == ChatType.PRIVATE


async def in_group(message: Message) -> bool:
    return message.chat.type in GROUPS


class May(BaseFilter):
    """Whether the author's role has the right; then their name is kept for the audit log.

    Checked for each message and press: hiding a command does not protect it.
    """

    def __init__(self, right: Right) -> None:
        self.right = right

    async def __call__(self, event: TelegramObject, team: Team) -> bool:
        user = getattr(event, "from_user", None)
        if user is None or not team.may(user.id, self.right):
            return False
        await team.remember_name(user.id, user.full_name)
        return True


class FilledForm(BaseFilter):
    """The message has filled the person's last form already, and was edited or came again."""

    async def __call__(self, message: Message, open_form: Form | None) -> bool:
        return open_form == Form(FILLED, message.message_id)


def command(*names: str, magic: MagicFilter | None = None) -> Command:
    """In any case: phones write the first letter of a message as a capital."""
    return Command(*names, ignore_case=True, magic=magic)


def start_command(
    magic: MagicFilter | None = None, *, deep_link: bool | None = None
) -> CommandStart:
    return CommandStart(deep_link=deep_link, ignore_case=True, magic=magic)


async def is_admin_press(query: CallbackQuery) -> bool:
    return (query.data or "").startswith(ADMIN_PREFIX)


async def is_private_press_in_group(query: CallbackQuery) -> bool:
    """The screens of the private chat have no buttons in groups."""
    chat = query.message.chat if query.message else None
    return chat is not None and chat.type in GROUPS and not await is_admin_press(query)


def add_stranger_routes(routes: Routes) -> None:
    """Routes behind those of the team: what reaches them comes from people without the right."""
    routes.press(refuse_press, is_admin_press)
    routes.message(refuse_command, command(*TEAM_COMMANDS))


async def refuse_press(query: CallbackQuery, team: Team) -> str:
    _log.warning("Person %s pressed the admin button %r", query.from_user.id, query.data)
    return team_texts.refused(team.role(query.from_user.id))


@flags.unlimited
async def refuse_command(
    message: Message, command: CommandObject, person: Person, team: Team
) -> None:
    """Strangers get the "unknown command" reply, so commands of the team are not revealed."""
    _log.warning("Person %s sent the admin command %r", person.id, command.command)
    role = team.role(person.id)
    if role is None:
        raise SkipHandler
    await show(message, notice(team_texts.refused(role)))
