"""The conditions of an audience that an admin can choose, and the segments that they mean."""

from bot.broadcast.buttons import AddTerm
from bot.broadcast.models import ConditionKind, SavedAudience
from bot.broadcast.segments import (
    ActiveWithin,
    Applied,
    Got,
    HasRole,
    Planned,
    Pressed,
    SavedEvent,
    SavedFilter,
    Segment,
    Wants,
)
from bot.errors import NotFoundError
from bot.finder.models import FinderKind, FinderRules
from bot.people.models import Role, Topic

NO_ROLE = "none"
LETTERS = 1000  # codes of answers below this number


def finder_answers(rules: FinderRules, kind: FinderKind) -> tuple[SavedAudience, ...]:
    """Every answer of the finder; a button carries the question's number and the answer's letter.

    Letters are for ever, and so is the order of the questions: the buttons of the finder have both.
    """
    return tuple(
        SavedAudience(
            at * LETTERS + ord(option.code),
            kind,
            f"{at}{option.code}",
            f"{question.name}: {option.said}",
            None,
        )
        for at, question in enumerate(rules.questions.values())
        for option in question.options.values()
    )


def segment_of(chosen: AddTerm, saved: tuple[SavedAudience, ...]) -> Segment:
    """Raises NotFoundError when the choice is no longer offered."""
    value = chosen.value
    try:
        match chosen.kind:
            case ConditionKind.ROLE:
                return HasRole(role=None if value == NO_ROLE else Role(value))
            case ConditionKind.ACTIVE:
                return ActiveWithin(days=int(value))
            case ConditionKind.TOPIC:
                return Wants(topic=Topic(value))
        return _saved(chosen.kind, next(one for one in saved if str(one.value) == value))
    except (ValueError, StopIteration) as error:
        raise NotFoundError(chosen.kind, value) from error


def _saved(kind: ConditionKind, one: SavedAudience) -> Segment:
    match kind:
        case ConditionKind.EVENT:
            return SavedEvent(event_id=one.value, label=one.label)
        case ConditionKind.FILTER:
            return SavedFilter(what=one.what, wanted=one.wanted, label=one.label)
        case ConditionKind.APPLIED:
            return Applied(event_id=one.value, label=one.label if one.value else "")
        case ConditionKind.GOT:
            return Got(broadcast_id=one.value)
        case ConditionKind.PRESSED:
            return Pressed(broadcast_id=one.value)
    at, code = int(one.wanted[:-1]), one.wanted[-1]
    return Planned(finder=one.what, at=at, code=code, label=one.label)
