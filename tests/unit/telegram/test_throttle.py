"""Who is slowed down, and who never is."""

import pytest
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties

from bot.app import build_dispatcher, build_scheduler
from bot.settings import Settings
from bot.specialist import texts as specialist_texts
from bot.telegram.middlewares import BURST, Throttle
from bot.ui import texts as ui_texts
from tests.fixtures import ADMIN, make_settings
from tests.person import PIXEL, PlayedSession, World
from tests.staff import FORUM, MISS, STAFF, Staff, reactions

GROUP, OTHER_GROUP = -1001000000777, -1001000000778
ANONYMOUS = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}
QUESTION = "когда открылось Руднево"
TWENTY = range(20)


@pytest.fixture
def settings() -> Settings:
    return make_settings(staff_chat_id=FORUM)


@pytest.fixture
def seconds():
    return [0.0]


@pytest.fixture
def world(telegram, services, seconds):
    """No time passes unless the test says so."""
    bot = Bot("42:TEST", PlayedSession(telegram), DefaultBotProperties(parse_mode="HTML"))
    dispatcher = build_dispatcher(services, throttle=Throttle(lambda: seconds[0]))
    return World(telegram, bot, dispatcher, build_scheduler(services, bot))


@pytest.fixture
async def asked(world, seconds):
    group = world.telegram.add_group(FORUM, "Специалисты", is_forum=True)
    staff = Staff(world)
    group.members |= {ADMIN: "creator", STAFF: "member"}
    person = world.person(1000003)
    await person.writes(MISS)
    await person.presses(specialist_texts.ASK)
    await person.presses(specialist_texts.SEND)
    await staff.writes("Слушаю")
    seconds[0] += 60
    return person, staff


def anonymous(world, chat_id: int, text: str, **where) -> dict:
    """A message of an admin who writes as the group."""
    chat = world.telegram.chat(chat_id)
    content = {"text": text, "sender_chat": chat.json}
    content |= world.telegram.reply_fields(chat, 0, where.get("thread_id", 0))
    message = world.telegram.post(chat, ANONYMOUS, content)
    world.telegram.queue_update("message", chat, message)
    return message


def albums(world, person_id: int, **where) -> list[dict]:
    """Twenty photographs at once, as phones send them: two albums of ten."""
    return [
        photo
        for _ in range(2)
        for photo in world.telegram.send_album(person_id, [("photo", PIXEL)] * 10, **where)
    ]


def photographs(world, chat_id: int) -> int:
    return sum("photo" in message for message in world.telegram.chat(chat_id).messages)


async def test_twenty_photographs_of_a_specialist_all_arrive(world, asked, services):
    person, staff = asked
    sent = albums(world, STAFF, chat_id=FORUM, thread_id=staff.topic)
    await world.settle()
    await services.specialist.relay.deliver(world.bot, person.id)
    assert photographs(world, person.id) == 20
    assert ui_texts.SLOWER not in staff.seen
    assert sum(reactions(world, FORUM, photo) == ["👌"] for photo in sent) == 2


async def test_twenty_photographs_of_a_person_all_arrive(world, asked, services):
    person, _ = asked
    albums(world, person.id, reply_to=person.screen.id)
    await world.settle()
    await services.specialist.relay.deliver(world.bot, person.id)
    assert photographs(world, FORUM) == 20
    assert all(message.get("text") != ui_texts.SLOWER for message in person.messages)


async def test_letters_are_never_dropped_neither_are_their_edits(world, asked):
    person, staff = asked
    for number in TWENTY:
        anonymous(world, FORUM, f"Строка {number}", thread_id=staff.topic)
    mine = [
        world.telegram.write(person.id, f"Вопрос {number}", reply_to=person.screen.id)
        for number in TWENTY
    ]
    await world.settle()
    for message in mine:
        world.telegram.edit(person.id, message["message_id"], f"{message['text']} точнее")
    await world.settle()
    texts = [message.get("text") for message in person.messages]
    assert [f"Строка {number}" for number in TWENTY] == [
        text for text in texts if text and text.startswith("Строка")
    ]
    assert all(f"Вопрос {number} точнее" in staff.seen for number in TWENTY)
    assert ui_texts.SLOWER not in (*texts, *staff.seen)


async def test_what_is_not_for_the_bot_is_not_counted(world):
    group, person = world.telegram.add_group(GROUP, "Группа"), world.person(1000003)
    for number in TWENTY:
        await person.writes(f"обсуждаем {number}", chat_id=GROUP)
    assert not [message for message in group.messages if message["from"]["is_bot"]]
    await person.writes(f"@moscow_business_bot {QUESTION}", chat_id=GROUP)
    assert "2024" in group.messages[-1]["text"]


async def test_questions_in_a_group_are_counted_for_each_who_asks(world):
    for group_id in (GROUP, OTHER_GROUP):
        world.telegram.add_group(group_id, "Группа")
    for _ in TWENTY:
        anonymous(world, GROUP, f"@moscow_business_bot {QUESTION}")
    await world.settle()
    said = [message["text"] for message in world.telegram.chat(GROUP).messages]
    assert said.count(ui_texts.SLOWER) == 1
    anonymous(world, OTHER_GROUP, f"@moscow_business_bot {QUESTION}")
    await world.settle()
    assert "2024" in world.telegram.chat(OTHER_GROUP).messages[-1]["text"]


async def test_edits_count_as_questions_do(world):
    person = world.person(1000003)
    question = await person.writes(QUESTION)
    before = len(world.calls("editMessageText"))
    for number in range(90):
        await person.edits(question, f"{QUESTION} {number}")
    assert len(world.calls("editMessageText")) - before == int(BURST) - 1
    assert [each["text"] for each in person.messages].count(ui_texts.SLOWER) == 1


async def test_an_album_is_one_message(world):
    person = world.person(1000003)
    albums(world, person.id)
    await world.settle()
    for _ in range(int(BURST) - 2):
        await person.writes("/menu")
    assert person.screen.text != ui_texts.SLOWER
    albums(world, person.id)
    await world.settle()
    assert [each["text"] for each in person.messages if "text" in each].count(ui_texts.SLOWER) == 1
