"""What was sent is taken back: deleted while Telegram lets it, edited after that."""

from datetime import timedelta

import pytest
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import GetMe

from bot.broadcast.models import BroadcastState, DeliveryState, Recalled
from bot.playground.requests import ApiError, BadRequestError, FloodError
from tests.person import PIXEL, PlayedSession

OUTDATED = "Сообщение неактуально"


async def recalled(post, broadcast_id: int) -> dict[Recalled, int]:
    assert await post.books.broadcasts.recall(broadcast_id, OUTDATED)
    await post.sender.work_off()
    broadcast = await post.books.broadcasts.find(broadcast_id)
    assert broadcast.state is BroadcastState.RECALLED
    assert broadcast.recalled_at is not None
    return {what: n for what, n in (await post.progress(broadcast_id)).recalled.items() if n}


async def test_within_two_days_it_disappears_everywhere(post):
    await post.people(120)
    broadcast_id = await post.sent()
    assert await recalled(post, broadcast_id) == {Recalled.DELETED: 120}
    assert [post.texts(person) for person in range(1, 121)] == [[]] * 120
    assert await post.counts(broadcast_id) == {DeliveryState.DELIVERED: 120}
    assert not await post.books.broadcasts.recall(broadcast_id, OUTDATED)


async def test_an_album_disappears_in_one_call_with_its_note(post, calls):
    await post.people(1)
    post.press_with("Не присылать")
    album = post.telegram.send_album(1000001, [("photo", PIXEL), ("photo", PIXEL)])
    broadcast_id = await post.sent(*(part["message_id"] for part in album))
    assert await recalled(post, broadcast_id) == {Recalled.DELETED: 1}
    assert post.texts(1) == []
    assert len(calls("deleteMessages")) == 1


async def test_after_two_days_a_text_says_that_it_is_outdated(post, clock):
    await post.people(2)
    post.press_with("Записаться")
    broadcast_id = await post.sent()
    clock.now += timedelta(days=3)
    assert await recalled(post, broadcast_id) == {Recalled.EDITED: 2}
    assert [post.texts(1), post.texts(2)] == [[OUTDATED], [OUTDATED]]
    assert "reply_markup" not in post.telegram.chat(1).messages[-1]


async def test_after_two_days_a_photo_and_an_album_say_it_in_the_caption(post, clock):
    await post.people(2)
    photo = post.telegram.send_media(1000001, "photo", PIXEL, text="Фото")
    single = await post.sent(photo["message_id"])
    album = post.telegram.send_album(1000001, [("photo", PIXEL), ("photo", PIXEL)], "Альбом")
    several = await post.sent(*(part["message_id"] for part in album))
    clock.now += timedelta(days=3)
    assert await recalled(post, single) == {Recalled.EDITED: 2}
    assert await recalled(post, several) == {Recalled.EDITED: 2}
    assert post.texts(1) == [OUTDATED, OUTDATED, ""]


async def test_what_telegram_does_not_let_go_is_counted_as_kept(post):
    await post.people(3)
    broadcast_id = await post.sent()
    refusal = BadRequestError("message can't be deleted")
    post.telegram.faults.fail_next("deleteMessages", refusal)
    assert await recalled(post, broadcast_id) == {Recalled.DELETED: 2, Recalled.KEPT: 1}
    rows = [row async for row in post.books.results.rows(broadcast_id)]
    assert [row.reason for row in rows if row.recalled is Recalled.KEPT] == [
        "Bad Request: message can't be deleted"
    ]


async def test_an_edit_that_changes_nothing_has_been_done_before(post, clock):
    await post.people(1)
    broadcast_id = await post.sent()
    clock.now += timedelta(days=3)
    post.telegram.faults.fail_next("editMessageText", BadRequestError("message is not modified"))
    assert await recalled(post, broadcast_id) == {Recalled.EDITED: 1}


async def test_an_edit_that_is_refused_is_counted_as_kept(post, clock):
    await post.people(1)
    broadcast_id = await post.sent()
    clock.now += timedelta(days=3)
    post.telegram.faults.fail_next("editMessageText", BadRequestError("message can't be edited"))
    assert await recalled(post, broadcast_id) == {Recalled.KEPT: 1}


@pytest.mark.parametrize("error", [FloodError(1), ApiError(500, "Internal Server Error")])
async def test_a_recall_is_as_patient_as_sending(post, error):
    await post.people(3)
    broadcast_id = await post.sent()
    post.telegram.faults.fail_next("deleteMessages", error)
    assert await recalled(post, broadcast_id) == {Recalled.DELETED: 3}


async def test_a_lost_answer_is_no_reason_to_stop_because_deleting_twice_harms_nobody(
    post, monkeypatch, calls
):
    await post.people(1)
    broadcast_id = await post.sent()
    carry, lost = PlayedSession.make_request, [TelegramNetworkError(GetMe(), "reset")]

    async def lose_one(session, bot, method, timeout=None):
        result = await carry(session, bot, method, timeout)
        if lost:
            raise lost.pop()
        return result

    monkeypatch.setattr(PlayedSession, "make_request", lose_one)
    assert await recalled(post, broadcast_id) == {Recalled.DELETED: 1}
    assert len(calls("deleteMessages")) == 2


async def test_a_running_broadcast_is_stopped_and_then_taken_back(post):
    await post.people(5)
    broadcast_id = await post.started()
    await post.books.runs.prepare(broadcast_id)
    await post.books.deliveries.write([(broadcast_id, 1)])  # in flight when the author recalls
    await post.books.runs.recover()
    assert await recalled(post, broadcast_id) == {}
    assert await post.counts(broadcast_id) == {DeliveryState.PENDING: 4, DeliveryState.UNKNOWN: 1}
