"""A large database: the bot answers first, and looks for damage in the file behind that."""

import sqlite3
import threading
from contextlib import closing

import pytest

from bot.server import texts
from bot.storage import backup
from tests.fixtures import ADMIN
from tests.journeys.test_serving import IRINA, answers, get, running, settings, until  # noqa: F401

LONG = """
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 100000000)
    SELECT count(*) FROM numbers
"""


@pytest.fixture(autouse=True)
def _every_file_is_large(monkeypatch):
    monkeypatch.setattr(backup, "CHECKED_AT_START", 0)


def damage(path, table):
    """Spoil the first page of a table that nobody needs to start or to answer."""
    with closing(sqlite3.connect(path)) as connection:
        sql = "SELECT rootpage FROM sqlite_schema WHERE name = ?"
        (page,) = connection.execute(sql, (table,)).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)


def words(chat):
    return [message.get("text") for message in chat.messages]


async def test_people_are_answered_before_the_file_has_been_checked(
    played,
    settings,  # noqa: F811 - a fixture
    monkeypatch,
):
    answered = threading.Event()
    check = backup.find_damage_by
    monkeypatch.setattr(backup, "find_damage_by", lambda base: answered.wait(15) and check(base))
    async with running(settings):
        played.write(IRINA, "/start")
        await until(lambda: answers(played))
        answered.set()
        assert (await get(settings, "/readyz"))[0] == 200


async def test_a_stop_does_not_wait_until_the_file_has_been_checked(
    played,
    settings,  # noqa: F811 - as above
    monkeypatch,
):
    begun, ended = threading.Event(), []

    def check(connection):
        begun.set()
        try:
            connection.execute(LONG)
        except sqlite3.OperationalError as error:
            ended.append(str(error))
            raise

    monkeypatch.setattr(backup, "find_damage_by", check)
    async with running(settings):
        await until(begun.is_set)
    await until(lambda: ended == ["interrupted"])


async def test_damage_is_told_to_the_admins_the_log_and_whoever_watches(
    played,
    settings,  # noqa: F811 - as above
    caplog,
):
    played.add_person(ADMIN, "Ольга")
    played.write(ADMIN, "/start")
    damage(settings.database, "planned_days")
    guarded = settings.model_copy(update={"admin_ids": frozenset({ADMIN, 404})})
    async with running(guarded):
        await until(lambda: texts.DATABASE_DAMAGED in words(played.chat(ADMIN)))
        played.write(IRINA, "/start")
        await until(lambda: answers(played))
        status, body = await get(guarded, "/readyz")
        assert (status, "is damaged" in body) == (503, True)
        assert "bot_database_damaged 1.0" in (await get(guarded, "/metrics"))[1]
    assert "Restore a backup" in caplog.text
