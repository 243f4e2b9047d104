"""Addresses of the catalogue, of its filters, cards and comparison."""

from typing import Literal

from bot.courses.models import Aspect, CourseFilter, Learner
from bot.ui.address import Address


class OpenCatalogue(Address, prefix="t"):
    """Centres and programmes with the values of a `CourseFilter`."""

    learner: Learner = Learner.ANYONE
    direction: int = 0
    place: int = 0
    page: int = 0

    @property
    def wanted(self) -> CourseFilter:
        return CourseFilter(self.learner, self.direction, self.place)


class ChooseAspect(OpenCatalogue, prefix="tf"):
    """The values of one aspect; `page` is a page of these values."""

    aspect: Literal[Aspect.DIRECTION, Aspect.PLACE]


class OpenCourse(Address, prefix="tc"):
    answer_id: int


class ChooseToCompare(Address, prefix="tp"):
    """Choose the first course to compare, or the second when `first` is given."""

    first: int = 0


class OpenComparison(Address, prefix="tv"):
    left: int
    right: int
