from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.app import Services
from bot.broadcast import worker_pool
from bot.broadcast.sender import Sender, SenderConfig
from bot.playground.server import serve as serve_telegram
from bot.playground.telegram import Telegram
from bot.specialist import texts as specialist_texts
from bot.storage.database import Database
from bot.telegram import rate_limit
from handlers.broadcast_runs import BroadcastCardUpdater
from tests.fixtures import ADMIN
from tests.person import Person, World
from tests.serving import BotProcess
from tests.shared import SharedDatabases
from tests.staff import FORUM, MISS, STAFF, Staff


@pytest.fixture
def sender(world: World, services: Services, monkeypatch: pytest.MonkeyPatch) -> Sender:
    """Sends all that is due when a test says `run_until_idle`, at any pace and without idling.

    The second between two messages to one chat is tested where time is virtual.
    """
    monkeypatch.setattr(worker_pool, "IDLE_SECONDS", 0.0)
    monkeypatch.setattr(rate_limit, "CHAT_SECONDS", 0.0)
    config = SenderConfig(0, services.broadcasts.quiet_hours, workers=1)
    return Sender(world.bot, services.broadcasts, services.people, config)


@pytest.fixture
def card_updater(world: World, services: Services) -> BroadcastCardUpdater:
    return BroadcastCardUpdater(world.bot, services.broadcasts, services.team)


@pytest.fixture
async def played() -> AsyncIterator[Telegram]:
    """A Telegram over HTTP, with nobody in it yet."""
    telegram = Telegram("42:TEST")
    runner = await serve_telegram(telegram, 0)
    host, port = runner.addresses[0]
    telegram.address = f"http://{host}:{port}/"
    yield telegram
    await runner.cleanup()


@pytest.fixture
async def bot_process(
    played: Telegram, database: Database, shared_databases: SharedDatabases, tmp_path: Path
) -> AsyncIterator[BotProcess]:
    """The program, not started yet; what it has logged is in the file `log`."""
    process = BotProcess(played, shared_databases.hand_over(database.path), tmp_path / "log")
    yield process
    await process.end()


@pytest.fixture
def staff(world: World) -> Staff:
    """Their forum; a module that asks for it names it in its `settings`."""
    group = world.telegram.add_group(FORUM, "Специалисты", is_forum=True)
    made = Staff(world)
    group.members |= {ADMIN: "creator", STAFF: "member"}
    return made


@pytest.fixture
async def asked(person: Person, staff: Staff) -> Person:
    """The person has asked from a miss, and the staff have it."""
    await person.writes(MISS)
    await person.presses(specialist_texts.ASK)
    await person.presses(specialist_texts.SEND)
    return person


@pytest.fixture
async def readers(someone: Callable[[int], Person]) -> list[Person]:
    """Five people who have started the bot."""
    people = [someone(2000001 + number) for number in range(5)]
    for one in people:
        await one.writes("/start")
    return people
