"""Whom a broadcast is for, changed by buttons.

`mark` is of the audience as it was shown: a button made for another one changes nothing.
"""

from enum import StrEnum
from typing import ClassVar

from bot.ui.callbacks.address import Address


class Sort(StrEnum):
    """Kinds of conditions."""

    ROLE = "role"
    ACTIVE = "active"
    TOPIC = "topic"
    EVENT = "event"
    FILTER = "filter"


class OpenAudience(Address, prefix="xg"):
    broadcast_id: int


class OpenTerm(Address, prefix="xgt"):
    broadcast_id: int
    line: int
    at: int
    mark: int


class NegateTerm(Address, prefix="xgn"):
    broadcast_id: int
    line: int
    at: int
    mark: int


class DropTerm(Address, prefix="xgd"):
    broadcast_id: int
    line: int
    at: int
    mark: int


class OpenSorts(Address, prefix="xgs"):
    """`line` is what the condition will be added to; -1: a line of its own."""

    _lowest: ClassVar[int] = -1

    broadcast_id: int
    line: int
    mark: int


class OpenValues(Address, prefix="xgv"):
    _lowest: ClassVar[int] = -1

    broadcast_id: int
    line: int
    mark: int
    sort: Sort


class AddTerm(Address, prefix="xga"):
    """`value` is a role or «none», a number of days, a topic, the id of an event or of an alert."""

    _lowest: ClassVar[int] = -1

    broadcast_id: int
    line: int
    mark: int
    sort: Sort
    value: str
