"""What all addresses share: the way back, kept in the button itself.

`trail` holds the screens a person came through, the latest first: `s.12.1~h` is page 1 of section
12, reached from home. So Back needs no session and survives restarts and releases. Callback data
is limited to 64 bytes (Bot API): a longer trail forgets its oldest screens.
"""

from typing import Self

from aiogram.filters.callback_data import MAX_CALLBACK_LENGTH, CallbackData

ADMIN_PREFIX = "x"  # the prefix of every address that only admins may open begins with it
_SCREENS, _VALUES = "~", "."


class Address(CallbackData, prefix="address"):
    trail: str = ""

    def after(self, here: "Address") -> Self:
        """This address as it is reached from the screen `here`."""
        return self._reached([here.step(), *here.screens()])

    def beside(self, here: "Address") -> Self:
        """This address in the place of `here`: the way back is the same."""
        return self._reached(here.screens())

    def turned(self, **changes: int) -> Self:
        """The same screen with other numbers, as its next page."""
        return self.model_copy(update=changes).beside(self)

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
        latest, *values = (self.screens() or [""])[0].split(_VALUES)
        return int(values[0]) if latest == prefix and values and values[0].isdecimal() else 0

    def screens(self) -> list[str]:
        return [screen for screen in self.trail.split(_SCREENS) if screen]

    def step(self) -> str:
        """This screen as a part of another's trail."""
        return _VALUES.join((self.__prefix__, *self._values()))

    def pack(self) -> str:
        """As CallbackData does, in a third of its time: a screen packs a dozen of these."""
        packed = self.__separator__.join((self.__prefix__, self.trail, *self._values()))
        if len(packed.encode()) > MAX_CALLBACK_LENGTH:
            raise ValueError(f"{packed!r} is longer than {MAX_CALLBACK_LENGTH} bytes")
        return packed

    def _reached(self, screens: list[str]) -> Self:
        room = MAX_CALLBACK_LENGTH - len(self.step().encode()) - len(self.__separator__)
        while screens and len(_SCREENS.join(screens).encode()) > room:
            screens = screens[:-1]
        return self.model_copy(update={"trail": _SCREENS.join(screens)})

    def _values(self) -> list[str]:
        fields = type(self).model_fields
        return [self._encode_value(name, getattr(self, name)) for name in fields if name != "trail"]
