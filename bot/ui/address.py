"""What all addresses share: the way back, kept in the button itself.

`trail` holds the screens a person came through, the latest first: `s.12.1~h` is page 1 of section
12, reached from home. So Back needs no session and survives restarts and releases. Callback data
is limited to 64 bytes (Bot API): a longer trail forgets its oldest screens.
"""

from enum import Enum
from functools import cached_property
from typing import Any, ClassVar, Self

from aiogram.filters.callback_data import MAX_CALLBACK_LENGTH, CallbackData
from pydantic import ConfigDict

ADMIN_PREFIX = "x"  # the prefix of every address that only admins may open begins with it
_SCREENS, _VALUES = "~", "."
_LARGEST = 2**53  # no id or page is larger; the database would refuse what needs more than 64 bits


class Address(CallbackData, prefix="address"):
    """A screen makes and packs a dozen of these: that is why nothing here is done twice."""

    model_config = ConfigDict(frozen=True)

    _names: ClassVar[tuple[str, ...]] = ()
    _lowest: ClassVar[int] = 0
    trail: str = ""

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:  # noqa: ANN401 - pydantic's signature
        cls._names = tuple(name for name in cls.model_fields if name != "trail")

    @classmethod
    def unpack(cls, value: str) -> Self:
        """As CallbackData does; raises ValueError for numbers that no screen has packed."""
        found = super().unpack(value)
        numbers = [each for each in found.__dict__.values() if type(each) is int]
        if any(not cls._lowest <= each <= _LARGEST for each in numbers):
            raise ValueError(f"{value!r} was made by hand")
        return found

    def after(self, here: "Address") -> Self:
        """This address as it is reached from the screen `here`."""
        return self._reached(here.onward)

    def beside(self, here: "Address") -> Self:
        """This address in the place of `here`: the way back is the same."""
        return self._reached(here.trail)

    def turned(self, **changes: int) -> Self:
        """The same screen with other numbers, as its next page."""
        return self._changed(**changes).beside(self)

    @property
    def back(self) -> str | None:
        """Callback data of the previous screen, or None where the trail begins."""
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

    def step(self) -> str:
        """This screen as a part of another's trail."""
        return _VALUES.join((self.__prefix__, *self._values()))

    def pack(self) -> str:
        """As CallbackData does, in a third of its time."""
        packed = self.__separator__.join((self.__prefix__, self.trail, *self._values()))
        if len(packed.encode()) > MAX_CALLBACK_LENGTH:
            raise ValueError(f"{packed!r} is longer than {MAX_CALLBACK_LENGTH} bytes")
        return packed

    @cached_property
    def onward(self) -> str:
        """The trail of whatever is reached from here."""
        return f"{self.step()}{_SCREENS}{self.trail}" if self.trail else self.step()

    def _reached(self, trail: str) -> Self:
        room = MAX_CALLBACK_LENGTH - len(self.step().encode()) - len(self.__separator__)
        while trail and len(trail.encode()) > room:
            trail = trail.rpartition(_SCREENS)[0]
        return self._changed(trail=trail)

    def _changed(self, **changes: str | int) -> Self:
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
