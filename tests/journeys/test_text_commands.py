"""Words typed as text open what a button or a command would."""

import pytest

from bot.applications import texts as applications_texts
from bot.conversation import texts as conversation_texts
from bot.conversation.requests import Action, read_request
from bot.events.buttons import OpenEvent
from bot.knowledge import texts as knowledge_texts
from bot.people import texts as people_texts
from bot.people.models import Topic
from bot.questions import texts as questions_texts
from bot.reminders import texts as reminders_texts
from bot.settings import Settings
from bot.specialist import texts as specialist_texts
from bot.ui import texts as ui_texts
from handlers import REQUESTS
from tests.fixtures import make_settings
from tests.staff import FORUM

GROUP = -1001
SHOWN = {
    Action.MENU: knowledge_texts.HOME_HINT,
    Action.CANCEL: knowledge_texts.HOME_HINT,
    Action.HELP: knowledge_texts.HELP,
    Action.SETTINGS: "Настройки",
    Action.CHANGE_ROLE: "Настройки",
    Action.UNSUBSCRIBE: "Рассылки",
    Action.SUBSCRIBE: "Рассылки",
    Action.MY_DATA: people_texts.NOT_KEPT[:20],
    Action.DELETE_DATA: "Удалить",
    Action.SAVED: knowledge_texts.SAVED_EMPTY,
    Action.MY_EVENTS: reminders_texts.EMPTY[:20],
    Action.MY_APPLICATIONS: applications_texts.MINE_EMPTY,
    Action.CONTINUE_FORM: applications_texts.MINE_EMPTY,
    Action.CALENDAR: "Календарь",
    Action.STUDY_DATES: "Календарь учёбы",
    Action.SUPPORT_FINDER: "Подобрать поддержку",
    Action.TRAINING_FINDER: "Подобрать обучение",
    Action.SPECIALIST: specialist_texts.WHO,
    Action.COMPLAINT: specialist_texts.WHO,
    Action.LANGUAGE_ENGLISH: "You can ask in English",
}
AS_TYPED = {
    "Меню!": Action.MENU,
    "НАЧАЛО": Action.MENU,
    "старт": Action.MENU,
    "назад": Action.MENU,
    "главная": Action.MENU,
    "vty.": Action.MENU,
    "Vty.!": Action.MENU,
    "menyu": Action.MENU,
    "ьутг": Action.MENU,
    "помощь": Action.HELP,
    "что ты умеешь?": Action.HELP,
    "Chto ty umeesh": Action.HELP,
    "настройки": Action.SETTINGS,
    "yfcnhjqrb.": Action.SETTINGS,
    "избранное": Action.SAVED,
    "Сохраненное": Action.SAVED,
    "мои выставки": Action.MY_EVENTS,
    "календарь": Action.CALENDAR,
    "Календарь выставок…": Action.CALENDAR,
    "сроки учебы": Action.STUDY_DATES,
    "подобрать поддержку": Action.SUPPORT_FINDER,
    "сравнить курсы": Action.TRAINING_FINDER,
    "подбор учебы": Action.TRAINING_FINDER,
    "хочу поговорить с человеком": Action.SPECIALIST,
    "позвать человека": Action.SPECIALIST,
    "человек": Action.SPECIALIST,
    "Оператор!!!": Action.SPECIALIST,
    "специалист": Action.SPECIALIST,
    "связаться с вами": Action.SPECIALIST,
    "жалоба": Action.COMPLAINT,
    "Отмена.": Action.CANCEL,
    "отписаться": Action.UNSUBSCRIBE,
    "подпишите меня на новости": Action.SUBSCRIBE,
    "какие данные обо мне вы храните": Action.MY_DATA,
    "удали мои данные": Action.DELETE_DATA,
    "сменить роль": Action.CHANGE_ROLE,
    "мои заявки": Action.MY_APPLICATIONS,
    "хочу продолжить заявку": Action.CONTINUE_FORM,
    "do you speak english": Action.LANGUAGE_ENGLISH,
}


@pytest.fixture
def settings() -> Settings:
    return make_settings(staff_chat_id=FORUM)


@pytest.fixture
def questions(database):
    async def read():
        return await database.rows("SELECT text FROM questions")

    return read


async def test_a_text_command_opens_its_screen_and_is_no_question(newcomers, questions):
    for typed, name in AS_TYPED.items():
        person = next(newcomers)
        await person.writes(typed)
        assert SHOWN[name] in person.screen.text, typed
        assert await questions() == [], typed


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


def test_every_request_has_a_screen_that_is_shown_here():
    assert REQUESTS.keys() == SHOWN.keys() == set(AS_TYPED.values())


async def test_a_request_hides_no_card_but_those_that_tell_of_the_bot_itself(database):
    rows = await database.rows("SELECT text FROM phrasings UNION SELECT title FROM answers")
    requests = {row["text"]: read_request(row["text"]) for row in rows}
    taken = {text for text, request in requests.items() if request and request.action in REQUESTS}
    assert taken <= {
        "что ты умеешь",
        "как поговорить с живым человеком",
        "где посмотреть календарь выставок",
        "где календарь ярмарок",
        "выставки сейчас",
        "какие выставки скоро",
    }


async def test_all_mailings_are_stopped_and_resumed_in_words(person, database):
    await person.writes("хватит слать мне рассылку")
    await person.presses(people_texts.MAILINGS_OFF)
    assert len(await database.rows("SELECT * FROM opt_outs")) == len(Topic)
    await person.writes("хочу снова получать рассылку")
    await person.presses(people_texts.MAILINGS_ON)
    assert await database.rows("SELECT * FROM opt_outs") == []
    await person.presses(people_texts.ALL_SETTINGS)
    await person.presses(ui_texts.BACK)
    assert person.screen.text.startswith("Рассылки")


async def test_an_unfinished_form_is_continued_in_words(person, services):
    gitex = await services.events.find_key("gitex-global-2026")
    await person.writes("/menu")
    await person.opens(OpenEvent(event_id=gitex.id).pack())
    await person.presses(applications_texts.APPLY)
    await person.writes("/menu")
    await person.writes("продолжить заполнение заявки")
    assert "Шаг 1 из 3" in person.screen.text
    await person.writes("ООО «Ромашка»")
    assert "Шаг 2 из 3" in person.screen.text


@pytest.mark.parametrize(
    ("said", "kind"), {"спасибо огромное": "thanks", "всего хорошего": "farewell"}.items()
)
async def test_a_polite_word_gets_one(person, said, kind):
    await person.writes(said)
    assert conversation_texts.SMALL_TALK[kind] in person.screen.text
