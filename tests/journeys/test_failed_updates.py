"""What cannot be handled is told to whoever sent it, counted and kept; the rest goes on."""

import asyncio
import json
from contextlib import asynccontextmanager

import aiohttp
import pytest

from bot.conversation import texts as conversation_texts
from bot.playground.faults import Drop
from bot.specialist import texts as specialist_texts
from bot.telegram.update_repository import Failure, UpdateRepository
from bot.ui import texts as ui_texts
from tests.fixtures import ADMIN
from tests.person import Screen
from tests.serving import PATIENCE, running, served_settings, until
from tests.staff import FORUM, MISS, STAFF

IRINA, OLEG = 1000003, 1000005
GROUP = -1002000000777
QUESTION, ANSWER = "когда открылось Руднево", "2 октября 2024"
UNREADABLE = {"voice": {"duration": 5}}


@pytest.fixture
def settings(played, database):
    for person_id, name in ((IRINA, "Ирина"), (OLEG, "Олег"), (ADMIN, "Ольга"), (STAFF, "Павел")):
        played.add_person(person_id, name)
    return served_settings(played, database, admin_ids=str(ADMIN), staff_chat_id=FORUM)


def said(telegram, chat_id=IRINA):
    messages = telegram.chat(chat_id).messages
    return [Screen(each).text for each in messages if each["from"]["is_bot"]]


def screen(telegram, chat_id=IRINA):
    return Screen([m for m in telegram.chat(chat_id).messages if m["from"]["is_bot"]][-1])


async def metrics(settings):
    address = f"http://127.0.0.1:{settings.server_port}/metrics"
    async with aiohttp.ClientSession() as session, session.get(address) as response:
        return await response.text()


async def test_a_message_that_cannot_be_read_gets_a_word_and_the_next_one_its_answer(
    played, settings, database
):
    async with running(settings):
        voice = played.send(IRINA, UNREADABLE)
        await until(lambda: ui_texts.FAILED in said(played))
        assert screen(played).message["reply_to_message"]["message_id"] == voice["message_id"]
        played.write(IRINA, QUESTION)
        await until(lambda: ANSWER in said(played)[-1])
        text = await metrics(settings)
    assert 'bot_failed_updates_total{reason="unreadable"} 1.0' in text
    (kept,) = await database.rows("SELECT person_id, body, reason FROM failed_updates")
    assert (kept["person_id"], kept["reason"]) == (IRINA, "unreadable")
    assert json.loads(kept["body"])["message"]["voice"] == {"duration": 5}
    assert said(played).count(ui_texts.FAILED) == 1


async def test_in_a_group_only_who_speaks_to_the_bot_gets_a_word(played, settings, database):
    played.add_group(GROUP, "Соседи").members |= {IRINA: "member", OLEG: "member"}
    async with running(settings):
        played.privacy_mode = False
        played.send(IRINA, UNREADABLE, chat_id=GROUP)
        played.send(OLEG, UNREADABLE)
        await until(lambda: ui_texts.FAILED in said(played, OLEG))
        assert said(played, GROUP) == []
        venue = {"venue": {"title": "@moscow_business_bot что это"}}
        played.send(IRINA, venue, chat_id=GROUP)
        await until(lambda: said(played, GROUP) == [ui_texts.FAILED])


async def test_a_change_of_a_new_kind_is_counted_and_said_to_nobody(played, settings, database):
    member = {"status": "frozen_in_2027", "user": {"id": 42, "is_bot": True, "first_name": "Бот"}}
    async with running(settings):
        chat = played.chat(IRINA)
        change = {"from": played.people[IRINA].user, "chat": chat.json, "date": 1795990000}
        change |= {"old_chat_member": member | {"status": "member"}, "new_chat_member": member}
        played.queue_update("my_chat_member", chat, change)
        played.write(IRINA, QUESTION)
        await until(lambda: said(played) and ANSWER in said(played)[-1])
        await until(lambda: not played.updates)
        text = await metrics(settings)
    assert 'bot_failed_updates_total{reason="unreadable"} 1.0' in text
    assert ui_texts.FAILED not in said(played)


async def test_a_restricted_specialist_closes_a_dialogue_though_a_right_is_not_listed(
    played, settings
):
    """aiogram's `ChatMemberRestricted` wants every right there is; an older Bot API knows fewer."""
    group = played.add_group(FORUM, "Специалисты", is_forum=True)
    group.members |= {ADMIN: "creator", STAFF: "member"}
    restricted = {"status": "restricted", "is_member": True, "until_date": 0}
    played.methods["getchatmember"] = lambda world, _: restricted | {"user": world.find_user(STAFF)}
    async with running(settings):
        played.write(IRINA, MISS)
        await until(lambda: said(played))
        for label in (specialist_texts.ASK, specialist_texts.SEND):
            before = screen(played).text
            played.press(IRINA, screen(played).id, screen(played).key(label)["callback_data"])
            await until(lambda seen=before: screen(played).text != seen)
        await until(lambda: any("Диалог №" in each for each in said(played, FORUM)))
        card = Screen(next(m for m in group.messages if "Диалог №" in m.get("text", "")))
        close = card.key(specialist_texts.CLOSE)["callback_data"]
        pressed = played.press(STAFF, card.id, close, FORUM)
        await until(lambda: played.presses[pressed].answer)
        assert played.presses[pressed].answer["text"] == specialist_texts.CLOSED_TOAST
        assert "Диалог №" in group.history[card.id]["text"]
        assert specialist_texts.REOPEN in Screen(group.history[card.id]).buttons
        text = await metrics(settings)
    assert 'part="getChatMember.result.can_react_to_messages"' in text


@pytest.mark.slow
async def test_what_earlier_processes_ended_with_gets_a_word_once_telegram_is_well(
    played, settings, database
):
    played.write(IRINA, "/start")
    updates = UpdateRepository(database)
    for number, text in ((501, "раз"), (502, "два")):
        message = played.write(IRINA, text)
        await updates.fail({"update_id": number, "message": message}, IRINA, Failure.KILLED)
    played.updates.clear()
    played.faults.fail_next("sendMessage", Drop(), times=2)
    async with running(settings):
        await until(lambda: said(played))
        async with asyncio.timeout(PATIENCE):
            while await updates.untold_failures():  # noqa: ASYNC110 - another program is watched
                await asyncio.sleep(0.02)
    assert said(played) == [ui_texts.FAILED]


@asynccontextmanager
async def away(played, hours):
    """What people write meanwhile reaches the bot only when it is back, so many hours later."""
    clock = played.clock
    played.clock = lambda: clock() - hours * 3600
    yield
    played.clock = clock


async def test_after_an_outage_one_line_stands_for_hours_old_answers(played, settings):
    played.add_group(GROUP, "Соседи").members |= {IRINA: "member"}
    mention = "@moscow_business_bot когда открылось Руднево"
    async with away(played, hours=5):
        for text in (QUESTION, "меню", "как получить грант", "/search грант"):
            played.write(IRINA, text)
        played.write(OLEG, "/start")
        played.write(IRINA, mention, chat_id=GROUP)
        played.write(IRINA, mention, chat_id=GROUP)
    played.write(OLEG, QUESTION)
    async with running(settings):
        await until(lambda: ANSWER in "".join(said(played, OLEG)))
        await until(lambda: said(played))
        await until(lambda: said(played, GROUP))
        played.write(IRINA, QUESTION)
        await until(lambda: ANSWER in said(played)[-1])
    assert said(played)[:-1] == [conversation_texts.LATE]
    assert said(played, GROUP) == [conversation_texts.LATE]
    assert "Чем вам помочь?" in said(played, OLEG)[1]


async def test_after_minutes_a_question_is_answered_as_ever(played, settings):
    async with away(played, hours=0.5):
        played.write(IRINA, QUESTION)
    async with running(settings):
        await until(lambda: ANSWER in "".join(said(played)))
    assert conversation_texts.LATE not in said(played)
