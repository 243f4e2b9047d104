"""What the engine promises about every recipient."""

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramNetworkError

from bot.broadcast.models import BroadcastKind, BroadcastState, DeliveryState, Selection
from bot.broadcast.telegram_delivery import MessageCopier, ReplyMarkup
from bot.playground.requests import ApiError, BadRequestError, FloodError
from tests.person import PIXEL, PlayedSession

TEXT = "Новая мера поддержки"
EVERYBODY = Selection("SELECT id FROM people")


async def test_everybody_gets_the_message_once_and_the_outcomes_add_up(post):
    people = await post.people(120)
    post.telegram.block(people[3])
    post.telegram.deactivate(people[5])
    broadcast_id = await post.sent()
    assert await post.counts(broadcast_id) == {
        DeliveryState.DELIVERED: 118,
        DeliveryState.BLOCKED: 1,
        DeliveryState.DEACTIVATED: 1,
    }
    assert all(post.texts(person) == [TEXT] for person in people if person not in {4, 6})
    broadcast = await post.books.broadcasts.find(broadcast_id)
    assert (broadcast.state, broadcast.total) == (BroadcastState.FINISHED, 120)
    assert broadcast.finished_at is not None


async def test_who_blocked_the_bot_is_marked_at_once_and_comes_back(post, database, calls):
    await post.people(2)
    post.telegram.block(1)
    await post.sent()
    row = await database.row("SELECT state FROM people WHERE id = 1")
    assert row["state"] == "blocked"
    assert await post.counts(await post.sent()) == {
        DeliveryState.DELIVERED: 1,
        DeliveryState.BLOCKED: 1,
    }
    assert [call["chat_id"] for call in calls("copyMessage")].count("1") == 1

    post.telegram.unblock(1)
    await post.audience.set_state(1, "active")
    assert await post.counts(await post.sent()) == {DeliveryState.DELIVERED: 2}


async def test_who_opted_out_since_the_start_is_not_written_to(post, database):
    await post.people(3)
    async with database.transaction() as transaction:
        await transaction.execute("INSERT INTO opt_outs VALUES (2, 'export', 0), (3, 'news', 0)")
    broadcast_id = await post.sent()
    assert await post.counts(broadcast_id) == {
        DeliveryState.DELIVERED: 2,
        DeliveryState.OPTED_OUT: 1,
    }
    assert post.texts(2) == []


async def test_a_pause_of_everything_unasked_holds_topics_but_not_service_notices(post, database):
    await post.people(1)
    async with database.transaction() as transaction:
        await transaction.execute("UPDATE people SET paused_until = 99999999999")
    assert await post.counts(await post.sent()) == {DeliveryState.OPTED_OUT: 1}
    notice = await post.sent(kind=BroadcastKind.SERVICE, topic=None)
    assert await post.counts(notice) == {DeliveryState.DELIVERED: 1}


async def test_who_wants_no_sound_gets_none(post, database, calls):
    await post.people(2)
    async with database.transaction() as transaction:
        await transaction.execute("UPDATE people SET quiet = 1 WHERE id = 2")
    await post.sent()
    silent = {int(call["chat_id"]): call["disable_notification"] for call in calls("copyMessage")}
    assert silent == {1: "false", 2: "true"}


async def test_buttons_go_under_a_message_and_under_a_note_below_an_album(post):
    await post.people(1)
    post.press_with("Не присылать: Экспорт")
    await post.sent()
    sent = post.telegram.chat(1).messages[-1]
    assert sent["reply_markup"]["inline_keyboard"][0][0]["text"] == "Не присылать: Экспорт"

    album = post.telegram.send_album(1000001, [("photo", PIXEL), ("photo", PIXEL)], "Фото")
    await post.sent(*(part["message_id"] for part in album))
    *_, first, second, note = post.telegram.chat(1).messages
    assert first["media_group_id"] == second["media_group_id"]
    assert first["caption"] == "Фото"
    assert (note["text"], "reply_markup" in note) == ("Выше — рассылка", True)


async def test_an_album_is_not_sent_again_because_its_note_was_refused(post, calls):
    await post.people(1)
    post.press_with("Не присылать")
    album = post.telegram.send_album(1000001, [("photo", PIXEL), ("photo", PIXEL)])
    post.telegram.faults.fail_next("sendMessage", FloodError(1))
    broadcast_id = await post.sent(*(part["message_id"] for part in album))
    assert await post.counts(broadcast_id) == {DeliveryState.DELIVERED: 1}
    assert (len(calls("copyMessages")), len(calls("sendMessage"))) == (1, 2)


async def test_the_preview_is_the_copy_that_everybody_gets(post):
    await post.people(1)
    broadcast = await post.books.broadcasts.find(await post.started())
    sent: list[int] = []
    await MessageCopier(broadcast, ReplyMarkup()).send(
        Bot("42:TEST", PlayedSession(post.telegram)), 1, sent
    )
    assert post.texts(1) == [TEXT]
    assert sent == [post.telegram.chat(1).messages[-1]["message_id"]]


@pytest.mark.parametrize("error", [FloodError(1), ApiError(502, "Bad Gateway")])
async def test_what_was_refused_for_now_is_tried_again_and_counts_once(post, error, calls):
    await post.people(3)
    post.telegram.faults.fail_next("copyMessage", error)
    broadcast_id = await post.sent()
    assert await post.counts(broadcast_id) == {DeliveryState.DELIVERED: 3}
    assert len(calls("copyMessage")) == 4


async def test_a_refusal_for_one_person_is_told_in_telegrams_words(post):
    await post.people(2)
    post.telegram.faults.fail_next("copyMessage", BadRequestError("VOICE_MESSAGES_FORBIDDEN"))
    broadcast_id = await post.sent()
    assert await post.counts(broadcast_id) == {DeliveryState.DELIVERED: 1, DeliveryState.FAILED: 1}
    reasons = await post.books.results.reasons(broadcast_id)
    assert [("VOICE_MESSAGES_FORBIDDEN" in words, n) for words, n in reasons.items()] == [(True, 1)]


async def test_a_lost_source_pauses_the_broadcast_instead_of_failing_everybody(post):
    await post.people(30)
    broadcast_id = await post.started()
    broadcast = await post.books.broadcasts.find(broadcast_id)
    post.telegram.chat(1000001).history.pop(broadcast.message_ids[0])
    await post.sender.work_off()
    broadcast = await post.books.broadcasts.find(broadcast_id)
    assert broadcast.state is BroadcastState.PAUSED
    assert "message to copy not found" in broadcast.problem
    assert await post.counts(broadcast_id) == {DeliveryState.PENDING: 30}


async def test_a_chat_that_moved_is_followed(post, database):
    await post.people(1)
    group = post.telegram.add_group(-100, "Клуб")
    moved = BadRequestError("group chat was upgraded", {"migrate_to_chat_id": group.id})
    post.telegram.faults.fail_next("copyMessage", moved)
    broadcast_id = await post.sent()
    assert await post.counts(broadcast_id) == {DeliveryState.DELIVERED: 1}
    assert (await database.row("SELECT chat_id FROM deliveries"))["chat_id"] == group.id


async def test_a_message_that_may_have_arrived_is_unknown_until_somebody_says_again(post):
    await post.people(2)
    broadcast_id = await post.started()
    await post.books.runs.prepare(broadcast_id)
    await post.books.deliveries.write([(broadcast_id, 1)])  # and here the process was killed

    sender = post.new_sender()
    await post.books.runs.recover()
    await sender.work_off()
    assert await post.counts(broadcast_id) == {DeliveryState.DELIVERED: 1, DeliveryState.UNKNOWN: 1}
    assert post.texts(1) == []

    assert await post.books.results.send_again(broadcast_id, DeliveryState.UNKNOWN)
    assert not await post.books.results.send_again(broadcast_id, DeliveryState.UNKNOWN)
    await sender.work_off()
    assert await post.counts(broadcast_id) == {DeliveryState.DELIVERED: 2}
    assert [post.texts(person) for person in (1, 2)] == [[TEXT], [TEXT]]


async def test_an_answer_that_was_lost_is_not_a_reason_to_send_twice(post, monkeypatch, calls):
    await post.people(1)
    broadcast_id = await post.started()
    carry = PlayedSession.make_request

    async def lose_answer(session, bot, method, timeout=None):
        await carry(session, bot, method, timeout)
        raise TelegramNetworkError(method, "the connection broke")

    monkeypatch.setattr(PlayedSession, "make_request", lose_answer)
    await post.sender.work_off()
    assert await post.counts(broadcast_id) == {DeliveryState.UNKNOWN: 1}
    assert len(calls("copyMessage")) == 1


async def test_preparing_goes_on_where_it_was_interrupted(post, books, monkeypatch):
    await post.people(7)
    monkeypatch.setattr("bot.broadcast.repository.CHUNK", 3)
    broadcast_id = await post.started()
    assert await books.runs._write_chunk(broadcast_id, EVERYBODY.sql, EVERYBODY.values)
    await post.sender.work_off()
    assert await post.counts(broadcast_id) == {DeliveryState.DELIVERED: 7}
    assert (await books.broadcasts.find(broadcast_id)).total == 7


async def test_two_broadcasts_go_side_by_side(post, calls):
    await post.people(150)
    first, second = await post.started(), await post.started(topic="news")
    await post.sender.work_off()
    assert await post.counts(first) == await post.counts(second) == {DeliveryState.DELIVERED: 150}
    half = [call["message_id"] for call in calls("copyMessage")][:200]
    assert len(set(half)) == 2
