"""429s, server errors, broken connections and blocked people at once; time is virtual."""

import asyncio
import random
from collections import Counter
from datetime import datetime, time, timedelta

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramNetworkError
from aiohttp import ClientConnectorError, ServerDisconnectedError
from aiohttp.client_reqrep import ConnectionKey

from bot.broadcast.models import (
    BroadcastDraft,
    BroadcastState,
    DeliveryState,
    QuietHours,
    Selection,
)
from bot.broadcast.sender import Sender, SenderConfig
from bot.broadcast.service import BroadcastService
from bot.people.repository import People
from bot.playground.requests import ApiError, FloodError
from bot.playground.telegram import Telegram
from tests.clock import MOSCOW
from tests.person import PlayedSession
from tests.thorough import FUZZ
from tests.virtual import WaitedDatabase, run_virtually

AUTHOR = 1000001
PEOPLE = 600
PACE = 25
KEY = ConnectionKey("api.telegram.org", 443, True, True, None, None, None)  # noqa: FBT003
NEVER_QUIET = QuietHours(time(0), time(0))


@pytest.fixture(autouse=True)
def _no_waiting() -> None:
    """Pauses stay as they are: virtual time costs nothing."""


class StormySession(PlayedSession):
    """A slow network that fails in every way; keeps its requests and waits."""

    def __init__(self, telegram: Telegram, seed: int) -> None:
        super().__init__(telegram)
        self.chance = random.Random(seed)
        self.asked: list[float] = []
        self.silences: list[tuple[float, float]] = []

    async def make_request(self, bot, method, timeout=None):
        loop = asyncio.get_running_loop()
        self.asked.append(loop.time())
        await asyncio.sleep(self.chance.uniform(0.01, 0.3))
        fault = self.chance.random()
        if fault < 0.02:
            self.silences.append((loop.time(), loop.time() + 3))
            return self._refuse(bot, method, FloodError(3))
        if fault < 0.06:
            return self._refuse(bot, method, ApiError(502, "Bad Gateway"))
        if fault < 0.08:
            raise self._broken(method, ClientConnectorError(KEY, OSError("refused")))
        if fault < 0.10:
            raise self._broken(method, ServerDisconnectedError())
        result = await super().make_request(bot, method, timeout)
        if fault < 0.12:
            raise self._broken(method, ServerDisconnectedError())
        return result

    def _refuse(self, bot, method, error):
        return self.check_response(bot, method, error.code, self.json_dumps(error.body()))

    def _broken(self, method, cause: Exception) -> TelegramNetworkError:
        error = TelegramNetworkError(method, repr(cause))
        error.__cause__ = cause
        return error


class Storm:
    """Sends one broadcast over such a network and keeps the outcomes."""

    def __init__(self, path, seed: int) -> None:
        self.path = path
        self.chance = random.Random(seed)
        self.telegram = Telegram("42:TEST", clock=lambda: 0.0)
        self.session = StormySession(self.telegram, seed)
        everybody = range(1, PEOPLE + 1)
        self.blocked = set(self.chance.sample(everybody, 20))
        self.deactivated = set(self.chance.sample(sorted(set(everybody) - self.blocked), 10))
        self.outcomes: dict[int, DeliveryState] = {}
        self.states: dict[int, str] = {}

    async def __call__(self) -> "Storm":
        loop = asyncio.get_running_loop()
        start = datetime(2026, 11, 23, 12, tzinfo=MOSCOW)
        clock = lambda: start + timedelta(seconds=loop.time())  # noqa: E731
        database = await WaitedDatabase.open(self.path, clock)
        loop.wait_for(database)
        broadcasts, people = BroadcastService(database), People(database)
        broadcast_id = await self._prepare(broadcasts, people)
        bot = Bot("42:TEST", self.session)
        sender = Sender(bot, broadcasts, people, SenderConfig(PACE, NEVER_QUIET))
        await sender.run_until_idle()
        self.broadcast = await broadcasts.repository.find(broadcast_id)
        self.counts = (await broadcasts.results.progress(broadcast_id)).counts
        pages = broadcasts.results.pages(broadcast_id)
        self.outcomes = {row.person_id: row.outcome async for page in pages for row in page}
        rows = await database.rows("SELECT id, state FROM people")
        self.states = {row["id"]: row["state"] for row in rows}
        await database.close()
        return self

    async def _prepare(self, broadcasts: BroadcastService, people: People) -> int:
        self.telegram.add_person(AUTHOR, "Ольга")
        message = self.telegram.write(AUTHOR, "Новость")
        for person in range(1, PEOPLE + 1):
            self.telegram.add_person(person, "Ирина")
            self.telegram.write(person, "/start")
            await people.remember(person)
        for person in self.blocked:
            self.telegram.block(person)
        for person in self.deactivated:
            self.telegram.deactivate(person)
        draft = BroadcastDraft(
            from_chat_id=AUTHOR, message_ids=(message["message_id"],), topic="news"
        )
        broadcast_id = await broadcasts.repository.create_draft(AUTHOR, draft)
        await broadcasts.repository.start(broadcast_id, Selection("SELECT id FROM people"))
        return broadcast_id

    def copies(self, person: int) -> int:
        return sum(message["from"]["is_bot"] for message in self.telegram.chat(person).messages)

    def having(self, outcome: DeliveryState) -> set[int]:
        return {person for person, what in self.outcomes.items() if what is outcome}


@pytest.fixture(scope="module", params=[1, 2, 3] if FUZZ else [1])
def storm(request, tmp_path_factory) -> Storm:
    path = tmp_path_factory.mktemp("storm") / "bot.db"
    return run_virtually(Storm(path, request.param)())


def test_outcomes_are_disjoint_and_add_up_to_the_recipients(storm):
    assert storm.broadcast.state is BroadcastState.FINISHED
    assert len(storm.outcomes) == storm.broadcast.total == PEOPLE
    counted = Counter(storm.outcomes.values())
    assert {what: n for what, n in storm.counts.items() if n} == counted
    assert not {DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.FAILED} & set(counted)


def test_nobody_is_missed_and_nobody_gets_it_twice(storm):
    assert all(storm.copies(person) == 1 for person in storm.having(DeliveryState.DELIVERED))
    assert all(storm.copies(person) <= 1 for person in storm.having(DeliveryState.UNKNOWN))
    assert 0 < len(storm.having(DeliveryState.UNKNOWN)) < PEOPLE * 0.1


def test_who_is_gone_is_counted_and_marked_so(storm):
    assert storm.having(DeliveryState.BLOCKED) <= storm.blocked
    assert storm.having(DeliveryState.DEACTIVATED) <= storm.deactivated
    unclear = storm.having(DeliveryState.UNKNOWN)
    assert storm.blocked | storm.deactivated <= {
        *storm.having(DeliveryState.BLOCKED),
        *storm.having(DeliveryState.DEACTIVATED),
        *unclear,
    }
    for outcome in (DeliveryState.BLOCKED, DeliveryState.DEACTIVATED):
        assert all(storm.states[person] == outcome for person in storm.having(outcome))


def test_no_second_sees_more_than_the_pace(storm):
    asked = storm.session.asked
    most = max(sum(start <= moment < start + 1 for moment in asked) for start in asked)
    assert PACE / 2 < most <= PACE


def test_every_worker_keeps_silent_for_as_long_as_telegram_says(storm):
    assert storm.session.silences
    for told, until in storm.session.silences:
        assert not [moment for moment in storm.session.asked if told < moment < until]
