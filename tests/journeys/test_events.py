"""From the menu to an exhibition: filters, cards, the archive, a file for one's own calendar."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.events import texts as events_texts
from bot.events.buttons import AddToCalendar, OpenEvent, OpenEvents
from bot.events.import_repository import stored_rows
from bot.events.importer import import_events
from bot.events.models import EventDates, Guide, Status
from bot.events.spreadsheet import EventRow, write
from bot.knowledge import texts as knowledge_texts
from bot.reminders import texts as reminders_texts
from bot.storage.database import Database
from bot.ui import texts as ui_texts
from tests.fixtures import ADMIN

MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.fixture
async def visitor(person):
    await person.writes("/start")
    await person.presses(knowledge_texts.JUST_MENU)
    await person.presses(events_texts.CALENDAR_SHORT)
    return person


@pytest.fixture
def queries(monkeypatch):
    """Every statement that is read, as it is asked."""
    asked: list[str] = []
    ask = Database.rows

    async def counted(self, sql, *values):
        asked.append(sql)
        return await ask(self, sql, *values)

    monkeypatch.setattr(Database, "rows", counted)
    return asked


async def test_the_calendar_shows_the_next_ten_by_month_and_one_row_of_ways_on(visitor):
    screen = visitor.screen.text
    assert "\n7. GITEX Global 2026 · 7–11, ОАЭ\n" in screen
    assert screen.index("Идёт сейчас") < screen.index("Декабрь 2026") < screen.index("GITEX")
    assert "SIAL" not in screen
    assert visitor.screen.buttons == [
        *map(str, range(1, 11)),
        *("1/14", ui_texts.NEXT),
        *(events_texts.FILTERS, reminders_texts.FOLLOW_SHORT, events_texts.ARCHIVE),
        ui_texts.HOME,
    ]


async def test_what_the_city_has_done_stands_above_the_archive_alone(visitor, services):
    figures = services.events.notes.archive
    assert figures not in visitor.screen.text
    await visitor.presses(events_texts.ARCHIVE)
    screen = visitor.screen.text
    assert figures in screen
    await visitor.presses(events_texts.GUIDES[Guide.TOTALS])
    assert "больше 150 выставок и миссий" in visitor.screen.text
    await visitor.presses(ui_texts.BACK)
    assert visitor.screen.text == screen


async def test_the_figures_are_those_of_the_answer_they_lead_to(services):
    found = await services.knowledge.find_key("exhibitions/results/mosprom-totals")
    answer = await services.knowledge.answer(found.id, 1)
    for figure in ("больше 150", "больше 1 000", "2019–2025", "Саудовская Аравия, Мексика, Индия"):
        assert figure in services.events.notes.archive
        assert figure in answer.html.replace("<b>", "").replace("</b>", "")


async def test_a_card_says_when_where_how_sure_and_from_where(visitor):
    listed = visitor.screen.text
    await visitor.presses("GITEX Global 2026")
    card = visitor.screen.text
    assert "7–11 декабря 2026, понедельник — пятница · через 14 дней" in card
    assert "7–\N{WORD JOINER}11" in visitor.screen.message["text"]  # it stays in one line
    assert "📍 ОАЭ, Дубай" in card
    assert "наш" not in card.lower()  # nobody says whether it takes part
    assert "Заявки" not in card  # nor until when
    assert card.startswith("🗓 Календарь выставок › ОАЭ\n")
    assert "Источник: gulfnews.com, 16.10.2025" in card
    await visitor.presses(events_texts.GUIDES[Guide.CITY_PAYS])
    assert "аренду площади" in visitor.screen.text
    await visitor.presses(ui_texts.BACK)
    assert visitor.screen.text == card
    await visitor.presses(ui_texts.BACK)
    assert visitor.screen.text == listed


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (datetime(2026, 12, 6, 23, 59, tzinfo=MOSCOW), "🟢 Предстоит"),
        (datetime(2026, 12, 7, 0, 0, tzinfo=MOSCOW), "🔵 Идёт сейчас"),
        (datetime(2026, 12, 11, 23, 59, tzinfo=MOSCOW), "последний день"),
        (datetime(2026, 12, 12, 0, 0, tzinfo=MOSCOW), "🗄 Уже прошло"),
    ],
)
async def test_midnight_in_moscow_changes_the_card_and_the_list(person, clock, now, said):
    clock.now = now
    await person.writes("/start events_gitex-global-2026")
    assert said in person.screen.text
    finished = "Уже прошло" in said
    assert (events_texts.TO_CALENDAR in person.screen.buttons) is not finished
    await person.presses(ui_texts.BACK)
    assert ("GITEX Global 2026" in person.screen.text) is not finished


async def test_applications_close_at_midnight(person, clock, database, sheet_of_one):
    await sheet_of_one(apply_by="2026-11-30")
    clock.now = datetime(2026, 11, 30, 23, 59, tzinfo=MOSCOW)
    await person.writes("/start events_new")
    assert "📝 Идёт приём заявок" in person.screen.text
    assert "Заявки — до 30 ноября 2026, понедельник (сегодня)" in person.screen.text
    clock.now += timedelta(minutes=1)
    await person.writes("/start events_new")
    assert "🟢 Предстоит" in person.screen.text
    assert "Заявки принимали до 30 ноября 2026" in person.screen.text


async def test_filters_combine_and_going_back_skips_the_choices(visitor):
    await visitor.presses(events_texts.ARCHIVE)
    assert "SIAL" not in visitor.screen.text
    await narrows(visitor, "Страна", "Китай (9)")
    assert "Китай, архив: 9 событий" in visitor.screen.text
    await narrows(visitor, "Отрасль", "Продукты и напитки (3)")
    await narrows(visitor, "Когда", "2025 год (1)")
    assert "SIAL (Китай) 2025 · даты не названы, Китай, с участием города" in visitor.screen.text
    await narrows(visitor, "📌 архив")
    assert "✓ Архив (1)" in visitor.screen.buttons
    await visitor.presses(ui_texts.BACK)
    await visitor.presses(events_texts.RESET)
    assert "Архив: 46 событий" in visitor.screen.text
    await visitor.presses(events_texts.AHEAD)
    await visitor.presses(ui_texts.HOME)
    assert knowledge_texts.HOME_HINT in visitor.screen.text


async def narrows(visitor, *labels: str) -> None:
    """Open the filters and press these buttons one after another."""
    for label in (events_texts.FILTERS, *labels):
        await visitor.presses(label)


async def test_back_from_the_filters_is_the_page_that_was_left(visitor):
    await visitor.presses(ui_texts.NEXT)
    second = visitor.screen.text
    await narrows(visitor, "Страна", ui_texts.BACK, ui_texts.BACK)
    assert "Предстоящие: 134 события" in visitor.screen.text
    await visitor.presses(ui_texts.NEXT)
    await narrows(visitor, ui_texts.BACK)
    assert visitor.screen.text == second


async def test_nothing_found_says_so_and_offers_the_nearest(visitor):
    await narrows(visitor, "Страна", "Где впереди пусто", "Марокко (0)")
    assert events_texts.NOTHING in visitor.screen.text
    await visitor.presses("Архив — 3 события")
    assert "Марокко, архив: 3 события" in visitor.screen.text
    await narrows(visitor, "🌍 Марокко", "Любая страна")
    assert "Архив: 46 событий" in visitor.screen.text


async def test_a_choice_that_filters_left_empty_says_so_and_offers_to_drop_them(visitor):
    for facet in (events_texts.FACETS["period"], events_texts.FACETS["category"]):
        await narrows(visitor, "Страна", "Где впереди пусто", "Марокко (0)")
        await narrows(visitor, facet)
        assert events_texts.NO_OPTIONS in visitor.screen.text
        assert not [label for label in visitor.screen.buttons if label.endswith(")")]
        await visitor.presses(events_texts.RESET)
        assert "Предстоящие: 134 события" in visitor.screen.text


async def test_what_shows_nothing_is_folded_and_only_where_it_leads_on(visitor):
    await narrows(visitor, "Страна")
    assert events_texts.COUNTED in visitor.screen.text
    assert visitor.screen.buttons[:2] == ["Россия (76)", "Узбекистан (8)"]
    assert not [label for label in visitor.screen.buttons if label.endswith("(0)")]
    await visitor.presses(ui_texts.NEXT)
    assert ui_texts.NEXT not in visitor.screen.buttons
    await visitor.presses("Где впереди пусто (5)")
    assert events_texts.NONE_YET in visitor.screen.text
    assert visitor.screen.buttons[:2] == ["Египет (0)", "Индия (0)"]
    await visitor.presses(ui_texts.PREVIOUS)
    await visitor.presses("Сербия (1)")
    await narrows(visitor, "Отрасль")
    assert visitor.screen.buttons == ["Многоотраслевые (1)", ui_texts.BACK, ui_texts.HOME]
    await visitor.presses(ui_texts.BACK)
    await visitor.presses(events_texts.FACETS["show"])
    assert not [label for label in visitor.screen.buttons if label.endswith("(0)")]


async def test_what_moscow_took_part_in_has_its_own_archive(visitor):
    await narrows(visitor, events_texts.FACETS["show"], "Архив: где был наш город", ui_texts.NEXT)
    assert "Film Bazaar 2023" in visitor.screen.text
    await visitor.presses("Film Bazaar 2023")
    assert events_texts.PAST_EDITION in visitor.screen.text
    assert events_texts.NO_DATES in visitor.screen.text
    assert events_texts.MOSCOW[True] in visitor.screen.text


async def test_a_fair_without_an_end_does_not_invent_one(person):
    await person.writes("/start events_canton-fair-138")
    assert "с 15 октября 2025, среда; день окончания уточните" in person.screen.text


async def test_every_screen_of_the_calendar_costs_no_query_and_fits_its_buttons(visitor, queries):
    for label in (
        *(events_texts.ARCHIVE, ui_texts.NEXT),
        *(events_texts.FILTERS, "Страна", "Китай (9)"),
        *(events_texts.FILTERS, "Отрасль", ui_texts.BACK, ui_texts.BACK),
    ):
        queries.clear()
        await visitor.presses(label)
        assert queries == [], label
        for key in visitor.screen.keys:
            assert len(key.get("callback_data", "").encode()) <= 64


async def test_the_deepest_filters_keep_the_whole_way_home(visitor):
    full = OpenEvents(country=16777215, category=16777215, period=2027, show=6, page=99)
    here = full.after(OpenEvents())
    assert here.back == OpenEvents().pack()
    assert OpenEvent(event_id=99999).after(here).back == here.pack()


async def test_an_event_goes_into_ones_own_calendar(visitor):
    await visitor.presses("GITEX Global 2026")
    await visitor.presses(events_texts.TO_CALENDAR)
    sent = visitor.messages[-1]
    assert sent["document"]["file_name"] == "gitex-global-2026.ics"
    assert sent["document"]["mime_type"] == "text/calendar"
    data = visitor.world.telegram.files.get(sent["document"]["file_id"]).data
    assert b"DTSTART;VALUE=DATE:20261207" in data


async def test_an_event_that_lost_its_dates_is_not_put_into_a_calendar(visitor, services):
    found = await services.events.find_key("gitex-global-2026")
    await visitor.presses("GITEX Global 2026")
    card = visitor.screen
    await services.events.reschedule(ADMIN, found.id, EventDates(None, None, Status.UNCONFIRMED), 0)
    await visitor.presses(events_texts.TO_CALENDAR, card)
    assert (visitor.toast, visitor.alert) == (events_texts.NO_FILE, True)
    await visitor.opens(OpenEvent(event_id=found.id).pack())
    assert events_texts.STATES["unconfirmed"] in visitor.screen.text
    assert events_texts.NO_DATES in visitor.screen.text
    await visitor.presses(ui_texts.BACK)
    assert "GITEX" not in visitor.screen.text
    await narrows(visitor, "Обычно в эти месяцы (16)")
    await narrows(visitor, "Страна", "ОАЭ (")
    assert "❔ GITEX Global 2026 · даты не названы, Дубай" in visitor.screen.text


async def test_preliminary_dates_are_called_so(visitor, services):
    found = await services.events.find_key("gitex-global-2026")
    terms = EventDates(date(2026, 12, 7), date(2026, 12, 7), Status.UNCONFIRMED)
    await services.events.reschedule(ADMIN, found.id, terms, 0)
    await visitor.opens(OpenEvent(event_id=found.id).pack())
    assert "предварительно 7 декабря 2026, понедельник · через 14 дней" in visitor.screen.text


async def test_a_cancelled_event_leaves_the_list_and_says_so_on_its_card(visitor, services):
    found = await services.events.find_key("gitex-global-2026")
    terms = EventDates(found.starts, found.ends, Status.CANCELLED)
    await services.events.reschedule(ADMIN, found.id, terms, 0)
    await visitor.opens(OpenEvents().pack())
    assert "GITEX Global 2026" not in visitor.screen.text
    await narrows(visitor, events_texts.FACETS["show"], "Отменённые (1)")
    await visitor.presses("GITEX Global 2026")
    assert events_texts.STATES["cancelled"] in visitor.screen.text
    assert "через" not in visitor.screen.text


async def test_an_old_button_of_a_removed_event_explains(visitor, services, database, sheet_of_one):
    old = visitor.screen
    found = await services.events.find_key("gitex-global-2026")
    await sheet_of_one(short="Новая")
    await visitor.presses("GITEX Global 2026", old)
    assert "«GITEX Global 2026» больше нет в календаре" in visitor.screen.text
    await visitor.opens(AddToCalendar(event_id=found.id).pack())
    assert "«GITEX Global 2026» больше нет в календаре" in visitor.screen.text
    assert "1. Новая · 3–5, Индонезия" in visitor.screen.text
    await visitor.writes("/start events_gitex-global-2026")
    assert "«GITEX Global 2026» больше нет в календаре" in visitor.screen.text
    await visitor.writes("/start events_never-was")
    assert visitor.screen.text == ui_texts.GONE


async def test_an_empty_calendar_is_a_working_screen(visitor, database, tmp_path):
    path = tmp_path / "none.csv"
    path.write_text(write(()), encoding="utf-8")
    await import_events(database, path, allow_empty=True)
    await visitor.opens(OpenEvents().pack())
    assert events_texts.NOTHING_AT_ALL in visitor.screen.text
    await narrows(visitor, "Страна", ui_texts.BACK, ui_texts.BACK)
    await visitor.presses(ui_texts.HOME)


async def test_a_question_about_an_exhibition_opens_its_card(person):
    await person.writes("гитекс когда")
    assert "7–11 декабря 2026, понедельник — пятница" in person.screen.text
    assert events_texts.TO_CALENDAR in person.screen.buttons
    assert "через 14 дней" in person.screen.text


async def test_an_event_is_shared_by_a_link_that_opens_it(visitor):
    await visitor.writes("/start events_expo-2027-belgrade")
    link = visitor.screen.key(events_texts.SHARE)["url"]
    assert "start%3Devents_expo-2027-belgrade" in link
    await visitor.writes("/start events_expo-2027-belgrade")
    assert "15 мая – 15 августа 2027 · через 173 дня" in visitor.screen.text  # no weekdays
    await visitor.writes("/start events")
    assert events_texts.TITLE.replace("<b>", "").replace("</b>", "") in visitor.screen.text


async def test_inline_mode_gives_events_too(person):
    results = (await person.asks_inline("гитекс когда"))["results"]
    first = results[0]
    assert first["title"] == "GITEX Global 2026"
    assert "7–11 декабря 2026" in first["description"]
    assert "events_gitex-global-2026" in str(first["reply_markup"])
    assert len({result["id"] for result in results}) == len(results)


async def test_every_event_of_the_real_calendar_has_a_card_that_telegram_takes(person, services):
    for event in await services.events.live():
        await person.writes(f"/start events_{event.key}")
        assert event.name in person.screen.text
        if event.status is not Status.UNCONFIRMED:
            continue
        undated = {events_texts.usually(event) or events_texts.NO_DATES}
        assert (undated if event.starts is None else {events_texts.PRELIMINARY}) <= {
            words for words in (*undated, events_texts.PRELIMINARY) if words in person.screen.text
        }


@pytest.fixture
def sheet_of_one(database, tmp_path):
    """Import a calendar of one exhibition; what differs from it is given."""

    async def fill(**changes: str) -> None:
        (row, *_) = await stored_rows(database, EventRow)
        new = {"key": "new", "name": "Новая выставка 2026", "status": "confirmed"} | changes
        path = tmp_path / "one.csv"
        path.write_text(write([row.model_validate(row.model_dump() | new)]), encoding="utf-8")
        await import_events(database, path)

    return fill
