"""The rows of the calendar that are about the person: saved, voted, applied, told of."""

from bot.events.facets import Show
from bot.events.filtering import EventPage
from bot.events.marks import Marks
from bot.events.models import Event, State
from bot.ui.callbacks.applications import OpenForm
from bot.ui.callbacks.ballot import VoteForEvent
from bot.ui.callbacks.catalogue import OpenCatalogue
from bot.ui.callbacks.event_dates import AskToMove
from bot.ui.callbacks.events import AddToCalendar, OpenEvent, OpenEvents
from bot.ui.callbacks.following import FollowCourses, FollowEvents, OpenMyEvents, SaveEvent
from bot.ui.screen import Button, Rows
from bot.ui.texts import applications, ballot, event_dates, events, following


def own_rows(found: Event, here: OpenEvent, marks: Marks | None) -> Rows:
    """What a person can do with the event; without `marks`, as if they had done nothing yet."""
    file: Button = (events.TO_CALENDAR, AddToCalendar(event_id=found.id).beside(here))
    to_calendar = (file,) if found.starts and not found.past else ()
    ahead = not found.past and found.state is not State.CANCELLED
    saved, applied = (marks.saved, marks.applied) if marks else (False, False)
    save = (_save(found, here, saved=saved),) if ahead or saved else ()
    form = (_form(found, here, applied=applied),) if ahead else ()
    vote = (_vote(found, here, marks),) if marks and marks.ballot.open else ()
    move: Button = (event_dates.MOVE, AskToMove(event_id=found.id).after(here))
    return ((*save, *to_calendar), form, vote, (move,) if marks and marks.editor else ())


def follow_row(found: EventPage, here: OpenEvents) -> tuple[Button, ...]:
    """To be told of what will come; nothing new ever comes into the archive."""
    mine: Button = (following.MINE, OpenMyEvents().after(here))
    if found.filter.show in (Show.ARCHIVE, Show.MOSCOW):
        return (mine,)
    numbers = here.model_dump(include={"country", "category", "period"})
    return ((following.FOLLOW, FollowEvents(**numbers).beside(here)), mine)


def follow_courses(here: OpenCatalogue) -> Button:
    numbers = here.model_dump(include={"learner", "direction", "place"})
    return following.FOLLOW, FollowCourses(**numbers).beside(here)


def _save(found: Event, here: OpenEvent, *, saved: bool) -> Button:
    label = following.UNSAVE if saved else following.SAVE
    return label, SaveEvent(event_id=found.id, saved=not saved).beside(here)


def _form(found: Event, here: OpenEvent, *, applied: bool) -> Button:
    label = applications.APPLY_AGAIN if applied else applications.APPLY
    return label, OpenForm(event_id=found.id).after(here)


def _vote(found: Event, here: OpenEvent, marks: Marks) -> Button:
    label = ballot.TAKE_BACK if marks.voted else ballot.want(marks.ballot)
    return label, VoteForEvent(event_id=found.id, wanted=not marks.voted).beside(here)
