"""«А где это?»: a question that is about what the person looks at."""

from datetime import timedelta

import pytest

from bot.app import build_dispatcher, build_scheduler, open_services
from bot.conversation import texts as conversation_texts
from bot.courses.buttons import OpenCourse
from bot.events.buttons import OpenEvent
from bot.knowledge.buttons import OpenAnswer
from bot.specialist import texts as specialist_texts
from bot.ui import texts as ui_texts
from tests.person import Person, World

FIRST, THEN = "площадка руднево", "чему там учат"
RUDNEVO = "training/rudnevo/what-is"
GROUP = -1001


async def test_a_follow_up_is_about_the_card_on_the_screen_and_says_so(person):
    await person.writes(FIRST)
    await person.writes(THEN)
    assert person.screen.text.startswith("Про «")
    assert THEN in person.screen.text.splitlines()[0]
    assert "авиация вместе с беспилотниками" in person.screen.text


async def test_not_about_that_asks_the_words_alone(person):
    await person.writes(FIRST)
    await person.writes(THEN)
    await person.presses(ui_texts.NOT_ABOUT)
    assert not person.screen.text.startswith("Про «")


async def test_a_whole_question_is_not_dragged_to_the_old_subject(newcomers):
    for said in ("руднево адрес", "экспортный грант", "сколько компаний обратилось в мэц"):
        person = next(newcomers)
        await person.writes("чем помогает моспром")
        await person.writes(said)
        assert not person.screen.text.startswith("Про «"), said


async def test_a_word_that_finds_nothing_by_itself_is_asked_of_the_card(person):
    await person.writes("профессии будущего")
    await person.writes("выдают диплом?")
    assert person.screen.text.startswith("Про «Что такое „Профессии будущего“")
    assert "Прямого ответа у меня нет." in person.screen.text


async def test_a_question_of_a_word_or_two_is_answered_by_itself(newcomers):
    for said, told in {
        "гулфуд когда": "Gulfood 2027",
        "гранты какие есть": "Грант на экспорт",
        "ндс": "НДС",
        "адрес мэц": "Контакты МЭЦ",
        "роп что это": "РОП",
        "профессионалитет что такое": "Профессионалитет",
        "сертификат происхождения": "Сертификат о происхождении",
        "самозанятый": "Самозанятый",
    }.items():
        person = next(newcomers)
        await person.writes("экспорт в оаэ")
        await person.writes("спасибо")
        await person.writes(said)
        assert told in person.screen.text, said
        assert not person.screen.text.startswith("Про «"), said


async def test_what_is_asked_of_any_subject_is_about_the_one_on_the_screen(newcomers):
    for first, said, told in (
        ("бесплатное переобучение", "мне 53", "Бесплатное переобучение: кому положено"),
        ("маркировка сладостей", "с какого числа", "Про «Маркировка сладостей"),
        ("беспилотники учат где", "сколько мест", "Про «Руднево"),
        # By itself the first card is an exhibition, which nobody asked for.
        ("центр машиностроения печатники", "сколько станков", "Про «Адрес центра"),
        ("поставить контракт на учет в банке", "а для импорта", "Валютный контроль"),
        # Such a beginning, and nothing by itself that fits.
        ("офсетный контракт", "а юриста бесплатного дадут", "Прямого ответа у меня нет."),
    ):
        person = next(newcomers)
        await person.writes(first)
        await person.writes(said)
        assert person.screen.text.startswith("Про «"), first
        assert told in person.screen.text


async def test_a_question_that_is_announced_or_names_another_is_whole(newcomers):
    for first, said, told in (
        ("моспром", "и ещё вопрос, стипендия в колледже какая", "Стипендия в колледже"),
        ("займ фрп", "а у моспрома кто директор", "Старикова"),
    ):
        person = next(newcomers)
        await person.writes(first)
        await person.writes(said)
        assert not person.screen.text.startswith("Про «"), said
        assert told in person.screen.text


async def test_the_context_is_forgotten_after_half_an_hour(person, clock):
    await person.writes(FIRST)
    clock.now += timedelta(minutes=31)
    await person.writes(THEN)
    assert not person.screen.text.startswith("Про «")


async def test_a_reply_needs_no_memory(person, clock):
    await person.writes("когда открылось руднево")
    card = person.screen.id
    clock.now += timedelta(days=3)
    await person.writes(THEN, reply_to=card)
    assert person.screen.text.startswith("Про «")


async def opens_an_answer(person, services):
    await person.writes("/start")
    link = await services.knowledge.find_key(RUDNEVO)
    await person.opens(OpenAnswer(answer_id=link.id).pack())


async def opens_a_course(person, services):
    await person.writes("/start")
    link = await services.knowledge.find_key(RUDNEVO)
    await person.opens(OpenCourse(answer_id=link.id).pack())


async def follows_a_link(person, _services):
    await person.writes(f"/start {RUDNEVO.replace('/', '_')}")


async def gets_a_list(person, _services):
    await person.writes("станки в руднево")
    assert "1" in person.screen.buttons


WAYS = {
    "a button": opens_an_answer,
    "the catalogue": opens_a_course,
    "a link": follows_a_link,
    "a list": gets_a_list,
}


async def test_whatever_shows_a_card_is_the_subject(newcomers, services):
    for name, way in WAYS.items():
        person = next(newcomers)
        await way(person, services)
        await person.writes(THEN)
        assert person.screen.text.startswith("Про «"), name
        assert "Руднев" in person.screen.text.splitlines()[0], name


async def test_an_event_is_a_subject_too(person, services):
    await person.writes("/start")
    (gitex, *_) = await services.answering.calendar.named("gitex когда")
    await person.opens(OpenEvent(event_id=gitex.id).pack())
    await person.writes("а в каком городе это будет?")
    assert person.screen.text.startswith("Про «GITEX")
    assert "Дубай" in person.screen.text


async def test_a_reply_to_any_of_them_needs_no_memory(newcomers, services, clock):
    for name, way in WAYS.items():
        person = next(newcomers)
        await way(person, services)
        card = person.screen.id
        clock.now += timedelta(days=3)
        await person.writes("привет")
        await person.writes(THEN, reply_to=card)
        assert person.screen.text.startswith("Про «"), name
        assert "Руднев" in person.screen.text.splitlines()[0], name


async def test_a_reply_to_the_menu_has_no_subject(person):
    await person.writes("/start")
    await person.writes("/menu")
    await person.writes(THEN, reply_to=person.screen.id)
    assert not person.screen.text.startswith("Про «")


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
async def test_a_restart_loses_nothing(person, services, world, telegram, database, settings, way):
    await way(person, services)
    async with open_services(database, settings) as renewed:
        dispatcher, bot = build_dispatcher(renewed), world.bot
        after = World(telegram, bot, dispatcher, build_scheduler(renewed, bot))
        again = Person(after, person.id)
        await again.writes(THEN)
        assert again.screen.text.startswith("Про «")


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
async def test_what_is_looked_at_is_stored_once_it_is_shown(
    person, world, services, monkeypatch, way
):
    """Nobody waits for it: when the card is sent or edited, nothing is stored yet."""
    call, known = world.telegram.call, []

    async def watched(method, *given):
        if method in {"sendMessage", "editMessageText"}:
            known.append(services.answering.contexts.get(person.id))
        return await call(method, *given)

    monkeypatch.setattr(world.telegram, "call", watched)
    await way(person, services)
    assert services.answering.contexts.get(person.id) is not None
    assert known[-1] is None


async def test_deleted_data_has_no_context(person, database):
    await person.writes(FIRST)
    assert await database.rows("SELECT * FROM contexts")
    await person.writes("/delete_me")
    await person.presses("Удалить")
    assert await database.rows("SELECT * FROM contexts") == []


async def test_more_shows_the_rest_and_not_the_same_card(person):
    await person.writes("мфппип")
    await person.writes("подробнее")
    assert person.screen.text.startswith("Про «")
    assert conversation_texts.CHOICES in person.screen.text


async def test_more_begins_with_what_the_title_of_the_card_is_about(person):
    await person.writes("после колледжа в вуз")
    await person.writes("что ещё надо знать")
    assert "1. ЕГЭ" in person.screen.text


async def test_after_a_list_the_card_that_fits_the_follow_up_is_its_subject(person):
    await person.writes("стажировки")
    assert conversation_texts.CHOICES in person.screen.text
    await person.writes("со скольки лет")
    about, said = person.screen.text.split("\n", 1)
    assert "для подростков" in about or "в Правительстве Москвы" in about, about
    assert "лет" in said


async def test_a_correction_shows_what_was_meant(person):
    await person.writes("выставки роботов где")
    await person.writes("нет, я про колледж")
    assert conversation_texts.CHOICES in person.screen.text
    assert "олледж" in person.screen.text


async def test_what_was_meant_is_asked_as_the_word_before_it_was(newcomers):
    for first, said, told in (
        ("огэ 2027 заявление", "я имел в виду егэ", "ЕГЭ-2027"),
        ("колледж в лианозово", "перепутал, в люблино", "Флагманские колледжи"),
        ("маип", "можно чуть подробнее?", "МаИП"),
    ):
        person = next(newcomers)
        await person.writes(first)
        await person.writes(said)
        assert told in person.screen.text + str(person.screen.buttons), said


async def test_a_word_taken_back_is_replaced_in_the_question(person):
    await person.writes("запись на егэ")
    await person.writes("ой, не егэ, а огэ")
    assert "Понял так: запись на огэ" in person.screen.text
    await person.writes("обучение сварщиков")
    await person.writes("не для себя, а для сотрудников")  # «себя» was not said
    assert conversation_texts.CHOICES not in person.screen.text


async def test_what_the_base_does_not_hold_is_said_about_the_right_subject(person):
    await person.writes("инкотермс 2020")
    await person.writes("а телефон какой?")
    assert person.screen.text.startswith("Про «Инкотермс")
    assert "Прямого ответа у меня нет" in person.screen.text
    assert "Вот что ближе всего:" in person.screen.text
    await person.writes("да")
    assert person.screen.text == conversation_texts.OFFER
    await person.presses(specialist_texts.ASK)
    assert "Инкотермс" in person.screen.text
    assert "телефон" in person.screen.text


async def test_no_after_an_offer_and_signs_get_one_line(person):
    await person.writes("инкотермс 2020")
    await person.writes("👍")
    assert person.screen.text == conversation_texts.SEEN
    await person.writes("а телефон какой?")
    await person.writes("нет")
    assert person.screen.text == conversation_texts.AS_YOU_LIKE
    await person.writes("👍")
    await person.writes("что это такое вообще")
    assert person.screen.text.startswith("Про «")


async def test_in_a_group_only_a_reply_has_a_subject(person, world):
    group = world.telegram.add_group(GROUP, "Экспортёры")
    world.telegram.add_member(GROUP, person.id)
    await person.writes("@moscow_business_bot когда открылось руднево", chat_id=GROUP)
    said = [message for message in group.messages if message["from"]["is_bot"]]
    await person.writes(THEN, chat_id=GROUP, reply_to=said[-1]["message_id"])
    said = [message for message in group.messages if message["from"]["is_bot"]]
    assert said[-1]["text"].startswith("Про «")
    assert "чему учат студентов" in said[-1]["text"]
