"""Words typed as text open what a button or a command would."""

import pytest

from bot.applications import texts as applications_texts
from bot.conversation import texts as conversation_texts
from bot.conversation.text_commands import PHRASES, text_command
from bot.knowledge import texts as knowledge_texts
from bot.questions import texts as questions_texts
from bot.reminders import texts as reminders_texts
from bot.settings import Settings
from bot.specialist import texts as specialist_texts
from handlers import TEXT_COMMANDS
from tests.conftest import make_settings
from tests.staff import FORUM

GROUP = -1001
SHOWN = {
    "menu": knowledge_texts.HOME_HINT,
    "help": "Что я умею",
    "settings": "Настройки",
    "saved": knowledge_texts.SAVED_EMPTY,
    "events": reminders_texts.EMPTY[:20],
    "applications": applications_texts.MINE_EMPTY,
    "calendar": "Календарь",
    "exhibitions": "Календарь выставок",
    "study": "Календарь учёбы",
    "courses": "Где учиться",
    "specialist": specialist_texts.WHO,
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
    "Календарь выставок…": "exhibitions",
    "сроки учебы": "study",
    "мои сроки": "events",
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
def settings() -> Settings:
    return make_settings(staff_chat_id=FORUM)


@pytest.fixture
def questions(database):
    async def read():
        return await database.rows("SELECT text FROM questions")

    return read


@pytest.mark.parametrize(("typed", "name"), AS_TYPED.items())
async def test_a_text_command_opens_its_screen_and_is_no_question(person, questions, typed, name):
    await person.writes(typed)
    assert SHOWN[name] in person.screen.text
    assert await questions() == []


async def test_a_text_command_shows_what_its_command_shows(person):
    for typed, command in {"меню": "/menu", "помощь": "/help", "оператор": "/specialist"}.items():
        await person.writes(typed)
        shown = person.screen
        await person.writes(command)
        assert (shown.text, shown.buttons) == (person.screen.text, person.screen.buttons)


async def test_a_command_in_russian_is_understood(person):
    await person.writes("/настройки")
    assert "Настройки" in person.screen.text


async def test_a_typing_error_corrected_by_an_edit_opens_the_screen(person):
    asked = await person.writes("мнею")
    await person.edits(asked, "меню")
    assert knowledge_texts.HOME_HINT in person.screen.text


@pytest.mark.parametrize(
    "typed",
    ["где взять грант, помощь нужна", "специалист по экспорту", "календарь экспортёра на год"],
)
async def test_a_question_with_such_a_word_stays_a_question(person, questions, typed):
    await person.writes(typed)
    assert [row["text"] for row in await questions()] == [typed]


async def test_a_form_that_waits_for_words_gets_them(person, database, questions):
    await person.writes("когда открылось Руднево")
    await person.presses(questions_texts.USELESS)
    await person.presses("Неверно")
    await person.writes("меню")
    assert [row["comment"] for row in await database.rows("SELECT comment FROM answer_votes")] == [
        "меню"
    ]
    await person.writes("меню")
    assert knowledge_texts.HOME_HINT in person.screen.text


async def test_a_reply_to_the_invitation_is_a_letter_whatever_it_says(person, staff):
    await person.writes("человек")
    await person.presses(specialist_texts.WRITE)
    await person.writes("жалоба", reply_to=person.screen.id)
    assert specialist_texts.WILL_SEND in person.screen.text
    assert "жалоба" in person.screen.text


async def test_in_a_group_a_text_command_is_a_question_as_before(person, world):
    group = world.telegram.add_group(GROUP, "Экспортёры")
    world.telegram.add_member(GROUP, person.id)
    await person.writes("@moscow_business_bot меню", chat_id=GROUP)
    said = [message for message in group.messages if message["from"]["is_bot"]]
    assert said[-1]["text"] == conversation_texts.NOTHING_IN_GROUP
    await person.writes("меню", chat_id=GROUP)
    assert len([message for message in group.messages if message["from"]["is_bot"]]) == 1


def test_every_phrase_opens_one_screen():
    assert PHRASES.keys() == TEXT_COMMANDS.keys() == SHOWN.keys()
    for name, phrases in PHRASES.items():
        assert [text_command(phrase) for phrase in phrases] == [name] * len(phrases)
    every = [phrase for phrases in PHRASES.values() for phrase in phrases]
    assert len(every) == len(set(every))


async def test_a_text_command_hides_no_card_but_the_one_that_help_tells_itself(database):
    rows = await database.rows("SELECT text FROM phrasings UNION SELECT title FROM answers")
    taken = [row["text"] for row in rows if text_command(row["text"])]
    assert taken == ["что ты умеешь"]
