"""An editor sends a spreadsheet: what it would change is shown, then one press does it."""

import asyncio
import io

import pytest
from openpyxl import Workbook, load_workbook

from bot.editing.models import ContentId, DraftKind, Outcome
from bot.events.models import EventDates, Status
from bot.knowledge.models import ContentKind
from bot.questions import texts as questions_texts
from bot.sheets import texts as sheets_texts
from bot.sheets.buttons import ExportSheet, OpenSheets
from bot.sheets.files import read_sheet, write_sheet


@pytest.fixture
async def editor(admin):
    await admin.writes("/menu")
    await admin.presses(questions_texts.EDITORS)
    return admin


async def exported(editor, kind, *, xlsx=True):
    """The file that the bot sends."""
    await editor.opens(ExportSheet(kind=kind, xlsx=xlsx).pack(), editor.menu.id)
    document = editor.messages[-1]["document"]
    return editor.world.telegram.files.get(document["file_id"]).data


async def sends(editor, data, name):
    await editor.sends("document", data, name=name)


def changed(data, key, **cells):
    """The same book, saved anew, with other values in the row of this key."""
    book = load_workbook(io.BytesIO(data))
    sheet = book.active
    header = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        if row[0].value == key:
            for name, value in cells.items():
                row[header.index(name)].value = value
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


@pytest.mark.parametrize("kind", DraftKind)
@pytest.mark.parametrize("xlsx", [True, False])
async def test_what_is_exported_comes_back_as_no_change(editor, kind, xlsx):
    data = await exported(editor, kind, xlsx=xlsx)
    if xlsx:
        book = load_workbook(io.BytesIO(data))
        saved = io.BytesIO()
        book.save(saved)
        data = saved.getvalue()
    await sends(editor, data, "table.xlsx" if xlsx else "table.csv")
    assert sheets_texts.NOTHING_TO_APPLY in editor.screen.text, editor.screen.text
    assert sheets_texts.APPLY not in editor.screen.buttons


async def test_a_changed_row_is_shown_and_applied_by_one_press(editor, services):
    data = await exported(editor, DraftKind.EXHIBITION)
    gitex = await services.events.find_key("gitex-global-2026")
    data = changed(data, gitex.key, start="14 декабря 2026", end="18.12.26", city=" Абу-Даби\n")
    await sends(editor, data, "выставки.xlsx")
    assert f"Изменится: 1\n• {gitex.name}: страна, город, начало, конец" in editor.screen.text
    assert (await services.events.event(gitex.id)).dates == gitex.dates
    await editor.presses(sheets_texts.APPLY)
    assert editor.toast == sheets_texts.UPLOAD_TOASTS[Outcome.DONE]
    after = await services.events.event(gitex.id)
    assert (after.starts.day, after.ends.day, after.city) == (14, 18, "Абу-Даби")
    change = await services.editing.history.latest(ContentId(ContentKind.EVENT, gitex.id))
    assert change.revision.note == sheets_texts.UPLOAD_NOTE


async def test_what_others_changed_since_the_export_is_not_undone(editor, services):
    data = await exported(editor, DraftKind.EXHIBITION)
    gitex = await services.events.find_key("gitex-global-2026")
    moved = EventDates(gitex.starts.replace(day=8), gitex.ends, Status.CONFIRMED)
    await services.events.reschedule(editor.id, gitex.id, moved, gitex.sequence)
    await sends(editor, changed(data, gitex.key, organiser="Новый"), "a.xlsx")
    await editor.presses(sheets_texts.APPLY)
    after = await services.events.event(gitex.id)
    assert (after.dates, after.organiser) == (moved, "Новый")

    await sends(editor, changed(data, gitex.key, start="2026-12-09"), "a.xlsx")
    assert "останется как там" in editor.screen.text
    assert f"• {gitex.name}: начало" in editor.screen.text


async def test_removing_much_takes_a_second_press(editor, services):
    data = await exported(editor, DraftKind.EXHIBITION)
    book = load_workbook(io.BytesIO(data))
    before = len([each for each in await services.events.live() if each.is_exhibition])
    book.active.delete_rows(30, 100)
    saved = io.BytesIO()
    book.save(saved)
    await sends(editor, saved.getvalue(), "a.xlsx")
    assert "Будет снято" in editor.screen.text
    await editor.presses(sheets_texts.APPLY)
    assert f"Снять 100 из {before}?" in editor.screen.text
    assert len([each for each in await services.events.live() if each.is_exhibition]) == before
    await editor.presses(sheets_texts.APPLY_SURELY)
    after = len([each for each in await services.events.live() if each.is_exhibition])
    assert after == before - 100


@pytest.mark.parametrize("title", ["Снегоуборщик", None])
async def test_of_two_presses_at_the_same_moment_one_applies_the_table(editor, services, title):
    uploads, grant = services.editing.uploads, "export/money/grant"
    said, revisions = await uploads.export(DraftKind.ANSWER, editor.id)
    if title:
        said[grant] = {**said[grant], "title": title}
    file = write_sheet(DraftKind.ANSWER, said, revisions, xlsx=False)
    upload_id = await uploads.keep(editor.id, file.name, read_sheet(file.name, file.content))
    presses = (uploads.apply(upload_id, editor.id, "") for _ in range(2))
    done = await asyncio.gather(*presses, return_exceptions=True)
    assert sorted(type(each).__name__ for each in done) == ["NotFoundError", "Outcome"]
    rows = await services.resources.database.rows(
        "SELECT 1 FROM revisions WHERE author_id = ?", editor.id
    )
    assert len(rows) == (1 if title else 0)


async def test_an_answer_is_added_and_problems_are_told_by_row_and_column(editor, services):
    said, revisions = await services.editing.uploads.export(DraftKind.ANSWER, editor.id)
    fields = {
        "title": "Снегоуборщик",
        "audience": ["business"],
        "questions": ["куда деть снегоуборщик"],
        "sources": [{"title": "ТАСС", "date": "2025-12-05"}],
        "body": "=Тут **жирно**.",
    }
    new = said | {"export/money/snow": fields}
    file = write_sheet(DraftKind.ANSWER, new, revisions, xlsx=True)
    await sends(editor, file.content, "a.xlsx")
    assert "Новое: 1\n• Снегоуборщик" in editor.screen.text
    await editor.presses(sheets_texts.APPLY)
    link = await services.knowledge.find_key("export/money/snow")
    assert (await services.knowledge.answer(link.id, 0)).html == "=Тут <b>жирно</b>."

    broken = changed(file.content, "export/money/snow", audience="pirate", checked="скоро")
    await sends(editor, broken, "a.xlsx")
    assert "⚠️ a.xlsx, строка" in editor.screen.text
    assert "audience" in editor.screen.text


async def test_a_cell_that_begins_like_a_formula_is_text_both_ways(services, editor):
    said, revisions = await services.editing.uploads.export(DraftKind.ANSWER, editor.id)
    key = "export/money/grant"
    for body in ("- раз\n- два", "=1+1", "+7 495 000-00-00", "@кто"):
        fields = said[key] | {"body": body}
        file = write_sheet(DraftKind.ANSWER, {key: fields}, revisions, xlsx=False)
        assert f"'{body[0]}".encode() in file.content
        assert read_sheet("a.csv", file.content).rows[key].fields["body"] == body


async def test_what_cannot_be_read_is_refused_with_advice(editor):
    for name, data, told in (
        ("a.csv", "ключ;название\nвыставка промышленности и торговли".encode("cp866"), "cp866"),
        ("a.xls", b"\xd0\xcf\x11\xe0old", "сохраните файл как .xlsx"),
        ("a.xlsx", b"PK\x03\x04broken", "не читается"),
        ("a.csv", b"key;name\n", "столбца нет"),
    ):
        await sends(editor, data, name)
        assert told in editor.screen.text, editor.screen.text
        assert "ничего не изменилось" in editor.screen.text


async def test_what_excel_makes_of_cells_is_read(editor, services):
    """Numbers of days, moments, no-break spaces, another separator, Windows-1251."""
    said, _ = await services.editing.uploads.export(DraftKind.DATE, editor.id)
    file = write_sheet(DraftKind.DATE, said, {}, xlsx=False)
    text = file.content.decode("utf-8-sig")
    for data in (text.encode("utf-16"), text.encode("utf-8")):
        sheet = read_sheet("a.csv", data)
        assert sheet.kind is DraftKind.DATE
        assert {key: row.fields for key, row in sheet.rows.items()} == {
            key: {name: each for name, each in fields.items() if name in row_names(sheet)}
            for key, fields in said.items()
        }


def row_names(sheet):
    return next(iter(sheet.rows.values())).names


async def test_a_stranger_who_sends_a_table_is_answered_as_for_any_file(person, services):
    book = Workbook()
    saved = io.BytesIO()
    book.save(saved)
    await person.writes("/start")
    await person.sends("document", saved.getvalue(), name="a.xlsx")
    assert "Таблицу" not in person.screen.text


async def test_the_page_of_tables_is_a_press_away(editor):
    await editor.presses(sheets_texts.SHEETS)
    assert sheets_texts.SHEETS_HINT.split("</b>")[1].strip()[:20] in editor.screen.text
    await editor.opens(OpenSheets().pack())
    assert "⬇️ Ответы (Excel)" in editor.screen.buttons
