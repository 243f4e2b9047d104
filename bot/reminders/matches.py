"""What is new for the alerts: events and programmes that match a filter which a person follows."""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from bot.courses.models import Aspect, Course, CourseFilter, Learner
from bot.courses.repository import COURSES, courses_of
from bot.events.models import Event, EventFilter, Facet, KindFilter, ListFilter
from bot.events.repository import EVENTS, event_of
from bot.reminders.models import AlertKind, NoticeKind
from bot.reminders.repository import REACHABLE, PlannedNotice
from bot.storage.database import Database, Row

MATCH_EXPIRES = timedelta(days=30)

Wanted = Mapping[str, int]  # the filter of an alert
Candidate = tuple[int, Callable[[Wanted], bool]]  # the id of something new, whether it matches

_EVENT_FACETS = (Facet.COUNTRY, Facet.CATEGORY, Facet.PERIOD)
_NOTICES = {AlertKind.EVENT: NoticeKind.NEW_EVENT, AlertKind.PROGRAMME: NoticeKind.NEW_PROGRAMME}
# The + keep the index of `after_id` out: by it every page would sort all the alerts that are left.
_ALERTS = f"""
    SELECT alerts.id, person_id, wanted, after_id
    FROM alerts JOIN people ON people.id = person_id
    WHERE +kind = ? AND alerts.id > ? AND +after_id < ? AND {REACHABLE}
    ORDER BY alerts.id LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class MatchPage:
    """Some alerts that were looked through, up to the id `newest`, and the notices for them."""

    alerts: tuple[int, ...]
    newest: int
    notices: tuple[PlannedNotice, ...]


class NewMatches:
    """Goes through the alerts of one kind, a page at a time."""

    def __init__(self, database: Database, kind: AlertKind, today: date, now: int) -> None:
        self._database = database
        self._kind = kind
        self._today = today
        self._now = now
        self._candidates: Sequence[Candidate] = ()
        self._found: dict[tuple[str, int], tuple[int, ...]] = {}
        self._after = 0

    async def begin(self) -> None:
        """Read what is new since the alert that was looked at longest ago."""
        row = await self._database.row(
            "SELECT MIN(after_id) AS after_id FROM alerts WHERE kind = ?", self._kind
        )
        oldest = row["after_id"] if row else None
        if oldest is not None:
            self._candidates = await self._read(oldest)

    async def page(self, limit: int) -> MatchPage | None:
        """None when all alerts have been looked through, or nothing is new."""
        if not self._candidates:
            return None
        newest = max(subject_id for subject_id, _ in self._candidates)
        topic = _NOTICES[self._kind].topic
        alerts = await self._database.rows(
            _ALERTS, self._kind, self._after, newest, self._now, topic, limit
        )
        if not alerts:
            return None
        self._after = alerts[-1]["id"]
        notices = await asyncio.to_thread(self._notices, alerts)
        return MatchPage(tuple(alert["id"] for alert in alerts), newest, notices)

    async def _read(self, after: int) -> Sequence[Candidate]:
        if self._kind is AlertKind.EVENT:
            rows = await self._database.rows(
                EVENTS.format(condition="state = 'live' AND id > ?"), after
            )
            return await asyncio.to_thread(_new_events, rows, self._today)
        rows = await self._database.rows(f"{COURSES} AND id > ?", after)
        return await asyncio.to_thread(_new_courses, rows)

    def _notices(self, alerts: Sequence[Row]) -> tuple[PlannedNotice, ...]:
        kind, expires = _NOTICES[self._kind], (self._today + MATCH_EXPIRES).isoformat()
        return tuple(
            PlannedNotice(alert["person_id"], kind, subject_id, occasion="", expires=expires)
            for alert in alerts
            for subject_id in self._matching(alert["wanted"], alert["after_id"])
        )

    def _matching(self, wanted: str, after: int) -> tuple[int, ...]:
        """Most alerts were looked at the same day, and many people follow the same filter."""
        if (wanted, after) not in self._found:
            values = json.loads(wanted)
            self._found[wanted, after] = tuple(
                subject_id
                for subject_id, suits in self._candidates
                if subject_id > after and suits(values)
            )
        return self._found[wanted, after]


def _new_events(rows: Sequence[Row], today: date) -> Sequence[Candidate]:
    return [(row["id"], partial(_event_suits, event_of(row, today))) for row in rows]


def _new_courses(rows: Sequence[Row]) -> Sequence[Candidate]:
    return [(course.answer_id, partial(_course_suits, course)) for course in courses_of(rows)]


def _event_suits(event: Event, wanted: Wanted) -> bool:
    """New events without dates are told of too: their dates will be."""
    country, category, period = (wanted.get(facet, 0) for facet in _EVENT_FACETS)
    kind = KindFilter(wanted.get("kind", KindFilter.EXHIBITIONS))
    ahead = EventFilter(country, category, period, kind=kind)
    undated = ahead.having(Facet.SHOW, ListFilter.UNCONFIRMED)
    return ahead.matches(event) or undated.matches(event)


def _course_suits(course: Course, wanted: Wanted) -> bool:
    learner, direction, place = (wanted.get(aspect, 0) for aspect in Aspect)
    return CourseFilter(Learner(learner), direction, place).matches(course)
