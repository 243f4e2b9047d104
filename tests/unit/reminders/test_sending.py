"""Eleven o'clock: everybody who follows an exhibition is told, as fast as Telegram allows."""

import asyncio
from collections import Counter
from datetime import date, datetime, timedelta
from shutil import copyfile

import pytest
from aiogram import Bot
from aiogram.methods import SendMessage

from bot.applications.repository import Applications
from bot.events.repository import Events
from bot.knowledge.repository import Knowledge
from bot.people.repository import People
from bot.playground.requests import FloodError
from bot.playground.telegram import Telegram
from bot.reminders.planner import NoticePlanner
from bot.reminders.repository import NoticeQueue, Reminders
from bot.reminders.sender import NoticeRenderer, NoticeSender
from bot.team.repository import Team
from bot.telegram.rate_limit import RateLimiter
from tests.calendar_rows import put_event
from tests.clock import MOSCOW
from tests.person import PlayedSession
from tests.virtual import WaitedDatabase, run_virtually

FOLLOWERS = 300
PACE = 25
SAVED = datetime(2026, 11, 20, 12, tzinfo=MOSCOW)
ELEVEN = datetime(2026, 11, 23, 11, tzinfo=MOSCOW)


class SlowSession(PlayedSession):
    """Every request takes a second; one of the first is answered with 429."""

    def __init__(self, telegram: Telegram) -> None:
        super().__init__(telegram)
        self.asked: list[float] = []

    async def make_request(self, bot, method, timeout=None):
        if not isinstance(method, SendMessage):
            return await super().make_request(bot, method, timeout)
        self.asked.append(asyncio.get_running_loop().time())
        if len(self.asked) == PACE:
            error = FloodError(3)
            return self.check_response(bot, method, error.code, self.json_dumps(error.body()))
        await asyncio.sleep(1)
        return await super().make_request(bot, method, timeout)


class Morning:
    def __init__(self, path) -> None:
        self.path = path
        self.now = SAVED
        self.telegram = Telegram("42:TEST", clock=lambda: 0.0)
        self.session = SlowSession(self.telegram)

    async def __call__(self) -> "Morning":
        loop = asyncio.get_running_loop()
        database = await WaitedDatabase.open(self.path, lambda: self.now)
        loop.wait_for(database)
        await self._follow(database)
        events = Events(database, date(2026, 12, 31), Team(database, {}, {}))
        renderer = NoticeRenderer(events, Knowledge(database), Applications(database), bool)
        sender = NoticeSender(
            Bot("42:TEST", self.session),
            NoticePlanner(database, Team(database, {}, {})),
            NoticeQueue(database),
            People(database),
            renderer,
        )
        sender.limiter = RateLimiter(PACE)
        self.now = ELEVEN
        await sender.run()
        self.states = Counter(
            row["state"] for row in await database.rows("SELECT state FROM notices")
        )
        await database.close()
        return self

    async def _follow(self, database) -> None:
        start = (ELEVEN + timedelta(3)).date().isoformat()
        event = await put_event(database, "sial", starts=start)
        people, reminders = People(database), Reminders(database)
        for person in range(1, FOLLOWERS + 1):
            self.telegram.add_person(person, "Ирина")
            self.telegram.write(person, "/start")
            await people.remember(person)
            await reminders.save_event(person, event)

    def told(self, person: int) -> int:
        return sum(message["from"]["is_bot"] for message in self.telegram.chat(person).messages)


@pytest.fixture(scope="module")
def morning(blank, tmp_path_factory) -> Morning:
    path = tmp_path_factory.mktemp("morning") / "bot.db"
    copyfile(blank, path)
    return run_virtually(Morning(path)())


def test_everybody_is_told_once_in_one_run(morning):
    assert morning.states == {"sent": FOLLOWERS}
    assert [morning.told(person) for person in range(1, FOLLOWERS + 1)] == [1] * FOLLOWERS


def test_no_second_brings_more_than_telegram_allows(morning):
    asked = morning.session.asked
    assert len(asked) == FOLLOWERS + 1  # the refused one again
    for first, last in zip(asked, asked[PACE:], strict=False):
        assert last - first >= 1


def test_after_a_429_nobody_is_written_to_until_telegram_allows(morning):
    refused = morning.session.asked[PACE - 1]
    later = [moment for moment in morning.session.asked if moment > refused]
    assert min(later) >= refused + 3
