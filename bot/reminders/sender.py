"""The job of the scheduler that plans and sends notices."""

import asyncio
import logging
import sqlite3
from collections import deque
from collections.abc import Callable

from aiogram import Bot
from aiogram.exceptions import TelegramRetryAfter

from bot.applications import admin_screens as applications_screens
from bot.applications.repository import Applications
from bot.broadcast.models import NIGHT, OUT_OF_REACH, DeliveryState
from bot.broadcast.send_errors import SEND_ERRORS, classify_error
from bot.editing import screens as editing_screens
from bot.events.repository import Events
from bot.history import screens as history_screens
from bot.knowledge.repository import Knowledge
from bot.links import screens as links_screens
from bot.people.repository import People
from bot.reminders import screens
from bot.reminders.models import DAILY_HOUR, Notice, NoticeKind
from bot.reminders.planner import NoticePlanner
from bot.reminders.repository import NoticeQueue
from bot.reviews import screens as reviews_screens
from bot.team.models import Right
from bot.telegram.rate_limit import RateLimiter
from bot.ui.screen import Screen
from bot.ui.show import for_reader, send, shown_in

_log = logging.getLogger(__name__)

AT_ONCE = 32  # enough for 25 a second where Telegram takes a second to answer

APPLICATION_SCREENS = {
    NoticeKind.APPLICATION: applications_screens.new_applications,
    NoticeKind.HANDLED: applications_screens.handled_applications,
}
# By the number of what they are about.
EDITORS_SCREENS = {
    NoticeKind.CONFLICT: history_screens.conflict_notice,
    NoticeKind.REVIEW: reviews_screens.review_notice,
    NoticeKind.LINK: links_screens.link_notice,
    NoticeKind.APPROVAL: editing_screens.approval_notice,
}


class NoticeRenderer:
    """Reads what a notice is about and makes its screen."""

    def __init__(
        self,
        events: Events,
        knowledge: Knowledge,
        applications: Applications,
        may: Callable[[int, Right], bool],
    ) -> None:
        """`may` tells who has which right at the moment a notice is sent."""
        self._events = events
        self._knowledge = knowledge
        self._applications = applications
        self._may = may

    async def screen(self, notice: Notice) -> Screen | None:
        """None when nothing is left to tell, or the person may not know it any more."""
        ids = [subject.id for subject in notice.subjects]
        if render := APPLICATION_SCREENS.get(notice.kind):
            may_read = self._may(notice.person_id, Right.APPLICATIONS)
            applications = await self._applications.some(ids) if may_read else ()
            return render(applications) if applications else None
        if tell := EDITORS_SCREENS.get(notice.kind):
            return tell(len(ids)) if self._may(notice.person_id, Right.EDIT) else None
        if notice.kind is NoticeKind.NEW_PROGRAMME:
            links = await self._knowledge.links(ids)
            return screens.programme_notice(links) if links else None
        events = await self._events.some(ids)
        applied = await self._applications.of_events(notice.person_id, ids)
        return screens.event_notice(notice, events, applied) if events else None


class NoticeSender:
    """One process has one sender, and its `run` is never called twice at a time."""

    def __init__(
        self,
        bot: Bot,
        planner: NoticePlanner,
        queue: NoticeQueue,
        people: People,
        renderer: NoticeRenderer,
    ) -> None:
        """`bot` must not repeat requests by itself: the sender knows which may be repeated."""
        self.quiet = NIGHT
        self.limiter: RateLimiter | None = None  # the pace that broadcasts keep too
        self._is_reachable = True
        self._bot = bot
        self._planner = planner
        self._queue = queue
        self._people = people
        self._renderer = renderer

    async def run(self) -> None:
        """Plan what has come to be due, and send until nothing is left that may be sent now.

        In the quiet hours only admins are written to.
        """
        await self._queue.give_up_interrupted()
        if self._is_day():
            await self._planner.plan_changes()
            if self._queue.clock().hour >= DAILY_HOUR:
                await self._planner.plan_day()
        self._is_reachable = True
        while self._is_reachable and (due := await self._next()):
            await self._send_all(deque(due.items()))

    async def _next(self) -> dict[int, list[NoticeKind]]:
        """What has become an admin's duty meanwhile comes before what waits longer."""
        await self._planner.plan_applications()
        await self._planner.plan_editing()
        return await self._queue.due(daytime=self._is_day())

    def _is_day(self) -> bool:
        return self.quiet.until(self._queue.clock()) is None

    async def _send_all(self, waiting: deque[tuple[int, list[NoticeKind]]]) -> None:
        """A fault of one keeps no other from being sent."""
        workers = (self._send_some(waiting) for _ in range(AT_ONCE))
        for fault in await asyncio.gather(*workers, return_exceptions=True):
            if fault:
                raise fault

    async def _send_some(self, waiting: deque[tuple[int, list[NoticeKind]]]) -> None:
        while waiting and self._is_reachable:
            person_id, kinds = waiting.popleft()
            for kind in kinds:
                if self.limiter:
                    await self.limiter.acquire(person_id)
                if not await self._send(person_id, kind):
                    self._is_reachable = False

    async def _send(self, person_id: int, kind: NoticeKind) -> bool:
        """False when Telegram cannot be reached: the other notices wait for the next run."""
        notice = await self._queue.claim(person_id, kind)
        try:
            screen = await self._renderer.screen(notice)
            language = await self._people.language(person_id)
        except sqlite3.Error:  # nothing has been sent yet
            await self._queue.finish(notice, "pending")
            raise
        if screen is None:
            await self._queue.finish(notice, "failed")
            return True
        try:
            with shown_in(language):
                screen = for_reader(screen)
            message_id = await send(self._bot, person_id, screen, silent=notice.quiet)
        except SEND_ERRORS as error:
            return await self._handle_error(notice, error)
        await self._queue.finish(notice, "sent", message_id)
        return True

    async def _handle_error(self, notice: Notice, error: Exception) -> bool:
        if self.limiter and isinstance(error, TelegramRetryAfter):
            self.limiter.on_retry_after(error.retry_after)
            await self._queue.finish(notice, "pending")
            return True  # whoever comes next waits for its turn
        result = classify_error(error)
        unreachable = result.outcome in OUT_OF_REACH
        if unreachable:
            await self._people.set_state(notice.person_id, result.outcome)
        else:
            _log.warning("A notice is %s: %s", result.outcome, result.reason)
        await self._queue.finish(notice, "blocked" if unreachable else result.outcome)
        return unreachable or result.outcome is DeliveryState.FAILED
