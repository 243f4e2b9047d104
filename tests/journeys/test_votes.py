from datetime import timedelta

import pytest

from bot.knowledge import texts as knowledge_texts
from bot.questions import texts as questions_texts
from bot.specialist import texts as specialist_texts
from bot.ui import texts as ui_texts

QUESTION = "сколько дают грант на экспорт"


@pytest.fixture
def rows(database):
    async def read():
        return await database.rows("SELECT * FROM answer_votes ORDER BY person_id")

    return read


async def opened_card(person):
    await person.writes("/menu")
    await person.presses(knowledge_texts.SECTIONS)
    await person.presses("Экспорт")
    await person.presses("Гранты, субсидии, займы")
    await person.presses("Грант на экспорт: сколько дают")
    return person.screen.text


async def test_one_vote_a_person_and_the_last_word_counts(person, rows, clock):
    card = await opened_card(person)
    await person.presses(questions_texts.USEFUL)
    await person.presses(questions_texts.USEFUL)
    assert person.toast == questions_texts.THANKS
    assert person.screen.text == card
    assert ui_texts.CHOSEN + questions_texts.USEFUL in person.screen.buttons
    assert [row["useful"] for row in await rows()] == [1]

    await person.presses(questions_texts.USELESS)
    assert "Что не так с ответом?" in person.screen.text
    assert person.screen.text.startswith(card)  # the answer stays in sight
    await person.presses("Устарело")
    assert person.toast == questions_texts.NOTED
    assert person.screen.text.startswith(card)
    await person.presses(questions_texts.TO_ANSWER)
    assert person.screen.text == card
    assert ui_texts.CHOSEN + questions_texts.USELESS in person.screen.buttons
    (row,) = await rows()
    assert (row["useful"], row["reason"]) == (0, "outdated")

    await person.presses(questions_texts.USEFUL)
    (row,) = await rows()
    assert (row["useful"], row["reason"], row["comment"]) == (1, None, "")


async def test_a_reason_leads_on_to_a_specialist_with_the_question(person, admin):
    await admin.writes("/start")
    await person.writes(QUESTION)
    await person.presses(questions_texts.USELESS)
    await person.presses("Не о том")
    await person.presses(questions_texts.HAND_OVER)
    assert specialist_texts.WILL_SEND in person.screen.text
    assert QUESTION in person.screen.text
    await person.presses(specialist_texts.SEND)
    assert QUESTION in admin.screen.text


async def test_without_a_question_the_specialist_gets_the_answer(person):
    await opened_card(person)
    await person.presses(questions_texts.USELESS)
    await person.presses("Непонятно")
    await person.presses(questions_texts.HAND_OVER)
    assert "Ответ «Грант на экспорт: сколько дают и кому» мне не помог" in person.screen.text
    await person.presses(ui_texts.BACK)
    assert "до 10 млн" in person.screen.text


async def test_the_way_back_survives_a_vote(person):
    await opened_card(person)
    await person.presses(questions_texts.USEFUL)
    await person.presses(ui_texts.BACK)
    assert "Гранты, субсидии, займы" in person.screen.text


async def test_the_next_text_after_a_reason_goes_to_the_editors_masked(person, rows):
    await opened_card(person)
    await person.presses(questions_texts.USELESS)
    await person.presses("Неверно")
    await person.writes("там другая сумма, мне сказали по 8 926 123-45-67")
    assert person.screen.text == questions_texts.WORDS_KEPT
    (row,) = await rows()
    assert row["comment"] == "там другая сумма, мне сказали по ‹телефон›"
    await person.presses(questions_texts.TO_ANSWER)
    assert "Грант на экспорт" in person.screen.text
    await person.writes(QUESTION)
    assert questions_texts.WORDS_KEPT not in person.screen.text
    assert (await rows())[0]["comment"] == row["comment"]


@pytest.mark.parametrize("escape", ["/start", "/help", "button"])
async def test_a_command_or_a_button_leaves_the_comment(person, rows, escape):
    await opened_card(person)
    await person.presses(questions_texts.USELESS)
    await person.presses("Неверно")
    if escape == "button":
        await person.presses(ui_texts.HOME)
    else:
        await person.writes(escape)
    await person.writes(QUESTION)
    assert "грант" in person.screen.text.lower()
    assert [row["comment"] for row in await rows()] == [""]


async def test_a_comment_is_still_waited_for_after_a_restart(person, rows, database, services):
    await opened_card(person)
    await person.presses(questions_texts.USELESS)
    await person.presses("Непонятно")
    await person.writes("слишком сложно")
    assert [row["comment"] for row in await rows()] == ["слишком сложно"]


async def test_new_words_of_an_answer_start_a_new_count(person, rows, database):
    await opened_card(person)
    await person.presses(questions_texts.USEFUL)
    async with database.transaction() as transaction:
        await transaction.execute("UPDATE answers SET version = 'new'")
    await opened_card(person)
    assert questions_texts.USEFUL in person.screen.buttons
    await person.presses(questions_texts.USELESS)
    assert sorted(row["useful"] for row in await rows()) == [0, 1]


async def test_a_vote_for_an_answer_that_is_gone_leads_home(person, rows, database):
    await opened_card(person)
    card = person.screen
    async with database.transaction() as transaction:
        await transaction.execute("UPDATE answers SET state = 'gone'")
    await person.presses(questions_texts.USEFUL, card)
    assert person.screen.text == ui_texts.GONE
    assert await rows() == []


async def test_a_question_of_another_day_is_not_taken_for_words_about_a_vote(person, rows, clock):
    await opened_card(person)
    await person.presses(questions_texts.USELESS)
    await person.presses("Непонятно")
    clock.now += timedelta(days=1, minutes=1)
    await person.writes("когда открылось Руднево")
    assert "2 октября 2024" in person.screen.text
    await person.writes("когда открылось Руднево")
    assert "2 октября 2024" in person.screen.text
    assert (await rows())[0]["comment"] == ""


async def test_admins_see_what_to_mend_first(admin, someone):
    for person_id in range(5):
        voter = someone(2000 + person_id)
        await opened_card(voter)
        await voter.presses(questions_texts.USEFUL)
    critic = someone(3000)
    await opened_card(critic)
    await critic.presses(questions_texts.USELESS)
    await critic.presses("Непонятно")
    await critic.writes("много <слов>")
    await critic.presses(questions_texts.TO_ANSWER)
    await critic.presses(ui_texts.HOME)
    await critic.presses(knowledge_texts.SECTIONS)
    await critic.presses("О городе")
    await critic.presses("Стратегия до 2030 года")
    await critic.presses("Пять главных отраслей")
    await critic.presses(questions_texts.USELESS)

    await admin.writes("/votes_report")
    assert admin.screen.buttons[0] == "👍 0 👎 1 · Пять главных отраслей стратегии"
    assert "👍 5 👎 1 · Грант на экспорт" in admin.screen.buttons[1]
    await admin.presses("👍 5 👎 1")
    assert "непонятно — 1" in admin.screen.text
    assert "много <слов>" in admin.screen.text
    assert "44%" in admin.screen.text
    await admin.presses(questions_texts.OPEN_ANSWER)
    assert "до 10 млн" in admin.screen.text
    await admin.presses(ui_texts.BACK)
    await admin.presses(ui_texts.BACK)
    assert admin.screen.text.startswith("📊 Оценки ответов")


async def test_nobody_else_reads_the_votes(person, admin):
    await person.writes("/votes_report")
    assert "Оценки ответов" not in person.screen.text
    await person.opens("xiv::0")
    assert person.toast == ui_texts.TEAM_ONLY
    await admin.writes("/votes_report")
    assert "никто ничего не оценил" in admin.screen.text


@pytest.mark.parametrize("words", ["Длинно, но по делу. " * 200, "😀" * 2000])
async def test_whatever_people_wrote_fits_on_the_editors_screen(admin, someone, words):
    for person_id in range(10):
        critic = someone(3000 + person_id)
        await opened_card(critic)
        await critic.presses(questions_texts.USELESS)
        await critic.presses("Непонятно")
        await critic.writes(words)
    await admin.writes("/votes_report")
    await admin.presses("👎 10")
    assert admin.screen.text.count(f"• {words[:100]}") == 10
