"""The bot's profile in Telegram: its commands and descriptions."""

import logging
from collections.abc import Mapping

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
    "menu": "Меню",
    "calendar": "Календарь",
    "training": "Подобрать обучение",
    "my": "Моё: сохранённое, заявки, оповещения",
    "specialist": "Спросить специалиста",
    "settings": "Настройки",
    "help": "Помощь",
    "privacy": "Что я о вас помню",
}
# Understood when typed, and guessed at from a slip; the list of commands is short without them.
TYPED_COMMANDS = ("start", "search", "saved", "events")
GROUP_COMMANDS = {"search": "Найти ответ", "help": "Как спросить"}
DESCRIPTION = (
    "Помогаю разобраться, чем Москва помогает бизнесу и где учиться профессии: экспорт, выставки, "
    "льготы, колледжи, стажировки. К каждому ответу — источник и дата.\n\n"
    "Нажмите «Запустить» и спросите своими словами."
)
SHORT_DESCRIPTION = (
    "Чем Москва помогает бизнесу и где учиться профессии: ответы с источником и датой."
)


_NOBODY: Mapping[int, Mapping[str, str]] = {}
_log = logging.getLogger(__name__)

SCOPES: tuple[tuple[BotCommandScopeUnion, dict[str, str]], ...] = (
    (BotCommandScopeAllPrivateChats(), PRIVATE_COMMANDS),
    (BotCommandScopeAllGroupChats(), GROUP_COMMANDS),
)


async def introduce(bot: Bot, team: Mapping[int, Mapping[str, str]] = _NOBODY) -> None:
    """Set what differs from what Telegram has; `team` has commands for the chats of some people.

    A refusal is logged, not raised.
    """
    for person_id, commands in team.items():
        await introduce_to_member(bot, person_id, commands)
    try:
        for scope, wanted in SCOPES:
            await _set_commands(bot, scope, wanted)
        if (await bot.get_my_description()).description != DESCRIPTION:
            await bot.set_my_description(DESCRIPTION)
        if (await bot.get_my_short_description()).short_description != SHORT_DESCRIPTION:
            await bot.set_my_short_description(SHORT_DESCRIPTION)
    except TelegramAPIError as error:
        _log.warning("Telegram did not accept the bot's commands or description: %s", error)


async def introduce_to_member(bot: Bot, person_id: int, commands: Mapping[str, str]) -> None:
    """Set the commands of this chat; before the person has started the bot, do nothing.

    `commands` come behind everybody's; without any, the chat has everybody's alone.
    """
    try:
        await _set_commands(
            bot, BotCommandScopeChat(chat_id=person_id), PRIVATE_COMMANDS | dict(commands)
        )
    except TelegramBadRequest as error:
        _log.info("Person %s of the team sees no commands yet: %s", person_id, error)
    except TelegramAPIError as error:
        _log.warning("Telegram did not accept the commands of person %s: %s", person_id, error)


async def _set_commands(bot: Bot, scope: BotCommandScopeUnion, wanted: dict[str, str]) -> None:
    held = await bot.get_my_commands(scope=scope)
    if {one.command: one.description for one in held} != wanted:
        commands = [BotCommand(command=name, description=words) for name, words in wanted.items()]
        await bot.set_my_commands(commands, scope=scope)
