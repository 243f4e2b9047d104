"""People whose Telegram is in English: what they see in it, and what says that it is in Russian."""

import re
from datetime import timedelta

import pytest

from bot.applications import texts as applications_texts
from bot.applications.buttons import OpenApplication
from bot.applications.models import ApplicationState
from bot.conversation import texts as conversation_texts
from bot.events.buttons import OpenEvent
from bot.knowledge.buttons import OpenAnswer
from bot.people.models import READ_RUSSIAN, Language
from bot.reminders.buttons import SaveEvent
from bot.ui import profile
from bot.ui.english import IN_RUSSIAN, TEXTS
from tests.calendar_rows import put_event
from tests.person import read

LINE = re.sub("<.*?>", "", IN_RUSSIAN)
CYRILLIC = re.compile("[А-Яа-яЁё]")
TAXES = "what taxes does a resident of technopolis moscow pay"
GROUP = -1001
ONLY_IN_RUSSIAN = "how many offset contracts were signed in 2025"


@pytest.fixture
def buyer(world):
    world.telegram.add_person(7, "Ann", language_code="en")
    return world.person(7)


@pytest.fixture
def group(world, person, buyer):
    world.telegram.add_group(GROUP, "Trade")
    for member in (person, buyer):
        world.telegram.add_member(GROUP, member.id)
    return world.telegram.chat(GROUP)


def said_in(group):
    return [message for message in group.messages if message["from"]["is_bot"]]


def russian(screen):
    """The Russian words of a screen but for the names of sources and the button to Russian."""
    labels = [label for label in screen.buttons if label != "По-русски"]
    text = screen.text.partition("Sources, in Russian")[0]
    return [words for words in (text, *labels) if CYRILLIC.search(words)]


def below(person):
    """The labels of the buttons under the input field."""
    keyboard = person.world.telegram.chat(person.id).keyboard["keyboard"]
    return [key["text"] for row in keyboard for key in row]


async def test_from_start_to_a_card_and_back_everything_is_in_english(buyer):
    await buyer.writes("/start")
    assert russian(buyer.screen) == []
    assert "По-русски" in buyer.screen.buttons

    await buyer.presses("🏠 Menu")
    menu = buyer.screen
    assert russian(menu) == []
    assert len(menu.buttons) <= 8
    assert len(menu.message["reply_markup"]["inline_keyboard"]) <= 6

    await buyer.presses("All answers in English")
    assert russian(buyer.screen) == []
    await buyer.presses("›")
    await buyer.presses("Taxes of an SEZ resident")
    assert "2% profit tax instead of 25%" in buyer.screen.text
    assert "As of 2026. Sources, in Russian:" in buyer.screen.text
    assert LINE not in buyer.screen.text
    await buyer.presses("‹ Back")
    assert "Taxes of an SEZ resident" in buyer.screen.buttons


async def test_a_card_leads_to_cards_in_english_only(buyer):
    await buyer.writes(TAXES)
    assert russian(buyer.screen) == []
    assert "SEZ: customs, utilities, land" in buyer.screen.buttons


async def test_every_answer_in_english_is_found_by_its_title_and_shown_in_english(buyer, services):
    found = [link for page in (0, 1) for link in (await services.knowledge.english(page)).links]
    assert len(found) >= 15
    for link in found:
        english = (await services.knowledge.answer(link.id, buyer.id)).details.english
        await buyer.writes(english.title)
        assert english.title in buyer.screen.text


async def test_an_answer_that_is_in_russian_only_says_so_in_one_line(buyer):
    await buyer.writes(ONLY_IN_RUSSIAN)
    first, _, rest = buyer.screen.text.partition("\n")
    assert first == LINE
    assert CYRILLIC.search(rest)
    assert buyer.screen.text.count(LINE) == 1
    assert "🏠 Menu" in buyer.screen.buttons


async def test_who_asks_in_russian_gets_the_russian_card_and_the_line(buyer):
    await buyer.writes("налоговые льготы в оэз технополис москва")
    assert buyer.screen.text.startswith(LINE)
    assert "2% налога на прибыль" in buyer.screen.text


async def test_russian_and_its_neighbours_are_answered_in_russian(world):
    for number, language in enumerate(("ru", "kk", "uk", "uz", "hy"), 8):
        world.telegram.add_person(number, "Айгуль", language_code=language)
        person = world.person(number)
        await person.writes("/start")
        assert "💼 Я предприниматель" in person.screen.buttons, language
        await person.writes("налоговые льготы в оэз технополис москва")
        assert "2% налога на прибыль" in person.screen.text, language
        assert LINE not in person.screen.text, language


async def test_a_russian_reader_gets_english_only_for_a_question_in_english(person):
    await person.writes("технополис")
    assert "особая экономическая зона" in person.screen.text
    await person.writes(TAXES)
    assert "2% profit tax instead of 25%" in person.screen.text
    await person.presses("⭐")
    assert "2% налога на прибыль" in person.screen.text
    await person.writes(ONLY_IN_RUSSIAN)
    assert person.screen.text.startswith(LINE)
    await person.writes("/menu")
    assert "🏠 Меню" not in person.screen.text
    assert "⭐ Моё" in person.screen.buttons


async def test_the_language_is_switched_and_kept(buyer, world, services):
    await buyer.writes("/settings")
    await buyer.presses("По-русски")
    assert "Теперь отвечаю по-русски" in buyer.screen.text
    assert below(buyer) == ["🏠 Меню", "🗓 Календарь", "👤 Специалист"]
    services.people.forget(buyer.id)  # as another day does
    await buyer.writes("/menu")
    assert "⭐ Моё" in buyer.screen.buttons

    await buyer.writes("/settings")
    await buyer.presses("In English")
    await buyer.writes("/menu")
    assert russian(buyer.screen) == []


async def test_the_buttons_below_the_input_field_are_in_english_and_work(buyer):
    await buyer.writes("/start")
    assert below(buyer) == ["🏠 Menu", "🗓 Calendar", "👤 Specialist"]
    await buyer.writes("🏠 Menu")
    assert "📚 All answers in English" in buyer.screen.buttons
    await buyer.writes("🗓 Calendar")
    assert "Календарь выставок" in buyer.screen.text
    await buyer.writes("👤 Specialist")
    assert russian(buyer.screen) == []


async def test_nothing_found_is_said_in_english(buyer):
    await buyer.writes("how tall is the eiffel tower")
    assert "I have no answer to this yet" in buyer.screen.text
    assert "👤 Ask a specialist" in buyer.screen.buttons


async def test_a_question_is_passed_to_a_specialist_in_english(buyer, admin):
    await admin.writes("/start")  # who has, may be written to
    await buyer.writes("how tall is the eiffel tower")
    await buyer.presses("👤 Ask a specialist")
    assert russian(buyer.screen) == []
    await buyer.presses("Send")
    assert russian(buyer.screen) == []


async def test_a_follow_up_is_understood_in_english(buyer):
    await buyer.writes("what is technopolis moscow")
    await buyer.writes("and how to become a resident")
    assert "15 days" in buyer.screen.text
    assert russian(buyer.screen) == []


async def test_a_vote_below_an_answer_in_english_is_in_english(buyer):
    await buyer.writes(TAXES)
    await buyer.presses("👎")
    assert "What is wrong with the answer?" in buyer.screen.text
    assert russian(buyer.screen) == []
    await buyer.presses("Outdated")
    assert russian(buyer.screen) == []


async def test_a_question_in_english_about_a_language_offers_to_switch(person):
    await person.writes("do you speak english")
    await person.presses("In English")
    await person.writes("/menu")
    assert russian(person.screen) == []


async def test_a_button_whose_answer_is_gone_is_told_in_english(buyer):
    await buyer.writes("/menu")
    await buyer.opens("a::999999:0")
    assert "This page is no longer here" in buyer.screen.text


async def test_a_text_that_is_older_than_the_russian_one_says_so(buyer, database):
    await database.write(
        "UPDATE answers SET html = html || ' Новое.' WHERE key = 'industry/technopolis/benefits'"
    )
    await database.write("UPDATE content SET revision = revision + 1")
    await buyer.writes(TAXES)
    assert "The Russian text has changed since this translation" in buyer.screen.text


async def test_telegram_shows_the_commands_and_descriptions_of_each_language(world, services):
    introductions = services.knowledge.introductions
    in_english = profile.english(introductions[Language.ENGLISH])
    in_russian = profile.russian(introductions[Language.RUSSIAN])
    await profile.introduce(world.bot, introductions)
    shown_by = world.telegram.profile
    assert shown_by.text("description", "de") == in_english.description
    chat = world.telegram.chat(world.person(9).id)
    for language in ("en", "zh"):
        shown = shown_by.commands_in(chat, language)
        assert {each["command"]: each["description"] for each in shown} == in_english.private
    for language in READ_RUSSIAN:
        shown = shown_by.commands_in(chat, language)
        assert {each["command"]: each["description"] for each in shown} == in_russian.private
        assert shown_by.text("short_description", language) == in_russian.short_description
    assert len(in_english.description) <= 512
    assert len(in_english.short_description) <= 120


async def test_every_russian_card_has_room_for_the_line(services, database):
    for row in await database.rows("SELECT id FROM answers WHERE state = 'live'"):
        found = await services.knowledge.answer(row["id"], 0)
        longest = max(map(len, found.pages))
        assert longest + 1500 + len(LINE) < 4096


async def test_every_card_in_english_has_buttons_in_english(buyer, services):
    await buyer.writes("/start")
    for page in (0, 1, 2):
        for link in (await services.knowledge.english(page)).links:
            await buyer.opens(OpenAnswer(answer_id=link.id).pack())
            assert russian(buyer.screen) == []


async def test_settings_and_their_switches_are_in_english(buyer):
    await buyer.writes("/settings")
    assert russian(buyer.screen) == []
    assert "I remind you of saved events 14 days before applications close" in buyer.screen.text
    sound = next(label for label in buyer.screen.buttons if label in {"🔕 Silent", "🔔 With sound"})
    for label in ("Applications: 14 days", sound, "News", "7 days", "Send again"):
        await buyer.presses(label)
        assert russian(buyer.screen) == []
        assert not CYRILLIC.search(buyer.toast)
    await buyer.writes("отпишите меня от рассылок")
    assert russian(buyer.screen) == []


async def test_privacy_is_in_english_and_only_the_list_in_russian(buyer, world):
    await buyer.writes("/privacy")
    said, _, listed = buyer.screen.text.partition("In detail, in Russian:")
    assert not CYRILLIC.search(said)
    assert CYRILLIC.search(listed)
    await buyer.presses("Get my data")
    assert buyer.messages[-1]["caption"] == "Everything that I keep about you."
    await buyer.writes("/privacy")
    await buyer.presses("Delete my data")
    assert russian(buyer.screen) == []
    await buyer.presses("Delete everything")
    assert russian(buyer.screen) == []


async def test_an_application_is_filled_in_and_sent_in_english(buyer, admin, services):
    await admin.writes("/start")
    gitex = await services.events.find_key("gitex-global-2026")
    await buyer.writes("/start")
    await buyer.opens(OpenEvent(event_id=gitex.id).pack())
    assert buyer.screen.text.startswith(LINE)
    assert russian(buyer.screen)[1:] == []  # all buttons are in English
    assert {"💰 Who pays", "🧳 How to go", "🗳 I want one in 2027"} <= set(buyer.screen.buttons)
    await buyer.presses("I want to take part")
    for step, answer in enumerate(("Example Trading LLC", "a call", "ann@example.org"), 1):
        assert f"Step {min(step, 2)} of 3" in buyer.screen.text
        assert russian(buyer.screen) == []
        await buyer.writes(answer)
    assert "Step 3 of 3" in buyer.screen.text
    await buyer.writes("who helps a foreign buyer?")
    assert "This looks like a question" in buyer.screen.text
    await buyer.presses("To the form")
    await buyer.presses("Skip")
    assert "Check the application" in buyer.screen.text
    assert russian(buyer.screen) == []
    await buyer.presses("✅ Send")
    assert buyer.toast == "Sent"
    assert "Application № 1 is sent" in buyer.screen.text
    assert russian(buyer.screen) == []
    await buyer.writes("/my")
    assert "📝 My applications · 1" in buyer.screen.buttons
    assert russian(buyer.screen) == []


@pytest.fixture
async def applicant(buyer, admin, services):
    """An applicant who reads English; the admin looks at the application."""
    await admin.writes("/start")
    gitex = await services.events.find_key("gitex-global-2026")
    await buyer.writes("/start")
    await buyer.opens(OpenEvent(event_id=gitex.id).pack())
    await buyer.presses("I want to take part")
    for answer in ("Example Trading LLC", "ann@example.org"):
        await buyer.writes(answer)
    await buyer.presses("Skip")
    await buyer.presses("✅ Send")
    await admin.opens(OpenApplication(application_id=1).pack())
    return buyer


async def test_the_decision_about_an_application_is_told_in_english(applicant, admin):
    await admin.presses(applications_texts.TO_STATES[ApplicationState.CONFIRMED])
    await admin.presses(applications_texts.TELL)
    assert "The application is confirmed." in applicant.screen.text
    assert russian(applicant.screen) == []
    await applicant.writes("/start")
    assert [words for words in map(read, applicant.messages[-2:]) if CYRILLIC.search(words)] == []
    assert read(applicant.messages[-2]).endswith("application № 1: confirmed")


async def test_what_waits_for_whoever_comes_back_is_said_in_english(buyer, services):
    gitex = await services.events.find_key("gitex-global-2026")
    await buyer.writes("/start")
    await buyer.opens(SaveEvent(event_id=gitex.id).pack())
    assert buyer.toast == "Saved: “🎟 My events”. I remind you on 4 December 2026."
    await buyer.writes("/start")
    assert read(buyer.messages[-2]) == "GITEX Global 2026 — in 14 days"


async def test_a_vote_for_an_exhibition_is_given_and_taken_back_in_english(buyer, services):
    gitex = await services.events.find_key("gitex-global-2026")
    await buyer.writes("/start")
    await buyer.opens(OpenEvent(event_id=gitex.id).pack())
    await buyer.presses("🗳 I want one in 2027")
    assert buyer.toast == "Your vote is counted. You can take it back until 31 December 2026"
    await buyer.presses("🗳 Voted: take it back")
    assert buyer.toast == "Your vote is taken back"
    assert "🗳 I want one in 2027" in buyer.screen.buttons


async def test_the_reply_of_the_team_stands_under_words_in_english(applicant, admin):
    await admin.presses(applications_texts.REPLY)
    await admin.writes("Ждём вас 7 декабря.")
    head, _, words = applicant.screen.text.partition("\n\n")
    assert head.startswith("✉️ The reply to your application № 1")
    assert words == "Ждём вас 7 декабря."
    assert applicant.screen.buttons == ["📝 Your application № 1", "🏠 Menu"]


async def test_what_comes_unasked_is_under_words_in_english(buyer, database, clock, world):
    starts = (clock.now.date() + timedelta(2)).isoformat()
    event = await put_event(database, "sial", starts=starts)
    await buyer.writes("/start")
    await buyer.opens(SaveEvent(event_id=event).pack())
    clock.now += timedelta(1)
    await world.tick()
    first, second, *_ = buyer.screen.text.splitlines()
    assert (first, second) == ("📅 Beginning soon", LINE)
    assert "⏰ Reminders" in buyer.screen.buttons
    assert "🏠 Menu" in buyer.screen.buttons


async def test_a_group_is_answered_in_the_language_of_the_question(buyer, person, group):
    await person.writes(f"@moscow_business_bot {TAXES}", chat_id=GROUP)
    answer = said_in(group)[-1]
    assert "2% profit tax instead of 25%" in read(answer)
    [[button]] = answer["reply_markup"]["inline_keyboard"]
    assert button["text"] == "Open in the private chat"
    await buyer.writes(f"@moscow_business_bot {ONLY_IN_RUSSIAN}", chat_id=GROUP)
    assert read(said_in(group)[-1]).startswith("This is in Russian only.")


async def test_small_talk_in_a_group_has_its_own_word_in_english(buyer, group):
    await buyer.writes("@moscow_business_bot hello, how are you", chat_id=GROUP)
    first, second = read(said_in(group)[-1]).split("\n\n", 1)
    assert first == TEXTS[conversation_texts.SMALL_TALK["chat"]]
    assert second.startswith("Ask like this")


async def test_a_courtesy_alone_in_a_group_is_answered_in_english(person, group):
    for said, kind in {"hello": "greeting", "Thank you!": "thanks", "bye": "farewell"}.items():
        await person.writes(f"@moscow_business_bot {said}", chat_id=GROUP)
        first, second = read(said_in(group)[-1]).split("\n\n", 1)
        assert first == TEXTS[conversation_texts.SMALL_TALK[kind]]
        assert second.startswith("Ask like this"), said


async def test_russian_in_latin_letters_in_a_group_is_answered_in_russian(person, group):
    for number, said in enumerate(("ok", "ghbdtn", "privet", "спасибо")):
        await person.writes(f"@moscow_business_bot {said}", chat_id=GROUP)
        (answer,) = said_in(group)[number:]
        assert CYRILLIC.search(read(answer)), said


async def test_a_list_in_a_group_has_the_english_titles(buyer, group):
    await buyer.writes("@moscow_business_bot what does technopolis offer", chat_id=GROUP)
    said = read(said_in(group)[-1])
    assert said.startswith("I have no exact answer. The nearest:")
    assert "• Technopolis Moscow, the special economic zone\n" in said
    assert "\n(in Russian only)" in said


async def test_two_questions_in_a_group_get_a_card_and_a_link_in_english(buyer, group):
    asked = f"{TAXES}? what is technopolis moscow?"
    await buyer.writes(f"@moscow_business_bot {asked}", chat_id=GROUP)
    said = read(said_in(group)[-1])
    assert "2% profit tax instead of 25%" in said
    assert said.endswith("what is technopolis moscow?")


async def test_inline_mode_offers_cards_in_english(buyer, person):
    for one in (buyer, person):
        answer = await one.asks_inline(TAXES)
        assert answer["button"]["text"] == "Open the bot"
        first = answer["results"][0]
        assert first["title"] == "What taxes a resident of Technopolis Moscow pays"
        assert "2% profit tax" in first["input_message_content"]["message_text"]
    shown = (await buyer.asks_inline("Gulfood"))["results"][0]
    assert shown["description"].startswith("(in Russian only)")
    shown = (await person.asks_inline("Gulfood"))["results"][0]
    assert "Russian" not in shown["description"]


async def test_inline_mode_answers_a_question_in_russian_in_russian(buyer):
    answer = await buyer.asks_inline("налоги резидента технополиса москва")
    assert answer["button"]["text"] != "Open the bot"
    assert CYRILLIC.search(answer["results"][0]["title"])


async def test_inline_mode_is_in_the_language_that_was_chosen(buyer):
    await buyer.writes("/start")
    await buyer.presses("По-русски")
    shown = (await buyer.asks_inline("Gulfood"))["results"][0]
    assert "Russian" not in shown["description"]
