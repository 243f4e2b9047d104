import pytest

from bot.conversation import texts as conversation_texts
from bot.knowledge import texts as knowledge_texts
from bot.knowledge.buttons import OpenFound
from bot.knowledge.markup import to_plain, unbound
from bot.specialist import texts as specialist_texts
from bot.ui import texts as ui_texts

QUESTIONS = {
    "как получить грант на экспорт": "10 млн рублей",
    "когда открылось Руднево": "2 октября 2024",
    "техностажировка сколько студентов": "3,2 тыс.",
    "чем моспром отличается от мэц": "Ольга Старикова",
}


async def test_a_plain_question_gets_its_card_at_once(newcomers):
    for question, expected in QUESTIONS.items():
        person = next(newcomers)
        await person.writes(question)
        assert expected in person.screen.text, question
        assert "Источник" in person.screen.text, question
        assert specialist_texts.SPECIALIST in person.screen.buttons, question
        assert ui_texts.SIMILAR not in person.screen.buttons, question


NAMES = {
    "start in moscow": "Start in Moscow: internships for foreign students",
    "открой моспром": "«Открой#Моспром»: экскурсии на заводы",
    "экспорт в китай": "Экспорт в Китай: допуск, деньги, кто поможет",
}


@pytest.mark.parametrize(("name", "title"), NAMES.items())
async def test_the_name_of_a_card_opens_it(person, name, title):
    await person.writes(name)
    assert person.screen.text.startswith(title)


AS_TYPED = {
    "'rcgjhn d rbnfq": "Экспорт в Китай",
    "kak poluchit grant": "Грант на экспорт: сколько дают",
    "техностожировка": "Техностажировк",
    "моспромчемпоможет": "Моспром",
    "где учат на токоря": "машиностроени",
}


async def test_a_question_as_people_type_it_leads_to_its_card(newcomers):
    for question, title in AS_TYPED.items():
        person = next(newcomers)
        await person.writes(question)
        assert title in person.screen.text, question
        assert conversation_texts.NOTHING not in person.screen.text, question


async def test_what_is_of_another_world_is_not_taken_for_anything(newcomers):
    for question in ("слетать на луну с котом", "погода", "00000", "фывапролдж", "рецепт борща"):
        person = next(newcomers)
        await person.writes(question)
        assert conversation_texts.NOTHING in person.screen.text, question
        assert "Понял так" not in person.screen.text, question


async def test_the_sentence_that_was_asked_for_comes_before_what_is_folded(person):
    await person.writes("когда открылось Руднево")
    said = "Руднево открылось 2 октября 2024 года"
    assert person.screen.text.index(said) < person.screen.text.index("Сюда столичные колледжи")
    await person.writes("руднево")
    assert person.screen.text.index(said) > person.screen.text.index("Сюда столичные колледжи")


BOTH = ("когда открылось Руднево", "кто оплачивает стенд на выставке")


@pytest.mark.parametrize("said", [f"{BOTH[0]}? {BOTH[1]}?", " и ".join(BOTH), ". А ".join(BOTH)])
async def test_two_questions_in_one_message_get_both_cards(person, said):
    await person.writes(said)
    assert person.screen.text.startswith(conversation_texts.TWO_QUESTIONS)
    assert "2 октября 2024" in person.screen.text
    (second,) = [label for label in person.screen.buttons if label.startswith("2️⃣ Кто оплачивает")]
    await person.presses(second)
    assert "Кто платит за выставку" in person.screen.text


ONE_QUESTION = (
    "как получить грант на экспорт и где его взять",
    "нужен ли халяль в оаэ и в саудовской аравии",
    "мы делаем станки. как получить грант на экспорт?",
    "чем моспром отличается от мэц и от рэц",
)


async def test_one_question_of_two_clauses_is_one_question(newcomers):
    for said in ONE_QUESTION:
        person = next(newcomers)
        await person.writes(said)
        assert conversation_texts.TWO_QUESTIONS not in person.screen.text, said


UNSURE = "где учат на токоря"


async def test_similar_answers_and_back_to_the_card(person):
    await person.writes(UNSURE)
    card = person.screen.text
    await person.presses(ui_texts.SIMILAR)
    assert conversation_texts.CHOICES in person.screen.text
    await person.presses("1")
    assert card.endswith(person.screen.text)
    await person.presses(ui_texts.BACK)
    assert conversation_texts.CHOICES in person.screen.text


async def test_a_card_that_may_be_wrong_leads_to_similar_ones_and_they_lead_back(person):
    await person.writes(UNSURE)
    card = person.screen
    assert ui_texts.BACK not in card.buttons  # nothing was shown before it
    await person.presses(ui_texts.SIMILAR)
    await person.presses(ui_texts.BACK)
    assert card.text.endswith(person.screen.text)
    assert person.screen.buttons == card.buttons
    await person.presses(ui_texts.SIMILAR)
    await person.presses("2")
    assert ui_texts.SIMILAR not in person.screen.buttons
    await person.presses(ui_texts.BACK)
    assert conversation_texts.CHOICES in person.screen.text


async def test_a_card_that_is_saved_keeps_its_similar_ones(person):
    await person.writes(UNSURE)
    await person.presses(knowledge_texts.SAVE)
    assert knowledge_texts.UNSAVE in person.screen.buttons
    await person.presses(ui_texts.SIMILAR)
    await person.presses(ui_texts.BACK)
    assert knowledge_texts.UNSAVE in person.screen.buttons


async def test_a_list_says_the_beginning_of_each_card_and_numbers_its_buttons(person, services):
    await person.writes("обучение")
    hits = (await services.resources.search.find("обучение")).hits
    assert person.screen.buttons[: len(hits)] == [str(number + 1) for number in range(len(hits))]
    answers = [(number, hit) for number, hit in enumerate(hits, 1) if hit.kind == "answer"]
    assert len(answers) > 1
    for number, hit in answers:
        card = await services.knowledge.answer(hit.id, person.id)
        begins = unbound(to_plain(card.html))[:40]
        assert f"{number}. {hit.label}\n{begins}" in person.screen.text


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
    assert knowledge_texts.SECTIONS in person.screen.buttons


async def test_small_talk_gets_a_short_word_and_one_button(person):
    await person.writes("Здравствуйте!")
    assert person.screen.text == conversation_texts.SMALL_TALK["greeting"]
    assert person.screen.buttons == [ui_texts.HOME]


async def test_small_talk_is_small_talk_however_it_is_typed(newcomers):
    for typed, kind in {
        "Ghbdtn": "greeting",
        "privet!": "greeting",
        "приветт": "greeting",
        "cgfcb,j": "thanks",
        "пасиба бро": "thanks",
        "ясно": "seen",
        "Ок, понял": "seen",
        "хорошо, спасибо": "thanks",
    }.items():
        person = next(newcomers)
        await person.writes(typed)
        assert person.screen.text == conversation_texts.SMALL_TALK[kind], typed


async def test_a_greeting_in_another_layout_hides_no_question(person):
    await person.writes("ghbdtn? rjulf jnrhskjcm Heltydj")
    assert "Руднево открылось 2 октября 2024 года" in person.screen.text


@pytest.mark.parametrize("kind", ["photo", "voice", "document", "video"])
async def test_what_is_not_text_can_go_to_a_specialist(person, admin, kind):
    await admin.writes("/start")
    await person.sends(kind)
    assert person.screen.text == conversation_texts.NOT_TEXT
    assert person.screen.buttons == [specialist_texts.ASK, ui_texts.HOME]
    await person.presses(specialist_texts.ASK)
    assert specialist_texts.ONLY_ATTACHMENT in person.screen.text
    await person.presses(specialist_texts.SEND)
    assert any(kind in message for message in admin.messages)


async def test_a_sticker_gets_a_word_and_one_button(person):
    await person.sends("sticker")
    assert person.screen.text == conversation_texts.ONLY_TEXT
    assert person.screen.buttons == [ui_texts.HOME]


async def test_swearing_gets_a_short_word_but_hides_no_sure_answer(person):
    await person.writes("хуйня а не бот")
    assert person.screen.text == conversation_texts.SMALL_TALK["abuse"]
    assert specialist_texts.ASK in person.screen.buttons
    await person.writes("где это ебаное Руднево находится")
    assert "Где находится Руднево" in person.screen.text


SIGNS = {
    "😀😀😀": conversation_texts.SEEN,
    "👍": conversation_texts.SEEN,
    "???": conversation_texts.ASK,
}


@pytest.mark.parametrize(("typed", "told"), SIGNS.items())
async def test_signs_alone_get_a_line_and_one_button(person, typed, told):
    await person.writes(typed)
    assert person.screen.text == told
    assert person.screen.buttons == [ui_texts.HOME]


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


async def test_an_unknown_command_gets_a_line_and_one_button(person):
    await person.writes("/nonsense")
    assert person.screen.text == conversation_texts.unknown_command("")
    assert person.screen.buttons == [ui_texts.HOME]


async def test_an_address_pressed_in_a_group_opens_nothing(world, someone, database):
    stranger, group = someone(1000077), world.telegram.add_group(-1001, "Группа")
    world.telegram.add_member(-1001, stranger.id)
    await stranger.writes("@moscow_business_bot когда открылось Руднево", chat_id=-1001)
    card = [each for each in group.messages if each["from"]["is_bot"]][-1]
    press = world.telegram.press(stranger.id, card["message_id"], "fa::1:0:1", -1001)
    await world.settle()
    assert world.telegram.presses[press].answer is not None
    assert await database.rows("SELECT 1 FROM people WHERE id = ?", stranger.id) == []


@pytest.mark.parametrize(
    "said", ["экспорт леса в финляндию", "сколько стоит парковка у экспоцентра"]
)
async def test_where_no_card_is_surely_near_a_list_says_so(person, said):
    await person.writes(said)
    assert person.screen.text.startswith(conversation_texts.DOUBTFUL)
    assert specialist_texts.ASK in person.screen.buttons


async def test_what_is_hardly_near_is_not_offered(person):
    await person.writes("напиши жалобу на банк")
    assert conversation_texts.NEAREST not in person.screen.text
