"""Planned broadcasts: started at their time, or asked about when that was missed."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.broadcast.models import Broadcast, Selection, State
from bot.broadcast.repository import Broadcasts
from bot.clock import Clock

# Later than this the bot was down: what was right then may be wrong now, so the author decides.
GRACE = timedelta(minutes=5)

Select = Callable[[Broadcast], Selection]
Ask = Callable[[Broadcast], Awaitable[None]]


class Planned:
    """A job for the scheduler. `ask` tells the author of a broadcast that its time was missed."""

    def __init__(self, broadcasts: Broadcasts, clock: Clock, select: Select, ask: Ask) -> None:
        self._broadcasts = broadcasts
        self._clock = clock
        self._select = select
        self._ask = ask

    async def start_due(self) -> None:
        now = self._clock()
        for broadcast in await self._broadcasts.in_state(State.SCHEDULED):
            if broadcast.scheduled_at is None or broadcast.scheduled_at > now:
                continue
            if now - broadcast.scheduled_at <= GRACE:
                await self._broadcasts.start(broadcast.id, self._select(broadcast))
            elif await self._broadcasts.miss(broadcast.id):
                await self._ask_surely(broadcast, broadcast.scheduled_at)

    async def _ask_surely(self, missed: Broadcast, at: datetime) -> None:
        """Where the network is as new as the bot, the author is asked at a later tick."""
        try:
            await self._ask(missed)
        except Exception:
            await self._broadcasts.schedule(missed.id, at)
            raise
