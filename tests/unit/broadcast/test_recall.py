"""Recalled messages are deleted while Telegram allows it, and edited after that."""

from datetime import timedelta

import pytest
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import GetMe

from bot.broadcast.deliveries import RecallResult
from bot.broadcast.models import BroadcastState, DeliveryState, RecallOutcome
from bot.playground.requests import ApiError, BadRequestError, FloodError
from tests.person import PIXEL, PlayedSession

OUTDATED = "Сообщение неактуально"


async def recalled(mailing, broadcast_id: int) -> dict[RecallOutcome, int]:
    assert await mailing.broadcasts.recall(broadcast_id, OUTDATED)
    await mailing.sender.run_until_idle()
    broadcast = await mailing.broadcasts.repository.find(broadcast_id)
    assert broadcast.state is BroadcastState.RECALLED
    assert broadcast.recalled_at is not None
    return {what: n for what, n in (await mailing.progress(broadcast_id)).recalled.items() if n}


async def test_within_two_days_it_disappears_everywhere(mailing):
    await mailing.people(120)
    broadcast_id = await mailing.sent()
    assert await recalled(mailing, broadcast_id) == {RecallOutcome.DELETED: 120}
    assert [mailing.texts(person) for person in range(1, 121)] == [[]] * 120
    assert await mailing.counts(broadcast_id) == {DeliveryState.DELIVERED: 120}
    assert not await mailing.broadcasts.recall(broadcast_id, OUTDATED)


async def test_an_album_disappears_in_one_call_with_its_note(mailing, calls):
    await mailing.people(1)
    mailing.press_with("Не присылать")
    album = mailing.telegram.send_album(1000001, [("photo", PIXEL), ("photo", PIXEL)])
    broadcast_id = await mailing.sent(*(part["message_id"] for part in album))
    assert await recalled(mailing, broadcast_id) == {RecallOutcome.DELETED: 1}
    assert mailing.texts(1) == []
    assert len(calls("deleteMessages")) == 1


async def test_after_two_days_a_text_says_that_it_is_outdated(mailing, clock):
    await mailing.people(2)
    mailing.press_with("Записаться")
    broadcast_id = await mailing.sent()
    clock.now += timedelta(days=3)
    assert await recalled(mailing, broadcast_id) == {RecallOutcome.EDITED: 2}
    assert [mailing.texts(1), mailing.texts(2)] == [[OUTDATED], [OUTDATED]]
    assert "reply_markup" not in mailing.telegram.chat(1).messages[-1]


async def test_after_two_days_a_photo_and_an_album_say_it_in_the_caption(mailing, clock):
    await mailing.people(2)
    photo = mailing.telegram.send_media(1000001, "photo", PIXEL, text="Фото")
    single = await mailing.sent(photo["message_id"])
    album = mailing.telegram.send_album(1000001, [("photo", PIXEL), ("photo", PIXEL)], "Альбом")
    several = await mailing.sent(*(part["message_id"] for part in album))
    clock.now += timedelta(days=3)
    assert await recalled(mailing, single) == {RecallOutcome.EDITED: 2}
    assert await recalled(mailing, several) == {RecallOutcome.EDITED: 2}
    assert mailing.texts(1) == [OUTDATED, OUTDATED, ""]


async def test_what_telegram_does_not_let_go_is_counted_as_kept(mailing):
    await mailing.people(3)
    broadcast_id = await mailing.sent()
    refusal = BadRequestError("message can't be deleted")
    mailing.telegram.faults.fail_next("deleteMessages", refusal)
    assert await recalled(mailing, broadcast_id) == {
        RecallOutcome.DELETED: 2,
        RecallOutcome.KEPT: 1,
    }
    rows = [row async for page in mailing.broadcasts.results.pages(broadcast_id) for row in page]
    assert [row.reason for row in rows if row.recalled is RecallOutcome.KEPT] == [
        "Bad Request: message can't be deleted"
    ]


async def test_an_edit_that_changes_nothing_has_been_done_before(mailing, clock):
    await mailing.people(1)
    broadcast_id = await mailing.sent()
    clock.now += timedelta(days=3)
    mailing.telegram.faults.fail_next("editMessageText", BadRequestError("message is not modified"))
    assert await recalled(mailing, broadcast_id) == {RecallOutcome.EDITED: 1}


async def test_an_edit_that_is_refused_is_counted_as_kept(mailing, clock):
    await mailing.people(1)
    broadcast_id = await mailing.sent()
    clock.now += timedelta(days=3)
    mailing.telegram.faults.fail_next("editMessageText", BadRequestError("message can't be edited"))
    assert await recalled(mailing, broadcast_id) == {RecallOutcome.KEPT: 1}


@pytest.mark.parametrize("error", [FloodError(1), ApiError(500, "Internal Server Error")])
async def test_a_recall_is_as_patient_as_sending(mailing, error):
    await mailing.people(3)
    broadcast_id = await mailing.sent()
    mailing.telegram.faults.fail_next("deleteMessages", error)
    assert await recalled(mailing, broadcast_id) == {RecallOutcome.DELETED: 3}


async def test_a_lost_answer_is_no_reason_to_stop_because_deleting_twice_harms_nobody(
    mailing, monkeypatch, calls
):
    await mailing.people(1)
    broadcast_id = await mailing.sent()
    carry, lost = PlayedSession.make_request, [TelegramNetworkError(GetMe(), "reset")]

    async def lose_one(session, bot, method, timeout=None):
        result = await carry(session, bot, method, timeout)
        if lost:
            raise lost.pop()
        return result

    monkeypatch.setattr(PlayedSession, "make_request", lose_one)
    assert await recalled(mailing, broadcast_id) == {RecallOutcome.DELETED: 1}
    assert len(calls("deleteMessages")) == 2


async def test_a_running_broadcast_is_stopped_and_then_taken_back(mailing):
    await mailing.people(5)
    broadcast_id = await mailing.started()
    await mailing.broadcasts.deliveries.prepare(broadcast_id)
    await mailing.broadcasts.deliveries.write([(broadcast_id, 1)])  # being sent
    await mailing.broadcasts.deliveries.recover()
    assert await recalled(mailing, broadcast_id) == {}
    assert await mailing.counts(broadcast_id) == {
        DeliveryState.PENDING: 4,
        DeliveryState.UNKNOWN: 1,
    }


async def test_a_message_that_is_taken_back_twice_is_counted_once(mailing):
    await mailing.people(2)
    broadcast_id = await mailing.sent()
    counts = await recalled(mailing, broadcast_id)
    await mailing.broadcasts.recalls.write([RecallResult((broadcast_id, 1), RecallOutcome.DELETED)])
    progress = await mailing.progress(broadcast_id)
    assert progress.recalled[RecallOutcome.DELETED] == counts[RecallOutcome.DELETED] == 2
