"""Words of the team: roles, rights, commands, refusals."""

from collections.abc import Collection
from datetime import datetime
from html import escape

from bot.team.models import RIGHTS, Right, TeamMember, TeamRole
from bot.ui.texts import TEAM_ONLY, safe, shown_name

ROLES: dict[TeamRole | None, str] = {
    None: "не в команде",
    TeamRole.OWNER: "владелец",
    TeamRole.ADMIN: "администратор",
    TeamRole.EDITOR: "редактор",
    TeamRole.SPECIALIST: "специалист",
    TeamRole.ANALYST: "аналитик",
}
_MAY = {
    Right.EDIT: "правит ответы и даты, разбирает вопросы без ответа",
    Right.DIALOGUES: "отвечает людям",
    Right.APPLICATIONS: "ведёт заявки",
    Right.STATS: "смотрит статистику, оценки и голоса",
    Right.BROADCAST: "делает рассылки",
    Right.AUDIT: "читает журнал действий",
    Right.ROLES: "даёт и снимает роли",
}
_MAY_ALL = {
    TeamRole.OWNER: "может всё и назначает администраторов",
    TeamRole.ADMIN: "может всё, но администраторов не назначает",
}

# In private chats with people who have the right, in addition to everybody's commands.
COMMANDS: dict[str, tuple[Right, str]] = {
    "broadcast": (Right.BROADCAST, "Разослать сообщение"),
    "broadcasts": (Right.BROADCAST, "Рассылки и итоги"),
    "desk": (Right.DIALOGUES, "Открытые диалоги с людьми"),
    "applications": (Right.APPLICATIONS, "Заявки на выставки"),
    "votes": (Right.STATS, "Голоса за выставки"),
    "inbox": (Right.EDIT, "Вопросы без ответа"),
    "votes_report": (Right.STATS, "Оценки ответов"),
    "stats": (Right.STATS, "Статистика"),
    "audit": (Right.AUDIT, "Журнал действий"),
    "team": (Right.MENU, "Команда и роли"),
}

TITLE = "<b>👥 Команда</b>"
WHO_MAY_WHAT = "<b>Кто что может</b>"
ADD = "➕ Дать роль"
LEAVE = "🚪 Выйти из команды"
TAKE = "🚪 Снять роль"
REVOKE = "✖️ Отозвать ссылку"
COPY_LINK = "📋 Скопировать ссылку"

ASK_FOR_PERSON = (
    "<b>Кому дать роль?</b>\n\n"
    "Перешлите мне любое сообщение этого человека или пришлите его контакт. Можно и ссылкой: роль "
    "получит тот, кто первым её откроет, — в течение суток."
)
NOT_A_PERSON = (
    "Так я не вижу, кто это: нужно пересланное сообщение самого человека или его контакт из "
    "Telegram. Если человек скрывает себя при пересылке, создайте для него ссылку."
)
NOT_ALLOWED = "Эту роль вы дать или снять не можете."
OWNER_STAYS = "Владельца задаёт настройка BOT_ADMIN_IDS, в чате эту роль не снять."
LINK_GONE = (
    "Эта ссылка больше не действует: её уже открыли, отозвали или прошли сутки. Попросите новую у "
    "того, кто её прислал."
)
LINK_REVOKED = "Ссылка отозвана: роль по ней уже не получить."
LINK_NOT_REVOKED = "Эту ссылку уже открыли, отозвали или прошли сутки."
LEFT = "Вы больше не в команде. Кнопки для сотрудников не действуют, остальное — как у всех."
NOT_TOLD = (
    "Роль действует, но написать этому человеку я не смог: попросите его открыть бота и нажать "
    "«Запустить»."
)


def commands_of(rights: Collection[Right]) -> dict[str, str]:
    """The commands for people with these rights, with what Telegram shows beside them."""
    return {name: words for name, (right, words) in COMMANDS.items() if right in rights}


def refused(role: TeamRole | None) -> str:
    """What is said to somebody whose role has no right to what they pressed or sent."""
    if role is None:
        return TEAM_ONLY
    return f"Ваша роль — {ROLES[role]}, этого она не позволяет. Кто что может — /team."


def role_line(role: TeamRole) -> str:
    """What the role may do: «<b>Аналитик</b> смотрит статистику, оценки и голоса.»."""
    parts = [words for right, words in _MAY.items() if right in RIGHTS[role]]
    words = _MAY_ALL.get(role) or ", ".join(parts)
    return f"<b>{ROLES[role].capitalize()}</b> {words}."


def who_may_what(roles: Collection[TeamRole]) -> str:
    return "\n".join(map(role_line, roles))


def member_link(member: TeamMember) -> str:
    name = safe(shown_name(member.name))
    return f'<a href="tg://user?id={member.person_id}">{name}</a>'


def member_line(member: TeamMember) -> str:
    return f"{member_link(member)} — {ROLES[member.role]}"


def member_button(member: TeamMember) -> str:
    return f"{shown_name(member.name)} · {ROLES[member.role]}"


def give(role: TeamRole) -> str:
    return f"Дать роль: {ROLES[role]}"


def link_button(role: TeamRole) -> str:
    return f"🔗 Ссылка: {ROLES[role]}"


def role_given(role: TeamRole) -> str:
    return f"Роль теперь — {ROLES[role]}"


def role_taken(role: TeamRole) -> str:
    return f"Роль «{ROLES[role]}» снята"


def you_have(role: TeamRole) -> str:
    return f"Вы в команде бота: ваша роль — <b>{ROLES[role]}</b>.\n\n{role_line(role)}"


def you_had(role: TeamRole) -> str:
    return f"Ваша роль «{ROLES[role]}» снята. {LEFT}"


def link_made(role: TeamRole, url: str, expires: datetime) -> str:
    return (
        f"<b>Ссылка: {ROLES[role]}</b>\n\n{escape(url)}\n\n"
        f"Роль получит тот, кто первым её откроет. Действует до {expires:%d.%m.%Y, %H:%M}. "
        "Отправьте её одному человеку, лично."
    )


def link_used(member: TeamMember) -> str:
    return f"Вашу ссылку открыли: {member_link(member)} теперь {ROLES[member.role]}."
