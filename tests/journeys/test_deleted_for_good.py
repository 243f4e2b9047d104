"""Who deletes their data leaves nothing in any file of the database."""

import asyncio
import gc
import os
import sqlite3
import stat
from contextlib import closing
from datetime import timedelta
from shutil import copy

import pytest

from bot.conversation.event_query import read_event_query
from bot.conversation.requests import read_request
from bot.people import privacy
from bot.people.retention import HOUR
from bot.questions.masks import masked
from bot.questions.models import WaitingWords
from bot.search.question import stems_and_concepts
from bot.search.text import words
from bot.storage.backup import backup
from bot.storage.database import Database
from tests.fixtures import make_settings
from tests.serving import running, until
from tests.shared import copy_with_index

SAID = "снегоуборщик для Дубая"
IRINA = 1000000077


def left_in(path, *words) -> set[str]:
    """Words that can be read in the file, its log or the index of the log."""
    found = set()
    for suffix in ("", "-wal", "-shm", "-journal"):
        file = path.with_name(path.name + suffix)
        data = file.read_bytes() if file.exists() else b""
        found |= {word for word in words if word.encode() in data}
    return found


async def test_the_log_keeps_nothing_either(someone, database):
    irina = someone(IRINA, "Ирина-Эсмеральда")
    await irina.writes(SAID)
    assert left_in(database.path, SAID) == {SAID}
    await irina.writes("/delete_me")
    await irina.presses("Удалить всё")
    assert left_in(database.path, SAID) == set()
    assert database.path.with_name("bot.db-wal").stat().st_size == 0


async def test_a_long_query_only_puts_it_off(someone, database, monkeypatch):
    monkeypatch.setattr(privacy, "LOG_PAUSES", (0.05,) * 100)
    irina = someone(IRINA)
    await irina.writes(SAID)
    with closing(sqlite3.connect(database.path, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM questions").fetchall()
        await irina.writes("/delete_me")
        await irina.presses("Удалить всё")
        assert "стёр" in irina.screen.text
        assert left_in(database.path, SAID) == {SAID}
        other.execute("COMMIT")
    await until(lambda: not left_in(database.path, SAID))


async def test_what_was_typed_is_forgotten_by_the_memory_too(person):
    await person.writes("перезвоните мне на +7 916 123-45-67 про грант на экспорт")
    await person.writes("/delete_me")
    await person.presses("Удалить всё")
    for remembered in (masked, read_request, read_event_query, stems_and_concepts, words):
        assert remembered.cache_info().currsize == 0, remembered


async def test_the_inbox_that_an_editor_has_opened_is_forgotten_too(someone, admin):
    irina = someone(IRINA)
    await irina.writes(SAID)
    await admin.writes("/inbox")
    assert [each for each in gc.get_objects() if isinstance(each, WaitingWords)]
    await irina.writes("/delete_me")
    await irina.presses("Удалить всё")
    assert not [each for each in gc.get_objects() if isinstance(each, WaitingWords)]


async def test_what_the_night_deletes_leaves_the_log_too(someone, world, database, clock):
    irina = someone(IRINA)
    await irina.writes(SAID)
    clock.now = (clock.now + timedelta(days=400)).replace(hour=HOUR)
    await world.tick()
    assert left_in(database.path, SAID) == set()


async def test_a_start_clears_the_log_of_a_killed_process(someone, database, tmp_path):
    await someone(IRINA).writes(SAID)
    await database.write("UPDATE questions SET text = ''")
    killed = tmp_path / "killed"
    killed.mkdir()
    for file in database.path.parent.glob("bot.db*"):
        copy(file, killed)
    assert left_in(killed / "bot.db", SAID) == {SAID}
    opened = await Database.open(killed / "bot.db")
    assert left_in(killed / "bot.db", SAID) == set()
    await opened.close()


async def test_the_press_that_deletes_is_deleted_too(played, filled, tmp_path):
    """Through the whole program: the update is stored before it is handled."""
    path, name = copy_with_index(filled, tmp_path), "Эсмеральда"
    played.add_person(IRINA, name)
    settings = make_settings(token="42:TEST", api_url=played.address, database=path, server_port=0)
    async with running(settings):
        played.write(IRINA, SAID)
        await until(lambda: len(played.chat(IRINA).messages) == 2)
        played.write(IRINA, "/delete_me")
        asking = (await until(lambda: played.chat(IRINA).messages[3:]))[0]
        played.press(IRINA, asking["message_id"], (0, 0))
        await until(lambda: "edit_date" in played.chat(IRINA).history[asking["message_id"]])
        await until(lambda: not left_in(path, SAID, name, str(IRINA)))


@pytest.mark.parametrize("umask", [0o022, 0o000])
async def test_only_the_bots_account_may_read_the_files(tmp_path, monkeypatch, umask):
    before = os.umask(umask)
    try:
        path = tmp_path / "new" / "bot.db"
        database = await Database.open(path)
        await database.write("UPDATE content SET revision = revision + 1")
        await asyncio.to_thread(backup, path, tmp_path / "new" / "backups" / "bot-2026-11-29.db")
        modes = {
            file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.rglob("*.db*")
        }
        await database.close()
    finally:
        os.umask(before)
    assert modes == dict.fromkeys(
        ("bot.db", "bot.db-wal", "bot.db-shm", "bot-2026-11-29.db"), 0o600
    )


async def test_files_of_an_earlier_release_become_private(tmp_path):
    path = tmp_path / "bot.db"
    await (await Database.open(path)).close()
    path.chmod(0o644)
    database = await Database.open(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    await database.close()
