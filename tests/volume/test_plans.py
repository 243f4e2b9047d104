"""However many people and years there are, a statement finds its rows by an index.

Every statement that any test of the suite runs is looked at, see tests/fixtures.py; here a person
and an admin press and type everything that there is, over a database with some thousands of rows.
"""

import sqlite3
from contextlib import closing
from datetime import timedelta
from shutil import copytree

import pytest

from bot.broadcast import texts as broadcast_texts
from bot.settings import ROOT
from bot.ui.address import ADMIN_PREFIX
from tests.addresses import addresses
from tests.clock import MovableClock
from tests.journeys.conftest import card_updater, sender  # noqa: F401 - fixtures
from tests.volume import plans
from tests.volume.large_database import FIRST_PERSON, SMALL, fill

PERSON_TYPES = (
    "/start", "/menu", "/help", "/saved", "/events", "/settings", "/privacy", "/export_me",
    "/delete_me", "/specialist", "когда открылось Руднево", "как пожарить стейк", "гранты и займы",
)  # fmt: skip
ADMIN_TYPES = (
    "/stats", "/inbox", "/votes_report", "/votes", "/broadcasts", "/applications", "/audit",
)  # fmt: skip
COUNTED = {
    "question_counts": """
        SELECT asked_at / 900, outcome, COUNT(*), COUNT(chosen_id) FROM questions
        WHERE words <> '' AND COALESCE(handled, '') <> 'off topic' GROUP BY 1, 2
    """,
    "people_counts": "SELECT COALESCE(role, ''), state, COUNT(*) FROM people GROUP BY 1, 2",
    "(SELECT quarter, new, last, new + last AS number FROM people_seen)": """
        SELECT quarter, SUM(new), SUM(last), COUNT(*) FROM (
            SELECT first_seen / 900 AS quarter, 1 AS new, 0 AS last FROM people
            UNION ALL SELECT last_seen / 900, 0, 1 FROM people)
        GROUP BY 1
    """,
    "(SELECT *, useful + useless AS number FROM vote_counts)": """
        SELECT answer_id, version, SUM(useful), SUM(1 - useful), COUNT(*) FROM answer_votes
        GROUP BY 1, 2
    """,
    "(SELECT words, times AS number FROM waiting_words)": """
        SELECT words, COUNT(*) FROM questions
        WHERE handled IS NULL AND words <> '' AND (outcome = 'nothing' OR missed = 1
            OR (outcome = 'choices' AND chosen_id IS NULL))
        GROUP BY words
    """,
}


@pytest.fixture(scope="module")
def filled(filled, tmp_path_factory):
    """The real content, and rows as years of use leave them."""
    path = copytree(filled.parent, tmp_path_factory.mktemp("volume") / "grown") / "bot.db"
    fill(path, SMALL, MovableClock().now)
    return path


@pytest.fixture
async def toured(world, admin, sender, card_updater, clock, database):  # noqa: F811 - fixtures
    person = world.person(FIRST_PERSON + 7)
    for who, types in ((person, PERSON_TYPES), (admin, ADMIN_TYPES)):
        for text in types:
            await who.writes(text)
        for address in addresses():
            if address.__prefix__.startswith(ADMIN_PREFIX) == (who is admin):
                await who.opens(address.pack())
    message = await admin.writes("Приём заявок открыт")
    await admin.writes("/broadcast", reply_to=message["message_id"])
    await admin.presses(broadcast_texts.CHOOSE_TOPIC)
    await admin.presses("Экспорт")
    await admin.presses("✅ Отправить")
    await admin.presses("✅ Отправить")
    await sender.run_until_idle()
    await card_updater.refresh()
    for days, hour in ((1, 3), (0, 11), (400, 3), (0, 11)):
        clock.now = (clock.now + timedelta(days=days)).replace(hour=hour)
        await world.tick()
    return database


@pytest.mark.slow
async def test_nothing_that_people_and_jobs_ask_reads_a_growing_table_whole(toured, statements):
    """What they have run is looked at when the test has ended, as after every other test.

    And what is counted as it happens is what is there.
    """
    assert len(statements.seen) > 150
    for table, recounted in COUNTED.items():
        with closing(sqlite3.connect(toured.path)) as connection:
            kept = connection.execute(f"SELECT * FROM {table} WHERE 0 <> number ORDER BY 1, 2")
            assert kept.fetchall() == connection.execute(f"{recounted} ORDER BY 1, 2").fetchall()


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM people WHERE quiet = 1",
        "SELECT count(*) FROM questions",
        "UPDATE deliveries SET reason = '' WHERE at < 1",
        "DELETE FROM notices WHERE kind = 'start'",
        "SELECT 1 FROM people JOIN letters ON letters.to_topic = people.id WHERE people.id = 1",
        "SELECT 1 FROM saved_events AS saved WHERE saved.saved_on = ''",
    ],
)
def test_a_full_scan_is_seen(sql):
    assert plans.scanned(sql)


def test_whatever_may_read_a_table_whole_is_still_there():
    for place in plans.ALLOWED:
        file, _, name = place.partition(":")
        assert f"def {name.rpartition('.')[2]}(" in (ROOT / file).read_text(encoding="utf-8"), place


def test_whatever_falls_with_a_removed_row_is_found_by_an_index():
    """SQLite looks for it in every table that refers to the row; no plan tells of that."""
    missing = [
        f"{table}.{column} refers to {target}"
        for table in plans.growing_tables()
        for target, column in plans.references(table)
        if target not in plans.CONTENT and column not in plans.first_indexed_columns(table)
    ]
    assert missing == []
