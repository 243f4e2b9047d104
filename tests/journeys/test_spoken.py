"""Words of control typed as text open what a button or a command would."""

import pytest

from bot.services import Options
from bot.ui.texts import applications, menu
from bot.ui.texts import following as following_texts
from bot.ui.texts import search as search_texts
from bot.ui.texts import specialist as texts
from bot.ui.texts import votes as vote_texts
from bot.ui.texts.spoken import SPOKEN
from handlers import ROOMS
from handlers.spoken import room_of
from tests.staff import FORUM

GROUP = -1001
SHOWN = {
    "menu": menu.HOME_HINT,
    "help": "Что я умею",
    "settings": "Настройки",
    "saved": menu.SAVED_EMPTY,
    "events": following_texts.EMPTY[:20],
    "applications": applications.MINE_EMPTY,
    "calendar": "Календарь",
    "courses": "Где учиться",
    "specialist": texts.WHO,
}
AS_TYPED = {
    "Меню!": "menu",
    "НАЧАЛО": "menu",
    "старт": "menu",
    "назад": "menu",
    "Отмена.": "menu",
    "главная": "menu",
    "vty.": "menu",
    "Vty.!": "menu",
    "menyu": "menu",
    "ьутг": "menu",
    "помощь": "help",
    "что ты умеешь?": "help",
    "Chto ty umeesh": "help",
    "настройки": "settings",
    "yfcnhjqrb.": "settings",
    "избранное": "saved",
    "Сохраненное": "saved",
    "мои выставки": "events",
    "календарь": "calendar",
    "Календарь выставок…": "calendar",
    "сравнить курсы": "courses",
    "подбор учебы": "courses",
    "хочу поговорить с человеком": "specialist",
    "позвать человека": "specialist",
    "человек": "specialist",
    "Оператор!!!": "specialist",
    "специалист": "specialist",
    "жалоба": "specialist",
    "связаться с вами": "specialist",
}


@pytest.fixture
def options() -> Options:
    return Options(staff_chat_id=FORUM)


@pytest.fixture
def questions(database):
    async def read():
        return await database.rows("SELECT text FROM questions")

    return read


@pytest.mark.parametrize(("typed", "room"), AS_TYPED.items())
async def test_a_word_of_control_opens_its_room_and_is_no_question(person, questions, typed, room):
    await person.writes(typed)
    assert SHOWN[room] in person.screen.text
    assert await questions() == []


async def test_a_word_of_control_shows_what_its_command_shows(person):
    for typed, command in {"меню": "/menu", "помощь": "/help", "оператор": "/specialist"}.items():
        await person.writes(typed)
        spoken = person.screen
        await person.writes(command)
        assert (spoken.text, spoken.buttons) == (person.screen.text, person.screen.buttons)


async def test_a_command_in_russian_is_understood(person):
    await person.writes("/настройки")
    assert "Настройки" in person.screen.text


async def test_a_slip_mended_by_an_edit_opens_the_room(person):
    asked = await person.writes("мнею")
    await person.edits(asked, "меню")
    assert menu.HOME_HINT in person.screen.text


@pytest.mark.parametrize(
    "typed",
    ["где взять грант, помощь нужна", "специалист по экспорту", "календарь экспортёра на год"],
)
async def test_a_question_with_such_a_word_stays_a_question(person, questions, typed):
    await person.writes(typed)
    assert [row["text"] for row in await questions()] == [typed]


async def test_a_form_that_waits_for_words_gets_them(person, database, questions):
    await person.writes("когда открылось Руднево")
    await person.presses(vote_texts.USELESS)
    await person.presses("Неверно")
    await person.writes("меню")
    assert [row["comment"] for row in await database.rows("SELECT comment FROM answer_votes")] == [
        "меню"
    ]
    await person.writes("меню")
    assert menu.HOME_HINT in person.screen.text


async def test_a_reply_to_the_invitation_is_a_letter_whatever_it_says(person, staff):
    await person.writes("человек")
    await person.presses(texts.WRITE)
    await person.writes("жалоба", reply_to=person.screen.id)
    assert texts.WILL_SEND in person.screen.text
    assert "жалоба" in person.screen.text


async def test_in_a_group_a_word_of_control_is_a_question_as_before(person, world):
    group = world.telegram.add_group(GROUP, "Экспортёры")
    world.telegram.add_member(GROUP, person.id)
    await person.writes("@moscow_business_bot меню", chat_id=GROUP)
    said = [message for message in group.messages if message["from"]["is_bot"]]
    assert said[-1]["text"] == search_texts.NOTHING_IN_GROUP
    await person.writes("меню", chat_id=GROUP)
    assert len([message for message in group.messages if message["from"]["is_bot"]]) == 1


def test_every_phrase_of_the_table_has_a_room_and_only_one():
    assert SPOKEN.keys() == ROOMS.keys() == SHOWN.keys()
    for room, phrases in SPOKEN.items():
        assert [room_of(phrase) for phrase in phrases] == [room] * len(phrases)
    every = [phrase for phrases in SPOKEN.values() for phrase in phrases]
    assert len(every) == len(set(every))


async def test_a_word_of_control_hides_no_card_but_the_one_that_help_tells_itself(database):
    rows = await database.rows("SELECT text FROM phrasings UNION SELECT title FROM answers")
    taken = [row["text"] for row in rows if room_of(row["text"])]
    assert taken == ["что ты умеешь"]
