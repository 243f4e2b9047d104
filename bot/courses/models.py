"""Training centres and programmes of the knowledge base, and their filters."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum, StrEnum
from itertools import combinations

from bot.knowledge.models import Details, Place, Programme, label_number


class Learner(IntEnum):
    """For whom; numbers, because buttons carry them."""

    ANYONE = 0
    COLLEGE = 1
    UNIVERSITY = 2
    ADULT = 3
    SCHOOL = 4


class Aspect(StrEnum):
    """What the catalogue is filtered by: the fields of `CourseFilter`."""

    LEARNER = "learner"
    DIRECTION = "direction"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Course:
    """A centre or programme; `answer_id` and `key` are those of its answer."""

    answer_id: int
    key: str
    name: str
    programme: Programme
    details: Details  # of its answer
    checked: date | None

    @property
    def place(self) -> Place | None:
        return self.details.place

    def values(self, aspect: Aspect) -> frozenset[int]:
        """What filters of this aspect find it by."""
        match aspect:
            case Aspect.LEARNER:
                return frozenset(self.learners)
            case Aspect.DIRECTION:
                return frozenset(map(label_number, self.programme.directions))
            case Aspect.PLACE:
                return frozenset((label_number(self.district),))

    @property
    def learners(self) -> tuple[Learner, ...]:
        return tuple(Learner[each.upper()] for each in self.programme.audience)

    @property
    def district(self) -> str:
        return (self.place and self.place.district) or ""


@dataclass(frozen=True, slots=True)
class CourseFilter:
    """Zero means any; `direction` and `place` are label numbers of their names."""

    learner: Learner = Learner.ANYONE
    direction: int = 0
    place: int = 0

    def having(self, aspect: Aspect, value: int) -> "CourseFilter":
        """The same filter with this value of the aspect, 0 for any."""
        match aspect:
            case Aspect.LEARNER:
                return replace(self, learner=Learner(value))
            case Aspect.DIRECTION:
                return replace(self, direction=value)
            case Aspect.PLACE:
                return replace(self, place=value)

    def matches(self, course: Course) -> bool:
        wanted = {aspect: getattr(self, aspect) for aspect in Aspect}
        return all(not each or each in course.values(aspect) for aspect, each in wanted.items())


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of an aspect: the filter with this value, and how many courses it finds."""

    filter: CourseFilter
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All courses and a filter."""

    courses: tuple[Course, ...]
    filter: CourseFilter

    @property
    def found(self) -> tuple[Course, ...]:
        return tuple(filter(self.filter.matches, self.courses))

    @property
    def directions(self) -> dict[int, str]:
        """The names of all directions by their label numbers, in alphabetical order."""
        return _numbered(name for course in self.courses for name in course.programme.directions)

    @property
    def places(self) -> dict[int, str]:
        return _numbered(course.district for course in self.courses if course.district)

    def choices(self, aspect: Aspect) -> tuple[Choice, ...]:
        """The values that find anything while the other aspects stay, the largest count first."""
        names = self.directions if aspect is Aspect.DIRECTION else self.places
        found = filter(self.filter.having(aspect, 0).matches, self.courses)
        counts = Counter(value for course in found for value in course.values(aspect))
        counted = [
            Choice(self.filter.having(aspect, value), name, counts[value])
            for value, name in names.items()
            if value in counts
        ]
        return tuple(sorted(counted, key=lambda choice: -choice.count))

    def count(self, wanted: CourseFilter) -> int:
        return sum(map(wanted.matches, self.courses))

    def wider(self) -> tuple[tuple[Aspect, ...], ...]:
        """The sets of aspects to drop, as few as possible, so that anything is found."""
        narrow = [aspect for aspect in Aspect if getattr(self.filter, aspect)]
        for size in range(1, len(narrow) + 1):
            tried = combinations(narrow, size)
            if found := tuple(dropped for dropped in tried if self.count(self.without(dropped))):
                return found
        return ()

    def without(self, dropped: Iterable[Aspect]) -> CourseFilter:
        wanted = self.filter
        for aspect in dropped:
            wanted = wanted.having(aspect, 0)
        return wanted


def _numbered(names: Iterable[str]) -> dict[int, str]:
    return {label_number(name): name for name in sorted(set(names), key=str.casefold)}
