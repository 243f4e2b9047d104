"""The lane's patience, with a duty made for the test; time is virtual."""

import asyncio
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from aiogram.exceptions import TelegramRetryAfter, TelegramServerError
from aiogram.methods import CopyMessage

from bot.broadcast import worker_pool
from bot.broadcast.models import Broadcast, BroadcastState, DeliveryState
from bot.broadcast.rate_limit import RateLimiter
from bot.broadcast.telegram_delivery import classify_error
from bot.broadcast.worker_pool import ATTEMPTS, SendJob, WorkerPool
from tests.virtual import run_virtually

CALL = CopyMessage(chat_id=1, from_chat_id=2, message_id=3)
BROADCAST = Broadcast(
    id=1,
    author_id=1,
    from_chat_id=1,
    message_ids=(1,),
    state=BroadcastState.RUNNING,
    created_at=datetime(2026, 11, 23, tzinfo=UTC),
)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch) -> None:
    monkeypatch.setattr(worker_pool, "FIRST_PAUSE", 0.5)
    monkeypatch.setattr("bot.broadcast.rate_limit.CHAT_SECONDS", 0.0)


class Errands:
    """A duty that fails as it is told; `begin` takes `begins` seconds for each person."""

    def __init__(self, people: int, errors=(), begins=None) -> None:
        self.left = [SendJob(BROADCAST, person, person) for person in range(1, people + 1)]
        self.errors, self.begins = list(errors), begins or {}
        self.called: list[tuple[int, float]] = []
        self.put_backs: list[int] = []
        self.ended: dict[int, DeliveryState] = {}

    async def refill(self):
        given, self.left = self.left, []
        return given

    async def begin(self, errand):
        await asyncio.sleep(self.begins.get(errand.person_id, 0))
        return True

    async def call(self, errand):
        self.called.append((errand.person_id, asyncio.get_running_loop().time()))
        await asyncio.sleep(0.1)
        if self.errors:
            raise self.errors.pop(0)

    def classify_error(self, error):
        return classify_error(error)

    async def put_back(self, errand):
        self.put_backs.append(errand.person_id)

    async def end(self, errand, verdict):
        self.ended[errand.person_id] = verdict.outcome

    def release(self, errand): ...


async def work_off(errands: Errands, workers: int = 2) -> None:
    await WorkerPool((errands,), RateLimiter(0), workers).work_off()


def test_who_was_about_to_send_when_the_flood_was_told_waits_too():
    errands = Errands(2, [TelegramRetryAfter(CALL, "Flood", 5)], {2: 0.2})
    run_virtually(work_off(errands))
    (first, _), *rest = errands.called
    assert first == 1
    assert [moment >= 5.1 for _, moment in rest] == [True, True]
    assert sorted(errands.put_backs) == [1, 2]
    assert errands.ended == {1: DeliveryState.DELIVERED, 2: DeliveryState.DELIVERED}


def test_pauses_grow_and_end_at_a_limit():
    errands = Errands(1, [TelegramServerError(CALL, "Bad Gateway")] * 20)
    run_virtually(work_off(errands))
    moments = [moment for _, moment in errands.called]
    pauses = [later - earlier for earlier, later in pairwise(moments)]
    assert len(errands.called) == ATTEMPTS
    assert all(later > earlier for earlier, later in pairwise(pauses))
    assert errands.ended == {1: DeliveryState.FAILED}


def test_one_stubborn_recipient_does_not_hold_up_the_others():
    errands = Errands(5, [TelegramServerError(CALL, "Bad Gateway")])
    run_virtually(work_off(errands))
    assert [person for person, _ in errands.called] == [1, 2, 3, 4, 5, 1]
