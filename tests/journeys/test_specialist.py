"""A person asks a human, and nothing that either side writes is lost."""

import asyncio
import struct
import zlib
from datetime import timedelta

import pytest
from aiogram.exceptions import TelegramNetworkError

from bot.playground.errors import BadRequestError
from bot.services import Options
from bot.specialist.staff_repository import Staff as StaffRows
from bot.ui.callbacks.specialist import CloseDialogue, SendEnquiry
from bot.ui.texts import common, menu, search
from bot.ui.texts import specialist as texts
from tests.conftest import ADMIN
from tests.person import Screen, World

FORUM = -1001000000001
STAFF = 1000009
HOURS = "пн–пт 9:00–18:00"
MISS = "как пожарить стейк средней прожарки"


def png(width: int = 8) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, 8, 8, 0, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"\0" * 9 * width))
    return b"\x89PNG\r\n\x1a\n" + head + pixels + chunk(b"IEND", b"")


@pytest.fixture
def options() -> Options:
    return Options(staff_chat_id=FORUM, staff_hours=HOURS)


class Staff:
    """A member of the staff and what is seen in their group."""

    def __init__(self, world: World, group_id: int = FORUM) -> None:
        self.world = world
        self.group_id = group_id
        self.person = world.person(STAFF, "Павел")

    @property
    def group(self):
        return self.world.telegram.chat(self.group_id)

    @property
    def seen(self) -> list[str]:
        return [m.get("text") or m.get("caption") or "" for m in self.group.messages]

    @property
    def topic(self) -> int:
        return list(self.group.topics)[-1]

    @property
    def card(self) -> Screen:
        cards = [m for m in self.group.messages if "Диалог №" in m.get("text", "")]
        return Screen(cards[-1])

    async def writes(self, text: str, **where):
        place = {"chat_id": self.group_id, "thread_id": self.topic} | where
        return await self.person.writes(text, **place)

    async def presses(self, label: str) -> str | None:
        data = self.card.key(label)["callback_data"]
        press = self.world.telegram.press(STAFF, self.card.id, data, self.group_id)
        await self.world.settle()
        answer = self.world.telegram.presses[press].answer
        return answer and answer.get("text")


@pytest.fixture
def staff(world: World) -> Staff:
    group = world.telegram.add_group(FORUM, "Специалисты", is_forum=True)
    made = Staff(world)
    group.members |= {ADMIN: "creator", STAFF: "member"}
    return made


@pytest.fixture
async def asked(person, staff):
    """The person has asked from a miss, and the staff have it."""
    await person.writes(MISS)
    await person.presses(texts.ASK)
    await person.presses(texts.SEND)
    return person


def reactions(world: World, chat_id: int, message: dict) -> list[str]:
    return list(world.telegram.chat(chat_id).reactions.get(message["message_id"], {}).values())


async def test_from_a_miss_to_the_staff_and_back(person, staff, world):
    await person.writes(MISS)
    assert search.NOTHING in person.screen.text
    await person.presses(texts.ASK)
    assert MISS in person.screen.text
    assert HOURS in person.screen.text
    assert "имя" in person.screen.text
    assert not staff.group.topics

    await person.presses(texts.SEND)
    assert "Вопрос у специалистов" in person.screen.text
    topic = staff.group.topics[staff.topic]
    assert topic.name == f"№1 Ирина: {MISS}"
    assert MISS in staff.card.text
    assert "1000003" not in staff.card.text + topic.name

    answer = await staff.writes("Билетов для котов пока нет")
    assert person.screen.text == "Билетов для котов пока нет"
    assert person.screen.buttons == [texts.ANSWER]
    assert reactions(world, FORUM, answer) == ["👌"]

    thanks = await person.writes("А для собак?", reply_to=person.screen.id)
    assert staff.seen[-1] == "А для собак?"
    assert staff.group.messages[-1]["message_thread_id"] == staff.topic
    assert reactions(world, person.id, thanks) == ["👌"]


async def test_an_ordinary_text_stays_a_question_to_the_bot(asked, staff):
    await staff.writes("Слушаю вас")
    before = list(staff.seen)
    await asked.writes("Кто может получить грант на экспорт?")
    assert staff.seen == before
    assert "грант" in asked.screen.text.casefold()


async def test_choices_and_help_lead_to_a_specialist_too(person, staff):
    await person.writes("/help")
    await person.presses(texts.ASK)
    assert texts.WHO in person.screen.text
    await person.presses(texts.WRITE)
    assert person.messages[-1]["text"] == texts.INVITATION
    await person.writes("Нужна встреча", reply_to=person.messages[-1]["message_id"])
    assert "Нужна встреча" in person.screen.text
    await person.presses(texts.SEND)
    assert "Нужна встреча" in staff.card.text

    await person.writes("/specialist")
    assert texts.HOW_TO_GO_ON in person.screen.text
    await person.presses(texts.WRITE_MORE)
    assert person.messages[-1]["text"] == texts.INVITATION_TO_GO_ON
    await person.writes("Лучше в среду", reply_to=person.messages[-1]["message_id"])
    assert staff.seen[-1] == "Лучше в среду"


async def test_the_back_button_returns_to_what_was_found(person, staff):
    await person.writes(MISS)
    await person.presses(texts.ASK)
    await person.presses(common.BACK)
    assert texts.ASK in person.screen.buttons
    await person.presses(common.HOME)
    assert menu.HOME_HINT in person.screen.text


async def test_out_of_hours_the_person_is_told_so(person, staff, clock):
    await person.writes("/specialist")
    assert "нерабочее" not in person.screen.text
    clock.now = clock.now.replace(hour=20)
    await person.writes("/specialist")
    assert "нерабочее" in person.screen.text


async def test_pressing_send_twice_sends_once(asked, staff):
    cards = len(staff.seen)
    await asked.opens(SendEnquiry(enquiry_id=1).pack())
    assert asked.toast == texts.ALREADY_SENT
    assert len(staff.seen) == cards


async def test_a_send_button_of_another_person_does_nothing(person, someone, staff):
    await person.writes(MISS)
    await person.presses(texts.ASK)
    stranger = someone(1000777)
    await stranger.writes("/start")
    await stranger.opens(SendEnquiry(enquiry_id=1).pack())
    assert stranger.screen.text == common.GONE
    assert not staff.group.topics


async def test_edits_travel_both_ways(asked, staff):
    answer = await staff.writes("Приходите во вторник")
    staff.world.telegram.edit(STAFF, answer["message_id"], "Приходите в среду", FORUM)
    await staff.world.settle()
    assert asked.screen.text == "Приходите в среду"
    assert asked.screen.buttons == [texts.ANSWER]

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
    await person.presses(texts.WRITE)
    files = [("photo", png(8)), ("photo", png(9))]
    world.telegram.send_album(
        person.id, files, "Что это за станок?", reply_to=person.messages[-1]["message_id"]
    )
    await world.settle()
    shown = [m for m in person.messages if "Что это за станок?" in m.get("text", "")]
    assert len(shown) == 1
    await person.presses(texts.SEND)
    assert "Что это за станок?" in staff.card.text
    assert [message for message in staff.group.messages if "photo" in message][-2:]
    assert len([message for message in staff.group.messages if "photo" in message]) == 2


async def test_a_question_corrected_before_and_after_it_was_sent(person, staff):
    await person.writes("/specialist")
    await person.presses(texts.WRITE)
    mine = await person.writes("Где стентд?", reply_to=person.messages[-1]["message_id"])
    await person.edits(mine, "Где стенд?")
    assert "Где стенд?" in person.screen.text
    await person.presses(texts.SEND)
    assert "Где стенд?" in staff.card.text
    await person.edits(mine, "Где стенд Москвы?")
    assert "Где стенд Москвы?" in staff.card.text


async def test_a_deleted_topic_is_opened_anew_with_its_question(asked, staff, world):
    answer = await staff.writes("Слушаю")
    first = staff.topic
    world.telegram.delete_topic(FORUM, first)
    await asked.writes("Я ещё здесь", reply_to=asked.screen.id)
    assert staff.topic != first
    assert MISS in staff.card.text
    assert staff.seen[-1] == "Я ещё здесь"
    assert len(staff.group.topics) == 1
    await staff.writes("И я")
    assert asked.screen.text == "И я"
    assert answer


async def test_a_copy_that_was_deleted_comes_again_when_it_is_corrected(asked, staff, world):
    answer = await staff.writes("Адрес: улица Вавилова, 1")
    world.telegram.delete_message(asked.id, asked.screen.id)
    world.telegram.edit(STAFF, answer["message_id"], "Адрес: улица Вавилова, 19", FORUM)
    await world.settle()
    assert asked.screen.text == "Адрес: улица Вавилова, 19"


async def test_a_blocked_bot_is_shown_to_the_staff_and_told_in_words(asked, staff, world):
    world.telegram.block(asked.id)
    await world.settle()
    lost = await staff.writes("Вы здесь?")
    assert staff.seen[-1] == texts.UNDELIVERED["blocked"]
    assert staff.group.messages[-1]["reply_to_message"]["message_id"] == lost["message_id"]
    assert reactions(world, FORUM, lost) == []
    assert await staff.presses(texts.CLOSE) == texts.CLOSED_BUT_BLOCKED


async def test_a_deleted_account_is_shown_to_the_staff(asked, staff, world):
    world.telegram.deactivate(asked.id)
    await staff.writes("Вы здесь?")
    assert staff.seen[-1] == texts.UNDELIVERED["deactivated"]


async def test_a_closed_dialogue_can_be_opened_again_by_either_side(asked, staff):
    await staff.writes("Готово?")
    letter = asked.screen.id
    assert await staff.presses(texts.CLOSE) == texts.CLOSED_TOAST
    assert staff.group.topics[staff.topic].closed
    assert asked.screen.text == texts.CLOSED
    assert texts.CLOSED_MARK in staff.card.text

    assert await staff.presses(texts.REOPEN) == texts.REOPENED_TOAST
    assert not staff.group.topics[staff.topic].closed
    await staff.presses(texts.CLOSE)
    await asked.writes("Нет, ещё вопрос", reply_to=letter)
    assert staff.seen[-1] == "Нет, ещё вопрос"
    assert not staff.group.topics[staff.topic].closed

    await staff.presses(texts.CLOSE)
    await asked.presses(texts.WRITE_MORE)
    await asked.writes("И последний", reply_to=asked.messages[-1]["message_id"])
    await asked.presses(texts.SEND)
    assert "И последний" in staff.card.text
    assert len(staff.group.topics) == 1


async def test_notes_and_talk_outside_of_topics_stay_among_the_staff(asked, staff):
    before = len(asked.messages)
    await staff.writes("// он уже спрашивал в мае")
    await staff.person.writes("Кто возьмёт?", chat_id=FORUM)
    await staff.writes("/start")
    assert len(asked.messages) == before


async def test_a_stranger_cannot_close_a_dialogue(asked, staff, someone, world):
    stranger = someone(1000777)
    await stranger.writes("/start")
    await stranger.opens(CloseDialogue(dialogue_id=1, enquiry_id=1).pack())
    assert stranger.toast == common.ADMINS_ONLY
    staff.group.members[stranger.id] = "left"
    data = staff.card.key(texts.CLOSE)["callback_data"]
    press = world.telegram.press(stranger.id, staff.card.id, data, FORUM)
    await world.settle()
    assert world.telegram.presses[press].answer["text"] == common.ADMINS_ONLY
    assert not staff.group.topics[staff.topic].closed


@pytest.fixture
def restarts(restart, staff, person):
    """Stop the bot and start it again; the people stay as they are."""

    async def again():
        world = await restart()
        staff.world = staff.person.world = person.world = world
        return world

    return again


async def test_a_restart_in_the_middle_loses_nothing(asked, staff, restarts):
    answer = await staff.writes("Первый ответ")
    world = await restarts()
    world.telegram.edit(STAFF, answer["message_id"], "Первый ответ, исправленный", FORUM)
    await world.settle()
    assert asked.screen.text == "Первый ответ, исправленный"
    await asked.writes("Вижу", reply_to=asked.screen.id)
    assert staff.seen[-1] == "Вижу"
    await restarts()
    await staff.writes("Второй ответ")
    assert asked.screen.text == "Второй ответ"


async def test_a_letter_that_was_only_written_down_goes_after_the_restart(
    asked, staff, world, restarts, clock
):
    await staff.writes("Пришлите фото")
    files = [("photo", png(8)), ("photo", png(9))]
    world.telegram.send_album(asked.id, files, reply_to=asked.screen.id)
    await world.settle()
    world = await restarts()
    clock.now += timedelta(minutes=1)
    await world.tick()
    assert ["photo" in message for message in staff.group.messages[-2:]] == [True, True]


async def test_an_album_is_sent_by_itself_after_a_moment(
    asked, staff, world, monkeypatch, services
):
    monkeypatch.setattr("bot.specialist.relay.ALBUM_SECONDS", 0)
    await staff.writes("Пришлите фото")
    files = [("photo", png(8)), ("photo", png(9))]
    world.telegram.send_album(asked.id, files, reply_to=asked.screen.id)
    await world.settle()
    tasks = services.background._tasks
    await asyncio.gather(*(task for task in tasks if task.get_name().startswith("album")))
    assert [("photo" in message) for message in staff.group.messages[-2:]] == [True, True]


async def test_a_letter_waits_for_the_network_and_goes_by_itself(asked, staff, world, clock):
    await staff.writes("Слушаю")

    async def down(*args, **kwargs):
        raise TelegramNetworkError(args[1], "down")

    session = world.bot.session
    whole, session.make_request = session.make_request, down
    await asked.writes("Не потеряйте это", reply_to=asked.screen.id)
    assert "Не потеряйте это" not in staff.seen
    session.make_request = whole
    clock.now += timedelta(minutes=1)
    await world.tick()
    assert staff.seen[-1] == "Не потеряйте это"
    await world.tick()
    assert staff.seen.count("Не потеряйте это") == 1


async def test_a_group_without_reactions_gets_a_line_instead(asked, staff, world):
    real = world.telegram._methods["setmessagereaction"]

    def refuse(*_):
        raise BadRequestError("REACTION_INVALID")

    world.telegram._methods["setmessagereaction"] = refuse
    answer = await staff.writes("Приходите")
    world.telegram._methods["setmessagereaction"] = real
    assert staff.seen[-1] == texts.DELIVERED
    assert staff.group.messages[-1]["reply_to_message"]["message_id"] == answer["message_id"]


async def test_a_group_that_is_lost_hands_over_to_the_admins(asked, staff, world, admin):
    await admin.writes("/start")
    await staff.writes("Слушаю")
    staff.group.members[world.telegram.me["id"]] = "kicked"
    await asked.writes("Куда вы пропали?", reply_to=asked.screen.id)
    assert admin.messages[-1]["text"] == "Куда вы пропали?"
    assert MISS in admin.messages[-2]["text"]
    await admin.writes("Мы переехали сюда", reply_to=admin.messages[-1]["message_id"])
    assert asked.screen.text == "Мы переехали сюда"


async def test_when_nobody_can_be_reached_the_person_is_told_and_may_try_again(
    person, staff, world, admin
):
    staff.group.members[world.telegram.me["id"]] = "kicked"
    await person.writes(MISS)
    await person.presses(texts.ASK)
    await person.presses(texts.SEND)
    assert person.screen.text == texts.UNDELIVERED["nobody"]
    await admin.writes("/start")
    confirmation = Screen(person.messages[-2])
    await person.presses(texts.SEND, confirmation)
    assert "Вопрос у специалистов" in person.messages[-2]["text"]
    assert MISS in admin.screen.text


async def test_a_letter_that_telegram_will_not_copy_is_told_of(asked, staff, world):
    await staff.writes("Слушаю")
    real = world.telegram._methods["copymessage"]

    def refuse(*_):
        raise BadRequestError("message can't be copied")

    world.telegram._methods["copymessage"] = refuse
    await asked.writes("секретное", reply_to=asked.screen.id)
    world.telegram._methods["copymessage"] = real
    assert asked.messages[-1]["text"] == texts.UNDELIVERED["refused"]


async def test_a_live_location_does_not_flood_the_other_side(asked, staff, world):
    await staff.writes("Где вы?")
    spot = {"location": {"latitude": 55.7, "longitude": 37.6}}
    sent = world.telegram.send(asked.id, spot, reply_to=asked.screen.id)
    await world.settle()
    count = len(staff.group.messages)
    chat = world.telegram.chat(asked.id)
    world.telegram.tell("edited_message", chat, sent | {"edit_date": 1})
    await world.settle()
    assert len(staff.group.messages) == count


class TestWithoutAForum:
    """The staff have a plain group, and it grows into a supergroup in the middle."""

    PLAIN = -500
    GROWN = -1002000000002

    @pytest.fixture
    def options(self) -> Options:
        return Options(staff_chat_id=self.PLAIN)

    @pytest.fixture
    def staff(self, world: World) -> Staff:
        group = world.telegram.add_group(self.PLAIN, "Специалисты")
        made = Staff(world, self.PLAIN)
        group.members |= {ADMIN: "creator", STAFF: "member"}
        return made

    async def answers(self, staff: Staff, text: str, to: int) -> dict:
        return await staff.person.writes(text, chat_id=staff.group_id, reply_to=to)

    async def test_the_staff_answer_by_replying_to_the_card_or_a_letter(self, asked, staff):
        await self.answers(staff, "Слушаю", staff.card.id)
        assert asked.screen.text == "Слушаю"
        await asked.writes("Нужен стенд", reply_to=asked.screen.id)
        letter = staff.group.messages[-1]
        assert letter["reply_to_message"]["message_id"] == staff.card.id
        await self.answers(staff, "Какой?", letter["message_id"])
        assert asked.screen.text == "Какой?"
        before = len(asked.messages)
        await staff.person.writes("Коллеги, обед", chat_id=staff.group_id)
        await self.answers(staff, "Уже иду", staff.group.messages[-1]["message_id"])
        assert len(asked.messages) == before

    @pytest.mark.parametrize("told", [True, False])
    async def test_a_group_that_moved_is_followed_even_after_a_restart(
        self, asked, staff, world, database, told
    ):
        await self.answers(staff, "Слушаю", staff.card.id)
        world.telegram.migrate_group(self.PLAIN, self.GROWN)
        if told:
            await world.settle()
        else:
            world._waiting.clear()
        staff.group_id = self.GROWN
        await asked.writes("Вы переехали?", reply_to=asked.screen.id)
        assert staff.seen[-1] == "Вы переехали?"
        assert MISS in staff.card.text
        await self.answers(staff, "Да, мы здесь", staff.group.messages[-1]["message_id"])
        assert asked.screen.text == "Да, мы здесь"
        reopened = await StaffRows.open(database, self.PLAIN, frozenset())
        assert reopened.chat_id == self.GROWN


class TestWithoutAGroup:
    @pytest.fixture
    def options(self) -> Options:
        return Options()

    async def test_the_admins_answer_from_their_private_chats(self, person, admin, services):
        await admin.writes("/start")
        await person.writes(MISS)
        await person.presses(texts.ASK)
        await person.presses(texts.SEND)
        assert MISS in admin.screen.text
        card = admin.screen
        sent = await admin.writes("Отвечаю лично", reply_to=card.id)
        assert person.screen.text == "Отвечаю лично"
        await admin.edits(sent, "Отвечаю лично и точно")
        assert person.screen.text == "Отвечаю лично и точно"
        await admin.presses(texts.CLOSE, card)
        assert person.screen.text == texts.CLOSED
        audit = await services.audit.latest(1)
        assert audit[0].action == "close dialogue"

    async def test_a_former_admin_cannot_answer_any_more(
        self, person, admin, world, services, monkeypatch
    ):
        await admin.writes("/start")
        await person.writes(MISS)
        await person.presses(texts.ASK)
        await person.presses(texts.SEND)
        monkeypatch.setattr(services.office.staff, "admins", frozenset())
        card = admin.screen
        before = len(person.messages)
        await admin.writes("Я уволен", reply_to=card.id)
        assert len(person.messages) == before


async def test_without_staff_the_person_is_told_that_there_is_nobody(person, services, monkeypatch):
    monkeypatch.setattr(services.office.staff, "admins", frozenset())
    monkeypatch.setattr(services.office.staff, "chat_id", None)
    await person.writes("/specialist")
    assert person.screen.text == texts.NOBODY
    await person.writes(MISS)
    await person.presses(texts.ASK)
    assert person.screen.text == texts.NOBODY
