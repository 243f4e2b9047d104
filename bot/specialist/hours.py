"""When the staff answer: «пн–пт 9:00–18:00», several such parts separated by commas."""

import re
from dataclasses import dataclass
from datetime import datetime, time

_DAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
_PART = re.compile(
    rf"({'|'.join(_DAYS)})(?:[–-]({'|'.join(_DAYS)}))?\s+(\d?\d):(\d\d)[–-](\d?\d):(\d\d)"
)


@dataclass(frozen=True, slots=True)
class Shift:
    days: frozenset[int]
    begins: time
    ends: time


@dataclass(frozen=True, slots=True)
class Hours:
    """`words` are told to people as the operator wrote them; empty: no hours are promised."""

    words: str
    shifts: tuple[Shift, ...] = ()

    @classmethod
    def parse(cls, words: str) -> "Hours":
        """Raises ValueError for what is not written like «пн–чт 9:00–18:00, пт 9:00–16:45»."""
        parts = [part.strip() for part in words.split(",") if part.strip()]
        return cls(words.strip(), tuple(map(_shift, parts)))

    def open_at(self, moment: datetime) -> bool:
        """Without shifts it is always open: nothing was promised that could be broken."""
        return not self.shifts or any(
            moment.weekday() in shift.days and shift.begins <= moment.time() < shift.ends
            for shift in self.shifts
        )


def _shift(part: str) -> Shift:
    found = _PART.fullmatch(part.casefold())
    if found is None:
        raise ValueError(part)
    first, last, *numbers = found.groups()
    begin, end = _DAYS.index(first), _DAYS.index(last or first)
    length = (end - begin) % len(_DAYS)
    days = frozenset((begin + step) % len(_DAYS) for step in range(length + 1))
    hours = [int(number) for number in numbers]
    return Shift(days, time(hours[0], hours[1]), _end(hours[2], hours[3]))


def _end(hour: int, minute: int) -> time:
    return time.max if (hour, minute) == (24, 0) else time(hour, minute)
