"""Addresses of saved events and of alerts on a filter."""

from bot.courses.models import CourseFilter, Learner
from bot.events.models import EventFilter, KindFilter, ListedKind
from bot.ui.address import Address


class OpenMyEvents(Address, prefix="em"):
    page: int = 0


class SaveEvent(Address, prefix="es"):
    """Save the event, or with `saved=False` remove it; then show its card again."""

    event_id: int
    saved: bool = True


class SendMyCalendar(Address, prefix="ei"):
    """Send all saved events as one calendar file."""


class OpenFollowing(Address, prefix="en"):
    """Ask of which new events to tell; the numbers are those of the `EventFilter` of a list."""

    country: int = 0
    category: int = 0
    period: int = 0
    kind: ListedKind = KindFilter.EXHIBITIONS

    @property
    def wanted(self) -> EventFilter:
        return EventFilter(self.country, self.category, self.period, kind=self.kind)


class FollowEvents(Address, prefix="ew"):
    """Tell of new events that match, or with `follow=False` no more; show `OpenFollowing` again.

    `whole`: of all events of the kind, whatever the list was narrowed to.
    """

    _added = 3

    country: int = 0
    category: int = 0
    period: int = 0
    kind: ListedKind = KindFilter.EXHIBITIONS
    whole: bool = False
    follow: bool = True

    @property
    def wanted(self) -> EventFilter:
        if self.whole:
            return EventFilter(kind=self.kind)
        return EventFilter(self.country, self.category, self.period, kind=self.kind)

    @property
    def asked(self) -> OpenFollowing:
        """The screen with this button."""
        numbers = self.model_dump(include={"country", "category", "period", "kind"})
        return OpenFollowing(**numbers).beside(self)


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
