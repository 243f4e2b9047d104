"""The team: roles are given and taken in the chat, and each of them opens what it may."""

import re
from datetime import timedelta

import pytest

from bot.broadcast.buttons import StartNew
from bot.people import audit_texts
from bot.questions import texts as questions_texts
from bot.team import texts
from bot.team.models import RIGHTS, Right, TeamRole
from bot.ui import texts as ui_texts

LINK = re.compile(r"https://t\.me/\w+\?start=(team-\w+)")


@pytest.fixture
async def colleague(person):
    """Somebody who uses the bot and has no role yet."""
    await person.writes("/start")
    return person


@pytest.fixture
async def asked(admin):
    """The owner is asked whom to give a role."""
    await admin.writes("/team")
    await admin.presses(texts.ADD)
    return admin


async def gives(admin, world, colleague, role):
    """Forward a message of the colleague and give them this role."""
    said = await colleague.writes("Добрый день")
    world.telegram.forward(admin.id, said)
    await world.settle()
    await admin.presses(texts.give(role))


async def test_a_role_is_given_by_a_forwarded_message_and_opens_what_it_may(
    asked, colleague, world
):
    assert "Кому дать роль?" in asked.screen.text
    assert "Редактор правит ответы и даты" in asked.screen.text
    await gives(asked, world, colleague, TeamRole.EDITOR)
    assert asked.toast == texts.role_given(TeamRole.EDITOR)
    assert "Ирина — редактор" in asked.screen.text
    assert colleague.screen.text.startswith("Вы в команде бота: ваша роль — редактор.")

    await colleague.presses(questions_texts.EDITORS)
    assert questions_texts.BROADCASTS not in colleague.screen.buttons
    await colleague.presses("Вопросы без ответа")
    assert "Вопросы без ответа" in colleague.screen.text
    await colleague.writes("/broadcast")
    assert colleague.screen.text == texts.refused(TeamRole.EDITOR).replace("\xa0", " ")


async def test_a_role_is_given_by_a_contact(asked, colleague, world):
    contact = {"phone_number": "+70000000000", "first_name": "Ирина", "user_id": colleague.id}
    world.telegram.send(asked.id, {"contact": contact})
    await world.settle()
    await asked.presses(texts.give(TeamRole.ANALYST))
    await colleague.writes("/stats")
    assert "Статистика" in colleague.screen.text


@pytest.mark.parametrize(
    "content",
    [
        {"text": "Ирина"},
        {"contact": {"phone_number": "+70000000000", "first_name": "Ирина"}},
        {"text": "Привет", "forward_origin": {
            "type": "hidden_user", "sender_user_name": "Ирина", "date": 1}},
        {"text": "Привет", "forward_origin": {
            "type": "user", "sender_user": {"id": 5, "is_bot": True, "first_name": "Бот"},
            "date": 1}},
    ],
    ids=["words", "a contact outside of Telegram", "a hidden author", "a bot"],
)  # fmt: skip
async def test_what_names_nobody_is_said_and_the_next_message_still_counts(
    content, asked, colleague, world
):
    world.telegram.send(asked.id, content)
    await world.settle()
    assert asked.screen.text == texts.NOT_A_PERSON
    await gives(asked, world, colleague, TeamRole.ANALYST)
    assert asked.toast == texts.role_given(TeamRole.ANALYST)


async def test_a_person_who_has_not_started_the_bot_has_the_role_and_the_giver_is_told(
    asked, world, someone
):
    contact = {"phone_number": "+7", "first_name": "Новая", "user_id": 1000777}
    someone(1000777)
    world.telegram.send(asked.id, {"contact": contact})
    await world.settle()
    await asked.presses(texts.give(TeamRole.SPECIALIST))
    assert asked.toast == texts.NOT_TOLD
    assert asked.alert
    newcomer = world.person(1000777)
    await newcomer.writes("/applications")
    assert "Заявки" in newcomer.screen.text


async def test_a_link_gives_its_role_once_and_its_author_is_told(
    asked, colleague, other_admin, world
):
    await asked.presses(texts.link_button(TeamRole.SPECIALIST))
    token = LINK.search(asked.screen.text)[1]
    await colleague.writes(f"/start {token}")
    assert "ваша роль — специалист" in colleague.screen.text
    assert asked.screen.text == "Вашу ссылку открыли: Ирина теперь специалист."
    await asked.presses("Ирина · специалист")
    assert texts.TAKE in asked.screen.buttons

    latecomer = world.person(1000005, "Лишний")
    await latecomer.writes(f"/start {token}")
    assert latecomer.screen.text == texts.LINK_GONE
    await latecomer.writes("/applications")
    assert "Заявки" not in latecomer.screen.text


@pytest.mark.parametrize("end", ["time", "revoked", "author left"])
async def test_a_link_ends_with_its_day_when_revoked_and_with_its_author(
    end, asked, colleague, services, someone, clock
):
    author = someone(1000006)
    await author.writes("/start")
    await services.team.give(asked.id, author.id, TeamRole.ADMIN)
    await author.writes("/team")
    await author.presses(texts.ADD)
    await author.presses(texts.link_button(TeamRole.EDITOR))
    token, screen = LINK.search(author.screen.text)[1], author.screen
    if end == "time":
        clock.now += timedelta(days=1)
    elif end == "revoked":
        await author.presses(texts.REVOKE)
        assert author.screen.text == texts.LINK_REVOKED
        await author.presses(texts.REVOKE, screen)
        assert author.screen.text == texts.LINK_NOT_REVOKED
    else:
        await services.team.take(asked.id, author.id)
    await colleague.writes(f"/start {token}")
    assert colleague.screen.text == texts.LINK_GONE
    assert colleague.id not in services.team


async def test_an_owner_does_not_lose_their_role_by_a_link(asked, other_admin, colleague):
    await asked.presses(texts.link_button(TeamRole.ANALYST))
    token = LINK.search(asked.screen.text)[1]
    await other_admin.writes(f"/start {token}")
    assert other_admin.screen.text == texts.LINK_GONE
    await other_admin.writes("/audit")
    assert "Журнал действий" in other_admin.screen.text
    await colleague.writes(f"/start {token}")
    assert "аналитик" in colleague.screen.text


async def test_a_taken_role_opens_nothing_any_more_not_even_by_an_old_button(
    asked, colleague, world
):
    await gives(asked, world, colleague, TeamRole.ADMIN)
    await colleague.writes("/broadcasts")
    old = colleague.screen
    member = asked.screen
    await asked.presses(texts.TAKE, member)
    assert asked.toast == texts.role_taken(TeamRole.ADMIN)
    assert "Ирина — не в команде" in asked.screen.text
    assert colleague.screen.text == texts.you_had(TeamRole.ADMIN)
    await colleague.opens(StartNew().pack(), old.id)
    assert colleague.toast == ui_texts.TEAM_ONLY
    await colleague.writes("/broadcasts")
    assert "Рассылки" not in colleague.screen.text
    await colleague.writes("/menu")
    assert questions_texts.EDITORS not in colleague.screen.buttons


async def test_leaving_is_one_press(asked, colleague, world):
    await gives(asked, world, colleague, TeamRole.EDITOR)
    await colleague.writes("/team")
    await colleague.presses(texts.LEAVE)
    assert colleague.screen.text == texts.LEFT
    await colleague.writes("/inbox")
    assert "Вопросы без ответа" not in colleague.screen.text
    await asked.writes("/audit")
    assert "снята роль: Ирина · Ирина" in asked.screen.text


async def test_an_owner_cannot_leave_and_is_told_why(admin):
    await admin.writes("/team")
    assert texts.LEAVE not in admin.screen.buttons
    await admin.opens("xml:")
    assert admin.toast == texts.OWNER_STAYS


async def test_an_admin_gives_and_takes_only_roles_below(asked, colleague, services, someone):
    await services.team.give(asked.id, colleague.id, TeamRole.ADMIN)
    other = someone(1000007)
    await services.team.give(asked.id, other.id, TeamRole.ADMIN)
    await colleague.writes("/team")
    await colleague.presses(texts.ADD)
    assert texts.link_button(TeamRole.ADMIN) not in colleague.screen.buttons
    for data in (f"xmg::{other.id}:editor", f"xmt::{other.id}", f"xmt::{asked.id}", "xmk::admin"):
        await colleague.opens(data)
        assert colleague.toast == texts.NOT_ALLOWED, data
    await colleague.opens("xmg::1000555:admin")
    assert colleague.toast == texts.NOT_ALLOWED
    assert services.team.role(other.id) is TeamRole.ADMIN
    assert services.team.role(asked.id) is TeamRole.OWNER


async def test_the_audit_log_shows_names(asked, colleague, world):
    await gives(asked, world, colleague, TeamRole.EDITOR)
    await asked.writes("/audit")
    assert "дана роль: Ирина · Ольга\nредактор" in asked.screen.text
    assert audit_texts.TITLE[3:-4] in asked.screen.text


async def test_everybody_in_the_team_sees_who_is_in_it_and_who_may_what(asked, colleague, services):
    await services.team.give(asked.id, colleague.id, TeamRole.ANALYST)
    await colleague.writes("/team")
    assert "Ольга — владелец" in colleague.screen.text
    assert "Ирина — аналитик" in colleague.screen.text
    for role in TeamRole:
        assert texts.ROLES[role].capitalize() in colleague.screen.text
    assert texts.ADD not in colleague.screen.buttons


async def test_a_large_team_has_pages(asked, services, someone):
    for number in range(20):
        await services.team.remember_name(1000800 + number, f"Человек {number:02}")
        await services.team.give(asked.id, 1000800 + number, TeamRole.ANALYST)
    await asked.writes("/team")
    assert "1/3" in asked.screen.buttons
    await asked.presses(ui_texts.NEXT)
    await asked.presses(ui_texts.NEXT)
    assert "Человек 19" in asked.screen.text


async def test_roles_are_there_after_a_restart(asked, colleague, services, restart):
    await services.team.give(asked.id, colleague.id, TeamRole.EDITOR)
    world = await restart()
    again = world.person(colleague.id)
    await again.writes("/inbox")
    assert "Вопросы без ответа" in again.screen.text


async def test_commands_in_the_menu_of_telegram_are_those_of_the_role(asked, colleague, world):
    def shown():
        commands = world.telegram.profile.commands[("chat", colleague.id), ""]
        return {command["command"] for command in commands}

    await gives(asked, world, colleague, TeamRole.ANALYST)
    assert {"stats", "votes", "team"} <= shown()
    assert "broadcast" not in shown()
    await colleague.writes("/team")
    await colleague.presses(texts.LEAVE)
    assert not shown() & set(texts.COMMANDS)


async def test_the_name_of_somebody_who_has_left_goes_with_the_audit_log(
    asked, colleague, services, database, world, clock
):
    await services.team.give(asked.id, colleague.id, TeamRole.EDITOR)
    await services.team.take(asked.id, colleague.id)

    async def kept():
        await world.tick()
        return {row["person_id"] for row in await database.rows("SELECT person_id FROM team")}

    assert colleague.id in await kept()
    clock.now += timedelta(days=1097)
    assert colleague.id not in await kept()


@pytest.mark.parametrize("role", TeamRole)
def test_what_a_role_may_is_said_of_every_right(role):
    """But for the menu, which everybody has; of those who may do everything, that they may."""
    may_all = RIGHTS[role] == frozenset(Right)
    assert ("может всё" in texts.role_line(role)) is may_all
    assert may_all or len(texts.role_line(role).split(", ")) >= len(RIGHTS[role] - {Right.MENU})
