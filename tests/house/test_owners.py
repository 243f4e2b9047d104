"""Buttons address things by number, and a number can be forged: what is one's own stays so."""

import sqlite3
from contextlib import closing

import pytest

from bot.applications import texts as applications_texts
from bot.applications.buttons import OpenForm
from bot.events.buttons import OpenEvent
from bot.knowledge import texts as knowledge_texts
from bot.knowledge.buttons import OpenAnswer, OpenFound
from bot.people.privacy import PERSONAL_DATA
from bot.reminders import texts as reminders_texts
from bot.reminders.buttons import FollowEvents
from bot.specialist import texts as specialist_texts
from bot.specialist.buttons import AskSpecialist
from bot.ui import texts as ui_texts
from bot.ui.address import ADMIN_PREFIX
from tests.addresses import addresses
from tests.fixtures import make_settings
from tests.staff import FORUM, MISS

SAID = ("ООО Ромашка", "+7 900 000-00-00", "место у входа")  # to the organisers, with MISS

OWN = {
    "questions", "enquiries", "applications", "alerts", "saved_answers", "saved_events", "votes",
}  # fmt: skip


@pytest.fixture
def settings():
    return make_settings(staff_chat_id=FORUM)


@pytest.fixture
async def owner(someone):
    """A person whose question, enquiry, application and alert are each the first of its kind."""
    owner = someone(1000500)
    await owner.writes(MISS)
    await owner.presses(specialist_texts.ASK)
    await owner.opens(OpenAnswer(answer_id=1).pack())
    await owner.presses(knowledge_texts.SAVE)
    await owner.opens(FollowEvents(country=1).pack())
    await owner.opens(OpenEvent(event_id=1).pack())
    await owner.presses("Хочу такую")
    await owner.presses(reminders_texts.SAVE)
    await owner.opens(OpenForm(event_id=1).pack())
    for words in SAID:
        await owner.writes(words)
    await owner.presses(applications_texts.SEND)
    return owner


def held(path, person_id):
    """Everything that is kept of the person, by the registry of such things."""
    with closing(sqlite3.connect(path)) as connection:
        return {
            (table.name, table.column): connection.execute(
                f"SELECT * FROM {table.name} WHERE {table.column} = ?", (person_id,)
            ).fetchall()
            for table in PERSONAL_DATA
        }


@pytest.mark.slow
async def test_whatever_a_stranger_presses_shows_and_changes_nothing_of_anothers(
    owner, person, database
):
    await person.writes("/start")
    before = held(database.path, owner.id)
    assert {table for (table, _), rows in before.items() if rows} >= OWN
    for address in addresses():
        if address.__prefix__.startswith(ADMIN_PREFIX):
            continue  # tests/house/test_strangers.py
        for reached in (address, address.after(OpenFound(question_id=1))):
            await person.opens(reached.pack())
            seen = " ".join(str(message) for message in person.messages)
            assert not [words for words in (MISS, *SAID) if words in seen], reached
            assert held(database.path, owner.id) == before, reached


@pytest.mark.parametrize("kind", [OpenFound, AskSpecialist])
async def test_a_question_of_another_is_as_good_as_forgotten(owner, person, kind):
    await person.writes("/start")
    await person.opens(kind(question_id=1).pack())
    assert person.screen.text == ui_texts.QUESTION_GONE
