"""A copy is good whoever writes, and costs nobody their disk; its restore is in test_restore."""

import os
import sqlite3
from contextlib import closing
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from bot.__main__ import build_cli
from bot.storage import backup as module
from bot.storage.backup import NightlyBackup, backup
from bot.storage.errors import DatabaseUnusableError


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


async def test_a_copy_of_a_living_database_is_verified(database, tmp_path, run):
    await meet(database, 1)
    copy = tmp_path / "copies" / "copy.db"
    assert "verified" in run("backup", str(copy)).output
    assert dump(copy) == dump(database.path)


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

    counted = module._count
    monkeypatch.setattr(module, "_count", count)
    backup(database.path, tmp_path / "copy.db")
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert copy.execute("SELECT count(*) FROM people").fetchone() == (1,)


def test_a_missing_database_is_told_and_no_copy_appears(tmp_path):
    with pytest.raises(DatabaseUnusableError, match="no such file"):
        backup(tmp_path / "none.db", tmp_path / "copy.db")
    assert list(tmp_path.iterdir()) == []


async def test_a_copy_onto_the_database_itself_is_refused(database):
    link = database.path.with_name("link.db")
    link.symlink_to(database.path)
    with pytest.raises(DatabaseUnusableError, match=r"it is the database itself.*another file"):
        backup(database.path, link)
    assert await database.rows("SELECT 1")
    assert link.is_symlink()


async def test_a_copy_that_finds_no_room_blames_its_own_disk_and_writes_nothing(
    database, tmp_path, monkeypatch
):
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: SimpleNamespace(free=4096))
    folder = tmp_path / "copies"
    with pytest.raises(DatabaseUnusableError, match=r"copy\.db .*4,096 are free.*Free space"):
        backup(database.path, folder / "copy.db")
    assert list(folder.iterdir()) == []


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
    nightly = NightlyBackup(database.path, clock, keep_days=0)
    await nightly()
    folder = database.path.parent / "backups"
    assert not folder.exists()

    await NightlyBackup(database.path, clock, keep_days=14)()
    (copy,) = folder.iterdir()
    (folder / f"{copy.name}.part").touch()  # of a process that was killed
    (folder / "my own.db").touch()
    await nightly()
    assert [path.name for path in folder.iterdir()] == ["my own.db"]


@pytest.mark.parametrize(("keep_days", "left"), [(3, ["bot.db.before-0031"]), (0, [])])
async def test_copies_that_migrations_have_made_are_kept_as_long(database, clock, keep_days, left):
    for name, age in (("bot.db.before-0030", 5), ("bot.db.before-0031", 1)):
        database.path.with_name(name).touch()
        made = (clock.now - timedelta(days=age)).timestamp()
        os.utime(database.path.with_name(name), (made, made))
    aside = database.path.with_name("bot.db.before-restore-1")
    aside.touch()
    await NightlyBackup(database.path, clock, keep_days)()
    found = database.path.parent.glob("bot.db.before-[0-9]*")
    assert sorted(path.name for path in found) == left
    assert aside.exists()


async def test_a_copy_that_failed_is_tried_again_after_an_hour(database, clock, monkeypatch):
    nightly = NightlyBackup(database.path, clock, keep_days=3)
    folder = database.path.parent / "backups"
    with monkeypatch.context() as full:
        full.setattr("shutil.disk_usage", lambda _folder: SimpleNamespace(free=0))
        with pytest.raises(DatabaseUnusableError, match="Free space"):
            await nightly()
    clock.now += timedelta(minutes=59)
    await nightly()
    assert list(folder.iterdir()) == []
    clock.now += timedelta(minutes=1)
    await nightly()
    assert len(list(folder.iterdir())) == 1
