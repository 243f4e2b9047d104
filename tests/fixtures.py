"""What tests of all folders share; tests/conftest.py hands it to whoever runs them."""

import tests.first  # noqa: F401 - before aiogram

# isort: split
import asyncio
import gc
import itertools
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from fcntl import LOCK_EX, flock
from functools import cache
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from hypothesis import settings as hypothesis_settings

from bot.app import Services, build_dispatcher, build_scheduler, open_services
from bot.events.importer import import_events
from bot.events.spreadsheet import DateRow
from bot.knowledge.importer import import_content
from bot.playground.telegram import Telegram
from bot.search import engine
from bot.search import index as search_index
from bot.server.metrics import Monitor
from bot.settings import DATES, EVENTS, KNOWLEDGE, Settings
from bot.storage import database as storage
from bot.storage.database import Database
from bot.storage.migrations import migrate
from bot.telegram.middlewares import Throttle
from tests.clock import MovableClock
from tests.person import Person, PlayedSession, World
from tests.shared import (
    SharedDatabases,
    forget_updates,
    remember_files,
    remember_signatures,
)
from tests.thorough import FUZZ, times
from tests.volume.plans import Statements

# a busy machine is not a fault, nor is in `make test` an example that nobody's change has met
hypothesis_settings.register_profile(
    "house", deadline=None, max_examples=times(100), derandomize=not FUZZ
)
hypothesis_settings.load_profile("house")

ADMIN = 1000001
OTHER_ADMIN = 1000002
FIGURES = Monitor()  # which nobody looks at where handlers are tested


@cache
def make_settings(**given: Any) -> Settings:
    """Settings of a bot with two admins, whatever an .env file says; built once."""
    usual = {"admin_ids": frozenset({ADMIN, OTHER_ADMIN}), "search_semantic": "off"}
    return Settings(_env_file=None, **{**usual, **given})


@pytest.fixture(scope="session", autouse=True)
def _freeze_imported_objects() -> None:
    """Keep the garbage collector from scanning everything imported, again in each test."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000)
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def _wait_for_no_disk() -> Iterator[None]:
    """Processes are killed here, never the machine: what was written is there without a wait.

    That a busy machine is slow is no warning of the bot, but where a test is about it.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(storage, "_WRITER", (*storage._WRITER, "synchronous = OFF"))
        patch.setattr(storage, "HELD_SECONDS", storage.BUSY_SECONDS)
        for module in (search_index, engine):
            patch.setattr(module, "connect", _connect_to_index)
        yield


def _connect_to_index(
    path: Path, connect: Callable[[Path], sqlite3.Connection] = search_index.connect
) -> sqlite3.Connection:
    connection = connect(path)
    connection.execute("PRAGMA synchronous = OFF")
    return connection


@pytest.fixture(scope="session", autouse=True)
def _find_out_once() -> Iterator[None]:
    """What is the same for every test of a process; see tests/shared.py."""
    with pytest.MonkeyPatch.context() as patch:
        remember_signatures(patch.setattr)
        remember_files(patch.setattr)
        yield


@pytest.fixture(autouse=True)
def _search_by_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """No model is loaded but where a test is about it: it takes a second, a thousand times."""
    monkeypatch.setenv("BOT_SEARCH_SEMANTIC", "off")


@pytest.fixture(scope="session")
def statements() -> Iterator[Statements]:
    """What the bot has asked of its database in this process."""
    with pytest.MonkeyPatch.context() as patch:
        found = Statements()
        found.watch(patch.setattr)
        yield found


@pytest.fixture(autouse=True)
def _no_full_scans(statements: Statements) -> Iterator[None]:
    """Whatever a test is about, no statement may read a table whole that grows with people."""
    yield
    if found := statements.new_full_scans():
        pytest.fail("\n".join(found), pytrace=False)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture(scope="session")
def made_once(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Callable[[str, Callable[[Path], Any]], Path]:
    """Fills a folder of this name with what takes seconds to make: one worker does, for all."""
    base = tmp_path_factory.getbasetemp()
    root = base if worker_id == "master" else base.parent

    def made(name: str, make: Callable[[Path], Any]) -> Path:
        folder = root / f"shared-{name}"
        with folder.with_suffix(".lock").open("w") as lock:
            flock(lock, LOCK_EX)
            if not folder.exists():
                unfinished = tmp_path_factory.mktemp("unfinished")
                make(unfinished)
                unfinished.rename(folder)
        return copytree(folder, base / name)

    return made


@pytest.fixture(scope="session")
def shared_databases() -> Iterator[SharedDatabases]:
    """Copies of what is added to them are opened in half of the time; see tests/shared.py."""
    with pytest.MonkeyPatch.context() as patch:
        yield SharedDatabases(patch.setattr)


@pytest.fixture(scope="session")
def filled(
    made_once: Callable[[str, Callable[[Path], Any]], Path], shared_databases: SharedDatabases
) -> Iterator[Path]:
    """A database with the real content, made once; tests take copies of it and of its index."""
    path = made_once("filled", lambda folder: asyncio.run(_fill(folder / "bot.db"))) / "bot.db"
    shared_databases.add(path)
    yield path
    assert shared_databases.are_untouched(), "a test has opened what all others copy for writing"


async def _fill(path: Path) -> None:
    database = await Database.open(path)
    await import_content(database, KNOWLEDGE)
    await import_events(database, EVENTS)
    await import_events(database, DATES, DateRow)
    async with open_services(database, make_settings()):
        pass
    await database.close()


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with a schema and nothing else, made once; tests take copies of it."""
    path = tmp_path_factory.mktemp("blank") / "bot.db"
    migrate(path)
    return path


@pytest.fixture
async def database(
    filled: Path, shared_databases: SharedDatabases, tmp_path: Path, clock: MovableClock
) -> AsyncIterator[Database]:
    database = await Database.open(shared_databases.copy(filled, tmp_path), clock)
    yield database
    await database.close()


@pytest.fixture
def settings() -> Settings:
    """What the operator has set; a test that needs other settings overrides it."""
    return make_settings()


@pytest.fixture
async def services(database: Database, settings: Settings) -> AsyncIterator[Services]:
    async with open_services(database, settings) as services:
        yield services


@pytest.fixture
def refuse_audit(database: Database) -> Callable[..., Awaitable[None]]:
    """Let every new audit entry fail, as on a full disk; `full=False` takes it back."""

    async def switch(*, full: bool = True) -> None:
        await database.write(
            "CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'full'); END"
            if full
            else "DROP TRIGGER full"
        )

    return switch


@pytest.fixture
def telegram(clock: MovableClock) -> Telegram:
    return Telegram("42:TEST", clock=clock.timestamp)


@pytest.fixture
def world(telegram: Telegram, services: Services) -> World:
    return build_world(telegram, services)


Restart = Callable[..., Awaitable[World]]


@pytest.fixture
async def restart(
    database: Database, telegram: Telegram, settings: Settings
) -> AsyncIterator[Restart]:
    """Makes everything but the database and Telegram anew, as a restart does; other admins too."""
    async with AsyncExitStack() as stack:

        async def again(admins: frozenset[int] = frozenset({ADMIN})) -> World:
            changed = settings.model_copy(update={"admin_ids": admins})
            opened = open_services(database, changed)
            return build_world(telegram, await stack.enter_async_context(opened))

        yield again


def build_world(telegram: Telegram, services: Services) -> World:
    bot = Bot("42:TEST", PlayedSession(telegram), DefaultBotProperties(parse_mode="HTML"))
    patient = Throttle(clock=itertools.count().__next__)  # a second passes between any two updates
    dispatcher = build_dispatcher(services, FIGURES, throttle=patient)
    forget_updates()
    return World(telegram, bot, dispatcher, build_scheduler(services, bot))


@pytest.fixture
def person(world: World) -> Person:
    return world.person(1000003)


@pytest.fixture
def admin(world: World) -> Person:
    return world.person(ADMIN, "Ольга")


@pytest.fixture
def other_admin(world: World) -> Person:
    return world.person(OTHER_ADMIN, "Пётр")


@pytest.fixture
def newcomers(world: World) -> Iterator[Person]:
    """One after another, people who have never been here."""
    return map(world.person, itertools.count(2_000_001))


@pytest.fixture
def someone(world: World) -> Callable[[int], Person]:
    return world.person
