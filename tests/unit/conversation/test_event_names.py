"""One event asked for by its name."""

from datetime import date

import pytest

from bot.conversation.event_query import EventNames, NamedEvent

TODAY = date(2026, 11, 29)
NAMES = EventNames(
    [
        NamedEvent("gitex-2026", ("GITEX Global 2026", "гитекс"), date(2026, 12, 11)),
        NamedEvent("gitex-africa", ("GITEX Africa 2026", "гитекс африка"), date(2026, 4, 9)),
        NamedEvent("mission-1", ("Миссия в Марокко",), date(2025, 9, 10)),
        NamedEvent("mission-2", ("Миссия «Агроэкспорта» в Гуанчжоу",), date(2025, 6, 25)),
        NamedEvent("gulfood-2026", ("Gulfood 2026", "гулфуд"), date(2026, 1, 30)),
        NamedEvent("gulfood-2027", ("Gulfood 2027", "гулфуд"), None),
    ]
)


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("gitex когда", "gitex-2026"),
        ("Когда и где Гитекс?", "gitex-2026"),
        ("гитекс африка какого числа", "gitex-africa"),
        ("gulfood", "gulfood-2027"),
        ("какого числа был гулфуд", "gulfood-2026"),
        ("gulfood 2026 даты", "gulfood-2026"),
        ("агроэкспорт миссия когда", "mission-2"),
    ],
)
def test_a_name_tells_the_event(said, first):
    assert NAMES.named(said, TODAY)[0] == first


@pytest.mark.parametrize(
    "said",
    ["", "сколько экспонентов на gulfood", "как попасть на gitex", "выставки в мае", "gitex дождь"],
)
def test_anything_else_asks_for_no_event(said):
    assert NAMES.named(said, TODAY) == ()
