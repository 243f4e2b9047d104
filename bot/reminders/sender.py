"""The job that tells what is due. It knows whom, what and when; the words come from outside."""

import logging
import sqlite3
from collections.abc import Awaitable, Callable

from aiogram import Bot

from bot.applications import screens as applications_screens
from bot.applications.repository import Applications
from bot.broadcast.models import NIGHT, DeliveryState
from bot.broadcast.telegram_delivery import SEND_ERRORS, classify_error
from bot.clock import Clock
from bot.events.repository import Events
from bot.knowledge.repository import Knowledge
from bot.people.repository import People
from bot.reminders import screens
from bot.reminders.models import DAILY_HOUR, Notice, NoticeKind
from bot.reminders.notice_repository import Notices, Plan
from bot.ui.screen import Screen
from bot.ui.show import send

_log = logging.getLogger(__name__)

LOST = (DeliveryState.BLOCKED, DeliveryState.DEACTIVATED, DeliveryState.GONE)

# Says it and returns the message's id; None when there is nothing left to say.
Tell = Callable[[Notice], Awaitable[int | None]]


class Reminders:
    """A job of the scheduler, one for each process: it is never run twice at the same time."""

    def __init__(
        self, plan: Plan, notices: Notices, people: People, clock: Clock, *, tell: Tell
    ) -> None:
        """`tell` must not try again by itself: only here is it known what may be repeated."""
        self.quiet = NIGHT  # the operator's hours replace them
        self._plan = plan
        self._notices = notices
        self._people = people
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

    async def _send(self, person_id: int, kind: NoticeKind) -> bool:
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
        verdict = classify_error(error)
        lost = verdict.outcome in LOST
        if lost:
            await self._people.mark(notice.person_id, verdict.outcome)
        else:
            _log.warning("A notice is %s: %s", verdict.outcome, verdict.reason)
        await self._notices.finish(notice, "blocked" if lost else verdict.outcome)
        return lost or verdict.outcome is DeliveryState.FAILED


class NoticeSender:
    """`tell` is what `bot.reminders.sender` calls for every notice that is due."""

    def __init__(
        self, bot: Bot, events: Events, knowledge: Knowledge, applications: Applications
    ) -> None:
        self._bot = bot
        self._events = events
        self._knowledge = knowledge
        self._applications = applications

    async def tell(self, notice: Notice) -> int | None:
        """The id of the message; None when what it was about is there no more."""
        screen = await self._screen(notice)
        if screen is None:
            return None
        return await send(self._bot, notice.person_id, screen, silent=notice.quiet)

    async def _screen(self, notice: Notice) -> Screen | None:
        ids = [subject.id for subject in notice.subjects]
        match notice.kind:
            case NoticeKind.APPLICATION | NoticeKind.HANDLED:
                found = await self._applications.some(ids)
                return applications_screens.duty(notice.kind, found) if found else None
            case NoticeKind.NEW_PROGRAMME:
                links = await self._knowledge.links(ids)
                return screens.programme_notice(links) if links else None
        events = await self._events.some(ids)
        return screens.event_notice(notice, events) if events else None
