"""The bot's profile in Telegram: its commands and descriptions."""

import logging
from collections.abc import Iterable

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeUnion,
)

PRIVATE_COMMANDS = {
    "start": "Меню",
    "search": "Найти ответ",
    "saved": "Избранное",
    "events": "Мои события",
    "settings": "Настройки",
    "help": "Что я умею",
    "specialist": "Спросить специалиста",
    "privacy": "Что я о вас помню",
}
GROUP_COMMANDS = {"search": "Найти ответ", "help": "Как спросить"}
# In private chats with admins, in addition to everybody's commands.
ADMIN_COMMANDS = {
    "broadcast": "Разослать сообщение",
    "broadcasts": "Рассылки и итоги",
    "applications": "Заявки на выставки",
    "votes": "Голоса за выставки",
    "inbox": "Вопросы без ответа",
    "votes_report": "Оценки ответов",
    "stats": "Статистика",
    "audit": "Журнал действий",
}
DESCRIPTION = (
    "Отвечаю предпринимателям и студентам Москвы: поддержка экспорта, выставки и бизнес-миссии, "
    "обучение и стажировки, льготы для промышленности. Каждый ответ — с источником и датой. "
    "Спросите своими словами или откройте меню."
)
SHORT_DESCRIPTION = "Поддержка бизнеса, выставки и обучение в Москве: ответы с источником и датой."


_log = logging.getLogger(__name__)

SCOPES: tuple[tuple[BotCommandScopeUnion, dict[str, str]], ...] = (
    (BotCommandScopeAllPrivateChats(), PRIVATE_COMMANDS),
    (BotCommandScopeAllGroupChats(), GROUP_COMMANDS),
)


async def introduce(bot: Bot, admins: Iterable[int] = ()) -> None:
    """Set what differs from what Telegram has. A refusal is logged, not raised."""
    for admin_id in admins:
        await introduce_to_admin(bot, admin_id)
    try:
        for scope, wanted in SCOPES:
            await _set_commands(bot, scope, wanted)
        if (await bot.get_my_description()).description != DESCRIPTION:
            await bot.set_my_description(DESCRIPTION)
        if (await bot.get_my_short_description()).short_description != SHORT_DESCRIPTION:
            await bot.set_my_short_description(SHORT_DESCRIPTION)
    except TelegramAPIError as error:
        _log.warning("Telegram did not accept the bot's commands or description: %s", error)


async def introduce_to_admin(bot: Bot, admin_id: int) -> None:
    """Set the admins' commands in this chat; before the admin has started the bot, do nothing."""
    commands = PRIVATE_COMMANDS | ADMIN_COMMANDS
    try:
        await _set_commands(bot, BotCommandScopeChat(chat_id=admin_id), commands)
    except TelegramBadRequest as error:
        _log.info("Admin %s sees no commands yet: %s", admin_id, error)
    except TelegramAPIError as error:
        _log.warning("Telegram did not accept the commands of admin %s: %s", admin_id, error)


async def _set_commands(bot: Bot, scope: BotCommandScopeUnion, wanted: dict[str, str]) -> None:
    held = await bot.get_my_commands(scope=scope)
    if {one.command: one.description for one in held} != wanted:
        commands = [BotCommand(command=name, description=words) for name, words in wanted.items()]
        await bot.set_my_commands(commands, scope=scope)
