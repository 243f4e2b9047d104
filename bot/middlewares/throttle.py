import time
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.middlewares.press import Alert
from bot.ui.texts import common as texts

BURST = 15.0  # so many at once are a person in a hurry
PER_SECOND = 1.0  # and so many a second for as long as they like
REMEMBERED = 10_000


class Throttle(BaseMiddleware):
    """A bucket a person, for messages and presses together; who empties it is told once, kindly."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: dict[int, tuple[float, float]] = {}  # what is left, and when that was
        self._told: set[int] = set()

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        user = data.get("event_from_user")
        if user is None or self._spend(user.id):
            return await handler(event, data)
        return await self._tell(user.id, event)

    def _spend(self, person_id: int) -> bool:
        now = self._clock()
        left, then = self._buckets.pop(person_id, (BURST, now))
        left = min(BURST, left + (now - then) * PER_SECOND)
        allowed = left >= 1
        self._buckets[person_id] = (left - 1 if allowed else left, now)
        if allowed:
            self._told.discard(person_id)
        if len(self._buckets) > REMEMBERED:
            del self._buckets[next(iter(self._buckets))]
        return allowed

    async def _tell(self, person_id: int, event: TelegramObject) -> str | None:
        if isinstance(event, CallbackQuery):
            return Alert(texts.SLOWER)
        if person_id not in self._told and isinstance(event, Message):
            self._told.add(person_id)
            await event.answer(texts.SLOWER)
        return None
