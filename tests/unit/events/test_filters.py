from dataclasses import replace
from datetime import date

import pytest

from bot.events.filters import PAGE_SIZE, Calendar
from bot.events.models import Event, EventFilter, Facet, ListFilter, Status
from bot.knowledge.models import label_number
from tests.unit.events.test_models import EVENT

TODAY = date(2027, 1, 1)


def made(event_id: int, country: str, category: str, starts: date | None, **more) -> Event:
    changes = {"ends": starts, "apply_by": None, "today": TODAY, "name": f"Событие {event_id}"}
    return replace(
        EVENT,
        id=event_id,
        country=country,
        category=category,
        starts=starts,
        **changes | more,
    )


EVENTS = (
    made(1, "Китай", "Еда", date(2027, 5, 1)),
    made(2, "Китай", "ИТ", date(2027, 1, 20), apply_by=date(2027, 1, 1)),
    made(3, "ОАЭ", "Еда", date(2026, 12, 30), ends=date(2027, 1, 1)),
    made(4, "ОАЭ", "Еда", date(2026, 5, 1), moscow=True),
    made(5, "Индия", "Еда", None, name="Ярмарка 2025", status=Status.UNCONFIRMED),
    made(6, "Индия", "Еда", None, name="Ярмарка 2027", status=Status.UNCONFIRMED),
    made(7, "ОАЭ", "ИТ", date(2027, 6, 1), status=Status.CANCELLED),
)


def event_page(events, wanted, page):
    return Calendar(events).page(wanted, page)


def options(events, wanted, facet):
    return Calendar(events).options(wanted, facet)


def found(**wanted) -> list[int]:
    return [event.id for event in event_page(EVENTS, EventFilter(**wanted), 0).events]


@pytest.mark.parametrize(
    ("show", "ids"),
    [
        (ListFilter.AHEAD, [3, 2, 1]),
        (ListFilter.APPLY, [2]),
        (ListFilter.ON, [3]),
        (ListFilter.UNCONFIRMED, [6]),
        (ListFilter.CANCELLED, [7]),
        (ListFilter.ARCHIVE, [4, 5]),
        (ListFilter.MOSCOW, [4]),
    ],
)
def test_each_list_holds_its_events_in_its_order(show, ids):
    assert found(show=show) == ids


def test_filters_combine():
    china, food = label_number("Китай"), label_number("Еда")
    assert found(country=china) == [2, 1]
    assert found(country=china, category=food) == [1]
    assert found(country=china, period=30) == [2]
    assert found(period=30) == [3, 2]
    assert found(period=2027) == [3, 2, 1]
    assert found(period=2027, show=ListFilter.UNCONFIRMED) == [6]
    assert found(period=2026) == [3]
    assert found(period=2026, show=ListFilter.ARCHIVE) == [4]


def test_an_event_of_no_known_year_fits_no_period():
    nowhen = made(8, "Китай", "Еда", None, name="Без года", status=Status.UNCONFIRMED)
    undated = EventFilter(show=ListFilter.UNCONFIRMED)
    assert undated.matches(nowhen)
    assert not EventFilter(period=2027).matches(nowhen)
    assert not EventFilter(period=365).matches(nowhen)
    page = event_page((*EVENTS, nowhen), undated, 0)
    assert page.events[-1].id == 8


def test_nothing_found_offers_the_fewest_facets_to_drop():
    page = event_page(EVENTS, EventFilter(label_number("ОАЭ"), label_number("ИТ")), 0)
    assert page.total == 0
    assert [(each.dropped, each.count) for each in page.wider] == [
        ((Facet.COUNTRY,), 1),
        ((Facet.CATEGORY,), 1),
    ]
    far = EventFilter(label_number("Индия"), label_number("ИТ"), 2030, ListFilter.ON)
    for each in event_page(EVENTS, far, 0).wider:
        assert event_page(EVENTS, each.filter, 0).total == each.count > 0


def test_what_is_over_is_offered_from_the_archive():
    only_past = EVENTS[3:5]
    page = event_page(only_past, EventFilter(country=label_number("ОАЭ")), 0)
    assert [(each.filter.show, each.dropped) for each in page.wider] == [
        (ListFilter.ARCHIVE, (Facet.SHOW,))
    ]


def test_an_empty_calendar_has_nothing_to_offer():
    page = event_page((), EventFilter(), 5)
    assert (page.events, page.pages, page.page, page.wider) == ((), 1, 0, ())


def test_a_country_that_no_event_has_any_more_is_not_asked_for():
    page = event_page(EVENTS, EventFilter(country=label_number("Атлантида")), 0)
    assert page.filter == EventFilter()
    assert (page.total, page.undated) == (3, 1)


def test_pages_are_cut_and_a_page_past_the_end_is_the_last_one():
    many = [made(n, "Китай", "Еда", date(2027, 5, 1)) for n in range(2 * PAGE_SIZE + 1)]
    last = event_page(many, EventFilter(), 99)
    assert (last.page, last.pages, len(last.events), last.total) == (2, 3, 1, len(many))


def test_every_option_shows_exactly_what_it_counts():
    for facet in Facet:
        wanted = EventFilter(
            country=label_number("ОАЭ"), category=label_number("Еда"), show=ListFilter.ARCHIVE
        )
        for option in options(EVENTS, wanted, facet):
            page = event_page(EVENTS, wanted.having(facet, option.value), 0)
            assert page.total == option.count, (facet, option)


def test_options_name_every_country_and_only_the_periods_that_show_anything():
    countries = options(EVENTS, EventFilter(), Facet.COUNTRY)
    assert [(each.name, each.count) for each in countries] == [
        ("Китай", 2),
        ("ОАЭ", 1),
        ("Индия", 0),
    ]
    assert [each.value for each in options(EVENTS, EventFilter(), Facet.PERIOD)] == [
        *(30, 90, 180, 365),
        *(202701, 202705),
        *(2026, 2027),
    ]
    past = EventFilter(show=ListFilter.ARCHIVE)
    assert [each.value for each in options(EVENTS, past, Facet.PERIOD)] == [2026, 2025]


def test_a_label_has_one_number_for_ever():
    assert label_number("Китай") == label_number("китай") == 11967871
