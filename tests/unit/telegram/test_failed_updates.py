"""An update that ends every process is given up; one that only waits for Telegram never is."""

import asyncio
from unittest.mock import patch

import pytest

from bot.background import Background
from bot.telegram.client import requested
from bot.telegram.inbox import ATTEMPTS, UNREACHABLE, UpdateInbox
from bot.telegram.update_repository import Failure, UpdateRepository
from tests.serving import PATIENCE


def message(update_id, chat_id=1, text="x"):
    sender = {"id": chat_id, "first_name": "Ирина"}
    return {
        "update_id": update_id,
        "message": {"chat": {"id": chat_id}, "from": sender, "text": text},
    }


class Life:
    """One process over the same database."""

    def __init__(self, database, handle) -> None:
        self.tasks, self.failures = Background(), []
        self.inbox = UpdateInbox(
            UpdateRepository(database), self.tasks, handle, self.failures.append
        )

    async def kill(self) -> None:
        """What is running ends, and nothing is written any more."""
        with patch.object(UpdateRepository, "set_attempts"):
            await self.tasks.close()

    async def stop(self) -> None:
        await self.inbox.drain(0.01)
        await self.tasks.close()


@pytest.fixture
def updates(database):
    return UpdateRepository(database)


@pytest.fixture
def attempts(updates):
    async def attempts() -> dict[int, int]:
        return {each.update["update_id"]: each.attempts for each in await updates.unfinished()}

    return attempts


async def hang(_update) -> None:
    await asyncio.Event().wait()


async def ask_telegram(_update) -> None:
    """Handling that has come as far as a request, and the request hangs."""
    requested.get().set()
    await asyncio.Event().wait()


async def until(attempts, wanted) -> None:
    async with asyncio.timeout(PATIENCE):
        while await attempts() != wanted:  # noqa: ASYNC110 - another task is being watched
            await asyncio.sleep(0.005)


async def test_what_ends_every_process_is_given_up_and_kept_alone(
    database, updates, attempts, caplog
):
    poison = message(7, text="позвоните +7 926 123-45-67")
    await updates.store([poison, message(8, 2), message(9, 3)])
    for number in range(1, ATTEMPTS + 1):
        life = Life(database, hang)
        await life.inbox.resume()
        await until(attempts, {7: number, 8: 0, 9: 0})
        await life.kill()
    handled = []

    async def handle(update) -> None:
        handled.append(update["update_id"])

    life = Life(database, handle)
    await life.inbox.resume()
    await life.inbox.drain(5)
    assert handled == [8, 9]
    assert life.failures == [Failure.KILLED]
    assert "Update 7 is given up: 3 processes ended" in caplog.text
    (failed,) = await updates.untold_failures()
    assert failed.update["message"]["text"] == "позвоните ‹телефон›"
    assert await attempts() == {}


async def test_who_waits_for_telegram_is_never_given_up(database, updates, attempts):
    waiting = dict.fromkeys(range(1, 21), 0)
    await updates.store([message(number, number) for number in waiting])
    for number in range(3 * ATTEMPTS):
        asked = []

        async def handle(update, asked=asked) -> None:
            asked.append(update["update_id"])
            await ask_telegram(update)

        life = Life(database, handle)
        await life.inbox.resume()
        async with asyncio.timeout(PATIENCE):
            while len(asked) < len(waiting):  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.005)
        await until(attempts, waiting)
        await (life.stop() if number % 2 else life.kill())
    assert await attempts() == waiting


async def test_a_start_that_comes_to_nothing_counts_for_nobody(database, updates, attempts):
    await updates.store([message(1), message(2, 2)])
    for _ in range(ATTEMPTS + 1):
        await Life(database, hang).inbox._updates.unfinished()
    assert await attempts() == {1: 0, 2: 0}


async def test_a_clean_stop_counts_for_nobody(database, updates, attempts):
    await updates.store([message(1), message(2, 2)])
    for _ in range(ATTEMPTS + 1):
        life = Life(database, hang)
        await life.inbox.resume()
        await until(attempts, {1: 1, 2: 0})
        await life.stop()
        assert await attempts() == {1: 0, 2: 0}


async def test_what_only_waits_long_for_something_holds_up_no_others(
    database, updates, monkeypatch
):
    monkeypatch.setattr("bot.telegram.inbox.HARMLESS_SECONDS", 0.01)
    await updates.store([message(1), message(2, 2)])
    begun = []

    async def handle(update) -> None:
        begun.append(update["update_id"])
        await hang(update)

    life = Life(database, handle)
    await life.inbox.resume()
    async with asyncio.timeout(PATIENCE):
        while begun != [1, 2]:  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.005)
    await life.stop()


async def test_what_telegram_did_not_take_is_tried_again_later(database, updates, monkeypatch):
    monkeypatch.setattr("bot.telegram.inbox.RETRY_PAUSES", (0.0, 0.0, 0.0))
    taken = {1: 3, 2: 99}  # after so many tries

    async def handle(update) -> object:
        taken[update["update_id"]] -= 1
        return UNREACHABLE if taken[update["update_id"]] else None

    life = Life(database, handle)
    await life.inbox.accept([message(1), message(2, 2)])
    await life.inbox.drain(5)
    assert taken == {1: 0, 2: 95}
    assert life.failures == [Failure.UNREACHABLE]
    assert [each.id for each in await updates.untold_failures()] == [2]
