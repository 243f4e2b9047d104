"""A copy is worth what its restore is worth, over whatever is left of the database."""

import sqlite3
from contextlib import closing
from shutil import copyfile

import pytest
from typer.testing import CliRunner

from bot.__main__ import build_cli
from bot.storage.backup import backup
from bot.storage.errors import DatabaseUnusableError
from bot.storage.restore import restore

GARBAGE = b"nonsense" * 1000


def meet(path, person_id):
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "INSERT INTO people (id, first_seen, last_seen) VALUES (?, 0, 0)", (person_id,)
        )


def met(path):
    with closing(sqlite3.connect(path)) as connection:
        return [person_id for (person_id,) in connection.execute("SELECT id FROM people")]


@pytest.fixture
def path(blank, tmp_path, monkeypatch):
    """The database of a stopped bot, which has met person 1."""
    path = tmp_path / "bot.db"
    copyfile(blank, path)
    meet(path, 1)
    monkeypatch.setenv("BOT_DATABASE", str(path))
    return path


@pytest.fixture
def copy(path, tmp_path):
    backup(path, tmp_path / "copies" / "copy.db")
    return tmp_path / "copies" / "copy.db"


def test_what_was_there_before_stays_aside_each_time(path, copy):
    for number, person_id in enumerate((777, 888), start=1):
        meet(path, person_id)
        result = CliRunner().invoke(build_cli(), ["restore", str(copy)])
        aside = path.with_name(f"bot.db.before-restore-{number}")
        assert result.output == f"{path} now holds {copy}. Before it: {aside}.\n"
        assert met(path) == [1]
        assert met(aside) == [1, person_id]


@pytest.mark.parametrize("left", [GARBAGE, b"", None])
def test_what_is_damaged_is_replaced_and_stays_aside(path, copy, left):
    damaged = path.read_bytes()[: 4096 * 3] if left is None else left
    path.write_bytes(damaged)
    aside = restore(copy, path)
    assert met(path) == [1]
    assert aside.read_bytes() == damaged


@pytest.mark.parametrize("log", ["-wal", "-shm", "-journal"])
def test_a_log_of_the_damaged_database_does_not_stay_beside_the_copy(path, copy, log):
    path.write_bytes(GARBAGE)
    path.with_name(f"bot.db{log}").write_bytes(GARBAGE)
    restore(copy, path)
    assert not path.with_name(f"bot.db{log}").exists()
    assert met(path) == [1]


def test_what_a_killed_bot_wrote_last_stays_aside_too(path, copy, tmp_path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("SELECT 1 FROM people").fetchall()  # so the log stays for as long
        meet(path, 777)
        for name in ("bot.db", "bot.db-wal"):
            copyfile(tmp_path / name, tmp_path / f"killed-{name}")
    killed = tmp_path / "killed-bot.db"
    aside = restore(copy, killed)
    assert met(killed) == [1]
    assert met(aside) == [1, 777]


def test_a_copy_makes_a_database_where_there_is_none(path, copy):
    path.unlink()
    assert restore(copy, path) is None
    assert met(path) == [1]


def foreign(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE cards (id)")


def newer(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 9999")


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda path: path.write_bytes(GARBAGE), "not a database"),
        (lambda path: path.write_bytes(path.read_bytes()[: 4096 * 3]), "malformed"),
        (lambda path: path.unlink(), "no such file"),
        (newer, "version 9999"),
        (lambda path: (path.unlink(), foreign(path)), "not a database of this bot"),
    ],
)
def test_a_copy_that_is_no_good_changes_nothing(path, copy, spoil, reason):
    spoil(copy)
    then = path.read_bytes()
    with pytest.raises(DatabaseUnusableError, match=rf"copy\.db .*{reason}") as refused:
        restore(copy, path)
    assert "Restore a backup" not in str(refused.value)
    assert path.read_bytes() == then
    assert [each.name for each in path.parent.glob("bot.db*")] == ["bot.db"]


async def test_a_database_in_use_is_not_replaced(database, tmp_path):
    backup(database.path, tmp_path / "copy.db")
    with pytest.raises(DatabaseUnusableError, match=r"locked.*stop that one"):
        restore(tmp_path / "copy.db", database.path)
    assert not list(tmp_path.glob("bot.db.*"))
