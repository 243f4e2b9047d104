"""Who hears of what is new: what came after an alert last looked, and matches it."""

import json
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial

from bot.events.facets import Facet
from bot.events.models import Event, EventFilter
from bot.events.repository import EVENTS, event_of
from bot.knowledge.catalogue import Aspect, Course, CourseFilter, Learner
from bot.knowledge.catalogue_repository import COURSES, courses_of
from bot.reminders.models import AlertKind, Kind
from bot.reminders.queue_repository import REACHABLE, Planned
from bot.storage import Transaction

WORTH_TELLING = timedelta(days=30)

Wanted = Mapping[str, int]
Candidate = tuple[int, Callable[[Wanted], bool]]

_EVENT_FACETS = (Facet.COUNTRY, Facet.CATEGORY, Facet.PERIOD)
_NOTICES = {AlertKind.EVENT: Kind.NEW_EVENT, AlertKind.PROGRAMME: Kind.NEW_PROGRAMME}


async def new_matches(
    transaction: Transaction, kind: AlertKind, today: date, now: int
) -> list[Planned]:
    """What every alert of this kind has not yet heard of; from now on it has."""
    notice = _NOTICES[kind]
    alerts = await transaction.rows(
        f"""
        SELECT alerts.id, person_id, wanted, after_id
        FROM alerts JOIN people ON people.id = person_id WHERE kind = ? AND {REACHABLE}
        """,
        kind,
        now,
        notice.topic,
    )
    after = min((row["after_id"] for row in alerts), default=0)
    candidates = await _candidates(transaction, kind, after, today) if alerts else []
    if not candidates:
        return []
    newest = max(subject_id for subject_id, _ in candidates)
    await transaction.many(
        "UPDATE alerts SET after_id = ? WHERE id = ?", [(newest, row["id"]) for row in alerts]
    )
    expires = (today + WORTH_TELLING).isoformat()
    return [
        Planned(row["person_id"], notice, subject_id, occasion="", expires=expires)
        for row in alerts
        for subject_id, suits in candidates
        if subject_id > row["after_id"] and suits(json.loads(row["wanted"]))
    ]


async def _candidates(
    transaction: Transaction, kind: AlertKind, after: int, today: date
) -> list[Candidate]:
    if kind is AlertKind.EVENT:
        rows = await transaction.rows(EVENTS.format(condition="state = 'live' AND id > ?"), after)
        return [(row["id"], partial(_event_suits, event_of(row, today))) for row in rows]
    rows = await transaction.rows(f"{COURSES} AND id > ?", after)
    return [(course.answer_id, partial(_course_suits, course)) for course in courses_of(rows)]


def _event_suits(event: Event, wanted: Wanted) -> bool:
    country, category, period = (wanted.get(facet, 0) for facet in _EVENT_FACETS)
    return EventFilter(country, category, period).matches(event)


def _course_suits(course: Course, wanted: Wanted) -> bool:
    learner, direction, place = (wanted.get(aspect, 0) for aspect in Aspect)
    return CourseFilter(Learner(learner), direction, place).matches(course)
