"""The job that tells what is due. It knows whom, what and when; the words come from outside."""

import logging
import sqlite3
from collections.abc import Awaitable, Callable

from bot.audience.repository import Audience
from bot.broadcast.models import Outcome
from bot.broadcast.outcomes import SEND_ERRORS, judge
from bot.broadcast.quiet import NIGHT
from bot.clock import Clock
from bot.reminders.models import DAILY_HOUR, Kind, Notice
from bot.reminders.notices_repository import Notices
from bot.reminders.plan_repository import Plan

_log = logging.getLogger(__name__)

LOST = (Outcome.BLOCKED, Outcome.DEACTIVATED, Outcome.GONE)

# Says it and returns the message's id; None when there is nothing left to say.
Tell = Callable[[Notice], Awaitable[int | None]]


class Reminders:
    """A job of the scheduler, one for each process: it is never run twice at the same time."""

    def __init__(
        self, plan: Plan, notices: Notices, audience: Audience, clock: Clock, *, tell: Tell
    ) -> None:
        """`tell` must not try again by itself: only here is it known what may be repeated."""
        self.quiet = NIGHT  # the operator's hours replace them
        self._plan = plan
        self._notices = notices
        self._audience = audience
        self._clock = clock
        self._tell = tell

    async def run(self) -> None:
        """Plan what has come to be due, and tell it; in the quiet hours only duties."""
        await self._notices.give_up_interrupted()
        await self._plan.duties()
        now = self._clock()
        awake = self.quiet.until(now) is None
        if awake:
            await self._plan.changes()
        if awake and now.hour >= DAILY_HOUR:
            await self._plan.day()
        for person_id, kind in await self._notices.due(awake=awake):
            if not await self._send(person_id, kind):
                break

    async def _send(self, person_id: int, kind: Kind) -> bool:
        """False when Telegram is out of reach: the rest waits for the next tick."""
        notice = await self._notices.claim(person_id, kind)
        try:
            message_id = await self._tell(notice)
        except SEND_ERRORS as error:
            return await self._refused(notice, error)
        except sqlite3.Error:  # met while the words were looked for: nothing has been sent
            await self._notices.finish(notice, "pending")
            raise
        await self._notices.finish(notice, "sent" if message_id else "failed", message_id)
        return True

    async def _refused(self, notice: Notice, error: Exception) -> bool:
        verdict = judge(error)
        lost = verdict.outcome in LOST
        if lost:
            await self._audience.mark(notice.person_id, verdict.outcome)
        else:
            _log.warning("A notice is %s: %s", verdict.outcome, verdict.reason)
        await self._notices.finish(notice, "blocked" if lost else verdict.outcome)
        return lost or verdict.outcome is Outcome.FAILED
