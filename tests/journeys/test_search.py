import pytest

from bot.conversation import texts as conversation_texts
from bot.knowledge.buttons import OpenFound
from bot.specialist import texts as specialist_texts
from bot.ui import texts as ui_texts

QUESTIONS = {
    "как получить грант на экспорт": "10 млн рублей",
    "когда открылось Руднево": "2 октября 2024",
    "техностажировка сколько студентов": "3,2 тыс.",
    "чем моспром отличается от мэц": "Ольга Старикова",
}


@pytest.mark.parametrize(("question", "expected"), QUESTIONS.items())
async def test_a_plain_question_gets_its_card_at_once(person, question, expected):
    await person.writes(question)
    assert expected in person.screen.text
    assert "Источник" in person.screen.text
    assert ui_texts.SIMILAR in person.screen.buttons


AS_TYPED = {
    "'rcgjhn d rbnfq": "Экспорт в Китай",
    "kak poluchit grant": "Грант на экспорт: сколько дают",
    "техностожировка": "Техностажировк",
    "моспромчемпоможет": "Моспром",
    "где учат на токоря": "машиностроени",
}


@pytest.mark.parametrize(("question", "title"), AS_TYPED.items())
async def test_a_question_as_people_type_it_leads_to_its_card(person, question, title):
    await person.writes(question)
    first = person.screen.buttons[0]
    assert title in person.screen.text or title in first
    assert conversation_texts.NOTHING not in person.screen.text


@pytest.mark.parametrize(
    "question", ["слетать на луну с котом", "погода", "00000", "фывапролдж", "рецепт борща"]
)
async def test_what_is_of_another_world_is_not_taken_for_anything(person, question):
    await person.writes(question)
    assert conversation_texts.NOTHING in person.screen.text
    assert "Искал" not in person.screen.text


async def test_similar_answers_and_back_to_the_card(person):
    await person.writes("как получить грант на экспорт")
    card = person.screen.text
    await person.presses(ui_texts.SIMILAR)
    assert conversation_texts.CHOICES in person.screen.text
    await person.presses(person.screen.buttons[0])
    assert person.screen.text == card
    await person.presses(ui_texts.BACK)
    assert conversation_texts.CHOICES in person.screen.text


@pytest.mark.parametrize("question", ["как получить грант на экспорт", "гитекс когда"])
async def test_a_card_that_answered_leads_to_similar_ones_and_they_lead_back(person, question):
    await person.writes(question)
    card = person.screen
    assert ui_texts.BACK not in card.buttons  # nothing was shown before it
    await person.presses(ui_texts.SIMILAR)
    await person.presses(ui_texts.BACK)
    assert (person.screen.text, person.screen.buttons) == (card.text, card.buttons)
    await person.presses(ui_texts.SIMILAR)
    await person.presses(person.screen.buttons[1])
    assert ui_texts.SIMILAR not in person.screen.buttons
    await person.presses(ui_texts.BACK)
    assert conversation_texts.CHOICES in person.screen.text


@pytest.mark.parametrize("question", ["как получить грант на экспорт", "гитекс когда"])
async def test_a_card_that_is_saved_keeps_its_similar_ones(person, question):
    await person.writes(question)
    await person.presses("⭐ Сохранить")
    assert "★ Убрать" in person.screen.buttons
    await person.presses(ui_texts.SIMILAR)
    await person.presses(ui_texts.BACK)
    assert "★ Убрать" in person.screen.buttons


async def test_a_card_chosen_from_a_list_leads_back_to_it(person):
    await person.writes("обучение")
    listed = person.screen
    assert conversation_texts.CHOICES in listed.text
    assert ui_texts.BACK not in listed.buttons
    await person.presses(listed.buttons[0])
    assert ui_texts.SIMILAR not in person.screen.buttons
    await person.presses(ui_texts.BACK)
    assert (person.screen.text, person.screen.buttons) == (listed.text, listed.buttons)


async def test_nothing_found_says_so_and_offers_the_nearest_and_the_menu(person):
    await person.writes("как пожарить стейк средней прожарки")
    assert conversation_texts.NOTHING in person.screen.text
    await person.presses(ui_texts.HOME)
    assert "📦 Экспорт" in person.screen.buttons


async def test_small_talk_gets_a_short_word_and_the_menu(person):
    await person.writes("Здравствуйте!")
    assert person.screen.text == conversation_texts.SMALL_TALK["greeting"]
    assert "📦 Экспорт" in person.screen.buttons


@pytest.mark.parametrize(
    ("typed", "kind"),
    {
        "Ghbdtn": "greeting",
        "privet!": "greeting",
        "приветт": "greeting",
        "cgfcb,j": "thanks",
        "пасиба бро": "thanks",
    }.items(),
)
async def test_small_talk_is_small_talk_however_it_is_typed(person, typed, kind):
    await person.writes(typed)
    assert person.screen.text == conversation_texts.SMALL_TALK[kind]


async def test_a_greeting_in_another_layout_hides_no_question(person):
    await person.writes("ghbdtn? rjulf jnrhskjcm Heltydj")
    assert "Руднево открылось 2 октября 2024 года" in person.screen.text


@pytest.mark.parametrize("kind", ["photo", "voice", "sticker", "document", "video"])
async def test_what_is_not_text_gets_a_useful_word(person, kind):
    await person.sends(kind)
    assert person.screen.text == conversation_texts.NOT_TEXT
    assert "📦 Экспорт" in person.screen.buttons


async def test_swearing_gets_a_short_word_but_hides_no_sure_answer(person):
    await person.writes("хуйня а не бот")
    assert person.screen.text == conversation_texts.SMALL_TALK["abuse"]
    await person.writes("где это ебаное Руднево находится")
    assert "Где находится Руднево" in person.screen.text


@pytest.mark.parametrize("typed", ["😀😀😀", "???", "👍"])
async def test_signs_alone_get_the_same_useful_word(person, typed):
    await person.writes(typed)
    assert person.screen.text == conversation_texts.NOT_TEXT
    assert "📦 Экспорт" in person.screen.buttons


async def test_an_edited_question_is_answered_in_the_same_message(person):
    asked = await person.writes("когда открылось Руднево")
    first = person.screen
    await person.edits(asked, "как получить грант на экспорт")
    assert person.screen.id == first.id
    assert "10 млн рублей" in person.screen.text


async def test_an_edited_question_whose_reply_is_gone_is_answered_anew(person, world):
    asked = await person.writes("когда открылось Руднево")
    world.telegram.delete_message(person.id, person.screen.id)
    await person.edits(asked, "как получить грант на экспорт")
    assert "10 млн рублей" in person.screen.text


async def test_a_very_long_message_is_refused_politely(person):
    await person.writes("грант " * 300)
    assert person.screen.text == conversation_texts.TOO_LONG
    await person.presses(specialist_texts.ASK)
    assert specialist_texts.WHO in person.screen.text


async def test_a_search_command_asks_or_answers(person):
    await person.writes("/search")
    assert person.screen.text == conversation_texts.ASK
    await person.writes("/search когда открылось Руднево")
    assert "2 октября 2024" in person.screen.text


async def test_markup_in_a_question_is_only_words(person):
    await person.writes("<b>грант</b> & <script> на экспорт </b>")
    assert person.screen.buttons


async def test_a_forgotten_question_leads_home(person):
    await person.writes("/start")
    await person.opens(OpenFound(question_id=777).pack())
    assert person.screen.text == ui_texts.QUESTION_GONE


async def test_an_unknown_command_gets_the_menu(person):
    await person.writes("/nonsense")
    assert person.screen.text == conversation_texts.unknown_command("")
    assert "📦 Экспорт" in person.screen.buttons


async def test_an_address_pressed_in_a_group_opens_nothing(world, someone, database):
    stranger, group = someone(1000077), world.telegram.add_group(-1001, "Группа")
    world.telegram.add_member(-1001, stranger.id)
    await stranger.writes("@moscow_business_bot когда открылось Руднево", chat_id=-1001)
    card = [each for each in group.messages if each["from"]["is_bot"]][-1]
    press = world.telegram.press(stranger.id, card["message_id"], "fa::1:0:1", -1001)
    await world.settle()
    assert world.telegram.presses[press].answer is not None
    assert await database.rows("SELECT 1 FROM people WHERE id = ?", stranger.id) == []
