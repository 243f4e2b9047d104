"""An address of every kind that buttons of the bot may carry."""

from datetime import date
from enum import Enum

import handlers  # imports every address
from bot.ui.address import Address


def addresses(prefix: str = "") -> list[Address]:
    """One of each kind whose prefix begins so, filled with values that fit its fields."""
    assert handlers
    return [
        kind(
            **{name: _sample(field) for name, field in kind.model_fields.items() if name != "trail"}
        )
        for kind in _below(Address)
        if kind.__prefix__.startswith(prefix)
    ]


def _below(kind):
    for child in kind.__subclasses__():
        yield child
        yield from _below(child)


def _sample(field):
    if bounds := [each.le for each in field.metadata if hasattr(each, "le")]:
        return min(*bounds, date(2026, 11, 23).toordinal())  # a day as a number, or so many days
    kinds = getattr(field.annotation, "__args__", None) or (field.annotation,)
    kind = kinds[0]
    if isinstance(kind, Enum | str):  # one of those that are allowed
        return kind
    if issubclass(kind, Enum):
        return next(iter(kind))
    return {bool: True, int: 1, str: "1", date: date(2026, 11, 23)}[kind]
