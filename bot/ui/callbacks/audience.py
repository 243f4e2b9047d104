"""Whom a broadcast is for, changed by buttons.

`mark` is of the audience as it was shown: a button made for another one changes nothing.
"""

from enum import StrEnum

from bot.ui.callbacks.address import Address


class Sort(StrEnum):
    """Kinds of conditions."""

    ROLE = "role"
    ACTIVE = "active"
    TOPIC = "topic"
    EVENT = "event"
    FILTER = "filter"


class OpenAudience(Address, prefix="xba"):
    broadcast_id: int


class OpenTerm(Address, prefix="xbat"):
    broadcast_id: int
    line: int
    at: int
    mark: int


class NegateTerm(Address, prefix="xban"):
    broadcast_id: int
    line: int
    at: int
    mark: int


class DropTerm(Address, prefix="xbad"):
    broadcast_id: int
    line: int
    at: int
    mark: int


class OpenSorts(Address, prefix="xbas"):
    """`line` is what the condition will be added to; -1: a line of its own."""

    broadcast_id: int
    line: int
    mark: int


class OpenValues(Address, prefix="xbav"):
    broadcast_id: int
    line: int
    mark: int
    sort: Sort


class AddTerm(Address, prefix="xbaa"):
    """`value` is a role or «none», a number of days, a topic, the id of an event or of an alert."""

    broadcast_id: int
    line: int
    mark: int
    sort: Sort
    value: str
