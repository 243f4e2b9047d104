"""Addresses of screens: callback data that carries its own way back.

`trail` holds the screens through which a person came, the latest first: `s.12.1~h` is page 1 of
section 12, opened from home. So Back needs no session and works after restarts and releases.
Callback data is limited to 64 bytes (Bot API): a longer trail loses its oldest screens.
"""

from enum import Enum
from functools import cached_property
from typing import Any, ClassVar, Self

from aiogram.filters.callback_data import MAX_CALLBACK_LENGTH, CallbackData
from pydantic import ConfigDict

ADMIN_PREFIX = "x"  # begins the prefix of every address that only admins may open
_SCREENS, _VALUES = "~", "."
_LARGEST = 2**53  # no id or page is larger, and SQLite takes no more than 64 bits


class Address(CallbackData, prefix="address"):
    """Callback data with a way back. Immutable: screens share addresses."""

    model_config = ConfigDict(frozen=True)  # no `defer_build`: threads make screens too

    _names: ClassVar[tuple[str, ...]] = ()
    _lowest: ClassVar[int] = 0
    _added: ClassVar[int] = 0  # how many of the last fields the buttons of older releases lack
    trail: str = ""

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:  # noqa: ANN401 - pydantic's signature
        cls._names = tuple(name for name in cls.model_fields if name != "trail")

    @classmethod
    def unpack(cls, value: str) -> Self:
        """As CallbackData does; raises ValueError for a number that no button of the bot has.

        Fields that an older button lacks have their defaults.
        """
        lacking = len(cls.model_fields) - value.count(cls.__separator__)
        if 0 < lacking <= cls._added:
            defaults = (_encode(cls.model_fields[name].default) for name in cls._names[-lacking:])
            value = cls.__separator__.join((value, *defaults))
        found = super().unpack(value)
        numbers = [each for each in found.__dict__.values() if type(each) is int]
        if any(not cls._lowest <= each <= _LARGEST for each in numbers):
            raise ValueError(f"{value!r} was made by hand")
        return found

    def after(self, here: "Address") -> Self:
        """This address, opened from the screen `here`: Back leads to `here`."""
        return self._with_trail(here.child_trail)

    def beside(self, here: "Address") -> Self:
        """This address instead of `here`: Back leads where it leads from `here`."""
        return self._with_trail(here.trail)

    def changed(self, **changes: int) -> Self:
        """The same screen with other values, as its next page; Back stays the same."""
        return self._replaced(**changes).beside(self)

    @property
    def back(self) -> str | None:
        """Callback data of the previous screen, or None when the trail is empty."""
        if not self.trail:
            return None
        latest, _, rest = self.trail.partition(_SCREENS)
        prefix, *values = latest.split(_VALUES)
        return self.__separator__.join((prefix, rest, *values))

    def came_from(self, prefix: str) -> int:
        """The first number of the previous screen if it has this prefix, else 0."""
        latest, *values = self.trail.partition(_SCREENS)[0].split(_VALUES)
        known = latest == prefix and values and values[0].isdecimal()
        return min(int(values[0]), _LARGEST) if known else 0

    def passed(self, prefix: str) -> bool:
        """Whether a screen with this prefix is on the way back."""
        steps = self.trail.split(_SCREENS)
        return any(step.partition(_VALUES)[0] == prefix for step in steps)

    def trail_step(self) -> str:
        """This screen as one part of a trail."""
        return _VALUES.join((self.__prefix__, *self._values()))

    def pack(self) -> str:
        """As CallbackData does, in a third of the time: a screen packs a dozen addresses."""
        packed = self.__separator__.join((self.__prefix__, self.trail, *self._values()))
        if len(packed.encode()) > MAX_CALLBACK_LENGTH:
            raise ValueError(f"{packed!r} is longer than {MAX_CALLBACK_LENGTH} bytes")
        return packed

    @cached_property
    def child_trail(self) -> str:
        """The trail of the screens opened from this one."""
        return f"{self.trail_step()}{_SCREENS}{self.trail}" if self.trail else self.trail_step()

    def _with_trail(self, trail: str) -> Self:
        room = MAX_CALLBACK_LENGTH - len(self.trail_step().encode()) - len(self.__separator__)
        while trail and len(trail.encode()) > room:
            trail = trail.rpartition(_SCREENS)[0]
        return self._replaced(trail=trail)

    def _replaced(self, **changes: str | int) -> Self:
        return type(self)(**self.__dict__ | changes)

    def _values(self) -> list[str]:
        return [_encode(getattr(self, name)) for name in self._names]


def _encode(value: str | float | Enum | None) -> str:
    """Write a value as CallbackData does, so that it can read it."""
    if isinstance(value, Enum):
        value = value.value
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, bool) else str(value)
