"""Nothing grows for ever: what is too old goes at night, a little at a time."""

import asyncio
from datetime import timedelta

import pytest

from bot.applications.buttons import OpenForm
from bot.broadcast import run_texts
from bot.broadcast.buttons import DownloadDeliveries, OpenBroadcast
from bot.people.retention import HOUR
from bot.storage.database import CHUNK
from tests.fixtures import ADMIN, make_settings
from tests.serving import PATIENCE

KEPT, KEPT_AUDIT = 30, 60
ROWS = """
    INSERT INTO broadcasts (id, author_id, kind, topic, from_chat_id, message_ids, buttons,
                            audience, state, created_at, started_at, finished_at, total)
    VALUES (1, 1000001, 'topic', 'news', 1000001, '[1]', '[]', '', 'finished', NOW, NOW, NOW, 1);
    INSERT INTO deliveries (broadcast_id, person_id, outcome, at) VALUES (1, ID, 'delivered', NOW);
    INSERT INTO broadcast_counts (broadcast_id, outcome, number) VALUES (1, 'delivered', 1);
    INSERT INTO broadcast_clicks (broadcast_id, button, person_id, at) VALUES (1, 0, ID, NOW);
    INSERT INTO album_parts (chat_id, album, message_id, sent_at) VALUES (ID, 'a', 1, NOW);
    INSERT INTO contexts (person_id, kind, item_id, words, shown_at)
    VALUES (ID, 'answer', 1, 'грант на экспорт', NOW);
    INSERT INTO invitations (person_id, message_id, sent_at) VALUES (ID, 1, NOW);
    INSERT INTO notices (person_id, kind, topic, subject_id, occasion, detail, expires, state,
                         planned_at)
    VALUES (ID, 'start', 'events', 1, '', '', '2027-01-01', 'sent', NOW);
    INSERT INTO answer_votes (answer_id, version, person_id, useful, comment, voted_at)
    VALUES (1, '1', ID, 0, 'непонятно', NOW)
"""
GONE = ("deliveries", "broadcast_clicks", "album_parts", "contexts", "invitations", "notices")


@pytest.fixture
def settings():
    return make_settings(keep_days=KEPT, keep_audit_days=KEPT_AUDIT)


@pytest.fixture
async def traces(person, database, clock):
    """One row of everything that grows with people and time."""
    await person.writes("/start")
    now = str(int(clock.timestamp()))
    for sql in ROWS.replace("ID", str(person.id)).replace("NOW", now).split(";"):
        await database.write(sql)


async def count(database, table, condition="1 = 1"):
    row = await database.row(f"SELECT count(*) AS number FROM {table} WHERE {condition}")
    return row["number"]


async def night(world, clock, days):
    clock.now = (clock.now + timedelta(days=days)).replace(hour=HOUR)
    await world.tick()


async def test_what_is_too_old_goes_and_the_figures_stay(traces, world, database, clock, services):
    await services.audit.record(ADMIN, "change", "something")
    await night(world, clock, KEPT - 1)
    assert [await count(database, table) for table in GONE] == [1] * len(GONE)
    await night(world, clock, 2)
    assert [await count(database, table) for table in GONE] == [0] * len(GONE)
    assert await count(database, "broadcast_counts", "number = 1") == 1
    assert await database.rows("SELECT useful, comment FROM answer_votes") == [
        {"useful": 0, "comment": ""}
    ]
    assert await count(database, "audit") == 1
    await night(world, clock, KEPT_AUDIT - KEPT)
    assert await count(database, "audit") == 0


async def test_of_an_old_broadcast_the_admins_keep_the_figures_only(
    traces, admin, world, database, clock
):
    await admin.writes("/start")
    await admin.opens(DownloadDeliveries(broadcast_id=1).pack())
    assert "document" in admin.messages[-1]
    await night(world, clock, KEPT + 1)
    await admin.writes("/broadcasts")
    await admin.opens(OpenBroadcast(broadcast_id=1).pack())
    assert "Доставлено: 1" in admin.screen.text
    await admin.opens(DownloadDeliveries(broadcast_id=1).pack())
    assert admin.toast == run_texts.ROWS_GONE


async def test_privacy_tells_how_long_each_is_kept(person):
    await person.writes("/privacy")
    told = person.screen.text
    for words in ("нажали (храню 30 дней)", "слова к оценкам храню 30 дней", "помню 30 дней"):
        assert words in told
    assert "отправленную храню, пока не пройдёт выставка, и ещё 30 дней" in told
    assert "если вы один из них (храню 60 дней)" in told


async def test_an_application_is_kept_until_its_exhibition_is_over(
    person, services, world, database, clock
):
    event = await services.events.find_key("gitex-global-2026")  # 7 to 11 December 2026
    await person.writes("/start")
    await person.opens(OpenForm(event_id=event.id).pack())
    for words in ("Ромашка", "+7 900 000-00-00", "место на стенде"):
        await person.writes(words)
    await person.presses("Отправить")
    await night(world, clock, KEPT + 1)  # 24 December
    assert await count(database, "applications") == 1
    await night(world, clock, KEPT)
    assert await count(database, "applications") == 0


async def test_a_reminder_that_was_not_sent_in_time_goes_too(traces, world, database, clock):
    await database.write("UPDATE notices SET state = 'pending', expires = '2026-11-24'")
    await database.write("UPDATE people SET state = 'blocked'")
    await night(world, clock, 1)
    assert await count(database, "notices") == 1
    await night(world, clock, 1)
    assert await count(database, "notices") == 0


async def test_it_is_done_once_a_night(traces, world, database, clock):
    """At three at night, or as soon as the bot runs again after that."""
    clock.now = (clock.now + timedelta(days=KEPT)).replace(hour=11)
    await world.tick()
    clock.now = (clock.now + timedelta(days=1)).replace(hour=HOUR - 1)
    await world.tick()
    assert await count(database, "deliveries") == 1
    clock.now = clock.now.replace(hour=11)
    await world.tick()
    assert await count(database, "deliveries") == 0


async def test_others_are_remembered_while_a_long_history_is_deleted(
    person, someone, services, database, monkeypatch
):
    monkeypatch.setattr("bot.people.repository.STORE_SECONDS", PATIENCE)
    await person.writes("/start")
    async with database.transaction() as transaction:
        await transaction.many(
            "INSERT INTO questions (person_id, chat_id, message_id, text, outcome, asked_at)"
            " VALUES (?, ?, ?, 'вопрос', 'nothing', 1)",
            [(person.id, person.id, number) for number in range(5 * CHUNK)],
        )
    deleting = asyncio.get_running_loop().create_task(services.privacy.erase(person.id))
    while await count(database, "questions") == 5 * CHUNK:  # noqa: ASYNC110 - it has begun
        await asyncio.sleep(0)
    await someone(1000777).writes("/start")
    assert await count(database, "people", "id = 1000777") == 1
    assert not deleting.done()
    await deleting
    assert await count(database, "questions") == 0
    assert await count(database, "people", f"id = {person.id}") == 0
