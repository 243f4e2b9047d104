"""The promises about every recipient: once, or an outcome that says why not."""

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramNetworkError

from bot.broadcast import texts
from bot.broadcast.models import BroadcastKind, BroadcastState, DeliveryState, Selection
from bot.broadcast.sender import MessageCopier
from bot.people.models import KeptDays
from bot.people.privacy import Privacy
from bot.playground.requests import ApiError, BadRequestError, FloodError
from tests.person import PIXEL, PlayedSession

TEXT = "Новая мера поддержки"
EVERYBODY = Selection("SELECT id FROM people")


async def test_everybody_gets_the_message_once_and_the_outcomes_add_up(mailing):
    people = await mailing.people(120)
    mailing.telegram.block(people[3])
    mailing.telegram.deactivate(people[5])
    broadcast_id = await mailing.sent()
    assert await mailing.counts(broadcast_id) == {
        DeliveryState.DELIVERED: 118,
        DeliveryState.BLOCKED: 1,
        DeliveryState.DEACTIVATED: 1,
    }
    assert all(mailing.texts(person) == [TEXT] for person in people if person not in {4, 6})
    broadcast = await mailing.broadcasts.repository.find(broadcast_id)
    assert (broadcast.state, broadcast.total) == (BroadcastState.FINISHED, 120)
    assert broadcast.finished_at is not None


async def test_who_blocked_the_bot_is_marked_at_once_and_comes_back(mailing, database, calls):
    await mailing.people(2)
    mailing.telegram.block(1)
    await mailing.sent()
    row = await database.row("SELECT state FROM people WHERE id = 1")
    assert row["state"] == "blocked"
    assert await mailing.counts(await mailing.sent()) == {
        DeliveryState.DELIVERED: 1,
        DeliveryState.BLOCKED: 1,
    }
    assert [call["chat_id"] for call in calls("copyMessage")].count("1") == 1

    mailing.telegram.unblock(1)
    await mailing.people_repository.set_state(1, "active")
    assert await mailing.counts(await mailing.sent()) == {DeliveryState.DELIVERED: 2}


async def test_who_opted_out_since_the_start_is_not_written_to(mailing, database):
    await mailing.people(3)
    async with database.transaction() as transaction:
        await transaction.execute("INSERT INTO opt_outs VALUES (2, 'export', 0), (3, 'news', 0)")
    broadcast_id = await mailing.sent()
    assert await mailing.counts(broadcast_id) == {
        DeliveryState.DELIVERED: 2,
        DeliveryState.OPTED_OUT: 1,
    }
    assert mailing.texts(2) == []


async def test_a_person_on_pause_gets_service_notices_but_no_topics(mailing, database):
    await mailing.people(1)
    async with database.transaction() as transaction:
        await transaction.execute("UPDATE people SET paused_until = 99999999999")
    assert await mailing.counts(await mailing.sent()) == {DeliveryState.OPTED_OUT: 1}
    notice = await mailing.sent(kind=BroadcastKind.SERVICE, topic=None)
    assert await mailing.counts(notice) == {DeliveryState.DELIVERED: 1}


async def test_who_wants_no_sound_gets_none(mailing, database, calls):
    await mailing.people(2)
    async with database.transaction() as transaction:
        await transaction.execute("UPDATE people SET quiet = 1 WHERE id = 2")
    await mailing.sent()
    silent = {int(call["chat_id"]): call["disable_notification"] for call in calls("copyMessage")}
    assert silent == {1: "false", 2: "true"}


async def test_buttons_go_under_a_message_and_under_a_note_below_an_album(mailing):
    await mailing.people(1)
    mailing.press_with("Не присылать: Экспорт")
    await mailing.sent()
    sent = mailing.telegram.chat(1).messages[-1]
    assert sent["reply_markup"]["inline_keyboard"][0][0]["text"] == "Не присылать: Экспорт"

    album = mailing.telegram.send_album(1000001, [("photo", PIXEL), ("photo", PIXEL)], "Фото")
    await mailing.sent(*(part["message_id"] for part in album))
    *_, first, second, note = mailing.telegram.chat(1).messages
    assert first["media_group_id"] == second["media_group_id"]
    assert first["caption"] == "Фото"
    assert (note["text"], "reply_markup" in note) == (texts.ALBUM_NOTE, True)


async def test_an_album_is_not_sent_again_because_its_note_was_refused(mailing, calls):
    await mailing.people(1)
    mailing.press_with("Не присылать")
    album = mailing.telegram.send_album(1000001, [("photo", PIXEL), ("photo", PIXEL)])
    mailing.telegram.faults.fail_next("sendMessage", FloodError(1))
    broadcast_id = await mailing.sent(*(part["message_id"] for part in album))
    assert await mailing.counts(broadcast_id) == {DeliveryState.DELIVERED: 1}
    assert (len(calls("copyMessages")), len(calls("sendMessage"))) == (1, 2)


async def test_the_preview_is_the_copy_that_everybody_gets(mailing):
    await mailing.people(1)
    broadcast = await mailing.broadcasts.repository.find(await mailing.started())
    sent: list[int] = []
    await MessageCopier(broadcast, None).send(
        Bot("42:TEST", PlayedSession(mailing.telegram)), 1, sent
    )
    assert mailing.texts(1) == [TEXT]
    assert sent == [mailing.telegram.chat(1).messages[-1]["message_id"]]


@pytest.mark.parametrize("error", [FloodError(1), ApiError(502, "Bad Gateway")])
async def test_what_was_refused_for_now_is_tried_again_and_counts_once(mailing, error, calls):
    await mailing.people(3)
    mailing.telegram.faults.fail_next("copyMessage", error)
    broadcast_id = await mailing.sent()
    assert await mailing.counts(broadcast_id) == {DeliveryState.DELIVERED: 3}
    assert len(calls("copyMessage")) == 4


async def test_a_refusal_for_one_person_is_told_in_telegrams_words(mailing):
    await mailing.people(2)
    mailing.telegram.faults.fail_next("copyMessage", BadRequestError("VOICE_MESSAGES_FORBIDDEN"))
    broadcast_id = await mailing.sent()
    assert await mailing.counts(broadcast_id) == {
        DeliveryState.DELIVERED: 1,
        DeliveryState.FAILED: 1,
    }
    reasons = await mailing.broadcasts.results.reasons(broadcast_id)
    assert [("VOICE_MESSAGES_FORBIDDEN" in words, n) for words, n in reasons.items()] == [(True, 1)]


async def test_a_lost_source_pauses_the_broadcast_instead_of_failing_everybody(mailing):
    await mailing.people(30)
    broadcast_id = await mailing.started()
    broadcast = await mailing.broadcasts.repository.find(broadcast_id)
    mailing.telegram.chat(1000001).history.pop(broadcast.message_ids[0])
    await mailing.sender.run_until_idle()
    broadcast = await mailing.broadcasts.repository.find(broadcast_id)
    assert broadcast.state is BroadcastState.PAUSED
    assert "message to copy not found" in broadcast.problem
    assert await mailing.counts(broadcast_id) == {DeliveryState.PENDING: 30}


async def test_a_chat_that_moved_is_followed(mailing, database):
    await mailing.people(1)
    group = mailing.telegram.add_group(-100, "Клуб")
    moved = BadRequestError("group chat was upgraded", {"migrate_to_chat_id": group.id})
    mailing.telegram.faults.fail_next("copyMessage", moved)
    broadcast_id = await mailing.sent()
    assert await mailing.counts(broadcast_id) == {DeliveryState.DELIVERED: 1}
    assert (await database.row("SELECT chat_id FROM deliveries"))["chat_id"] == group.id


async def test_a_message_that_may_have_arrived_is_unknown_until_somebody_says_again(mailing):
    await mailing.people(2)
    broadcast_id = await mailing.started()
    await mailing.broadcasts.deliveries.prepare(broadcast_id)
    await mailing.broadcasts.deliveries.write([(broadcast_id, 1)])  # then it was killed

    sender = mailing.new_sender()
    await mailing.broadcasts.deliveries.recover()
    await sender.run_until_idle()
    assert await mailing.counts(broadcast_id) == {
        DeliveryState.DELIVERED: 1,
        DeliveryState.UNKNOWN: 1,
    }
    assert mailing.texts(1) == []

    assert await mailing.broadcasts.repeat_unknown(broadcast_id, by=1000001)
    assert not await mailing.broadcasts.repeat_unknown(broadcast_id, by=1000001)
    await sender.run_until_idle()
    assert await mailing.counts(broadcast_id) == {DeliveryState.DELIVERED: 2}
    assert [mailing.texts(person) for person in (1, 2)] == [[TEXT], [TEXT]]


async def test_an_answer_that_was_lost_is_not_a_reason_to_send_twice(mailing, monkeypatch, calls):
    await mailing.people(1)
    broadcast_id = await mailing.started()
    carry = PlayedSession.make_request

    async def lose_answer(session, bot, method, timeout=None):
        await carry(session, bot, method, timeout)
        raise TelegramNetworkError(method, "the connection broke")

    monkeypatch.setattr(PlayedSession, "make_request", lose_answer)
    await mailing.sender.run_until_idle()
    assert await mailing.counts(broadcast_id) == {DeliveryState.UNKNOWN: 1}
    assert len(calls("copyMessage")) == 1


async def test_preparing_goes_on_where_it_was_interrupted(
    mailing, broadcasts, database, monkeypatch
):
    await mailing.people(7)
    monkeypatch.setattr("bot.broadcast.deliveries._CHUNK", 3)
    broadcast_id = await mailing.started()
    first = await broadcasts.deliveries._chosen(EVERYBODY.sql, EVERYBODY.values, 0)
    await broadcasts.deliveries._store(broadcast_id, first)
    await Privacy(database, mailing.people_repository, KeptDays(1, 1)).erase(2)
    await mailing.sender.run_until_idle()
    assert await mailing.counts(broadcast_id) == {
        DeliveryState.DELIVERED: 6,
        DeliveryState.OPTED_OUT: 1,
    }
    assert (await broadcasts.repository.find(broadcast_id)).total == 7


async def test_two_broadcasts_go_side_by_side(mailing, calls):
    await mailing.people(150)
    first, second = await mailing.started(), await mailing.started(topic="news")
    await mailing.sender.run_until_idle()
    assert (
        await mailing.counts(first)
        == await mailing.counts(second)
        == {DeliveryState.DELIVERED: 150}
    )
    half = [call["message_id"] for call in calls("copyMessage")][:200]
    assert len(set(half)) == 2


async def test_who_removed_their_data_while_being_written_to_is_counted_once(
    mailing, database, monkeypatch
):
    await mailing.people(3)
    broadcast_id, carry = await mailing.started(), PlayedSession.make_request

    async def erase_meanwhile(session, bot, method, timeout=None):
        result = await carry(session, bot, method, timeout)
        if int(method.chat_id) == 2:
            await Privacy(database, mailing.people_repository, KeptDays(1, 1)).erase(2)
        return result

    monkeypatch.setattr(PlayedSession, "make_request", erase_meanwhile)
    await mailing.sender.run_until_idle()
    assert await mailing.counts(broadcast_id) == {
        DeliveryState.DELIVERED: 2,
        DeliveryState.OPTED_OUT: 1,
    }
