"""The pauses and retries of the worker pool, with a handler made for the test; time is virtual."""

import asyncio
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from aiogram.exceptions import TelegramRetryAfter, TelegramServerError
from aiogram.methods import CopyMessage

from bot.broadcast import worker_pool
from bot.broadcast.models import Broadcast, BroadcastState, DeliveryState
from bot.broadcast.send_errors import classify_error
from bot.broadcast.worker_pool import ATTEMPTS, SendJob, WorkerPool
from bot.telegram.rate_limit import RateLimiter
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
    monkeypatch.setattr("bot.telegram.rate_limit.CHAT_SECONDS", 0.0)


class Jobs:
    """Fails with the given errors; `claim` takes `claim_seconds` for each person."""

    def __init__(self, people: int, errors=(), claim_seconds=None) -> None:
        self.left = [SendJob(BROADCAST, person, person) for person in range(1, people + 1)]
        self.errors, self.claim_seconds = list(errors), claim_seconds or {}
        self.called: list[tuple[int, float]] = []
        self.requeued: list[int] = []
        self.ended: dict[int, DeliveryState] = {}

    async def next_jobs(self):
        given, self.left = self.left, []
        return given

    async def claim(self, job):
        await asyncio.sleep(self.claim_seconds.get(job.person_id, 0))
        return True

    async def request(self, job):
        self.called.append((job.person_id, asyncio.get_running_loop().time()))
        await asyncio.sleep(0.1)
        if self.errors:
            raise self.errors.pop(0)

    def classify_error(self, error):
        return classify_error(error)

    async def requeue(self, job):
        self.requeued.append(job.person_id)

    async def finish(self, job, result):
        self.ended[job.person_id] = result.outcome

    def forget(self, job): ...


async def run_until_idle(jobs: Jobs, workers: int = 2) -> None:
    await WorkerPool((jobs,), RateLimiter(0), workers).run_until_idle()


def test_a_worker_that_is_about_to_send_waits_after_a_429_of_another():
    jobs = Jobs(2, [TelegramRetryAfter(CALL, "Flood", 5)], {2: 0.2})
    run_virtually(run_until_idle(jobs))
    (first, _), *rest = jobs.called
    assert first == 1
    assert [moment >= 5.1 for _, moment in rest] == [True, True]
    assert sorted(jobs.requeued) == [1, 2]
    assert jobs.ended == {1: DeliveryState.DELIVERED, 2: DeliveryState.DELIVERED}


def test_pauses_grow_and_end_at_a_limit():
    jobs = Jobs(1, [TelegramServerError(CALL, "Bad Gateway")] * 20)
    run_virtually(run_until_idle(jobs))
    moments = [moment for _, moment in jobs.called]
    pauses = [later - earlier for earlier, later in pairwise(moments)]
    assert len(jobs.called) == ATTEMPTS
    assert all(later > earlier for earlier, later in pairwise(pauses))
    assert jobs.ended == {1: DeliveryState.FAILED}


def test_one_stubborn_recipient_does_not_hold_up_the_others():
    jobs = Jobs(5, [TelegramServerError(CALL, "Bad Gateway")])
    run_virtually(run_until_idle(jobs))
    assert [person for person, _ in jobs.called] == [1, 2, 3, 4, 5, 1]
