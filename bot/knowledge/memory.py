"""What was lately read of the content, for as long as the content is what it was."""

from collections.abc import Awaitable, Callable, Hashable
from typing import Any, TypeVar

from bot.clock import Clock
from bot.storage import Database

MOST = 1_000  # screens' worth: the whole of a usual content, some megabytes

_Read = TypeVar("_Read")


class ContentMemory:
    """Forgets everything when the content's revision changes, whoever changed it, and at midnight.

    What it gives is given to many: it must be immutable.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._kept: dict[Hashable, Any] = {}
        self._stamp: tuple[object, ...] = ()

    async def get(self, key: Hashable, read: Callable[[], Awaitable[_Read]]) -> _Read:
        """Return what `read` gave for this key at this revision and day; its errors are raised."""
        stamp = (self._database.revision, self._clock().date())
        if stamp != self._stamp:
            self._kept, self._stamp = {}, stamp
        if key not in self._kept:
            found = await read()
            if stamp != self._stamp:  # it changed meanwhile: this may be of before or of after
                return found
            if len(self._kept) >= MOST:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = found
        remembered: _Read = self._kept[key]
        return remembered
