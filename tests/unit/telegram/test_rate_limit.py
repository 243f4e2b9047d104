"""No second has more messages than the limit; time is virtual."""

import asyncio
import random

import pytest

from bot.telegram import rate_limit
from bot.telegram.rate_limit import RateLimiter
from tests.virtual import run_virtually


@pytest.fixture(autouse=True)
def _one_a_second_to_a_chat(monkeypatch):
    monkeypatch.setattr(rate_limit, "CHAT_SECONDS", 1.0)


def most_in_a_second(moments: list[float]) -> int:
    return max(sum(start <= moment < start + 1 for moment in moments) for start in moments)


async def acquired(
    limiter: RateLimiter, chats, workers: int = 16, seconds: float = 0.0
) -> list[float]:
    """The moments at which workers got their turns; a request takes `seconds` on average."""
    loop, moments, waiting = asyncio.get_running_loop(), [], iter(chats)

    async def work() -> None:
        for chat in waiting:
            await limiter.acquire(chat)
            moments.append(loop.time())
            await asyncio.sleep(random.Random(chat).uniform(0, 2 * seconds))

    async with asyncio.TaskGroup() as tasks:
        for _ in range(workers):
            tasks.create_task(work())
    return moments


@pytest.mark.parametrize("per_second", [1, 25, 30, 400])
def test_no_second_exceeds_the_pace_and_most_of_it_is_used(per_second):
    moments = run_virtually(acquired(RateLimiter(per_second), range(per_second * 5)))
    assert most_in_a_second(moments) <= per_second
    assert moments[-1] <= 5.5


def test_a_slow_network_still_reaches_the_pace():
    moments = run_virtually(acquired(RateLimiter(25), range(500), workers=32, seconds=0.5))
    assert moments[-1] <= 22


def test_without_a_limit_nobody_waits():
    assert set(run_virtually(acquired(RateLimiter(0), range(100)))) == {0.0}


def test_a_chat_gets_at_most_one_a_second():
    moments = run_virtually(acquired(RateLimiter(100), [7, 8, 7, 8, 7]))
    assert moments[-1] >= 2
    assert most_in_a_second(moments) <= 2


def test_an_album_takes_as_many_turns_as_it_has_messages():
    async def albums() -> float:
        limiter = RateLimiter(10)
        for chat in range(11):
            await limiter.acquire(chat, 5)
        return asyncio.get_running_loop().time()

    assert run_virtually(albums()) >= 5


def test_a_flood_silences_every_worker_and_the_pace_recovers_slowly():
    async def flooded() -> tuple[list[float], float, float]:
        limiter = RateLimiter(100)
        await acquired(limiter, range(200))
        told = asyncio.get_running_loop().time()
        limiter.on_retry_after(5)
        limiter.on_retry_after(3)  # another worker's answer to the same flood
        assert limiter.is_blocked
        slowed = limiter.per_second
        moments = await acquired(limiter, range(200, 1000))
        return [moment - told for moment in moments], slowed, limiter.per_second

    moments, slowed, recovered = run_virtually(flooded())
    assert min(moments) >= 5
    assert slowed == pytest.approx(70)
    assert most_in_a_second(moments) < 80
    assert slowed < recovered < 100


def test_the_pace_never_falls_to_nothing():
    async def floods() -> float:
        limiter = RateLimiter(25)
        for _ in range(50):
            limiter.on_retry_after(1)
            await asyncio.sleep(1)
        return limiter.per_second

    assert run_virtually(floods()) == 1
