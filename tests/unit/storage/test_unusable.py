"""A database that cannot be opened: the process can stop, and the advice does no harm."""

import sqlite3
import threading
from contextlib import closing
from shutil import copyfile

import pytest

from bot.storage.database import Database
from bot.storage.errors import DatabaseUnusableError, as_unusable


async def test_an_open_that_fails_late_leaves_no_thread(blank, tmp_path, monkeypatch):
    monkeypatch.setattr("bot.storage.database.BUSY_SECONDS", 0.01)
    copyfile(blank, path := tmp_path / "bot.db")
    before = threading.enumerate()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM people").fetchall()  # so the journal's mode cannot change
        with pytest.raises(DatabaseUnusableError, match="locked") as refused:
            await Database.open(path)
    assert "Another program" in str(refused.value)
    for thread in {*threading.enumerate()} - {*before}:
        if not thread.name.startswith("asyncio"):  # the loop's own, which it ends itself
            thread.join(1)
            assert not thread.is_alive()


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        (sqlite3.SQLITE_FULL, "Free space"),
        (sqlite3.SQLITE_BUSY_RECOVERY, "Another program"),
        (sqlite3.SQLITE_READONLY_DIRECTORY, "may write"),
        (sqlite3.SQLITE_CANTOPEN_ISDIR, "may write"),
        (sqlite3.SQLITE_IOERR_WRITE, "Look at its disk"),
        (sqlite3.SQLITE_CORRUPT_INDEX, "Restore a backup"),
        (sqlite3.SQLITE_NOTADB, "Restore a backup"),
    ],
)
def test_each_trouble_has_its_own_advice(tmp_path, code, advice):
    error = sqlite3.OperationalError("trouble")
    error.sqlite_errorcode = code
    told = pytest.raises(DatabaseUnusableError, match=rf"bot\.db .*trouble\. .*{advice}")
    with told as refused, as_unusable(tmp_path / "bot.db"):
        raise error
    assert ("move the file away" in str(refused.value)) == (advice == "Restore a backup")


async def test_a_folder_that_cannot_be_made_is_no_reason_to_restore(tmp_path):
    (tmp_path / "data").touch()
    with pytest.raises(DatabaseUnusableError, match="may write to it and to its folder"):
        await Database.open(tmp_path / "data" / "bot.db")


async def test_a_folder_in_the_place_of_the_file_is_no_reason_to_restore(tmp_path):
    (tmp_path / "bot.db").mkdir()
    with pytest.raises(DatabaseUnusableError, match=r"unable to open.*may write"):
        await Database.open(tmp_path / "bot.db")
