"""Media and edits are relayed both ways."""

import asyncio
from datetime import timedelta

import pytest

from bot.settings import Settings
from bot.specialist import texts as specialist_texts
from bot.ui import texts as ui_texts
from tests.fixtures import make_settings
from tests.staff import FORUM, STAFF, png

MOMENT = 0.777  # seconds that nothing else waits for


@pytest.fixture
def settings() -> Settings:
    return make_settings(staff_chat_id=FORUM)


async def test_edits_travel_both_ways(asked, staff):
    answer = await staff.writes("Приходите во вторник")
    staff.world.telegram.edit(STAFF, answer["message_id"], "Приходите в среду", FORUM)
    await staff.world.settle()
    assert asked.screen.text == "Приходите в среду"
    assert asked.screen.buttons == [specialist_texts.ANSWER, ui_texts.HOME]

    reply = await asked.writes("В среду не могу", reply_to=asked.screen.id)
    await asked.edits(reply, "В среду смогу")
    assert staff.seen[-1] == "В среду смогу"
    assert "В среду не могу" not in staff.seen


async def test_every_kind_of_media_travels_both_ways(asked, staff, world):
    await staff.writes("Пришлите документы")
    letter = asked.screen.id
    for kind in ("photo", "document", "video", "voice", "sticker"):
        data = png() if kind == "photo" else b"data"
        await asked.sends(kind, data, reply_to=letter)
        assert kind in staff.group.messages[-1]
        await staff.person.sends(kind, data, chat_id=FORUM, thread_id=staff.topic)
        assert kind in asked.messages[-1]


async def test_what_telegram_does_not_copy_is_told_of(asked, staff, world):
    place = {"chat_id": FORUM, "thread_id": staff.topic}
    world.telegram.send(STAFF, {"dice": {"emoji": "🎲", "value": 3}}, **place)
    await world.settle()
    assert staff.seen[-1] == specialist_texts.UNDELIVERED["refused"]


async def test_a_message_of_an_anonymous_admin_is_relayed(asked, staff, world):
    author = {"from": {"id": 1087968824, "is_bot": True, "first_name": "Group"}}
    words = {"text": "Пишу от имени группы", "sender_chat": staff.group.json}
    place = {"chat_id": FORUM, "thread_id": staff.topic}
    world.telegram.send(STAFF, author | words, **place)
    await world.settle()
    assert asked.screen.text == "Пишу от имени группы"


async def test_an_album_arrives_as_an_album(asked, staff, world, clock):
    await staff.writes("Пришлите фото стенда")
    files = [("photo", png(8)), ("photo", png(9)), ("photo", png(10))]
    world.telegram.send_album(asked.id, files, "Наш стенд", reply_to=asked.screen.id)
    await world.settle()
    assert "photo" not in staff.group.messages[-1]
    clock.now = clock.now.replace(minute=1)
    await world.tick()
    copies = staff.group.messages[-3:]
    assert len({message["media_group_id"] for message in copies}) == 1
    assert copies[0]["caption"] == "Наш стенд"


async def test_an_album_is_sent_by_itself_after_a_moment(
    asked, staff, world, monkeypatch, services
):
    monkeypatch.setattr("bot.specialist.relay.ALBUM_SECONDS", 0)
    await staff.writes("Пришлите фото")
    files = [("photo", png(8)), ("photo", png(9))]
    world.telegram.send_album(asked.id, files, reply_to=asked.screen.id)
    await world.settle()
    tasks = services.resources.background._tasks
    await asyncio.gather(*(task for task in tasks if task.get_name().startswith("album")))
    assert [("photo" in message) for message in staff.group.messages[-2:]] == [True, True]


async def test_a_part_that_comes_late_still_belongs_to_its_album(
    asked, staff, world, monkeypatch, services
):
    waiting, sleep = [], asyncio.sleep

    async def wait(seconds):
        if seconds != MOMENT:
            return await sleep(seconds)
        waiting.append(asyncio.Event())
        return await waiting[-1].wait()

    monkeypatch.setattr("asyncio.sleep", wait)
    monkeypatch.setattr("bot.specialist.relay.ALBUM_SECONDS", MOMENT)
    await staff.writes("Пришлите фото")
    for number in range(3):
        part = {"photo": [{"file_id": f"p{number}", "file_unique_id": "u"}], "media_group_id": "a"}
        world.telegram.send(asked.id, part, reply_to=asked.screen.id)
        await world.settle()
        for earlier in waiting[:number]:
            earlier.set()
    waiting[-1].set()
    tasks = services.resources.background._tasks
    await asyncio.gather(*(task for task in tasks if task.get_name().startswith("album")))
    copies = [message for message in staff.group.messages if "photo" in message]
    assert [len(copies), len({copy["media_group_id"] for copy in copies})] == [3, 1]


async def test_a_caption_and_a_photo_can_be_corrected(asked, staff, world):
    sent = await staff.person.sends("photo", png(), chat_id=FORUM, thread_id=staff.topic)
    world.telegram.edit(STAFF, sent["message_id"], "Схема проезда", FORUM)
    await world.settle()
    assert asked.messages[-1]["caption"] == "Схема проезда"
    voice = await staff.person.sends("voice", chat_id=FORUM, thread_id=staff.topic)
    world.telegram.edit(STAFF, voice["message_id"], "О проезде", FORUM)
    await world.settle()
    assert asked.messages[-1]["caption"] == "О проезде"


async def test_a_first_question_with_an_album_keeps_every_part(person, staff, world, clock):
    await person.writes("/specialist")
    await person.presses(specialist_texts.WRITE)
    files = [("photo", png(8)), ("photo", png(9))]
    world.telegram.send_album(
        person.id, files, "Что это за станок?", reply_to=person.messages[-1]["message_id"]
    )
    await world.settle()
    shown = [m for m in person.messages if "Что это за станок?" in m.get("text", "")]
    assert len(shown) == 1
    await person.presses(specialist_texts.SEND)
    assert "Что это за станок?" in staff.card.text
    assert [message for message in staff.group.messages if "photo" in message][-2:]
    assert len([message for message in staff.group.messages if "photo" in message]) == 2


async def test_a_question_corrected_before_and_after_it_was_sent(person, staff):
    await person.writes("/specialist")
    await person.presses(specialist_texts.WRITE)
    mine = await person.writes("Где стентд?", reply_to=person.messages[-1]["message_id"])
    await person.edits(mine, "Где стенд?")
    assert "Где стенд?" in person.screen.text
    await person.presses(specialist_texts.SEND)
    assert "Где стенд?" in staff.card.text
    await person.edits(mine, "Где стенд Москвы?")
    assert "Где стенд Москвы?" in staff.card.text


async def test_a_copy_that_was_deleted_comes_again_when_it_is_corrected(asked, staff, world):
    answer = await staff.writes("Адрес: улица Вавилова, 1")
    world.telegram.delete_message(asked.id, asked.screen.id)
    world.telegram.edit(STAFF, answer["message_id"], "Адрес: улица Вавилова, 19", FORUM)
    await world.settle()
    assert asked.screen.text == "Адрес: улица Вавилова, 19"


async def test_a_live_location_does_not_flood_the_other_side(asked, staff, world):
    await staff.writes("Где вы?")
    spot = {"location": {"latitude": 55.7, "longitude": 37.6}}
    sent = world.telegram.send(asked.id, spot, reply_to=asked.screen.id)
    await world.settle()
    count = len(staff.group.messages)
    chat = world.telegram.chat(asked.id)
    world.telegram.queue_update("edited_message", chat, sent | {"edit_date": 1})
    await world.settle()
    assert len(staff.group.messages) == count


async def test_an_album_that_is_a_note_stays_among_the_staff_as_a_whole(asked, staff, world, clock):
    await staff.writes("Слушаю")
    before = len(asked.messages)
    files = [("photo", png(8)), ("photo", png(9)), ("photo", png(10))]
    for words in ("// для своих", "Для вас"):
        world.telegram.send_album(STAFF, files, words, chat_id=FORUM, thread_id=staff.topic)
        await world.settle()
    clock.now += timedelta(minutes=1)
    await world.tick()
    assert [m.get("caption") for m in asked.messages[before:]] == ["Для вас", None, None]
