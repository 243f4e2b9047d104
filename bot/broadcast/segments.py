"""Who gets a broadcast: conditions on a person, joined by and, or, not.

An expression is a tree. It is stored as JSON and turned into SQL over `people` with bound values.
A new kind of condition is a class here and its name in `Segment`. Screens show an expression as
lines joined by «and», each with terms joined by «or».
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Annotated, Literal
from zlib import crc32

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from bot.broadcast.models import ConditionKind, SavedAudience
from bot.errors import NotFoundError
from bot.finder.models import FinderKind, FinderRules
from bot.people.models import Role, Topic

_NOBODY, _EVERYBODY = "1 = 0", "1 = 1"
_OPPOSITES = {_NOBODY: _EVERYBODY, _EVERYBODY: _NOBODY}


@dataclass(frozen=True, slots=True)
class Clause:
    """A condition on a row of `people`; it is never NULL, so that NOT keeps its meaning.

    `sets` are the queries for people of other tables that it asks; `outside` is what it means for
    everybody who is in none of them, None: the same. So most of a million people are counted from
    an index of `people` alone.
    """

    sql: str
    values: tuple[str | int, ...] = ()
    outside: "Clause | None" = None
    sets: tuple["Clause", ...] = ()

    @property
    def without_sets(self) -> "Clause":
        return self.outside or self

    def negated(self) -> "Clause":
        outside = self.without_sets
        opposite = _OPPOSITES.get(outside.sql, f"NOT ({outside.sql})")
        return Clause(f"NOT ({self.sql})", self.values, Clause(opposite, outside.values), self.sets)


class _Clause(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class HasRole(_Clause):
    """`role` None: the person has not said who they are."""

    kind: Literal["role"] = "role"
    role: Role | None

    def clause(self, _now: datetime) -> Clause:
        return Clause("COALESCE(people.role, '') = ?", (self.role or "",))


class ActiveWithin(_Clause):
    """Used the bot within the last `days`."""

    kind: Literal["active"] = "active"
    days: int = Field(gt=0)

    def clause(self, now: datetime) -> Clause:
        since = now - timedelta(days=self.days)
        return Clause("people.last_seen >= ?", (int(since.timestamp()),))


class Wants(_Clause):
    """Has not refused the topic."""

    kind: Literal["topic"] = "topic"
    topic: Topic

    def clause(self, _now: datetime) -> Clause:
        return is_in("opt_outs", "topic = ?", self.topic).negated()


class SavedEvent(_Clause):
    """`label` is the event's name when it was chosen, so that no lookup is needed to show it."""

    kind: Literal["event"] = "event"
    event_id: int
    label: str = ""

    def clause(self, _now: datetime) -> Clause:
        return is_in("saved_events", "event_id = ?", self.event_id)


class SavedFilter(_Clause):
    """Follows new `what` that match `wanted`, the stored JSON of the filter."""

    kind: Literal["filter"] = "filter"
    what: Literal["event", "programme"]
    wanted: str
    label: str = ""

    def clause(self, _now: datetime) -> Clause:
        return is_in("alerts", "kind = ? AND wanted = ?", self.what, self.wanted)


class Applied(_Clause):
    """Has sent an application; `event_id` 0: to any exhibition."""

    kind: Literal["applied"] = "applied"
    event_id: int = 0
    label: str = ""

    def clause(self, _now: datetime) -> Clause:
        sent = "state IN ('sent', 'taken', 'confirmed', 'refused')"
        if not self.event_id:
            return is_in("applications", sent)
        return is_in("applications", f"{sent} AND event_id = ?", self.event_id)


class Got(_Clause):
    """Has got the broadcast."""

    kind: Literal["got"] = "got"
    broadcast_id: int

    def clause(self, _now: datetime) -> Clause:
        condition = "broadcast_id = ? AND outcome = 'delivered'"
        return is_in("deliveries", condition, self.broadcast_id)


class Pressed(_Clause):
    """Has pressed a button of the broadcast."""

    kind: Literal["pressed"] = "pressed"
    broadcast_id: int

    def clause(self, _now: datetime) -> Clause:
        return is_in("broadcast_clicks", "broadcast_id = ?", self.broadcast_id)


class Planned(_Clause):
    """Keeps a plan with this answer to the question number `at`, counted from 0."""

    kind: Literal["planned"] = "planned"
    finder: Literal["b", "t"]
    at: int
    code: str
    label: str = ""

    def clause(self, _now: datetime) -> Clause:
        condition = "kind = ? AND SUBSTR(answers, ?, 1) = ?"
        return is_in("saved_plans", condition, self.finder, self.at + 1, self.code)


class AllOf(_Clause):
    """Without parts: everyone."""

    kind: Literal["all"] = "all"
    parts: tuple["Segment", ...] = ()

    def clause(self, now: datetime) -> Clause:
        return all_of(part.clause(now) for part in self.parts)


class AnyOf(_Clause):
    """Without parts: nobody."""

    kind: Literal["any"] = "any"
    parts: tuple["Segment", ...] = ()

    def clause(self, now: datetime) -> Clause:
        return _joined(" OR ", _NOBODY, (part.clause(now) for part in self.parts))


class Not(_Clause):
    kind: Literal["not"] = "not"
    part: "Segment"

    def clause(self, now: datetime) -> Clause:
        return self.part.clause(now).negated()


Saved = SavedEvent | SavedFilter | Applied | Got | Pressed | Planned
Condition = HasRole | ActiveWithin | Wants | Saved
Segment = Annotated[Condition | AllOf | AnyOf | Not, Field(discriminator="kind")]

EVERYONE = AllOf()


def to_json(segment: Segment) -> str:
    return segment.model_dump_json()


def from_json(text: str) -> Segment:
    """Empty text means everyone. Raises pydantic's ValidationError for an invalid expression."""
    return _adapter().validate_json(text) if text else EVERYONE


@cache
def _adapter() -> TypeAdapter[Segment]:
    return TypeAdapter(Segment)


def is_in(table: str, condition: str, *values: str | int) -> Clause:
    """The person has a row in the table that meets the condition."""
    return Clause(
        f"EXISTS (SELECT 1 FROM {table} WHERE person_id = people.id AND {condition})",
        values,
        Clause(_NOBODY),
        (Clause(f"SELECT person_id FROM {table} WHERE {condition}", values),),
    )


def all_of(clauses: Iterable[Clause]) -> Clause:
    return _joined(" AND ", _EVERYBODY, clauses)


def _joined(word: str, empty: str, clauses: Iterable[Clause]) -> Clause:
    """Outside of the sets what changes nothing is left out: SQLite can use an index then."""
    found = tuple(clauses)
    outside = [each.without_sets for each in found if each.without_sets.sql != empty]
    return Clause(
        word.join(f"({clause.sql})" for clause in found) or empty,
        tuple(value for clause in found for value in clause.values),
        Clause(
            word.join(f"({clause.sql})" for clause in outside) or empty,
            tuple(value for clause in outside for value in clause.values),
        ),
        tuple(each for clause in found for each in clause.sets),
    )


def count_queries(clause: Clause) -> tuple[Clause, Clause]:
    """Queries whose numbers add up to how many people meet the condition.

    The first counts all as if they were in none of its sets; it reads an index and nothing else.
    The second looks at those who are in one, and corrects that.
    """
    outside = clause.without_sets
    everybody = Clause(f"SELECT COUNT(*) AS number FROM people WHERE {outside.sql}", outside.values)
    members = " UNION ".join(each.sql for each in clause.sets) or "NULL"
    corrected = Clause(
        f"""
        SELECT COALESCE(SUM(CASE WHEN {clause.sql} THEN 1 ELSE 0 END), 0)
            - COALESCE(SUM(CASE WHEN {outside.sql} THEN 1 ELSE 0 END), 0) AS number
        FROM people WHERE people.id IN ({members})
        """,
        (
            *(*clause.values, *outside.values),
            *(value for each in clause.sets for value in each.values),
        ),
    )
    return everybody, corrected


NEW_LINE = -1

Lines = tuple[tuple[Segment, ...], ...]


def lines(audience: str) -> Lines:
    """The expression as lines of terms; no lines mean everyone."""
    segment = from_json(audience)
    parts = segment.parts if isinstance(segment, AllOf) else (segment,)
    return tuple(part.parts if isinstance(part, AnyOf) else (part,) for part in parts)


def with_term(audience: str, line: int, term: Segment) -> str:
    """Add the term to the line, or with `NEW_LINE` as a line of its own."""
    found = list(lines(audience))
    if line in range(len(found)):
        found[line] = (*found[line], term) if term not in found[line] else found[line]
    elif (term,) not in found:
        found.append((term,))
    return _audience_joined(tuple(found))


def negated(audience: str, line: int, at: int) -> str:
    """Replace the term by its opposite."""
    terms = lines(audience)[line]
    term = terms[at]
    turned = term.part if isinstance(term, Not) else Not(part=term)
    return _with_line(audience, line, (*terms[:at], turned, *terms[at + 1 :]))


def without_term(audience: str, line: int, at: int) -> str:
    terms = lines(audience)[line]
    return _with_line(audience, line, (*terms[:at], *terms[at + 1 :]))


def mark(audience: str) -> int:
    """A checksum of the audience, by which a button knows whether it is stale."""
    return crc32(audience.encode()) % 10_000


def _with_line(audience: str, line: int, terms: tuple[Segment, ...]) -> str:
    found = lines(audience)
    return _audience_joined((*found[:line], terms, *found[line + 1 :]))


def _audience_joined(found: Lines) -> str:
    kept = tuple(AnyOf(parts=terms) for terms in found if terms)
    return to_json(AllOf(parts=kept)) if kept else ""


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


def segment_of(kind: ConditionKind, value: str, saved: tuple[SavedAudience, ...]) -> Segment:
    """The condition of this kind that a button carries as `value`.

    Raises NotFoundError when the choice is no longer offered.
    """
    try:
        match kind:
            case ConditionKind.ROLE:
                return HasRole(role=None if value == NO_ROLE else Role(value))
            case ConditionKind.ACTIVE:
                return ActiveWithin(days=int(value))
            case ConditionKind.TOPIC:
                return Wants(topic=Topic(value))
        return _saved(kind, next(one for one in saved if str(one.value) == value))
    except (ValueError, StopIteration) as error:
        raise NotFoundError(kind, value) from error


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
