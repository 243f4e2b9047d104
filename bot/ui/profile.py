"""How the bot presents itself in Telegram: commands, description, menu button."""

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

from bot.ui.texts import profile as texts

_log = logging.getLogger(__name__)

SCOPES: tuple[tuple[BotCommandScopeUnion, dict[str, str]], ...] = (
    (BotCommandScopeAllPrivateChats(), texts.PRIVATE_COMMANDS),
    (BotCommandScopeAllGroupChats(), texts.GROUP_COMMANDS),
)


async def introduce(bot: Bot, admins: Iterable[int] = ()) -> None:
    """Set what differs from what Telegram already holds; a refusal is logged and stops nothing."""
    for admin_id in admins:
        await introduce_to_admin(bot, admin_id)
    try:
        for scope, wanted in SCOPES:
            await _set_commands(bot, scope, wanted)
        if (await bot.get_my_description()).description != texts.DESCRIPTION:
            await bot.set_my_description(texts.DESCRIPTION)
        if (await bot.get_my_short_description()).short_description != texts.SHORT_DESCRIPTION:
            await bot.set_my_short_description(texts.SHORT_DESCRIPTION)
    except TelegramAPIError as error:
        _log.warning("Telegram did not accept the bot's commands or description: %s", error)


async def introduce_to_admin(bot: Bot, admin_id: int) -> None:
    """Show the admins' commands in this chat; an admin who has not started the bot has none yet."""
    commands = texts.PRIVATE_COMMANDS | texts.ADMIN_COMMANDS
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
