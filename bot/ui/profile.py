"""The bot's profile in Telegram: its commands and descriptions."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeUnion,
)

from bot.knowledge.models import Introduction, Introductions
from bot.people.models import READ_RUSSIAN, Language

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
HOW_TO_BEGIN = "Нажмите «Запустить» и спросите своими словами."


PRIVATE_IN_ENGLISH = {
    "menu": "Menu",
    "calendar": "Exhibitions (in Russian)",
    "my": "What you saved",
    "specialist": "Ask a person",
    "settings": "Settings and language",
    "help": "Help",
    "privacy": "What I keep about you",
}
GROUP_IN_ENGLISH = {"search": "Find an answer", "help": "How to ask"}
HOW_TO_BEGIN_IN_ENGLISH = "Press Start and ask in your own words. The main answers are in English."

_NOBODY: Mapping[int, Mapping[str, str]] = {}
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BotProfile:
    """What the bot shows of itself in one language."""

    private: dict[str, str]
    group: dict[str, str]
    description: str
    short_description: str


def russian(found: Introduction) -> BotProfile:
    description = f"{found.about}\n\n{HOW_TO_BEGIN}"
    return BotProfile(PRIVATE_COMMANDS, GROUP_COMMANDS, description, found.short)


def english(found: Introduction) -> BotProfile:
    description = f"{found.about}\n\n{HOW_TO_BEGIN_IN_ENGLISH}"
    return BotProfile(PRIVATE_IN_ENGLISH, GROUP_IN_ENGLISH, description, found.short)


def _profiles(found: Introductions) -> dict[str | None, BotProfile]:
    """By the language of people's Telegram; what has none of its own is shown that of None."""
    in_russian = russian(found[Language.RUSSIAN])
    return {None: english(found[Language.ENGLISH]), **dict.fromkeys(READ_RUSSIAN, in_russian)}


async def introduce(
    bot: Bot, introductions: Introductions, team: Mapping[int, Mapping[str, str]] = _NOBODY
) -> None:
    """Set what differs from what Telegram has; `team` has commands for the chats of some people.

    A refusal is logged, not raised.
    """
    for person_id, commands in team.items():
        await introduce_to_member(bot, person_id, commands)
    try:
        for language, profile in _profiles(introductions).items():
            await _set_profile(bot, language, profile)
    except TelegramAPIError as error:
        _log.warning("Telegram did not accept the bot's commands or description: %s", error)


async def _set_profile(bot: Bot, language: str | None, wanted: BotProfile) -> None:
    await _set_commands(bot, BotCommandScopeAllPrivateChats(), wanted.private, language)
    await _set_commands(bot, BotCommandScopeAllGroupChats(), wanted.group, language)
    held = await bot.get_my_description(language_code=language)
    if held.description != wanted.description:
        await bot.set_my_description(wanted.description, language_code=language)
    short = await bot.get_my_short_description(language_code=language)
    if short.short_description != wanted.short_description:
        await bot.set_my_short_description(wanted.short_description, language_code=language)


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


async def _set_commands(
    bot: Bot, scope: BotCommandScopeUnion, wanted: dict[str, str], language: str | None = None
) -> None:
    held = await bot.get_my_commands(scope=scope, language_code=language)
    if {one.command: one.description for one in held} != wanted:
        commands = [BotCommand(command=name, description=words) for name, words in wanted.items()]
        await bot.set_my_commands(commands, scope=scope, language_code=language)
