"""The job of the scheduler that plans and sends notices."""

import logging
import sqlite3
from collections.abc import Callable, Mapping, Sequence

from aiogram import Bot

from bot.applications.models import Application
from bot.applications.repository import Applications
from bot.broadcast.models import NIGHT, DeliveryState
from bot.broadcast.send_errors import SEND_ERRORS, classify_error
from bot.events.repository import Events
from bot.knowledge.repository import Knowledge
from bot.people.repository import People
from bot.reminders import screens
from bot.reminders.models import DAILY_HOUR, Notice, NoticeKind
from bot.reminders.planner import NoticePlanner
from bot.reminders.repository import NoticeQueue
from bot.ui.screen import Screen
from bot.ui.show import send

_log = logging.getLogger(__name__)

UNREACHABLE = (DeliveryState.BLOCKED, DeliveryState.DEACTIVATED, DeliveryState.GONE)

ApplicationScreens = Mapping[NoticeKind, Callable[[Sequence[Application]], Screen]]


class NoticeRenderer:
    """Reads what a notice is about and makes its screen."""

    def __init__(
        self,
        events: Events,
        knowledge: Knowledge,
        applications: Applications,
        application_screens: ApplicationScreens,
    ) -> None:
        self._events = events
        self._knowledge = knowledge
        self._applications = applications
        self._application_screens = application_screens

    async def screen(self, notice: Notice) -> Screen | None:
        """None when nothing that the notice is about exists any more."""
        ids = [subject.id for subject in notice.subjects]
        if render := self._application_screens.get(notice.kind):
            applications = await self._applications.some(ids)
            return render(applications) if applications else None
        if notice.kind is NoticeKind.NEW_PROGRAMME:
            links = await self._knowledge.links(ids)
            return screens.programme_notice(links) if links else None
        events = await self._events.some(ids)
        return screens.event_notice(notice, events) if events else None


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
        self._bot = bot
        self._planner = planner
        self._queue = queue
        self._people = people
        self._renderer = renderer

    async def run(self) -> None:
        """Plan what has come to be due and send it; in the quiet hours only to admins."""
        await self._queue.give_up_interrupted()
        await self._planner.plan_applications()
        now = self._queue.clock()
        daytime = self.quiet.until(now) is None
        if daytime:
            await self._planner.plan_changes()
        if daytime and now.hour >= DAILY_HOUR:
            await self._planner.plan_day()
        for person_id, kind in await self._queue.due(daytime=daytime):
            if not await self._send(person_id, kind):
                break

    async def _send(self, person_id: int, kind: NoticeKind) -> bool:
        """False when Telegram cannot be reached: the other notices wait for the next tick."""
        notice = await self._queue.claim(person_id, kind)
        try:
            screen = await self._renderer.screen(notice)
        except sqlite3.Error:  # nothing has been sent yet
            await self._queue.finish(notice, "pending")
            raise
        if screen is None:
            await self._queue.finish(notice, "failed")
            return True
        try:
            message_id = await send(self._bot, person_id, screen, silent=notice.quiet)
        except SEND_ERRORS as error:
            return await self._handle_error(notice, error)
        await self._queue.finish(notice, "sent", message_id)
        return True

    async def _handle_error(self, notice: Notice, error: Exception) -> bool:
        result = classify_error(error)
        unreachable = result.outcome in UNREACHABLE
        if unreachable:
            await self._people.set_state(notice.person_id, result.outcome)
        else:
            _log.warning("A notice is %s: %s", result.outcome, result.reason)
        await self._queue.finish(notice, "blocked" if unreachable else result.outcome)
        return unreachable or result.outcome is DeliveryState.FAILED
