"""A copy is worth what its restore is worth."""

import sqlite3
from contextlib import closing
from datetime import date, datetime, timedelta

import pytest
from typer.testing import CliRunner

from bot.__main__ import build_cli
from bot.backups import NightlyBackup
from bot.storage import Database, DatabaseUnusableError
from bot.storage import backup as backup_module
from bot.storage.backup import backup, restore


def dump(path):
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


@pytest.fixture
def run(database, monkeypatch):
    monkeypatch.setenv("BOT_DATABASE", str(database.path))
    return lambda *arguments: CliRunner().invoke(build_cli(), arguments)


async def meet(database, person_id):
    async with database.transaction() as transaction:
        await transaction.execute(
            "INSERT INTO people (id, first_seen, last_seen) VALUES (?, 0, 0)", person_id
        )


async def test_a_copy_of_a_living_database_restores_to_the_same(database, tmp_path, run):
    await meet(database, 1)
    copy = tmp_path / "copies" / "copy.db"
    assert "verified" in run("backup", str(copy)).output
    then = dump(database.path)
    await meet(database, 777)
    assert dump(database.path) != then

    assert "now holds" in run("restore", str(copy)).output
    assert dump(database.path) == then
    before = database.path.with_name("bot.db.before-restore")
    assert "777" in "\n".join(dump(before))
    reopened = await Database.open(database.path)
    assert len(await reopened.rows("SELECT id FROM people")) == 1
    await reopened.close()


async def test_a_copy_is_good_whoever_writes_while_it_is_made(database, tmp_path, monkeypatch):
    people = iter(range(1, 100))

    def write() -> None:
        with closing(sqlite3.connect(database.path)) as other, other:
            other.execute(
                "INSERT INTO people (id, first_seen, last_seen) VALUES (?, 0, 0)", (next(people),)
            )

    def count(connection):
        write()
        number = counted(connection)
        write()
        return number

    counted = backup_module._count
    monkeypatch.setattr(backup_module, "_count", count)
    backup(database.path, tmp_path / "copy.db")
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert copy.execute("SELECT count(*) FROM people").fetchone() == (1,)


def test_a_damaged_copy_is_not_restored(tmp_path):
    good, bad = tmp_path / "bot.db", tmp_path / "bad.db"
    with closing(sqlite3.connect(good)) as connection:
        connection.execute("CREATE TABLE t (x)")
    bad.write_bytes(b"nonsense" * 1000)
    then = good.read_bytes()
    with pytest.raises(DatabaseUnusableError, match=r"bad\.db"):
        restore(bad, good)
    assert good.read_bytes() == then


def test_a_missing_database_is_told_and_no_copy_appears(tmp_path):
    with pytest.raises(DatabaseUnusableError, match="no such file"):
        backup(tmp_path / "none.db", tmp_path / "copy.db")
    assert list(tmp_path.iterdir()) == []


async def test_every_night_has_its_copy_and_old_ones_go(database, clock):
    nightly = NightlyBackup(database.path, clock, keep_days=3)
    folder = database.path.parent / "backups"
    clock.now = datetime(2026, 11, 20, 2, 59, tzinfo=clock.now.tzinfo)
    for _ in range(7):
        await nightly()
        await nightly()
        clock.now += timedelta(days=1)
    days = [f"bot-{date(2026, 11, 22) + timedelta(days=day)}.db" for day in range(4)]
    assert sorted(path.name for path in folder.iterdir()) == days


async def test_no_copies_when_the_operator_wants_none(database, clock):
    await NightlyBackup(database.path, clock, keep_days=0)()
    assert not (database.path.parent / "backups").exists()
