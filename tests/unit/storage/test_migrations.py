"""Migrations lead from any version to the newest, and a failed one leaves nothing behind."""

import shutil
import sqlite3
from contextlib import closing

import pytest

from bot.storage.database import Database
from bot.storage.errors import DatabaseUnusableError
from bot.storage.migrations import SCHEMA, migrate

SCRIPTS = sorted(SCHEMA.glob("*.sql"))


def shape(path):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT type, name, sql FROM sqlite_schema ORDER BY 2").fetchall()


def test_scripts_are_numbered_without_gaps():
    assert [int(script.name[:4]) for script in SCRIPTS] == list(range(1, len(SCRIPTS) + 1))


@pytest.mark.parametrize("version", range(len(SCRIPTS) + 1))
def test_every_version_grows_into_the_newest(tmp_path, version):
    migrate(tmp_path / "old.db", target=version)
    migrate(tmp_path / "old.db")
    migrate(tmp_path / "new.db")
    assert shape(tmp_path / "old.db") == shape(tmp_path / "new.db")


def test_applications_and_who_handled_them_outlive_the_table_made_anew(tmp_path):
    path, before = tmp_path / "bot.db", 22
    migrate(path, target=before)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            """
            INSERT INTO applications
                (id, person_id, event_id, company, contact, wish, state, touched_at, message_id)
            VALUES (7, 1, 1, 'ООО', '@irina', 'стенд', 'handled', 5, 9);
            INSERT INTO handled_applications VALUES (7, 2, 'Ольга', 6);
            """
        )
    migrate(path)
    with closing(sqlite3.connect(path)) as connection:
        (kept,) = connection.execute(
            """
            SELECT id, person_id, event_id, step, company, contact, wish, state, touched_at,
                   sent_at, message_id
            FROM applications
            """
        )
        (handled,) = connection.execute("SELECT application_id, name FROM handled_applications")
    assert kept == (7, 1, 1, 0, "ООО", "@irina", "стенд", "handled", 5, None, 9)
    assert handled == (7, "Ольга")


def test_a_script_that_fails_half_way_leaves_nothing(tmp_path):
    shutil.copytree(SCHEMA, tmp_path / "schema")
    (tmp_path / "schema" / "9999_bad.sql").write_text(
        "CREATE TABLE half (id INTEGER) STRICT; SELECT * FROM nowhere;", encoding="utf-8"
    )
    migrate(tmp_path / "bot.db")
    before = shape(tmp_path / "bot.db")
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        migrate(tmp_path / "bot.db", tmp_path / "schema")
    assert shape(tmp_path / "bot.db") == before


async def test_a_damaged_file_is_refused_and_left_as_it_was(tmp_path):
    path = tmp_path / "bot.db"
    path.write_bytes(b"not a database" * 1000)
    with pytest.raises(DatabaseUnusableError, match="Restore a backup") as refused:
        await Database.open(path)
    assert str(path) in str(refused.value)
    assert path.read_bytes() == b"not a database" * 1000


async def test_a_damaged_page_inside_is_found_at_the_start(tmp_path):
    path = tmp_path / "bot.db"
    migrate(path)
    broken = bytearray(path.read_bytes())
    broken[4096 * 2 : 4096 * 6] = b"\xff" * (4096 * 4)
    path.write_bytes(broken)
    with pytest.raises(DatabaseUnusableError):
        await Database.open(path)


async def test_a_file_from_a_newer_program_is_refused(tmp_path):
    path = tmp_path / "bot.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 9999")
    with pytest.raises(DatabaseUnusableError, match="version 9999"):
        await Database.open(path)
