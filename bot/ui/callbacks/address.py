"""What all addresses share: the way back, kept in the button itself.

`trail` holds the screens a person came through, the latest first: `s.12.1~h` is page 1 of section
12, reached from home. So Back needs no session and survives restarts and releases. Callback data
is limited to 64 bytes (Bot API): a longer trail forgets its oldest screens.
"""

from typing import Self

from aiogram.filters.callback_data import MAX_CALLBACK_LENGTH, CallbackData

_SCREENS, _VALUES = "~", "."


class Address(CallbackData, prefix="address"):
    trail: str = ""

    def after(self, here: "Address") -> Self:
        """This address as it is reached from the screen `here`."""
        screens = [here.step(), *filter(None, here.trail.split(_SCREENS))]
        while True:
            reached = self.model_copy(update={"trail": _SCREENS.join(screens)})
            if len(reached.joined().encode()) <= MAX_CALLBACK_LENGTH:
                return reached
            screens.pop()

    @property
    def back(self) -> str | None:
        """Callback data of the previous screen, or None where the trail begins."""
        if not self.trail:
            return None
        latest, _, rest = self.trail.partition(_SCREENS)
        prefix, *values = latest.split(_VALUES)
        return self.__separator__.join((prefix, rest, *values))

    def _values(self) -> list[str]:
        packed = self.model_dump(mode="python", exclude={"trail"})
        return [self._encode_value(name, value) for name, value in packed.items()]

    def step(self) -> str:
        return _VALUES.join((self.__prefix__, *self._values()))

    def joined(self) -> str:
        return self.__separator__.join((self.__prefix__, self.trail, *self._values()))
