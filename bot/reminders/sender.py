"""The job that tells what is due. It knows whom, what and when; the words come from outside."""

import logging
from collections.abc import Awaitable, Callable

from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)

from bot.audience.repository import Audience
from bot.clock import Clock
from bot.reminders.models import DAILY_HOUR, FIRST_HOUR, NIGHT_HOUR, Kind, Notice
from bot.reminders.notices_repository import Notices
from bot.reminders.plan_repository import Plan

_log = logging.getLogger(__name__)

UNREACHABLE = (TelegramNetworkError, TelegramRetryAfter, TelegramServerError)
DEACTIVATED, NO_CHAT = "user is deactivated", "chat not found"

# Says it and returns the message's id; None when there is nothing left to say.
Tell = Callable[[Notice], Awaitable[int | None]]


class Reminders:
    """A job of the scheduler, one for each process: it is never run twice at the same time."""

    def __init__(
        self, plan: Plan, notices: Notices, audience: Audience, clock: Clock, *, tell: Tell
    ) -> None:
        self._plan = plan
        self._notices = notices
        self._audience = audience
        self._clock = clock
        self._tell = tell

    async def run(self) -> None:
        """Plan what has come to be due, and tell it; at night only duties."""
        await self._notices.give_up_interrupted()
        await self._plan.duties()
        hour = self._clock().hour
        awake = FIRST_HOUR <= hour < NIGHT_HOUR
        if awake:
            await self._plan.changes()
        if DAILY_HOUR <= hour < NIGHT_HOUR:
            await self._plan.day()
        for person_id, kind in await self._notices.due(awake=awake):
            if not await self._send(person_id, kind):
                break

    async def _send(self, person_id: int, kind: Kind) -> bool:
        """False when Telegram is out of reach: the rest waits for the next tick."""
        notice = await self._notices.claim(person_id, kind)
        try:
            message_id = await self._tell(notice)
            await self._notices.finish(notice, "sent" if message_id else "failed", message_id)
        except UNREACHABLE as error:
            _log.warning("Notices wait: %s", error)
            await self._notices.finish(notice, "pending")
            return False
        except TelegramAPIError as error:
            await self._refused(notice, error)
        return True

    async def _refused(self, notice: Notice, error: TelegramAPIError) -> None:
        state = _lost(error)
        if state:
            await self._audience.mark(notice.person_id, state)
        else:
            _log.warning("%s was refused: %s", notice, error)
        await self._notices.finish(notice, "blocked" if state else "failed")


def _lost(error: TelegramAPIError) -> str:
    """The state of a person who can no longer be written to, or nothing."""
    match error:
        case TelegramForbiddenError():
            return "deactivated" if DEACTIVATED in error.message else "blocked"
        case TelegramBadRequest() if NO_CHAT in error.message:
            return "gone"
    return ""
