"""Migrations lead from any version to the newest, and a failed one leaves nothing behind."""

import shutil
import sqlite3
from contextlib import closing
from types import SimpleNamespace

import pytest

from bot.storage.database import Database
from bot.storage.errors import DatabaseUnusableError
from bot.storage.migrations import SCHEMA, migrate
from tests.thorough import FUZZ

SCRIPTS = sorted(SCHEMA.glob("*.sql"))


def shape(path):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT type, name, sql FROM sqlite_schema ORDER BY 2").fetchall()


def test_every_version_grows_into_the_newest(tmp_path):
    """By all scripts at once, and by one after another; those between them come in .ci/run."""
    migrate(tmp_path / "new.db")
    newest = shape(tmp_path / "new.db")
    numbers = [int(script.name[:4]) for script in SCRIPTS]
    for number in numbers:
        migrate(tmp_path / "one.db", target=number)
        if FUZZ or number in numbers[::-10]:
            old = shutil.copy(tmp_path / "one.db", tmp_path / f"{number}.db")
            migrate(old)
            assert shape(old) == newest, f"grown from {number}"
    assert shape(tmp_path / "one.db") == newest, "grown by one script after another"


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
    assert kept == (7, 1, 1, 0, "ООО", "@irina", "стенд", "taken", 5, None, 9)
    assert handled == (7, "Ольга")


def test_only_what_a_person_wrote_stays_checked(tmp_path):
    path, before = tmp_path / "bot.db", 25
    migrate(path, target=before)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            """
            INSERT INTO answers
                (key, section_id, position, title, audience, html, body, keywords, details, entry,
                 checked, state, version, author_id)
            VALUES ('a/file', 1, 0, '', '', '', '', '', '{}', 0, '2026-11-22', 'live', '', NULL),
                   ('a/chat', 1, 0, '', '', '', '', '', '{}', 0, '2026-11-23', 'live', '', 7);
            """
        )
    migrate(path)
    with closing(sqlite3.connect(path)) as connection:
        kept = dict(connection.execute("SELECT key, checked FROM answers"))
    assert kept == {"a/file": None, "a/chat": "2026-11-23"}


def test_a_script_that_fails_half_way_leaves_nothing(tmp_path):
    shutil.copytree(SCHEMA, tmp_path / "schema")
    (tmp_path / "schema" / "9999_bad.sql").write_text(
        "CREATE TABLE half (id INTEGER) STRICT; SELECT * FROM nowhere;", encoding="utf-8"
    )
    migrate(tmp_path / "bot.db")
    before = shape(tmp_path / "bot.db")
    with pytest.raises(DatabaseUnusableError, match="nowhere"):
        migrate(tmp_path / "bot.db", tmp_path / "schema")
    assert shape(tmp_path / "bot.db") == before


@pytest.fixture
def scripts(tmp_path):
    """A folder of migrations that a test fills."""
    folder = tmp_path / "schema"
    folder.mkdir()
    write(folder, "0001_content.sql", "CREATE TABLE content (id INTEGER) STRICT;")
    return folder


def write(folder, name, script):
    (folder / name).write_text(script, encoding="utf-8")


def version(path):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("PRAGMA user_version").fetchone()[0]


def tables(path):
    return {name for kind, name, _ in shape(path) if kind == "table"}


def test_a_gap_in_the_numbers_skips_no_script(tmp_path, scripts):
    path = tmp_path / "bot.db"
    write(scripts, "0003_third.sql", "CREATE TABLE third (id INTEGER) STRICT;")
    migrate(path, scripts)
    assert version(path) == 3
    write(scripts, "0004_fourth.sql", "CREATE TABLE fourth (id INTEGER) STRICT;")
    migrate(path, scripts)
    assert version(path) == 4
    assert tables(path) == {"content", "third", "fourth"}


def test_a_number_that_two_scripts_have_is_told_before_anything_changes(tmp_path, scripts):
    write(scripts, "0002_one.sql", "CREATE TABLE one (id INTEGER) STRICT;")
    write(scripts, "0002_two.sql", "CREATE TABLE two (id INTEGER) STRICT;")
    with pytest.raises(DatabaseUnusableError) as refused:
        migrate(tmp_path / "bot.db", scripts)
    assert "0002_one.sql and 0002_two.sql have the same number" in str(refused.value)
    assert not (tmp_path / "bot.db").exists()


def test_before_a_migration_a_verified_copy_is_put_beside_the_database(tmp_path, scripts):
    path = tmp_path / "bot.db"
    migrate(path, scripts)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO content VALUES (7)")
    assert [each.name for each in tmp_path.glob("bot.db*")] == ["bot.db"]  # a new one needs none
    write(scripts, "0031_last.sql", "DELETE FROM content;")
    migrate(path, scripts)
    migrate(path, scripts)
    assert sorted(each.name for each in tmp_path.glob("bot.db*")) == [
        "bot.db",
        "bot.db.before-0031",
    ]
    with closing(sqlite3.connect(tmp_path / "bot.db.before-0031")) as copy:
        assert copy.execute("SELECT id FROM content").fetchall() == [(7,)]
    assert version(tmp_path / "bot.db.before-0031") == 1


def test_a_failed_migration_changes_nothing_and_tells_how_to_go_back(tmp_path, scripts):
    path, copy = tmp_path / "bot.db", tmp_path / "bot.db.before-0002"
    migrate(path, scripts)
    write(scripts, "0002_fine.sql", "CREATE TABLE fine (id INTEGER) STRICT;")
    write(scripts, "0003_bad.sql", "SELECT * FROM nowhere;")
    with pytest.raises(DatabaseUnusableError) as refused:
        migrate(path, scripts)
    assert str(refused.value) == (
        f"The database {path} cannot be used: no such table: nowhere. The migration 0003_bad.sql "
        "failed, and the database is as it was before the upgrade: go back to the release that "
        f"ran before. A copy from before the upgrade, for `python -m bot restore`: {copy}"
    )
    assert (version(path), version(copy)) == (1, 1)
    assert tables(path) == {"content"}
    with pytest.raises(DatabaseUnusableError):  # another try spoils neither
        migrate(path, scripts)
    assert (version(path), version(copy)) == (1, 1)


def test_a_migration_that_finds_no_room_for_its_copy_changes_nothing(
    tmp_path, scripts, monkeypatch
):
    path = tmp_path / "bot.db"
    migrate(path, scripts)
    write(scripts, "0002_more.sql", "CREATE TABLE more (id INTEGER) STRICT;")
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: SimpleNamespace(free=0))
    with pytest.raises(DatabaseUnusableError, match="Free space on its disk"):
        migrate(path, scripts)
    assert version(path) == 1


async def test_a_database_that_counted_its_scripts_opens_as_it_is(tmp_path):
    """Up to release 24 the version was the number of scripts, which had no gap."""
    path = tmp_path / "bot.db"
    migrate(path, target=24)
    assert version(path) == 24
    database = await Database.open(path)
    await database.close()
    assert version(path) == int(SCRIPTS[-1].name[:4])


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


def test_exhibitions_outlive_the_column_made_anew(tmp_path):
    path, before = tmp_path / "bot.db", 25
    migrate(path, target=before)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            """
            INSERT INTO events (id, key, name, country, city, industry, category, format, status,
                organiser, moscow, website, source_url, source_date, note, phrasings, keywords,
                state)
            VALUES (7, 'fair', 'Ярмарка', 'Китай', '', '', 'Еда', 'ярмарка', 'confirmed',
                '', 'yes', '', 'https://example.org', '', '', '', '', 'live');
            """
        )
    migrate(path)
    with closing(sqlite3.connect(path)) as connection:
        names = "id, moscow, kind, audience, rule, usual_month, label"
        (kept,) = connection.execute(f"SELECT {names} FROM events")
        connection.execute("UPDATE events SET moscow = 'no'")
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute("UPDATE events SET moscow = 'maybe'")
    assert kept == (7, "yes", "exhibition", "", "", None, "Ярмарка")
