"""What a person follows: saved events, alerts on a filter."""

from bot.courses.models import CourseFilter, Learner
from bot.events.models import EventFilter
from bot.ui.address import Address


class OpenMyEvents(Address, prefix="em"):
    page: int = 0


class SaveEvent(Address, prefix="es"):
    """Save, or with `saved=False` forget; then show the card again."""

    event_id: int
    saved: bool = True


class SendMyCalendar(Address, prefix="ei"):
    """All saved events as one file for the person's own calendar."""


class FollowEvents(Address, prefix="ew"):
    """Tell of new events that match; the numbers are those of `EventFilter`."""

    country: int = 0
    category: int = 0
    period: int = 0

    @property
    def wanted(self) -> EventFilter:
        return EventFilter(self.country, self.category, self.period)


class FollowCourses(Address, prefix="tn"):
    """Tell of new centres and programmes that match; the numbers are those of `CourseFilter`."""

    learner: Learner = Learner.ANYONE
    direction: int = 0
    place: int = 0

    @property
    def wanted(self) -> CourseFilter:
        return CourseFilter(self.learner, self.direction, self.place)


class OpenAlerts(Address, prefix="ea"):
    pass


class RemoveAlert(Address, prefix="ex"):
    alert_id: int
