"""The .ics files, read by what shares nothing with their maker: a strict reader, and vobject."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
import vobject

from bot.events.calendar_file import calendar_file
from bot.events.models import Status
from tests.unit.events.test_models import EVENT

NOW = datetime(2027, 1, 1, 1, 30, tzinfo=timezone(timedelta(hours=3)))
_LINE = re.compile(r"([A-Z-]+)((?:;[A-Z-]+=[^;:]+)*):(.*)", re.DOTALL)


def parsed(data: bytes) -> list[dict[str, tuple[str, str]]]:
    """The events: name of a property to its parameters and its value, text unescaped."""
    assert data.endswith(b"\r\n")
    physical = data.split(b"\r\n")[:-1]
    assert all(len(line) <= 75 and b"\n" not in line for line in physical)
    logical = re.sub(r"\r\n[ \t]", "", data.decode()).split("\r\n")[:-1]
    assert logical[0] == "BEGIN:VCALENDAR"
    assert logical[-1] == "END:VCALENDAR"
    events, current = [], {}
    for line in logical[1:-1]:
        name, parameters, value = _LINE.fullmatch(line).groups()
        if (name, value) == ("BEGIN", "VEVENT"):
            current = {}
        elif (name, value) == ("END", "VEVENT"):
            events.append(current)
        else:
            assert name not in current, f"{name} is said twice"
            plain = re.sub(r"\\([\\;,nN])", lambda m: "\n" if m[1] in "nN" else m[1], value)
            current[name] = (parameters, plain)
    return events


def test_an_event_is_whole_days_with_the_end_not_included():
    (event,) = parsed(calendar_file([EVENT], NOW))
    assert event["DTSTART"] == (";VALUE=DATE", "20270310")
    assert event["DTEND"] == (";VALUE=DATE", "20270313")
    assert event["DTSTAMP"] == ("", "20261231T223000Z")
    assert event["SUMMARY"] == ("", "Ярмарка")
    assert event["STATUS"] == ("", "CONFIRMED")
    assert event["TRANSP"] == ("", "TRANSPARENT")
    assert "URL" not in event


def test_an_event_without_an_end_is_its_first_day():
    (event,) = parsed(calendar_file([replace(EVENT, ends=None)], NOW))
    assert event["DTEND"] == (";VALUE=DATE", "20270311")


def test_the_uid_stays_and_the_sequence_says_what_is_newer():
    moved = replace(
        EVENT, starts=date(2028, 1, 1), ends=date(2028, 1, 2), sequence=3, name="Другое имя"
    )
    (before,), (after,) = (parsed(calendar_file([event], NOW)) for event in (EVENT, moved))
    assert before["UID"] == after["UID"]
    assert (before["SEQUENCE"][1], after["SEQUENCE"][1]) == ("0", "3")


@pytest.mark.parametrize(
    ("status", "written"),
    [(Status.CANCELLED, "CANCELLED"), (Status.UNCONFIRMED, "TENTATIVE")],
)
def test_the_status_is_never_surer_than_the_source(status, written):
    (event,) = parsed(calendar_file([replace(EVENT, status=status)], NOW))
    assert event["STATUS"] == ("", written)


def test_any_words_survive_and_long_lines_are_folded():
    note = "Запятая, точка; слеш \\ и «кавычки» 😀\nвторая строка: " + "длинно " * 60
    event = replace(EVENT, note=note, city="Эр-Рияд", website="https://example.org/?a=1,2;b")
    (read,) = parsed(calendar_file([event], NOW))
    assert read["DESCRIPTION"][1] == f"{note}\nhttps://example.org"
    assert read["LOCATION"][1] == "Эр-Рияд, Китай"
    assert read["URL"][1] == event.website


def test_many_events_are_one_file_and_those_without_dates_are_left_out():
    undated = replace(EVENT, id=2, key="undated", starts=None, ends=None)
    second = replace(EVENT, id=3, key="second")
    read = parsed(calendar_file([EVENT, undated, second], NOW.astimezone(UTC)))
    assert len({event["UID"] for event in read}) == 2


def test_another_library_reads_the_same():
    moved = replace(EVENT, id=3, key="second", status=Status.CANCELLED, sequence=2)
    calendar = vobject.readOne(calendar_file([EVENT, moved], NOW).decode())
    first, second = calendar.vevent_list
    assert (first.summary.value, first.status.value) == ("Ярмарка", "CONFIRMED")
    assert (first.dtstart.value, first.dtend.value) == (date(2027, 3, 10), date(2027, 3, 13))
    assert (second.status.value, second.sequence.value) == ("CANCELLED", "2")
    assert first.uid.value != second.uid.value
