"""Words of the team: roles, rights, commands, refusals."""

from collections.abc import Collection

from bot.team.models import Right, TeamRole
from bot.ui.texts import TEAM_ONLY

ROLES = {
    TeamRole.OWNER: "Владелец",
    TeamRole.ADMIN: "Администратор",
    TeamRole.EDITOR: "Редактор",
    TeamRole.SPECIALIST: "Специалист",
    TeamRole.ANALYST: "Аналитик",
}

# In private chats with people who have the right, in addition to everybody's commands.
COMMANDS: dict[str, tuple[Right, str]] = {
    "broadcast": (Right.BROADCAST, "Разослать сообщение"),
    "broadcasts": (Right.BROADCAST, "Рассылки и итоги"),
    "applications": (Right.APPLICATIONS, "Заявки на выставки"),
    "votes": (Right.STATS, "Голоса за выставки"),
    "inbox": (Right.EDIT, "Вопросы без ответа"),
    "votes_report": (Right.STATS, "Оценки ответов"),
    "stats": (Right.STATS, "Статистика"),
    "audit": (Right.AUDIT, "Журнал действий"),
}


def commands_of(rights: Collection[Right]) -> dict[str, str]:
    """The commands for people with these rights, with what Telegram shows beside them."""
    return {name: words for name, (right, words) in COMMANDS.items() if right in rights}


def refused(role: TeamRole | None) -> str:
    """What is said to somebody whose role has no right to what they pressed or sent."""
    if role is None:
        return TEAM_ONLY
    return f"Ваша роль — {ROLES[role].lower()}, этого она не позволяет."
