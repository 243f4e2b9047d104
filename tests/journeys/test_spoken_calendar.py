"""Exhibitions asked for in words; today is 23 November 2026."""

import threading

import pytest

from bot.conversation import texts as conversation_texts
from bot.conversation.event_query import EventNames
from bot.events import texts as events_texts
from bot.events.models import ListFilter
from bot.ui import texts as ui_texts

CALENDAR = "Календарь выставок и бизнес-миссий"


@pytest.mark.parametrize(
    ("said", "head"),
    {
        "выставки в декабре": "Декабрь 2026:",
        "какие будут выставки в эмиратах": "ОАЭ:",
        "выставки в дубае": "Дубай:",
        "выставки айти в эмиратах в декабре": "ОАЭ, ИТ и связь, декабрь 2026: 1 событие",
        "прошедшие выставки в китае": events_texts.SHOWN[ListFilter.ARCHIVE],
    }.items(),
)
async def test_a_time_a_place_and_a_branch_open_the_live_calendar(person, said, head):
    await person.writes(said)
    assert head in person.screen.text


async def test_the_filters_that_were_said_can_be_changed_and_left(person):
    await person.writes("выставки в декабре")
    await person.presses(events_texts.FILTERS)
    assert "📅 декабрь 2026" in person.screen.buttons
    await person.presses(events_texts.RESET)
    assert "Предстоящие" in person.screen.text
    await person.presses(ui_texts.HOME)


async def test_where_nothing_fits_the_nearest_is_shown(person):
    await person.writes("выставки в индии на этой неделе")
    text = person.screen.text
    assert "выставок в календаре нет" in text
    assert "Ближайшая — " in text
    assert CALENDAR in text


async def test_one_named_event_shows_its_card(person):
    await person.writes("gitex когда")
    assert "GITEX GLOBAL 2026" in person.screen.text.upper()
    assert events_texts.SHARE in person.screen.buttons


@pytest.mark.parametrize("said", ["кто платит за стенд", "как записаться на выставку"])
async def test_a_question_about_exhibitions_stays_a_question(person, said):
    await person.writes(said)
    assert CALENDAR not in person.screen.text


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
