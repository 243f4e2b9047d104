"""Who gets a broadcast: conditions on a person, joined by and, or, not.

An expression is a tree; it is stored as JSON and asked as SQL over `people` with bound values.
A new kind of condition is a class here and its name in `Segment`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from bot.audience.models import Role, Topic


@dataclass(frozen=True, slots=True)
class Clause:
    """A condition on a row of `people`; it is never NULL, so that NOT keeps its meaning."""

    sql: str
    values: tuple[str | int, ...] = ()


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class HasRole(_Part):
    """None: has not said."""

    kind: Literal["role"] = "role"
    role: Role | None

    def clause(self, _now: datetime) -> Clause:
        return Clause("COALESCE(people.role, '') = ?", (self.role or "",))


class ActiveWithin(_Part):
    """Seen in the last so many days."""

    kind: Literal["active"] = "active"
    days: int = Field(gt=0)

    def clause(self, now: datetime) -> Clause:
        since = now - timedelta(days=self.days)
        return Clause("people.last_seen >= ?", (int(since.timestamp()),))


class Wants(_Part):
    """Has not refused the topic."""

    kind: Literal["topic"] = "topic"
    topic: Topic

    def clause(self, _now: datetime) -> Clause:
        return Clause(f"NOT {_in('opt_outs', 'topic = ?')}", (self.topic,))


class SavedEvent(_Part):
    """`label` is its name when it was chosen: an audience is shown without looking anything up."""

    kind: Literal["event"] = "event"
    event_id: int
    label: str = ""

    def clause(self, _now: datetime) -> Clause:
        return Clause(_in("saved_events", "event_id = ?"), (self.event_id,))


class SavedFilter(_Part):
    """Asked to hear of new `what` that match `wanted`, the JSON of the filter as it is stored."""

    kind: Literal["filter"] = "filter"
    what: Literal["event", "programme"]
    wanted: str
    label: str = ""

    def clause(self, _now: datetime) -> Clause:
        return Clause(_in("alerts", "kind = ? AND wanted = ?"), (self.what, self.wanted))


class AllOf(_Part):
    """Everyone, when there are no parts."""

    kind: Literal["all"] = "all"
    parts: tuple["Segment", ...] = ()

    def clause(self, now: datetime) -> Clause:
        return _joined(" AND ", "1 = 1", (part.clause(now) for part in self.parts))


class AnyOf(_Part):
    """Nobody, when there are no parts."""

    kind: Literal["any"] = "any"
    parts: tuple["Segment", ...] = ()

    def clause(self, now: datetime) -> Clause:
        return _joined(" OR ", "1 = 0", (part.clause(now) for part in self.parts))


class Not(_Part):
    kind: Literal["not"] = "not"
    part: "Segment"

    def clause(self, now: datetime) -> Clause:
        inner = self.part.clause(now)
        return Clause(f"NOT ({inner.sql})", inner.values)


Condition = HasRole | ActiveWithin | Wants | SavedEvent | SavedFilter
Segment = Annotated[Condition | AllOf | AnyOf | Not, Field(discriminator="kind")]

EVERYONE = AllOf()


def to_json(segment: Segment) -> str:
    return segment.model_dump_json()


def from_json(text: str) -> Segment:
    """Empty text is everyone. Raises pydantic's ValidationError for what is no expression."""
    return _adapter().validate_json(text) if text else EVERYONE


@cache
def _adapter() -> TypeAdapter[Segment]:
    return TypeAdapter(Segment)


def _in(table: str, condition: str) -> str:
    return f"EXISTS (SELECT 1 FROM {table} WHERE person_id = people.id AND {condition})"


def _joined(word: str, empty: str, clauses: Iterable[Clause]) -> Clause:
    found = tuple(clauses)
    sql = word.join(f"({clause.sql})" for clause in found) or empty
    return Clause(sql, tuple(value for clause in found for value in clause.values))
