"""A deed and its audit entry are stored together or not at all, in whatever feature it is done."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from bot.app import open_services
from bot.applications.models import ApplicationState
from bot.broadcast.models import SourceMessage
from bot.editing.models import ContentId, DraftKind
from bot.events.models import EventDates, Status
from bot.knowledge.models import ContentKind
from bot.sheets.files import read_sheet, write_sheet
from bot.specialist.enquiry_repository import open_dialogue
from bot.specialist.models import CloseReason
from bot.storage.database import Database
from bot.team.models import TeamRole
from tests.clock import MovableClock
from tests.fixtures import make_settings
from tests.shared import copy_with_index

ADMIN, EDITOR, NEWCOMER, PERSON = 1000001, 1000003, 1000004, 1000005
GRANT = "export/money/grant"
TABLES = """
    SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'
        AND name NOT IN ('answers_text', 'found')
"""


def stored(database):
    with closing(sqlite3.connect(database.path)) as connection:
        tables = [name for (name,) in connection.execute(TABLES)]
        return {each: connection.execute(f"SELECT * FROM {each}").fetchall() for each in tables}


@pytest.fixture(scope="module")
def furnished(filled, shared_databases, tmp_path_factory):
    """A database with what the deeds below are done with, made once."""
    path = copy_with_index(filled, tmp_path_factory.mktemp("office"))
    asyncio.run(_furnish(path))
    shared_databases.add(path)
    return path


@pytest.fixture
async def database(furnished, tmp_path):
    database = await Database.open(copy_with_index(furnished, tmp_path), MovableClock())
    yield database
    await database.close()


@pytest.fixture
def office(services):
    return services


async def _furnish(path):
    database = await Database.open(path, MovableClock())
    async with open_services(database, make_settings()) as services:
        await _fill(services, database)
    await database.close()


async def _fill(services, database):
    await services.people.remember(PERSON)
    async with database.transaction() as transaction:
        await open_dialogue(transaction, PERSON, "Ирина", 0)
        await transaction.execute(
            """
            INSERT INTO applications
                (person_id, event_id, company, contact, wish, state, touched_at, sent_at)
            SELECT ?, MIN(id), 'ООО «Пример»', '', '', 'sent', 0, 0 FROM events
            """,
            PERSON,
        )
    await services.broadcasts.compose(SourceMessage(ADMIN, 1), ADMIN)
    await services.team.give(ADMIN, EDITOR, TeamRole.EDITOR)
    answer = await services.knowledge.find_key(GRANT)
    subject = ContentId(ContentKind.ANSWER, answer.id)
    await database.write(
        "INSERT INTO conflicts (kind, subject_id, field, theirs, at) VALUES (?, ?, ?, ?, 0)",
        *(*subject, "short", '"Грант"'),
    )
    said, revisions = await services.editing.uploads.export(DraftKind.ANSWER, EDITOR)
    said[GRANT] = {**said[GRANT], "short": "Гранты"}
    sheet = write_sheet(DraftKind.ANSWER, said, revisions, xlsx=True)
    await services.editing.uploads.keep(EDITOR, sheet.name, read_sheet(sheet.name, sheet.content))


async def settle(services, *, theirs):
    (clash,) = await services.editing.history.conflicts(0, 1)
    await services.editing.history.settle(clash, EDITOR, "", theirs=theirs)


async def go_back(services):
    answer = await services.knowledge.find_key(GRANT)
    subject = ContentId(ContentKind.ANSWER, answer.id)
    await services.editing.history.change_to(subject, {"short": "Гранты"}, EDITOR)


async def move(services):
    event = (await services.events.live())[0]
    after = EventDates(None, None, Status.CANCELLED)
    await services.events.reschedule(ADMIN, event.id, after, event.sequence)


async def change_broadcast(services):
    draft = await services.broadcasts.repository.find(1)
    await services.broadcasts.repository.change_draft(draft, replace(draft, at_night=True), ADMIN)


async def export_applications(services):
    async for _ in services.applications.export(ADMIN):
        pass


# The arguments of each are what they are in the office: all numbers are 1.
DEEDS = {
    "give role": lambda our: our.team.give(ADMIN, NEWCOMER, TeamRole.ANALYST),
    "take role": lambda our: our.team.take(ADMIN, EDITOR),
    "make team link": lambda our: our.team.make_link(ADMIN, TeamRole.ANALYST),
    "change application": lambda our: our.applications.set_state(
        1, ApplicationState.TAKEN, ADMIN, "Ольга"
    ),
    "note application": lambda our: our.applications.add_note(1, ADMIN, "Позвонить"),
    "answer application": lambda our: our.applications.add_note(1, ADMIN, "Ждём", is_reply=True),
    "export applications": export_applications,
    "close dialogue": lambda our: our.specialist.dialogues.set_open(
        1, is_open=False, staff_id=ADMIN
    ),
    "apply spreadsheet": lambda our: our.editing.uploads.apply(1, EDITOR, ""),
    "export spreadsheet": lambda our: our.editing.uploads.export(DraftKind.DATE, EDITOR),
    "take the file's word": lambda our: settle(our, theirs=True),
    "leave as is": lambda our: settle(our, theirs=False),
    "edit answer": go_back,
    "move event": move,
    "create broadcast": lambda our: our.broadcasts.compose(SourceMessage(ADMIN, 2), ADMIN),
    "change broadcast": change_broadcast,
    "discard broadcast": lambda our: our.broadcasts.repository.discard_draft(1, ADMIN),
}


@pytest.mark.parametrize("deed", DEEDS)
async def test_without_its_audit_entry_nothing_of_a_deed_is_kept(
    deed, office, database, refuse_audit
):
    await refuse_audit()
    before, members = stored(database), office.team.members()
    with pytest.raises(sqlite3.IntegrityError):
        await DEEDS[deed](office)
    assert (stored(database), office.team.members()) == (before, members)
    await refuse_audit(full=False)
    await DEEDS[deed](office)
    after = stored(database)
    assert len(after["audit"]) > len(before["audit"])


async def test_a_link_that_gives_no_role_can_be_used_again(office, refuse_audit):
    link = await office.team.make_link(ADMIN, TeamRole.ANALYST)
    await refuse_audit()
    for deed in (
        office.team.use_link(NEWCOMER, link.token),
        office.team.revoke_link(ADMIN, link.id),
    ):
        with pytest.raises(sqlite3.IntegrityError):
            await deed
        assert NEWCOMER not in office.team
    await refuse_audit(full=False)
    assert (await office.team.use_link(NEWCOMER, link.token)).role is TeamRole.ANALYST


async def test_a_reason_is_not_kept_without_its_audit_entry(office, refuse_audit):
    await office.specialist.dialogues.set_open(1, is_open=False, staff_id=ADMIN)
    await refuse_audit()
    for deed in (
        office.specialist.dialogues.set_reason(1, CloseReason.SOLVED, ADMIN),
        office.specialist.dialogues.set_open(1, is_open=True, staff_id=ADMIN),
    ):
        with pytest.raises(sqlite3.IntegrityError):
            await deed
    dialogue = await office.specialist.dialogues.get(1)
    assert (dialogue.is_open, dialogue.reason) == (False, None)
