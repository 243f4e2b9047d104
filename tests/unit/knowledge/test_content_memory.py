"""What was read is kept while the content is the same, and not a moment longer."""

import sqlite3
from datetime import timedelta

from bot.knowledge.content_repository import increment_revision
from bot.knowledge.repository import ContentMemory


async def section(database):
    row = await database.row("SELECT section_id FROM answers WHERE key = 'export/money/grant'")
    return row["section_id"]


async def test_what_has_not_changed_is_read_once(services, database):
    section_id = await section(database)
    first = await services.knowledge.section(section_id, None)
    assert await services.knowledge.section(section_id, None) is first
    assert await services.knowledge.section(section_id, "student") is not first


async def test_another_process_changes_the_content_and_it_is_read_anew(services, database):
    section_id = await section(database)
    await services.knowledge.section(section_id, None)
    with sqlite3.connect(database.path) as elsewhere:
        elsewhere.execute("UPDATE sections SET description = 'Новое' WHERE id = ?", (section_id,))
        elsewhere.execute("UPDATE content SET revision = revision + 1")
    elsewhere.close()
    assert (await services.knowledge.section(section_id, None)).description == "Новое"


async def test_what_changes_while_it_is_read_is_not_kept(database, clock):
    memory = ContentMemory(database)

    async def read_slowly():
        async with database.transaction() as transaction:
            await increment_revision(transaction)
        assert await memory.get("other", read_now) == "new"  # somebody has seen the change
        return "old"

    async def read_now():
        return "new"

    assert await memory.get("this", read_slowly) == "old"
    assert await memory.get("this", read_now) == "new"


async def test_no_more_is_kept_than_a_usual_content(database, clock, monkeypatch):
    monkeypatch.setattr("bot.knowledge.repository.MOST_KEPT", 2)
    memory, read = ContentMemory(database), []

    for key in (1, 2, 3, 3, 1):

        async def told(key=key):
            read.append(key)

        await memory.get(key, told)
    assert read == [1, 2, 3, 1]


async def test_the_next_day_is_another_day(services, database, clock):
    section_id = await section(database)
    today = await services.knowledge.section(section_id, None)
    clock.now += timedelta(days=1)
    assert await services.knowledge.section(section_id, None) is not today


async def test_a_star_and_a_vote_are_ones_own(services, database):
    row = await database.row("SELECT id FROM answers WHERE key = 'export/money/grant'")
    await services.people.remember(1)
    await services.knowledge.set_saved(1, row["id"], saved=True)
    mine, others = [await services.knowledge.answer(row["id"], person) for person in (1, 2)]
    assert mine.saved
    assert not others.saved
