"""Two machines, one of which serves: the real litestream replicates, the second takes over."""

import asyncio
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress

import pytest
from pydantic import HttpUrl, SecretStr
from typer.testing import CliRunner

from bot.__main__ import build_cli
from bot.broadcast.models import BroadcastDraft, DeliveryState, Selection
from bot.broadcast.repository import BroadcastRepository
from bot.broadcast.service import BroadcastService
from bot.errors import AlreadyServedError
from bot.knowledge.buttons import SaveAnswer
from bot.playground.requests import ConflictError
from bot.server.run import serve
from bot.server.standby import Replica, run_replicated
from bot.settings import ROOT, SettingsError
from bot.storage.backup import backup
from bot.storage.served import ServedMark
from bot.telegram.client import build_broadcast_bot
from bot.telegram.polling import is_served_elsewhere
from tests.person import read
from tests.serving import PATIENCE, running, served_settings, until

OLGA = 1000001
TAPPERS = range(2_000_001, 2_000_041)
READERS = range(3_000_001, 3_002_001)
SECONDS = 8
CONFIG = ROOT / "deploy" / "litestream.yml"


class Machine:
    """`python -m bot run --replicate` on a disk of its own; `die` is a power cut."""

    def __init__(self, played, folder) -> None:
        self.database = folder / "bot.db"
        self.log = folder / "log"
        self._played = played
        self._process = None
        folder.mkdir(exist_ok=True)

    async def start(self, **differs):
        settings = {
            "BOT_TOKEN": "42:TEST",
            "BOT_API_URL": self._played.address,
            "BOT_ADMIN_IDS": str(OLGA),
            "BOT_DATABASE": str(self.database),
            "BOT_SERVER_PORT": "0",
            "BOT_SEARCH_SEMANTIC": "off",
            "BOT_QUIET_HOURS": "off",
            "LITESTREAM_REPLICA_URL": f"file://{self.database.parents[1] / 'replica'}",
            "LITESTREAM_METRICS": "",
        } | differs
        clean = {name: value for name, value in os.environ.items() if not name.startswith("BOT_")}
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run", "--replicate", "deploy/litestream.yml"),
                cwd=ROOT,
                env=clean | settings,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    async def die(self):
        os.killpg(self._process.pid, signal.SIGKILL)
        await self._process.wait()

    async def stop(self):
        self._process.terminate()
        return await asyncio.wait_for(self._process.wait(), 60)

    async def end(self):
        return await asyncio.wait_for(self._process.wait(), 60)

    def clean_up(self):
        if self._process is not None and self._process.returncode is None:
            os.killpg(self._process.pid, signal.SIGKILL)

    def rows(self, sql, *values):
        with closing(sqlite3.connect(self.database)) as connection:
            return connection.execute(sql, values).fetchall()


@pytest.fixture
def first(played, filled, tmp_path):
    machine = Machine(played, tmp_path / "first")
    shutil.copy(filled, machine.database)
    yield machine
    machine.clean_up()


@pytest.fixture
def second(played, tmp_path):
    machine = Machine(played, tmp_path / "second")
    yield machine
    machine.clean_up()


def calls(played, method, since=0.0):
    return [each for each in list(played.calls) if each.method == method and each.at >= since]


async def prepare_broadcast(database, source):
    """2,000 people, to whom a mailing runs from the first second of the next process."""
    async with database.transaction() as transaction:
        sql = "INSERT INTO people (id, first_seen, last_seen) VALUES (?, 0, 0)"
        await transaction.many(sql, [(each,) for each in READERS])
    broadcasts = BroadcastRepository(database)
    draft = BroadcastDraft(from_chat_id=OLGA, message_ids=(source,), topic="news")
    number = await broadcasts.create_draft(OLGA, draft)
    readers = Selection("SELECT id FROM people WHERE id >= ?", (READERS[0],))
    await broadcasts.start(number, readers)


class Crowd:
    """People who save one answer after another, and remember what the bot has acknowledged."""

    def __init__(self, played) -> None:
        self._played = played
        self._pressed = {}
        self._task = None

    async def gather(self):
        for person in TAPPERS:
            self._played.add_person(person, "Участник")
            self._played.write(person, "/start")
        await until(lambda: all(self._last(person) for person in TAPPERS))

    def begin(self):
        self._task = asyncio.get_running_loop().create_task(self._tap())

    async def stop(self):
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _tap(self):
        """Each of forty people presses every two seconds: twenty presses a second."""
        for answer in range(1, 100):
            for person in TAPPERS:
                data = SaveAnswer(answer_id=answer).pack()
                press = self._played.press(person, self._last(person)["message_id"], data)
                self._pressed[press] = (person, answer)
                await asyncio.sleep(0.05)

    def _last(self, person):
        said = [each for each in self._played.chat(person).messages if each["from"]["is_bot"]]
        return said[-1] if said else None

    def acknowledged(self):
        """When each action was acknowledged."""
        return {
            self._pressed[call.params["callback_query_id"]]: call.at
            for call in calls(self._played, "answerCallbackQuery")
            if call.error is None and call.params["callback_query_id"] in self._pressed
        }


@pytest.mark.slow
async def test_a_second_machine_takes_over_from_one_that_dies(
    played, database, first, second, record_property
):
    """The drill whose figures docs/operations.md has."""
    for person in (OLGA, *READERS):
        played.add_person(person, "Читатель")
        played.people[person].started = True
    source = played.write(OLGA, "Приём заявок открыт")["message_id"]
    await prepare_broadcast(database, source)
    backup(database.path, first.database)
    crowd = Crowd(played)
    await first.start()
    await crowd.gather()
    crowd.begin()
    await asyncio.sleep(SECONDS)
    await first.die()
    died = time.time()
    await crowd.stop()
    acknowledged, sent = crowd.acknowledged(), recipients(played)
    assert len(acknowledged) > 50
    assert len(sent) > 100

    began = time.time()
    await second.start()
    asked = played.write(OLGA, "когда открылось Руднево")["date"]
    await until(lambda: answered(played, OLGA, "2 октября 2024"), 90)
    seconds = time.time() - began
    saved = set(second.rows("SELECT person_id, answer_id FROM saved_answers"))
    lost = {each: died - at for each, at in acknowledged.items() if each not in saved}
    await until(lambda: len(recipients(played)) > len(sent) + 100)
    await second.stop()
    twice = [person for person, times in recipients(played).items() if times > 1]
    (states,) = [dict(second.rows("SELECT outcome, count(*) FROM deliveries GROUP BY outcome"))]
    figures = {
        "seconds until the first answer": round(seconds, 1),
        "actions acknowledged": len(acknowledged),
        "of these lost": len(lost),
        "the oldest lost, seconds before the end": round(max(lost.values(), default=0), 2),
        "recipients before the end": len(sent),
        "recipients twice": len(twice),
        "recipients unknown": states.get(DeliveryState.UNKNOWN, 0),
    }
    record_property("drill", json.dumps(figures))
    print(json.dumps(figures, indent=1))  # noqa: T201 - for docs/operations.md: pytest -s
    assert asked
    assert max(lost.values(), default=0) <= 2
    assert twice == []


def recipients(played):
    """How often each reader has got the mailing."""
    counts = {}
    for call in calls(played, "copyMessage"):
        if call.error is None and int(call.params["chat_id"]) in READERS:
            person = int(call.params["chat_id"])
            counts[person] = counts.get(person, 0) + 1
    return counts


def answered(played, person, words):
    return any(words in read(each) for each in played.chat(person).messages)


def said(played):
    return [each for each in played.chat(OLGA).messages if each["from"]["is_bot"]]


async def is_answered(played):
    """Ask, and wait until whichever machine serves has answered."""
    if OLGA not in played.people:
        played.add_person(OLGA, "Ольга")
    before = len(said(played))
    played.write(OLGA, "когда открылось Руднево")
    await until(lambda: len(said(played)) > before, 90)


@pytest.mark.slow
async def test_a_machine_that_comes_back_does_not_serve_beside_the_other(played, first, second):
    await first.start()
    await is_answered(played)
    await asyncio.sleep(2)  # the replica has it
    await first.die()
    ServedMark(first.database).expire()  # some minutes later
    await second.start()
    await is_answered(played)

    await first.start()
    assert await first.end() == 78
    assert "Another process serves this bot" in first.log.read_text(encoding="utf-8")
    await is_answered(played)
    assert await second.stop() == 0

    await first.start()
    await is_answered(played)
    await first.stop()
    assert "There is no database" not in second.log.read_text(encoding="utf-8")
    assert first.database.with_name("bot.db.before-restore-1").exists()
    questions = "SELECT count(*) FROM questions WHERE person_id = ?"
    assert first.rows(questions, OLGA) == [(4,)]


@pytest.mark.slow
async def test_two_processes_of_one_machine_do_not_serve_one_database(played, first):
    await first.start()
    await is_answered(played)
    again = Machine(played, first.database.parent)
    await again.start()
    assert await again.end() == 78
    assert "Another process serves this bot" in first.log.read_text(encoding="utf-8")
    await is_answered(played)
    await first.stop()


@pytest.mark.slow
async def test_a_replica_that_cannot_be_reached_is_told_in_a_line(played, first, tmp_path):
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    await first.start(LITESTREAM_REPLICA_URL=f"file://{tmp_path / 'file' / 'replica'}")
    assert await first.end() == 1
    (line,) = first.log.read_text(encoding="utf-8").splitlines()
    assert line.startswith("The replica cannot be used: ")


# --- the parts of it, in this process ---


@pytest.fixture
def settings(played, database, monkeypatch):
    monkeypatch.setattr("bot.telegram.polling.LOOK_SECONDS", 0.5)
    monkeypatch.setattr("bot.telegram.polling.LOOK_PAUSE", 0.1)
    return served_settings(played, database, server_port=0)


@pytest.fixture
async def other(settings, played):
    """Another process that polls, and goes on when it is ended."""

    async def poll():
        offset = 0
        while True:
            with suppress(ConflictError):
                updates = await played.call("getUpdates", {"offset": offset, "timeout": 5})
                offset = max([offset, *(each["update_id"] + 1 for each in updates)])
            await asyncio.sleep(0.05)

    task = asyncio.get_running_loop().create_task(poll())
    yield task
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_after_a_silence_a_process_stops_where_another_one_polls(settings, other):
    ServedMark(settings.database).expire()
    with pytest.raises(AlreadyServedError, match="two must not"):
        await asyncio.wait_for(serve(settings), PATIENCE)


async def test_after_a_silence_a_process_that_is_alone_serves_what_waits(settings, played):
    played.add_person(OLGA, "Ольга")
    played.write(OLGA, "когда открылось Руднево")
    ServedMark(settings.database).expire()
    async with running(settings):
        await until(lambda: answered(played, OLGA, "2 октября 2024"))
    assert not ServedMark(settings.database).is_stale


async def test_another_process_is_noticed_by_the_updates_that_it_takes(settings, played):
    played.add_person(OLGA, "Ольга")
    first, second = (played.write(OLGA, words) for words in ("раз", "два"))
    async with build_broadcast_bot(settings) as bot:
        looking = asyncio.get_running_loop().create_task(is_served_elsewhere(bot))
        await until(lambda: calls(played, "getUpdates"))
        played.updates.confirm(played.updates.first()["update_id"])
        assert await looking
        assert not await is_served_elsewhere(bot)
    assert first != second


async def test_two_locks_of_one_database_exclude_each_other(settings):
    mark, other = ServedMark(settings.database), ServedMark(settings.database)
    assert mark.lock()
    assert not other.lock()
    mark.unlock()
    assert other.lock()
    other.unlock()


async def test_what_was_sent_since_the_replica_is_in_doubt_and_not_sent_again(database):
    await prepare_broadcast(database, 1)
    deliveries = BroadcastService(database).deliveries
    await deliveries.prepare(1)
    await deliveries.write([(1, each) for each in (*READERS[:50], *READERS[52:60])])
    await deliveries.recover()
    await deliveries.doubt(30)
    pending = await deliveries.pending(1, 0, 5000)
    assert pending == list(READERS[90:])
    progress = await BroadcastService(database).results.progress(1)
    assert progress.counts[DeliveryState.UNKNOWN] == 90


@pytest.fixture
def replica(settings, tmp_path, monkeypatch):
    """What litestream has brought away from the database of the settings."""
    monkeypatch.setenv("LITESTREAM_REPLICA_URL", f"file://{tmp_path / 'replica'}")
    replica = Replica(settings, CONFIG)
    replicate = (replica.program, "replicate", "-once", "-config", str(CONFIG))
    subprocess.run(replicate, check=True, capture_output=True)  # noqa: S603
    return replica


def test_a_replica_is_ahead_only_where_another_machine_has_written_since(
    settings, replica, tmp_path
):
    now = time.time()
    assert not replica.is_ahead_of(now)
    assert not replica.is_ahead_of(now - 30)
    assert replica.is_ahead_of(now - 300)
    assert replica.is_ahead_of(None)
    empty = settings.model_copy(update={"database": tmp_path / "new" / "bot.db"})
    assert Replica(empty, CONFIG).is_ahead_of(now)


async def test_the_standby_takes_over_and_becomes_litestream(
    settings, replica, tmp_path, monkeypatch
):
    became = []
    monkeypatch.setattr("os.execv", lambda *arguments: became.append(arguments))
    standby = settings.model_copy(update={"database": tmp_path / "standby" / "bot.db"})
    await asyncio.to_thread(run_replicated, standby, CONFIG)
    ((program, arguments),) = became
    assert program == arguments[0] == replica.program
    assert arguments[1:4] == ("replicate", "-config", str(CONFIG))
    assert arguments[-1].endswith("-m bot run")
    with closing(sqlite3.connect(standby.database)) as restored:
        assert restored.execute("SELECT count(*) FROM answers").fetchone()[0] > 200


@pytest.mark.parametrize(
    ("differs", "told"),
    [
        ({"token": SecretStr("43:WRONG")}, "BOT_TOKEN is refused"),
        ({"webhook_url": HttpUrl("http://127.0.0.1/hook")}, "A standby works by polling"),
    ],
)
async def test_a_standby_that_cannot_work_says_why(settings, replica, differs, told):
    wrong = settings.model_copy(update=differs)
    with pytest.raises(SettingsError, match=told):
        await asyncio.to_thread(run_replicated, wrong, CONFIG)


async def test_a_standby_does_not_take_over_from_one_that_serves(settings, replica, other):
    ServedMark(settings.database).renew()  # it was served a moment ago, by this machine
    with pytest.raises(AlreadyServedError, match="two must not"):
        await asyncio.to_thread(run_replicated, settings, CONFIG)


def test_a_copy_of_any_moment_comes_back_from_the_replica(settings, replica, monkeypatch):
    for name, value in {"BOT_DATABASE": settings.database, "BOT_SEARCH_SEMANTIC": "off"}.items():
        monkeypatch.setenv(name, str(value))
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 1))
    copy = shutil.copy(settings.database, settings.database.with_name("other.db"))
    monkeypatch.setenv("BOT_DATABASE", str(copy))
    result = CliRunner().invoke(build_cli(), ["restore", "--replica", str(CONFIG), "--at", moment])
    assert result.exit_code == 0, result.exception
    assert "now holds the replica. Before it: " in result.output
