"""«🛠 Редакция»: the one door to every room of the admins."""

import pytest

from bot.ui.texts import common, editors, menu
from bot.ui.views.menu import home

ROOMS = {
    "Вопросы без ответа": "Вопросы без ответа",
    editors.DRAFTS: "Черновики",
    "Новые заявки": "Заявки на участие",
    editors.BROADCASTS: "Рассылки",
    editors.STATS: "Статистика",
    "Оценки ответов": "Оценки ответов",
    editors.VOTES: "Выставки 2027 года",
    editors.AUDIT: "Журнал действий",
}


@pytest.fixture
async def editor(admin):
    """An admin in the room."""
    await admin.writes("/menu")
    await admin.presses(editors.EDITORS)
    return admin


@pytest.mark.parametrize(("door", "title"), ROOMS.items())
async def test_every_room_is_a_press_away_and_back_returns(editor, door, title):
    await editor.presses(door)
    assert title in editor.screen.text
    await editor.presses(common.BACK)
    assert editor.screen.text.startswith(editors.EDITORS)
    await editor.presses(common.HOME)
    assert menu.HOME_HINT in editor.screen.text
    assert editors.EDITORS in editor.screen.buttons


async def test_what_waits_is_counted_on_the_doors(admin, person):
    for question in ("как растаможить снегоуборщик", "как пожарить стейк средней прожарки"):
        await person.writes(question)
    await admin.writes("/menu")
    await admin.presses(editors.EDITORS)
    assert "📥 Вопросы без ответа: 2" in admin.screen.buttons
    assert "📨 Новые заявки: 0" in admin.screen.buttons


async def test_the_door_stands_on_every_menu_of_an_admin(admin):
    await admin.writes("/start")
    assert editors.EDITORS not in admin.screen.buttons
    welcome = admin.screen
    await admin.presses(menu.JUST_MENU)
    assert editors.EDITORS in admin.screen.buttons
    await admin.opens(welcome.key(menu.BUSINESS)["callback_data"])
    assert admin.toast == menu.ROLE_CHOSEN
    assert editors.EDITORS in admin.screen.buttons
    await admin.writes("/start")
    assert editors.EDITORS in admin.screen.buttons
    await admin.writes("/start export_money_grant")
    assert editors.EDITORS not in admin.screen.buttons
    await admin.writes("/nothing_like_that")
    assert editors.EDITORS in admin.screen.buttons
    await admin.sends("sticker")
    assert editors.EDITORS in admin.screen.buttons
    await admin.opens("a_button_of_an_old_release")
    assert editors.EDITORS in admin.screen.buttons


async def test_an_admin_who_never_said_who_they_are_gets_the_door_too(admin):
    await admin.writes("/start")
    await admin.writes("/start")
    assert editors.EDITORS in admin.screen.buttons


async def test_nobody_else_sees_it_and_all_of_them_share_one_menu(person, someone):
    other = someone(1000777)
    for one in (person, other):
        await one.writes("/start")
        before = home.cache_info().misses
        await one.presses(menu.JUST_MENU)
        assert menu.HOME_HINT in one.screen.text
        assert editors.EDITORS not in one.screen.buttons
    assert home.cache_info().misses == before
