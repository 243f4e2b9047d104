"""A database and buttons of the first edition work with the code of today."""

import asyncio
import gzip
import json
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from functools import partial
from pathlib import Path

import pytest

from bot.app import Services, open_services
from bot.broadcast import worker_pool
from bot.broadcast.sender import Sender, SenderConfig
from bot.knowledge.markup import unbound
from bot.playground.telegram import Telegram
from bot.playground.world import ForumTopic
from bot.storage.database import Database
from bot.telegram import rate_limit
from bot.telegram.inbox import UpdateInbox
from bot.telegram.update_repository import UpdateRepository
from tests.clock import MovableClock
from tests.fixtures import build_world, make_settings
from tests.person import World
from tests.shared import copy_with_index

DATA = Path(__file__).parents[1] / "data"
FACTS = json.loads((DATA / "first_edition.json").read_text(encoding="utf-8"))
SUMS = {"events_counted": "sum(times)"}  # counted by the day since
ADDRESSES = json.loads((DATA / "first_edition_addresses.json").read_text(encoding="utf-8"))
STATES = {"handled": "taken"}  # of applications: the word that an old state has now
SETTINGS = {"admin_ids": frozenset(FACTS["admins"]), **FACTS["options"]}
KNOWN = [person for person in FACTS["persons"] if person["known"]]


@pytest.fixture(scope="module")
def old(made_once, shared_databases) -> Path:
    """The database of the first edition, opened once by the code of today."""
    path = made_once("first-edition", _upgrade) / "bot.db"
    shared_databases.add(path)
    return path


def _upgrade(folder: Path) -> None:
    path = folder / "bot.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            gzip.decompress((DATA / "first_edition.sql.gz").read_bytes()).decode()
        )

    async def migrate() -> None:
        async with _opened(path):
            pass

    asyncio.run(migrate())


@asynccontextmanager
async def _opened(path: Path) -> AsyncIterator[tuple[Services, World]]:
    clock = MovableClock()
    database = await Database.open(path, clock)
    try:
        async with open_services(database, make_settings(**SETTINGS)) as services:
            yield services, build_world(_telegram(clock), services)
    finally:
        await database.close()


def _telegram(clock: MovableClock) -> Telegram:
    """A Telegram with the people, the forum and the messages that the rows refer to."""
    telegram, kept = Telegram("42:TEST", clock.timestamp), FACTS["telegram"]
    for person in FACTS["persons"]:
        made = telegram.add_person(person["id"], person["name"])
        made.started = True
        made.blocked = person["id"] in kept["blocked"]
        made.deactivated = person["id"] in kept["deactivated"]
    group = telegram.add_group(kept["group"]["id"], kept["group"]["title"], is_forum=True)
    group.members |= {int(key): status for key, status in kept["group"]["members"].items()}
    for each in kept["group"]["topics"]:
        group.topics[each["id"]] = ForumTopic(each["id"], each["name"], 0, each["closed"])
    for each in kept["messages"]:
        telegram.chat(each["chat_id"]).history[each["message"]["message_id"]] = each["message"]
    telegram.updates.number_from(kept["last_update"] + 1)
    telegram.private_ids.last, group.ids.last = kept["last_message"], kept["last_message_in_group"]
    return telegram


@asynccontextmanager
async def _copied(old: Path, folder: Path) -> AsyncIterator[tuple[Services, World]]:
    async with _opened(copy_with_index(old, folder)) as opened:
        yield opened


def _rows(path: Path, sql: str, *values: object) -> list[tuple]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql, values).fetchall()


def test_no_row_is_lost(old):
    found = {
        table: _rows(old, f"SELECT {SUMS.get(table, 'count(*)')} FROM {table}")[0][0]
        for table in FACTS["rows"]
    }
    assert found == FACTS["rows"]
    assert _rows(old, "PRAGMA integrity_check") == [("ok",)]
    assert _rows(old, "PRAGMA foreign_key_check") == []


@pytest.mark.parametrize("person", KNOWN, ids=lambda person: person["id"])
def test_a_person_has_what_they_had(old, person):
    of = partial(_rows, old)
    key = person["id"]
    names = ("role", "state", "apply_days", "start_days", "quiet", "paused_until")
    ((*settings,),) = of(f"SELECT {', '.join(names)} FROM people WHERE id = ?", key)
    assert dict(zip(names, settings, strict=True)) == {name: person[name] for name in names}
    refused = of("SELECT topic FROM opt_outs WHERE person_id = ? ORDER BY 1", key)
    assert [topic for (topic,) in refused] == sorted(person["refused_topics"])
    for table, joined, field in (
        ("saved_answers", "answers", "answer_id"),
        ("saved_events", "events", "event_id"),
        ("votes", "events", "event_id"),
    ):
        sql = f"SELECT key FROM {table} JOIN {joined} ON {joined}.id = {field} WHERE person_id = ?"
        listed = person["event_votes" if table == "votes" else table]
        assert Counter(name for (name,) in of(sql, key)) == Counter(listed)
    alerts = of("SELECT id, kind, wanted, title FROM alerts WHERE person_id = ? ORDER BY id", key)
    assert alerts == [tuple(alert.values()) for alert in person["alerts"]]
    questions = of("SELECT id, text FROM questions WHERE person_id = ? ORDER BY id", key)
    assert questions == [(asked["id"], asked["text"]) for asked in person["questions"]]
    fields = ("id", "company", "contact", "wish", "state")
    sql = f"SELECT {', '.join(fields)} FROM applications WHERE person_id = ? ORDER BY id"
    assert of(sql, key) == [
        tuple(STATES.get(each[field], each[field]) for field in fields)
        for each in person["applications"]
    ]
    form = of("SELECT kind, subject, field FROM forms WHERE person_id = ?", key)
    assert form == ([tuple(person["form"].values())] if person["form"] else [])


@pytest.mark.slow
@pytest.mark.parametrize("by", sorted({each["by"] for each in ADDRESSES}))
async def test_an_old_button_opens_its_screen(old, tmp_path, by):
    """All buttons of one person that only show something, one after another."""
    async with _copied(old, tmp_path) as (_, world):
        for address in ADDRESSES:
            if address["by"] == by and not address["changes"]:
                assert await _pressed(world, address) == _shown(address), address


@pytest.mark.slow
@pytest.mark.parametrize("part", range(8))
async def test_an_old_button_still_does_what_it_did(old, tmp_path, part):
    """Buttons that change rows, each in a copy of its own."""
    for address in [each for each in ADDRESSES if each["changes"]][part::8]:
        async with _copied(old, tmp_path) as (_, world):
            assert await _pressed(world, address) == _shown(address), address


def _shown(address: dict) -> tuple[str, str]:
    return address["shows"], address["toast"]


async def _pressed(world: World, address: dict) -> tuple[str, str]:
    """The beginning of what the person sees after the press, and the toast."""
    person = world.person(address["by"])
    chat = world.telegram.chat(person.id)
    sent = world.telegram.post(chat, world.telegram.me, {"text": "·"})["message_id"]
    before = set(chat.history)
    await person.opens(address["data"], sent)
    texts = {number: _text(message) for number, message in chat.history.items()}
    new = [texts[number] for number in sorted(texts) if number not in before]
    shown = texts.get(sent) if texts.get(sent) != "·" else (new or [""])[-1]
    seen = unbound(shown or person.toast or "")
    return seen[:60], person.toast or ""


def _text(message: dict) -> str:
    return (
        message.get("text") or message.get("caption") or message.get("venue", {}).get("title", "")
    )


async def test_updates_that_were_stored_are_answered_once(old, tmp_path):
    async with _copied(old, tmp_path) as (services, world):
        database = services.resources.database
        handled = []

        async def handle(update: dict) -> None:
            handled.append(update["update_id"])
            await world.dispatcher.feed_raw_update(world.bot, update)

        inbox = UpdateInbox(UpdateRepository(database), services.resources.background, handle)
        await inbox.resume()
        await inbox.drain(10)
        assert handled == FACTS["waiting_updates"]
        assert await database.rows("SELECT id FROM updates WHERE body <> ''") == []
        assert len(world.calls("sendMessage")) >= 1
        assert len(world.calls("answerCallbackQuery")) == 1


async def test_jobs_and_a_broadcast_that_were_interrupted_go_on(old, tmp_path, monkeypatch):
    monkeypatch.setattr(worker_pool, "IDLE_SECONDS", 0.0)
    monkeypatch.setattr(rate_limit, "CHAT_SECONDS", 0.0)
    async with _copied(old, tmp_path) as (services, world):
        await world.tick()
        path = tmp_path / "bot.db"
        waiting = "SELECT id FROM notices WHERE state IN ('pending', 'sending')"
        assert _rows(path, waiting) == []
        config = SenderConfig(0, services.broadcasts.quiet_hours, workers=1)
        sender = Sender(world.bot, services.broadcasts, services.people, config)
        running = asyncio.get_running_loop().create_task(sender.run())
        state = "SELECT state FROM broadcasts WHERE id = 12"
        async with asyncio.timeout(10):
            while _rows(path, state) != [("finished",)]:  # noqa: ASYNC110 - no event tells
                await asyncio.sleep(0.02)
        running.cancel()
        await asyncio.wait([running])
        unknown = "SELECT count(*) FROM deliveries WHERE broadcast_id = 12 AND outcome = 'unknown'"
        assert _rows(path, unknown) == [(1,)]
