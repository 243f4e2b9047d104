"""What the bot says by itself: fetched, put into words and sent like any other screen."""

from aiogram import Bot

from bot.applications.repository import Applications
from bot.events.repository import Events
from bot.knowledge.repository import Knowledge
from bot.reminders.models import Kind, Notice
from bot.ui.screen import Screen
from bot.ui.showing import send
from bot.ui.views import applications_room, notices


class Teller:
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
            case Kind.APPLICATION | Kind.HANDLED:
                found = await self._applications.some(ids)
                return applications_room.duty(notice.kind, found) if found else None
            case Kind.NEW_PROGRAMME:
                links = await self._knowledge.links(ids)
                return notices.programme_notice(links) if links else None
        events = await self._events.some(ids)
        return notices.event_notice(notice, events) if events else None
