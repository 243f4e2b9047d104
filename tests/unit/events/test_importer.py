"""What an editor's spreadsheet does to the calendar."""

from datetime import date
from pathlib import Path
from shutil import copy

import pytest

from bot.errors import EventRemovedError, NotFoundError
from bot.events.import_repository import stored_rows
from bot.events.importer import import_events, import_events_if_changed
from bot.events.models import EventDates, EventFilter, ListFilter, Status
from bot.events.repository import Events
from bot.events.spreadsheet import EventRow, write
from bot.knowledge.files import ContentError
from bot.knowledge.merging import Clash, Conflict
from bot.storage.database import Database
from bot.team.repository import Team
from tests.fixtures import ADMIN
from tests.unit.events.conftest import read


@pytest.fixture
async def empty(blank, tmp_path, clock):
    database = await Database.open(Path(copy(blank, tmp_path / "empty.db")), clock)
    yield database
    await database.close()


@pytest.fixture
def events(empty):
    return Events(empty, date(2026, 12, 1), Team(empty, {}, {}))


async def revision(database: Database) -> int:
    row = await database.row("SELECT revision FROM content")
    return row["revision"]


async def test_an_import_fills_the_calendar_and_doing_it_again_changes_nothing(
    empty, events, sheet
):
    first = await import_events(empty, sheet({}, {"key": "second"}))
    assert (first.changed, first.removed, first.total) == (2, 0, 2)
    before = await revision(empty)
    again = await import_events(empty, sheet({}, {"key": "second"}))
    assert (again.changed, again.removed, again.total) == (0, 0, 2)
    assert await revision(empty) == before
    assert [event.key for event in await events.live()] == ["gitex-2026", "second"]


async def test_an_unchanged_file_is_not_read_again(empty, sheet):
    path = sheet({})
    assert (await import_events_if_changed(empty, path)).changed == 1
    assert await import_events_if_changed(empty, path) is None
    assert (await import_events_if_changed(empty, sheet({"name": "GITEX"}))).changed == 1


async def test_a_new_name_for_a_button_leaves_an_admins_dates_as_they_are(empty, events, sheet):
    await import_events(empty, sheet({}, {"key": "second"}))
    first, _ = await events.live()
    moved = EventDates(date(2026, 12, 14), date(2026, 12, 18), Status.CONFIRMED)
    assert await events.reschedule(ADMIN, first.id, moved, first.sequence)
    assert (await import_events(empty, sheet({"short": "GITEX"}, {"key": "second"}))).changed == 1
    after, second = await events.live()
    assert (after.label, after.name) == ("GITEX", "GITEX Global 2026")
    assert (after.starts, after.dates_edited) == (date(2026, 12, 14), date(2026, 11, 23))
    assert second.label == second.name
    assert [row.short for row in await stored_rows(empty, EventRow)] == ["GITEX", ""]


async def test_a_usual_month_leaves_an_admins_dates_as_they_are(empty, events, sheet):
    await import_events(empty, sheet({}))
    (first,) = await events.live()
    await events.reschedule(ADMIN, first.id, EventDates(None, None, Status.UNCONFIRMED), 0)
    assert (await import_events(empty, sheet({"usual_month": "12"}))).changed == 1
    (after,) = await events.live()
    assert (after.starts, after.usual_month, after.month) == (None, 12, 202612)
    assert [row.usual_month for row in await stored_rows(empty, EventRow)] == [12]


async def move_before_revisions(database, version):
    """As a release left it that kept no revisions; `version` is of the file's row."""
    for table in ("revisions", "imported"):
        await database.write(f"DELETE FROM {table}")
    await database.write(
        """
        UPDATE events SET starts = '2026-12-14', ends = '2026-12-18', version = ?,
            dates_edited = '2026-11-20'
        """,
        version,
    )


async def test_what_an_admin_changed_before_revisions_were_kept_holds(empty, events, sheet):
    await import_events(empty, sheet({}))
    (event,) = await events.live()
    await move_before_revisions(empty, "706fe04fb7df6397")
    upgraded = await import_events(empty, sheet({"short": "GITEX"}))
    kept = await events.event(event.id)
    assert (kept.starts, kept.label, upgraded.conflicts) == (date(2026, 12, 14), "GITEX", ())
    assert kept.dates_edited == date(2026, 11, 20)
    assert (await import_events(empty, sheet({"short": "GITEX"}))).changed == 0


async def test_a_file_that_changed_with_the_upgrade_asks_about_what_an_admin_changed(
    empty, events, sheet
):
    await import_events(empty, sheet({}))
    (event,) = await events.live()
    await move_before_revisions(empty, "another")
    upgraded = await import_events(empty, sheet({"city": "Абу-Даби"}))
    kept = await events.event(event.id)
    assert (kept.starts, kept.city) == (date(2026, 12, 14), "Абу-Даби")
    assert [each.clash.field for each in upgraded.conflicts] == ["start", "end"]


async def test_a_bad_file_leaves_everything_as_it_was(empty, events, sheet):
    await import_events(empty, sheet({}))
    before = await revision(empty)
    with pytest.raises(ContentError, match="строка 3: start"):
        await import_events(empty, sheet({"name": "Новое"}, {"key": "b", "start": "скоро"}))
    assert [event.name for event in await events.live()] == ["GITEX Global 2026"]
    assert await revision(empty) == before


async def test_a_file_without_rows_removes_nothing_unless_asked(empty, events, sheet):
    assert (await import_events(empty, sheet())).total == 0  # nothing was there
    await import_events(empty, sheet({}, {"key": "second"}))
    for delimiter in ",;":
        nothing = sheet(delimiter=delimiter)
        header = nothing.read_text(encoding="utf-8")
        nothing.write_text(f"{header}{delimiter * 3}\n\n", encoding="utf-8")
        with pytest.raises(ContentError, match=r"нет ни одной строки.*\(2\).*--empty"):
            await import_events(empty, nothing)
    assert len(await events.live()) == 2
    assert (await import_events(empty, sheet(), allow_empty=True)).removed == 2
    assert await events.live() == ()


@pytest.mark.parametrize(
    ("changes", "sequence"),
    [
        ({"start": "2026-12-08"}, 1),
        ({"end": "2026-12-12"}, 1),
        ({"end": ""}, 1),
        ({"status": "cancelled"}, 1),
        ({"start": "", "end": "", "status": "unconfirmed"}, 1),
        ({"name": "GITEX"}, 0),
        ({"apply_by": "2026-12-01"}, 0),
    ],
)
async def test_the_sequence_grows_when_dates_or_status_change(
    empty, events, sheet, changes, sequence
):
    await import_events(empty, sheet({}))
    (before,) = await events.live()
    await import_events(empty, sheet(changes))
    (after,) = await events.live()
    assert (after.id, after.sequence) == (before.id, sequence)


async def test_a_removed_event_is_remembered_by_name_and_returns_under_its_id(empty, events, sheet):
    await import_events(empty, sheet({}, {"key": "second", "name": "Вторая"}))
    second = await events.find_key("second")
    removed = await import_events(empty, sheet({}))
    assert removed.removed == 1
    for look in (events.event(second.id), events.find_key("second")):
        with pytest.raises(EventRemovedError) as gone:
            await look
        assert gone.value.name == "Вторая"
    await import_events(empty, sheet({}, {"key": "second", "name": "Вторая"}))
    assert await events.event(second.id) == second
    with pytest.raises(NotFoundError):
        await events.event(99)


async def test_an_admins_change_holds_and_what_the_file_says_else_is_told(empty, events, sheet):
    await import_events(empty, sheet({}))
    (event,) = await events.live()
    moved = (date(2027, 1, 11), date(2027, 1, 15))
    before = await revision(empty)
    await events.reschedule(ADMIN, event.id, EventDates(*moved, Status.UNCONFIRMED), 0)
    assert await revision(empty) == before + 1

    await import_events(empty, sheet({}, {"key": "second"}))
    kept = await events.event(event.id)
    assert (kept.starts, kept.ends, kept.status, kept.sequence) == (*moved, "unconfirmed", 1)
    assert "2027-01-11" in write(await stored_rows(empty, EventRow))

    row = {"end": "2026-12-10", "city": "Абу-Даби"}
    said = await import_events(empty, sheet(row, {"key": "second"}))
    kept = await events.event(event.id)
    assert (kept.ends, kept.status, kept.sequence) == (moved[1], "unconfirmed", 1)
    assert kept.city == "Абу-Даби"
    assert said.conflicts == (Conflict(event.key, Clash("end", "2027-01-15", "2026-12-10")),)
    (waits,) = await empty.rows("SELECT kind, subject_id, field, theirs FROM conflicts")
    assert tuple(waits.values()) == ("event", event.id, "end", '"2026-12-10"')
    (told,) = await empty.rows("SELECT before, after FROM audit WHERE action = 'keep from import'")
    assert tuple(told.values()) == ('{"end": "2026-12-10"}', '{"end": "2027-01-15"}')


async def test_dates_that_do_not_fit_together_stay_as_they_are(empty, events, sheet):
    await import_events(empty, sheet({}))
    (event,) = await events.live()
    moved = EventDates(date(2026, 12, 9), date(2026, 12, 11), Status.CONFIRMED)
    await events.reschedule(ADMIN, event.id, moved, event.sequence)
    said = await import_events(empty, sheet({"end": "2026-12-08"}))
    assert (await events.event(event.id)).dates == moved
    assert [each.clash.field for each in said.conflicts] == ["end"]


async def test_a_date_that_was_corrected_and_set_back_is_not_undone_by_an_older_file(
    empty, events, sheet
):
    older = {"start": "2026-12-01", "end": "2026-12-05"}
    await import_events(empty, sheet(older))
    await import_events(empty, sheet({}))
    (event,) = await events.live()
    moved = EventDates(date(2026, 12, 14), date(2026, 12, 18), Status.CONFIRMED)
    await events.reschedule(ADMIN, event.id, moved, event.sequence)
    await events.reschedule(ADMIN, event.id, event.dates, event.sequence + 1)
    said = await import_events(empty, sheet(older))
    assert (await events.event(event.id)).dates == event.dates
    assert [each.clash.field for each in said.conflicts] == ["start", "end"]


async def test_a_correction_that_went_to_the_files_is_not_undone_by_an_older_file(
    empty, events, sheet, tmp_path
):
    await import_events(empty, sheet({}))
    (event,) = await events.live()
    moved = EventDates(date(2026, 12, 14), date(2026, 12, 18), Status.CONFIRMED)
    await events.reschedule(ADMIN, event.id, moved, event.sequence)
    exported = tmp_path / "exported.csv"
    exported.write_text(write(await stored_rows(empty, EventRow)), encoding="utf-8")
    await import_events(empty, exported)
    newer = {"start": "2026-12-15", "end": "2026-12-18"}
    assert (await import_events(empty, sheet(newer))).conflicts == ()
    assert (await events.event(event.id)).starts == date(2026, 12, 15)
    assert len((await import_events(empty, sheet({}))).conflicts) == 2
    assert (await events.event(event.id)).starts == date(2026, 12, 15)


async def test_a_change_is_marked_until_the_file_says_other_dates_or_another_source(
    empty, events, sheet, tmp_path
):
    await import_events(empty, sheet({}))
    (event,) = await events.live()
    assert (event.dates_edited, event.status_edited) == (None, None)
    moved = (date(2027, 1, 11), date(2027, 1, 15))
    await events.reschedule(ADMIN, event.id, EventDates(*moved, Status.UNCONFIRMED), 0)
    exported = tmp_path / "exported.csv"
    exported.write_text(write(await stored_rows(empty, EventRow)), encoding="utf-8")
    await import_events(empty, exported)
    kept = await events.event(event.id)
    assert kept.dates_edited == kept.status_edited == kept.today

    terms = {"start": "2027-01-11", "end": "2027-01-15", "status": "unconfirmed"}
    await import_events(empty, sheet(terms | {"source_date": "2026-11-30"}))
    said = await events.event(event.id)
    assert (said.starts, said.dates_edited, said.status_edited) == (moved[0], None, None)


async def test_what_is_stored_is_what_the_file_said(empty, sheet):
    path = sheet({"note": "=1\nдве строки", "apply_by": "2026-12-01"}, {"key": "b", "end": ""})
    await import_events(empty, path)
    assert await stored_rows(empty, EventRow) == read(path)


async def test_a_changed_calendar_is_found_by_the_search(services, database, sheet):
    from_file = sheet({"key": "neftegaz-2027", "name": "Нефтегаз 2027", "questions": "нефтегаз"})
    await import_events(database, from_file)
    for _ in range(20):  # each question waits a moment for the index to follow
        found = await services.answering.find("нефтегаз 2027")
        if found.hits and found.hits[0].kind == "event":
            break
    assert found.hits[0].key == "events/neftegaz-2027"
    assert (await services.answering.card(found.hits[0])).event.name == "Нефтегаз 2027"


async def test_of_three_hundred_events_none_is_read_again(empty, events, sheet, monkeypatch):
    rows = ({"key": f"fair-{n}", "country": f"Страна {n % 40}"} for n in range(300))
    assert (await import_events(empty, sheet(*rows))).changed == 300
    await events.live()
    asked = []
    ask = Database.rows

    async def counted(self, sql, *values):
        asked.append(sql)
        return await ask(self, sql, *values)

    monkeypatch.setattr(Database, "rows", counted)
    page = await events.page(EventFilter(show=ListFilter.AHEAD), 3)
    assert (page.total, page.page, asked) == (300, 3, [])
