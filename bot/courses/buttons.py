from typing import Literal

from bot.courses.models import Aspect, CourseFilter, Learner
from bot.ui.address import Address


class OpenCatalogue(Address, prefix="t"):
    """Centres and programmes, narrowed: the numbers are those of `CourseFilter`."""

    learner: Learner = Learner.ANYONE
    direction: int = 0
    place: int = 0
    page: int = 0

    @property
    def wanted(self) -> CourseFilter:
        return CourseFilter(self.learner, self.direction, self.place)


class ChooseAspect(OpenCatalogue, prefix="tf"):
    """What the catalogue can be narrowed to; `page` counts the pages of the choice itself."""

    aspect: Literal[Aspect.DIRECTION, Aspect.PLACE]


class OpenCourse(Address, prefix="tc"):
    answer_id: int


class ChooseToCompare(Address, prefix="tp"):
    """Choose the first course to compare, or with `first` given the one to set beside it."""

    first: int = 0


class OpenComparison(Address, prefix="tv"):
    left: int
    right: int
