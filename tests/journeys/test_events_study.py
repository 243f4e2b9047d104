"""Dates of students and companies in the calendar: found, followed, reminded of, carried away."""

from datetime import date, datetime

import icalendar
import pytest

from bot.events import texts as events_texts
from bot.events.buttons import OpenEvent, OpenEvents
from bot.events.importer import import_events
from bot.events.models import EventKind, ListFilter
from bot.events.spreadsheet import DateRow, read_rows, write
from bot.knowledge import texts as knowledge_texts
from bot.knowledge.models import label_number
from bot.reminders import texts as reminders_texts
from bot.reminders.buttons import FollowEvents
from bot.settings import DATES
from bot.ui import texts as ui_texts
from tests.calendar_rows import change_event
from tests.clock import MOSCOW

FIRST_OF_DECEMBER = datetime(2026, 12, 1, 12, tzinfo=MOSCOW)
STUDY, EXHIBITIONS = "Календарь учёбы\n", f"{events_texts.CALENDAR}\n"
EGE, IN_LIST = "Последний день подать заявление на ЕГЭ-2027", "ЕГЭ-2027: последний день заявки"


@pytest.fixture
async def ege(services):
    return await services.events.find_key("gia11/apply-2027")


@pytest.fixture
def dates_file(database, tmp_path):
    """Import the dates with one more, or with what is given changed in that of the ЕГЭ."""

    async def write_dates(**changes: str) -> None:
        rows = {row.key: row for row in read_rows(DATES, DateRow)}
        row = rows["gia11/apply-2027"]
        new = DateRow.model_validate(row.model_dump() | changes)
        path = tmp_path / "dates.csv"
        path.write_text(write((rows | {new.key: new}).values(), DateRow), encoding="utf-8")
        await import_events(database, path, DateRow)

    return write_dates


async def open_calendar(person, role: str) -> None:
    await person.writes("/start")
    await person.presses(role)
    await person.presses(events_texts.CALENDAR_SHORT)


async def test_a_student_sees_dates_of_study_first_and_exhibitions_a_tap_away(person):
    await open_calendar(person, knowledge_texts.STUDENT)
    assert STUDY in person.screen.text
    assert f"2. ❔ {IN_LIST} · 1 февраля\n" in person.screen.text
    assert "GITEX" not in person.screen.text
    await person.presses(events_texts.FILTERS)
    assert "·Учёба·" in person.screen.buttons
    await person.presses("Выставки")
    assert "GITEX" in person.screen.text
    assert IN_LIST not in person.screen.text


async def test_an_entrepreneur_sees_exhibitions_first_and_all_kinds_together_a_tap_away(person):
    await open_calendar(person, knowledge_texts.BUSINESS)
    assert EXHIBITIONS in person.screen.text
    await person.presses(events_texts.FILTERS)
    assert "·Выставки·" in person.screen.buttons
    await person.presses("Всё")
    assert "Здравоохранение-2026" in person.screen.text
    assert "Остатки спецодежды: маркировка · 30 ноября" in person.screen.text


async def test_what_a_student_types_opens_the_list_that_was_meant(newcomers):
    for typed, chosen in {
        "календарь": STUDY,
        "календарь выставок": EXHIBITIONS,
        "сроки учёбы": STUDY,
        "/start events": STUDY,
    }.items():
        person = next(newcomers)
        await open_calendar(person, knowledge_texts.STUDENT)
        await person.writes(typed)
        assert chosen in person.screen.text, typed


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        ("el::0:0:0:0:0", EXHIBITIONS),
        ("el:h:0:0:0:5:0", "Архив выставок"),
        ("ef:h:0:0:0:0:0:category", "Продукты и напитки"),
    ],
)
async def test_a_button_from_before_there_were_kinds_opens_exhibitions(person, data, shown):
    await open_calendar(person, knowledge_texts.STUDENT)
    await person.opens(data)
    assert shown in "\n".join((person.screen.text, *person.screen.buttons))
    assert "ЕГЭ" not in "\n".join((person.screen.text, *person.screen.buttons))


@pytest.mark.parametrize("data", ["el::0:0:0:0", "el::0:0:0:0:0:0:0", "ef::0:0:0:0:category"])
async def test_a_button_that_no_release_made_explains(person, data):
    await person.writes("/start")
    await person.opens(data)
    assert not any(events_texts.KINDS[kind] in person.screen.buttons for kind in events_texts.KINDS)


async def test_an_alert_from_before_there_were_kinds_is_on_exhibitions(person, database):
    await person.writes("/start")
    await person.opens("ew::0:0:0")
    assert person.toast == reminders_texts.following(reminders_texts.EVERYTHING)
    (row,) = await database.rows("SELECT wanted FROM alerts")
    assert row["wanted"] == "{}"


async def test_the_card_of_a_date_says_what_for_whom_until_when_and_by_which_rule(person):
    await open_calendar(person, knowledge_texts.STUDENT)
    await person.presses(events_texts.FILTERS)
    await person.presses("Тема")
    await person.presses("ЕГЭ (1)")
    assert "ЕГЭ: 1 событие" in person.screen.text
    await person.presses(IN_LIST)
    card = person.screen.text
    assert EGE in card
    assert "предварительно 1 февраля 2027, понедельник" in card
    assert "👥 11-й класс и студенты колледжей" in card
    assert "📜 Порядок ГИА-11 (приказ № 233/552): до 1 февраля включительно" in card
    assert "Источник: gmsib.ru, 2026" in card
    for foreign in ("нашего города", "Заявки", "Организатор", "🏭"):
        assert foreign not in card
    assert person.screen.buttons == [
        *(reminders_texts.SAVE, events_texts.SHARE, events_texts.TO_CALENDAR),
        *(ui_texts.BACK, ui_texts.HOME),
    ]
    await person.presses(ui_texts.BACK)
    assert "ЕГЭ: 1 событие" in person.screen.text


async def test_a_link_to_a_date_opens_it_and_leads_to_its_list(person):
    await person.writes("/start events_gia11_apply-2027")
    assert EGE in person.screen.text
    assert "start%3Devents_gia11_apply-2027" in person.screen.key(events_texts.SHARE)["url"]
    await person.presses(ui_texts.BACK)
    assert STUDY in person.screen.text
    await person.writes("/start events_industry_rop-report")
    await person.presses(ui_texts.BACK)
    assert "Весь календарь" in person.screen.text


async def test_a_followed_date_is_reminded_of_and_goes_into_a_calendar(
    person, world, clock, ege, telegram
):
    await person.writes("/start")
    await person.opens(OpenEvent(event_id=ege.id).pack())
    await person.presses(reminders_texts.SAVE)
    assert person.toast == "Сохранено: «Мои события». Напомню 29 января 2027."
    await person.presses(events_texts.TO_CALENDAR)
    sent = person.messages[-1]["document"]
    assert sent["file_name"] == "gia11-apply-2027.ics"
    calendar = icalendar.Calendar.from_ical(telegram.files.get(sent["file_id"]).data)
    (component,) = calendar.walk("VEVENT")
    assert (component["SUMMARY"], component["DTSTART"].dt) == (EGE, date(2027, 2, 1))
    assert component["STATUS"] == "TENTATIVE"
    clock.now = datetime(2027, 1, 29, 12, tzinfo=MOSCOW)
    await world.tick()
    assert "Скоро: не пропустите" in person.screen.text
    assert "📅 предварительно 1 февраля 2027, понедельник · через 3 дня" in person.screen.text
    await person.presses(IN_LIST)
    assert reminders_texts.UNSAVE in person.screen.buttons


async def test_a_moved_date_is_told_to_who_follows_it(person, world, database, ege, dates_file):
    await person.writes("/start")
    await person.opens(OpenEvent(event_id=ege.id).pack())
    await person.presses(reminders_texts.SAVE)
    await dates_file(start="2027-02-02", end="2027-02-02", status="confirmed")
    await world.tick()
    assert "Новые даты: 2 февраля 2027 (были 1 февраля 2027)" in person.screen.text
    assert "Дата подтверждена" in person.screen.text


async def test_a_new_date_is_told_to_who_follows_study_and_to_nobody_else(
    person, world, clock, dates_file
):
    student, entrepreneur = person, world.person(77)
    for each, data in ((student, FollowEvents(kind=1)), (entrepreneur, FollowEvents())):
        await each.writes("/start")
        await each.opens(data.pack())
    assert student.toast == reminders_texts.following("учёба")
    await dates_file(key="gia11/new", name="Новый срок ЕГЭ", short="")
    clock.now = FIRST_OF_DECEMBER
    await world.tick()
    assert "Новый срок ЕГЭ" in student.screen.text
    assert "Новый срок ЕГЭ" not in entrepreneur.screen.text
    await student.presses("Новый срок ЕГЭ")
    await student.presses(ui_texts.BACK)
    assert STUDY in student.screen.text


async def test_a_question_about_a_date_finds_it(person):
    await person.writes("когда запись на егэ")
    assert EGE in "\n".join((person.screen.text, *person.screen.buttons))
    assert "1 февраля 2027" in person.screen.text


async def test_a_date_that_left_its_file_is_named_by_old_buttons(person, database, ege, tmp_path):
    rows = [row for row in read_rows(DATES, DateRow) if row.key != ege.key]
    path = tmp_path / "dates.csv"
    path.write_text(write(rows, DateRow), encoding="utf-8")
    imported = await import_events(database, path, DateRow)
    assert (imported.changed, imported.removed) == (0, 1)
    await person.writes("/start")
    await person.opens(OpenEvent(event_id=ege.id).pack())
    assert f"«{EGE}» больше нет в календаре" in person.screen.text
    await person.opens(OpenEvents().pack())
    assert "GITEX" in person.screen.text  # the exhibitions are of another file


async def test_the_list_ahead_shows_no_event_without_dates_on_any_page(person):
    await person.writes("/start")
    await person.opens(OpenEvents().pack())
    pages = 1
    while ui_texts.NEXT in person.screen.buttons:
        assert "обычно" not in person.screen.text
        assert events_texts.NO_DATES_SHORT not in person.screen.text
        await person.presses(ui_texts.NEXT)
        pages += 1
    assert pages == 14
    await person.opens(OpenEvents().pack())
    await person.presses(events_texts.FILTERS)
    await person.presses("Обычно в эти месяцы (")
    assert "Обычно в эти месяцы, дата не подтверждена" in person.screen.text
    assert "Обычно в январе\n" in person.screen.text
    assert "❔ Intersec 2027 · ОАЭ\n" in person.screen.text
    await person.presses("Gulfood 2027")
    assert "📅 Обычно в январе" in person.screen.text
    assert events_texts.TO_CALENDAR not in person.screen.buttons
    await person.presses(ui_texts.BACK)
    assert "Обычно в эти месяцы, дата не подтверждена" in person.screen.text


async def test_a_month_has_its_list(person):
    await person.writes("/start")
    await person.opens(OpenEvents().pack())
    await person.presses(events_texts.FILTERS)
    await person.presses("Когда")
    await person.presses("Март 2027 (")
    while True:
        assert "Март 2027: 26 событий" in person.screen.text
        assert "апреля" not in person.screen.text.replace("30 марта – 2 апреля", "")
        if ui_texts.NEXT not in person.screen.buttons:
            break
        await person.presses(ui_texts.NEXT)


async def test_dates_of_one_weak_source_are_preliminary_in_the_list_too(person):
    await person.writes("/start")
    await person.opens(OpenEvents(country=label_number("ОАЭ"), period=202703).pack())
    assert "❔ ArabPlast 2027 · 24–26, Дубай\n" in person.screen.text
    assert events_texts.PRELIMINARY_MARK in person.screen.text


@pytest.mark.parametrize(
    ("moscow", "line"),
    [
        ("yes", "Участие нашего города подтверждено"),
        ("no", "Наш город не участвует"),
        ("unknown", ""),
    ],
)
async def test_participation_of_moscow_is_told_only_where_known(person, database, moscow, line):
    event = await database.row("SELECT id FROM events WHERE key = 'gitex-global-2026'")
    await change_event(database, event["id"], moscow=moscow)
    await person.writes("/start events_gitex-global-2026")
    told = [each for each in person.screen.text.splitlines() if each.startswith("🏙")]
    assert bool(told) is bool(line)
    assert line in "".join(told)


async def test_on_the_first_of_december_a_hundred_dated_events_are_ahead(services, clock):
    clock.now = FIRST_OF_DECEMBER
    live = await services.events.live()
    ahead = [event for event in live if event.starts and not event.past and event.is_exhibition]
    assert len(ahead) >= 100
    page = await services.events.page(OpenEvents().wanted)
    assert (page.total, page.undated) == (len(ahead), 15)
    archive = await services.events.page(OpenEvents(show=ListFilter.ARCHIVE).wanted)
    exhibitions = [event for event in live if event.kind is EventKind.EXHIBITION]
    assert page.total + page.undated + archive.total == len(exhibitions)
