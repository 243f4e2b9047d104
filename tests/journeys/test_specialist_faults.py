"""Faults of Telegram, the network or the group: no message of either side is lost."""

from datetime import timedelta

import pytest
from aiogram.exceptions import TelegramNetworkError

from bot.people import texts as people_texts
from bot.people.buttons import DeleteMe
from bot.playground.requests import ApiError, BadRequestError, ForbiddenError
from bot.settings import Settings
from bot.specialist import texts as specialist_texts
from tests.fixtures import make_settings
from tests.person import Screen
from tests.staff import FORUM, MISS, STAFF, png, reactions


@pytest.fixture
def settings() -> Settings:
    return make_settings(staff_chat_id=FORUM)


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


async def test_a_blocked_bot_is_shown_to_the_staff_and_told_in_words(asked, staff, world):
    world.telegram.block(asked.id)
    await world.settle()
    lost = await staff.writes("Вы здесь?")
    assert staff.seen[-1] == specialist_texts.UNDELIVERED["blocked"]
    assert staff.group.messages[-1]["reply_to_message"]["message_id"] == lost["message_id"]
    assert reactions(world, FORUM, lost) == []
    assert await staff.presses(specialist_texts.CLOSE) == specialist_texts.CLOSED_BUT_BLOCKED


async def test_what_could_not_be_delivered_goes_when_the_person_comes_back(asked, staff, world):
    world.telegram.block(asked.id)
    await world.settle()
    first = await staff.writes("Вы здесь?")
    second = await staff.writes("Ответ такой: да")
    world.telegram.edit(STAFF, first["message_id"], "Вы ещё здесь?", FORUM)
    await world.settle()
    world.telegram.unblock(asked.id)
    await world.settle()
    assert [m["text"] for m in asked.messages[-2:]] == ["Вы ещё здесь?", "Ответ такой: да"]
    assert reactions(world, FORUM, first) == reactions(world, FORUM, second) == ["👌"]
    world.telegram.block(asked.id)
    world.telegram.unblock(asked.id)
    count = len(asked.messages)
    await world.settle()
    assert len(asked.messages) == count


async def test_a_correction_made_meanwhile_reaches_who_comes_back(asked, staff, world):
    answer = await staff.writes("Приходите во вторник")
    world.telegram.block(asked.id)
    await world.settle()
    world.telegram.edit(STAFF, answer["message_id"], "Приходите в среду", FORUM)
    await world.settle()
    world.telegram.unblock(asked.id)
    await world.settle()
    assert asked.screen.text == "Приходите в среду"


@pytest.mark.parametrize("refusal", ["bot was blocked by the user", "user is deactivated"])
async def test_a_correction_that_telegram_forbids_waits_as_a_letter(
    asked, staff, world, monkeypatch, refusal
):
    answer = await staff.writes("Приходите во вторник")

    def forbid(*_):
        raise ForbiddenError(refusal)

    with monkeypatch.context() as patched:
        for method in ("editmessagetext", "copymessage"):
            patched.setitem(world.telegram.methods, method, forbid)
        world.telegram.edit(STAFF, answer["message_id"], "Приходите в среду", FORUM)
        await world.settle()
    assert staff.seen[-1] in specialist_texts.UNDELIVERED.values()
    world.telegram.block(asked.id)
    world.telegram.unblock(asked.id)
    await world.settle()
    assert asked.screen.text == "Приходите в среду"


async def test_a_deleted_account_is_shown_to_the_staff(asked, staff, world):
    world.telegram.deactivate(asked.id)
    await staff.writes("Вы здесь?")
    assert staff.seen[-1] == specialist_texts.UNDELIVERED["deactivated"]


async def test_who_reopened_a_dialogue_is_in_the_journal_though_its_topic_could_not_be(
    asked, staff, world, services
):
    await staff.presses(specialist_texts.CLOSE)

    def refuse(*_):
        raise ApiError(502, "Bad Gateway")

    world.telegram.methods["reopenforumtopic"] = refuse
    await staff.presses(specialist_texts.REOPEN)
    assert [each.action for each in await services.audit.latest(1)] == ["reopen dialogue"]


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


async def test_a_whole_dialogue_through_everything_that_can_happen(
    asked, staff, restarts, clock, database
):
    """Edits, media, a deleted topic, a person who went and came back, two restarts."""
    hello = await staff.writes("Слушаю")
    mine = await asked.writes("Вот наш стенд", reply_to=asked.screen.id)
    world = await restarts()
    await asked.edits(mine, "Вот наш стенд, 12 метров")
    world.telegram.delete_topic(FORUM, staff.topic)
    await asked.sends("photo", png(), reply_to=asked.screen.id)
    assert "photo" in staff.group.messages[-1]
    world.telegram.block(asked.id)
    await world.settle()
    await staff.person.sends("document", b"data", chat_id=FORUM, thread_id=staff.topic)
    assert staff.seen[-1] == specialist_texts.UNDELIVERED["blocked"]
    world = await restarts()
    world.telegram.unblock(asked.id)
    await world.settle()
    assert "document" in asked.messages[-1]
    last = await asked.writes("Спасибо, получил", reply_to=asked.messages[-1]["message_id"])
    assert staff.seen[-1] == "Спасибо, получил"
    assert reactions(world, asked.id, last) == ["👌"]
    assert MISS in staff.card.text
    assert hello["message_id"] not in staff.group.history
    states = await database.rows("SELECT DISTINCT state FROM letters")
    assert states == [{"state": "sent"}]


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


async def test_a_letter_of_either_side_is_carried_however_late(asked, staff, world, clock):
    await staff.writes("Слушаю")
    world.telegram.clock = lambda: clock.timestamp() - timedelta(hours=9).total_seconds()
    await asked.writes("Нужен стенд", reply_to=asked.screen.id)
    assert staff.seen[-1] == "Нужен стенд"
    await staff.writes("Какой?")
    assert asked.screen.text == "Какой?"


async def test_a_group_without_reactions_gets_a_line_instead(asked, staff, world):
    real = world.telegram.methods["setmessagereaction"]

    def refuse(*_):
        raise BadRequestError("REACTION_INVALID")

    world.telegram.methods["setmessagereaction"] = refuse
    answer = await staff.writes("Приходите")
    world.telegram.methods["setmessagereaction"] = real
    assert staff.seen[-1] == specialist_texts.DELIVERED
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
    await person.presses(specialist_texts.ASK)
    await person.presses(specialist_texts.SEND)
    assert person.screen.text == specialist_texts.UNDELIVERED["nobody"]
    await admin.writes("/start")
    confirmation = Screen(person.messages[-2])
    await person.presses(specialist_texts.SEND, confirmation)
    assert "Передал специалистам" in person.messages[-2]["text"]
    assert MISS in admin.screen.text


async def test_a_letter_that_telegram_will_not_copy_is_told_of(asked, staff, world):
    await staff.writes("Слушаю")
    real = world.telegram.methods["copymessage"]

    def refuse(*_):
        raise BadRequestError("message can't be copied")

    world.telegram.methods["copymessage"] = refuse
    await asked.writes("секретное", reply_to=asked.screen.id)
    world.telegram.methods["copymessage"] = real
    assert asked.messages[-1]["text"] == specialist_texts.UNDELIVERED["refused"]


@pytest.mark.parametrize("method", ["sendmessage", "closeforumtopic"])
@pytest.mark.parametrize("code", [403, 502])
async def test_data_are_deleted_even_if_the_staff_cannot_be_told(
    asked, staff, world, database, method, code
):
    """Their group may be lost, or Telegram out of order: neither is a reason to keep anything."""
    carry_out = world.telegram.methods[method]

    def refuse(telegram, params):
        if params.integer("chat_id") == FORUM:
            raise ApiError(code, "no")
        return carry_out(telegram, params)

    world.telegram.methods[method] = refuse
    await asked.opens(DeleteMe().pack())
    assert await database.rows("SELECT id FROM people WHERE id = ?", asked.id) == []
    assert asked.screen.text.startswith(people_texts.DELETED)


async def test_a_question_goes_to_the_admins_at_once_when_the_group_is_lost(
    asked, staff, world, admin
):
    await admin.writes("/start")
    await asked.writes("как пожарить рыбу")
    await asked.presses(specialist_texts.ASK)
    staff.group.members[world.telegram.me["id"]] = "kicked"
    await asked.presses(specialist_texts.SEND)
    assert "Передал специалистам" in asked.screen.text
    assert "как пожарить рыбу" in admin.screen.text


async def test_talk_in_the_topic_of_who_has_left_is_no_question_to_the_bot(asked, staff):
    await asked.opens(DeleteMe().pack())
    await staff.writes("когда открылось Руднево")
    await staff.writes("// и это между нами")
    assert staff.seen[-2:] == ["когда открылось Руднево", "// и это между нами"]


async def test_a_dialogue_that_the_person_could_not_be_told_of_is_closed_by_the_next_press(
    asked, staff, world, monkeypatch
):
    call = world.telegram.call

    async def broken(method, params, uploads=None):
        if method == "sendMessage" and int(params["chat_id"]) == asked.id:
            raise TelegramNetworkError(None, "no network")
        return await call(method, params, uploads)

    await staff.writes("Слушаю")
    monkeypatch.setattr(world.telegram, "call", broken)
    await staff.presses(specialist_texts.CLOSE)
    assert specialist_texts.CLOSE in staff.card.buttons
    monkeypatch.setattr(world.telegram, "call", call)
    assert await staff.presses(specialist_texts.CLOSE) == specialist_texts.CLOSED_TOAST
    assert asked.screen.text == specialist_texts.CLOSED
