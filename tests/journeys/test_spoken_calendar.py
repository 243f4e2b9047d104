"""Exhibitions asked for in words; today is 23 November 2026."""

import threading
from datetime import timedelta

import pytest

from bot.app import build_dispatcher, build_scheduler, open_services
from bot.conversation import texts as conversation_texts
from bot.conversation.event_query import EventNames
from bot.events import texts as events_texts
from bot.events.models import ListFilter
from bot.ui import texts as ui_texts
from tests.person import Person, World

CALENDAR = f"{events_texts.CALENDAR}\n"


async def test_a_time_a_place_and_a_branch_open_the_live_calendar(newcomers):
    for said, head in {
        "выставки в декабре": "Декабрь 2026:",
        "какие будут выставки в эмиратах": "ОАЭ:",
        "выставки в дубае": "Дубай:",
        "выставки айти в эмиратах в декабре": "ОАЭ, ИТ и связь, декабрь 2026: 1 событие",
        "прошедшие выставки в китае": events_texts.SHOWN[ListFilter.ARCHIVE],
    }.items():
        person = next(newcomers)
        await person.writes(said)
        assert head in person.screen.text, said


async def test_the_filters_that_were_said_can_be_changed_and_left(person):
    await person.writes("выставки в декабре")
    await person.presses(events_texts.FILTERS)
    assert "📅 декабрь 2026" in person.screen.buttons
    await person.presses(events_texts.RESET)
    assert "Предстоящие" in person.screen.text
    await person.presses(ui_texts.HOME)


async def test_exhibitions_without_dates_come_before_those_of_other_places(person):
    await person.writes("выставки еды в египте")
    assert "Food Africa 2026" in person.screen.text
    assert "Ближайшая — " not in person.screen.text


async def test_where_nothing_fits_the_nearest_is_shown(person):
    await person.writes("выставки в индии на этой неделе")
    text = person.screen.text
    assert "выставок в календаре нет" in text
    assert "Ближайшая — " in text
    assert CALENDAR in text


async def test_a_city_without_exhibitions_is_told_and_the_country_is_shown(person):
    await person.writes("выставки в казани")
    assert "Казань: выставок в календаре нет." in person.screen.text
    assert "Ближайшая — " in person.screen.text
    assert "Россия:" in person.screen.text


async def test_one_named_event_shows_its_card(person):
    await person.writes("gitex когда")
    assert person.screen.text.startswith("GITEX Global 2026\n")  # not through the calendar
    assert events_texts.SHARE in person.screen.buttons


async def test_a_name_of_the_calendars_own_words_shows_its_card(newcomers):
    for said in (
        "expo 2027 где пройдёт",
        "expo 2027 когда",
        "экспо белград даты",
        "экспо в белграде",
    ):
        person = next(newcomers)
        await person.writes(said)
        assert person.screen.text.startswith("Expo 2027 Belgrade\n"), said


async def test_a_bare_name_opens_the_edition_that_is_ahead(newcomers):
    for said, name in {
        "arab health 2026": "WHX Dubai 2026 (бывш. Arab Health)",
        "гулфуд": "Gulfood 2027",
        "биг файв": "Big 5 Global 2026",
        "арабхелс": "WHX Dubai 2027 (бывш. Arab Health)",
        "дентал экспо 2027": "Дентал-Экспо 2027",
        "гитекс": "GITEX Global 2026",
        "world food moscow": "WorldFood Moscow 2027",
    }.items():
        person = next(newcomers)
        await person.writes(said)
        assert person.screen.text.startswith(f"{name}\n"), said


async def test_the_edition_that_is_ahead_stands_first_in_a_list(person):
    await person.writes("big five")
    assert "1. Big 5 Global 2026\n" in person.screen.text
    assert "Big 5 Global 2025\n" in person.screen.text


async def test_a_question_about_exhibitions_stays_a_question(newcomers):
    for said in ("кто платит за стенд", "как записаться на выставку"):
        person = next(newcomers)
        await person.writes(said)
        assert CALENDAR not in person.screen.text, said


async def test_in_a_group_the_list_is_short(person, world):
    world.telegram.add_group(-1001, "Экспортёры")
    world.telegram.add_member(-1001, person.id)
    await person.writes("@moscow_business_bot выставки в декабре", chat_id=-1001)
    said = [m for m in world.telegram.chats[-1001].messages if m["from"]["is_bot"]][-1]
    assert said["text"].startswith(conversation_texts.EVENTS_IN_GROUP)


async def test_the_names_of_a_calendar_are_read_before_the_first_question_and_beside_the_loop(
    person, services, monkeypatch
):
    readers = []

    class WatchedNames(EventNames):
        def __init__(self, events):
            readers.append(threading.current_thread())
            super().__init__(events)

    monkeypatch.setattr("bot.conversation.service.EventNames", WatchedNames)
    await services.answering.warm_up()
    await person.writes("gitex")
    assert "GITEX" in person.screen.text
    assert len(readers) == 1
    assert readers[0] is not threading.main_thread()


async def test_what_is_said_after_a_list_changes_its_filter(newcomers):
    for said, head in {
        "а в апреле?": "Апрель 2027, Китай, продукты и напитки",
        "а в эмиратах": "ОАЭ, продукты и напитки",
        "дубай": "Дубай, продукты и напитки",
        "мебель": "Китай, мебель и дизайн",
        "а прошедшие?": "Прошедшие, Китай, продукты и напитки",
        "не в китае, а в индии": "Индия, продукты и напитки",
    }.items():
        person = next(newcomers)
        await person.writes("выставки еды в китае")
        await person.writes(said)
        assert head.casefold() in person.screen.text.splitlines()[0].casefold(), said
        assert ui_texts.NOT_ABOUT in person.screen.buttons, said


async def test_the_list_stays_when_the_same_is_said_again_or_mended(person):
    await person.writes("выставки еды в китае")
    sent = await person.writes("а в апреле")
    await person.edits(sent, "а в апреле?")
    assert "Апрель 2027, Китай, Продукты и напитки" in person.screen.text.splitlines()[0]
    await person.writes("а в апреле?")
    assert "Апрель 2027, Китай, Продукты и напитки" in person.screen.text.splitlines()[0]


async def test_a_list_that_buttons_changed_is_no_longer_in_mind(person):
    await person.writes("выставки еды в китае")
    await person.presses(events_texts.FILTERS)
    await person.presses(events_texts.RESET)
    await person.writes("а в апреле?")
    assert events_texts.FILTERS not in person.screen.buttons


@pytest.mark.parametrize("opened", ["/calendar", "/start events"])
async def test_a_calendar_opened_anew_is_not_the_list_asked_for_in_words(person, opened):
    await person.writes("выставки еды в китае")
    await person.writes(opened)
    await person.writes("а в апреле?")
    assert events_texts.FILTERS not in person.screen.buttons


async def test_the_next_page_of_a_list_leaves_it_in_mind(person):
    await person.writes("выставки")
    await person.presses(ui_texts.NEXT)
    await person.writes("а в китае?")
    assert "Понял так: Китай" in person.screen.text.replace("<b>", "").replace("</b>", "")


async def test_after_what_is_over_comes_what_is_ahead(person):
    await person.writes("прошедшие выставки в китае")
    await person.writes("а будущие?")
    assert CALENDAR in person.screen.text
    assert "Понял так: Китай" in person.screen.text.replace("<b>", "").replace("</b>", "")


async def test_a_list_is_narrowed_word_by_word(person):
    await person.writes("выставки")
    for said in ("китай", "май", "еда"):
        await person.writes(said)
    assert "Май 2027, Китай, Продукты и напитки" in person.screen.text.splitlines()[0]


async def test_a_restart_loses_no_list(person, database, settings, world, telegram):
    await person.writes("выставки еды в китае")
    async with open_services(database, settings) as renewed:
        dispatcher, bot = build_dispatcher(renewed), world.bot
        after = World(telegram, bot, dispatcher, build_scheduler(renewed, bot))
        again = Person(after, person.id)
        await again.writes("а в эмиратах")
        assert "ОАЭ, Продукты и напитки" in again.screen.text


async def test_a_list_is_forgotten_after_half_an_hour(person, clock):
    await person.writes("выставки еды в китае")
    clock.now += timedelta(minutes=31)
    await person.writes("а в эмиратах")
    assert CALENDAR not in person.screen.text


async def test_after_the_card_of_an_exhibition_others_of_its_branch_are_found(person):
    await person.writes("гулфуд когда")
    await person.writes("а в китае?")
    assert "Китай, Продукты и напитки" in person.screen.text


async def test_a_question_about_the_exhibition_on_the_screen_lists_no_others(newcomers):
    for said in (
        *("она уже прошла?", "прошла?", "а прошла?", "уже закончилась?", "она пройдет в 2027?"),
        *("это в москве?", "она в россии?", "а она в китае?", "в россии?", "это в мае?"),
        *("сегодня?", "завтра?", "это мебель?"),
    ):
        person = next(newcomers)
        await person.writes("гулфуд когда")
        await person.writes(said)
        assert events_texts.FILTERS not in person.screen.buttons, said


@pytest.mark.parametrize("said", ["кто платит за стенд", "ндс при экспорте", "экспорт в китай"])
async def test_a_question_after_a_list_is_no_filter(person, said):
    await person.writes("выставки еды в китае")
    await person.writes(said)
    assert CALENDAR not in person.screen.text
    assert not person.screen.text.startswith("Про «")


async def test_not_about_the_list_asks_the_words_alone(person):
    await person.writes("выставки еды в декабре")
    await person.writes("китай")
    await person.presses(ui_texts.NOT_ABOUT)
    assert CALENDAR not in person.screen.text
