"""«🛠 Редакция»: the menu of everything that admins can do."""

import pytest

from bot.knowledge import texts as knowledge_texts
from bot.knowledge.screens import home
from bot.questions import texts as questions_texts
from bot.ui import texts as ui_texts

SCREENS = {
    "Вопросы без ответа": "Вопросы без ответа",
    questions_texts.EDITORS_DRAFTS: "Черновики",
    "Новые заявки": "Заявки на участие",
    questions_texts.BROADCASTS: "Рассылки",
    questions_texts.STATS: "Статистика",
    "Оценки ответов": "Оценки ответов",
    questions_texts.VOTES: "Выставки 2027 года",
    questions_texts.AUDIT: "Журнал действий",
}


@pytest.fixture
async def editor(admin):
    """An admin in this menu."""
    await admin.writes("/menu")
    await admin.presses(questions_texts.EDITORS)
    return admin


async def test_every_screen_is_a_press_away_and_back_returns(editor):
    for button, title in SCREENS.items():
        await editor.presses(button)
        assert title in editor.screen.text
        await editor.presses(ui_texts.BACK)
        assert editor.screen.text.startswith(questions_texts.EDITORS), button
    await editor.presses(ui_texts.HOME)
    assert knowledge_texts.HOME_HINT in editor.screen.text
    assert questions_texts.EDITORS in editor.screen.buttons


async def test_the_buttons_count_what_waits(admin, person):
    for question in ("как растаможить снегоуборщик", "как пожарить стейк средней прожарки"):
        await person.writes(question)
    await admin.writes("/menu")
    await admin.presses(questions_texts.EDITORS)
    assert "📥 Вопросы без ответа: 2" in admin.screen.buttons
    assert "📨 Новые заявки: 0" in admin.screen.buttons


async def test_every_menu_of_an_admin_has_the_button(admin):
    await admin.writes("/start")
    assert questions_texts.EDITORS not in admin.screen.buttons
    welcome = admin.screen
    await admin.presses(knowledge_texts.JUST_MENU)
    assert questions_texts.EDITORS in admin.screen.buttons
    await admin.opens(welcome.key(knowledge_texts.BUSINESS)["callback_data"])
    assert admin.toast == knowledge_texts.ROLE_CHOSEN
    assert questions_texts.EDITORS in admin.screen.buttons
    await admin.writes("/start")
    assert questions_texts.EDITORS in admin.screen.buttons
    await admin.writes("/start export_money_grant")
    assert questions_texts.EDITORS not in admin.screen.buttons
    await admin.opens("a_button_of_an_old_release")
    assert questions_texts.EDITORS in admin.screen.buttons


async def test_an_admin_without_a_role_gets_the_button_too(admin):
    await admin.writes("/start")
    await admin.writes("/start")
    assert questions_texts.EDITORS in admin.screen.buttons


async def test_nobody_else_sees_it_and_all_of_them_share_one_menu(person, someone):
    other = someone(1000777)
    for one in (person, other):
        await one.writes("/start")
        before = home.cache_info().misses
        await one.presses(knowledge_texts.JUST_MENU)
        assert knowledge_texts.HOME_HINT in one.screen.text
        assert questions_texts.EDITORS not in one.screen.buttons
    assert home.cache_info().misses == before
