"""A full disk and a locked database: the person is told, the operator once, and it heals."""

import logging
import sqlite3
from contextlib import closing
from datetime import timedelta
from io import StringIO
from itertools import count

import pytest

from bot.knowledge import texts as knowledge_texts
from bot.logs import set_up_logs
from bot.ui import texts as ui_texts

QUESTION = "когда открылось Руднево"
ANSWER = "2 октября 2024"


@pytest.fixture
def operator(monkeypatch):
    """What the operator has read in the log since the last look; afterwards logs are as before."""
    said = StringIO()
    monkeypatch.setattr("sys.stderr", said)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers.clear()  # or they would be closed
    set_up_logs("warning", "text")

    def read() -> str:
        text = said.getvalue()
        said.seek(0)
        said.truncate()
        return text

    yield read
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def limit(database):
    """Let the file have no more than so many pages, as SQLite itself refuses them."""

    async def limit(pages):
        await database._writer.execute(f"PRAGMA max_page_count = {pages}")

    return limit


async def add_people(database) -> None:
    for number in count(3_000_000):
        sql = "INSERT INTO people (id, first_seen, last_seen) VALUES (?, 0, 0)"
        await database.write(sql, number)


async def fill_up(database, limit) -> None:
    (pages,) = await database.rows("PRAGMA page_count")
    await limit(pages["page_count"])
    with pytest.raises(sqlite3.OperationalError, match="full"):
        await add_people(database)


async def test_a_full_disk_is_told_and_heals_by_itself(person, database, limit, operator):
    await person.writes("/start")
    await fill_up(database, limit)
    for number in range(3):
        await person.writes(f"{QUESTION} {number} " + "и ещё одно слово " * 50)
        assert ui_texts.SORRY not in person.screen.text
    await person.writes(QUESTION)
    assert ANSWER in person.screen.text
    await person.presses(ui_texts.HOME)
    assert knowledge_texts.HOME_HINT in person.screen.text
    told = operator()
    assert told.count("OperationalError: database or disk is full") == 1
    assert "is answered and could not be stored" in told

    await limit(2**30)
    await person.writes(QUESTION)
    assert ANSWER in person.screen.text
    assert operator() == ""
    assert await database.rows("SELECT 1 FROM questions WHERE text = ?", QUESTION)


async def test_on_a_full_disk_a_new_day_and_a_new_person_begin_as_ever(
    person, someone, database, limit, clock, operator
):
    await person.writes("/start")
    await person.presses(knowledge_texts.BUSINESS)
    await fill_up(database, limit)
    clock.now += timedelta(days=1)
    await person.writes("/menu")
    assert knowledge_texts.HOME_HINT in person.screen.text
    stranger = someone(4_000_000)
    await stranger.writes("/start")
    assert knowledge_texts.BUSINESS in stranger.screen.buttons
    await stranger.writes("/menu")
    assert knowledge_texts.HOME_HINT in stranger.screen.text
    assert operator().count("OperationalError: database or disk is full") == 1

    await limit(2**30)
    for each in (person, stranger):
        await each.writes(QUESTION)
        assert ANSWER in each.screen.text
        assert await database.rows("SELECT 1 FROM people WHERE id = ?", each.id)


async def test_a_locked_database_is_told_and_heals_by_itself(person, database, operator):
    await person.writes(QUESTION)
    card = person.screen
    await database._writer.execute("PRAGMA busy_timeout = 50")
    with closing(sqlite3.connect(database.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for _ in range(3):
            await person.presses(knowledge_texts.SAVE, card)
            assert person.screen.text == ui_texts.SORRY
        await person.presses(ui_texts.HOME)
        assert knowledge_texts.HOME_HINT in person.screen.text
        assert operator().count("OperationalError: database is locked") == 1
        other.execute("ROLLBACK")
    await person.presses(knowledge_texts.SAVE, card)
    assert person.toast == knowledge_texts.SAVED
    assert operator() == ""
    assert len(await database.rows("SELECT 1 FROM saved_answers")) == 1
