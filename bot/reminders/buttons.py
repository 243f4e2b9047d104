"""Addresses of saved events and of alerts on a filter."""

from bot.courses.models import CourseFilter, Learner
from bot.events.models import EventFilter, KindFilter
from bot.ui.address import Address


class OpenMyEvents(Address, prefix="em"):
    page: int = 0


class SaveEvent(Address, prefix="es"):
    """Save the event, or with `saved=False` remove it; then show its card again."""

    event_id: int
    saved: bool = True


class SendMyCalendar(Address, prefix="ei"):
    """Send all saved events as one calendar file."""


class FollowEvents(Address, prefix="ew"):
    """Subscribe to new events that match; the numbers are those of `EventFilter`."""

    _added = 1

    country: int = 0
    category: int = 0
    period: int = 0
    kind: KindFilter = KindFilter.EXHIBITIONS

    @property
    def wanted(self) -> EventFilter:
        return EventFilter(self.country, self.category, self.period, kind=self.kind)


class FollowCourses(Address, prefix="tn"):
    """Subscribe to new courses that match; the numbers are those of `CourseFilter`."""

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
