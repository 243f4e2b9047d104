"""The composition root: the one module that knows all the others."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import fields
from functools import partial

from aiogram import Bot, Dispatcher

from bot.broadcast.planned import Planned
from bot.broadcast.quiet import QuietHours
from bot.broadcast.sender import Manner, Sender
from bot.clock import clock_in
from bot.filling import fill
from bot.middlewares.count import CountOpened
from bot.middlewares.form import LeaveForm
from bot.middlewares.observe import ObserveHandler
from bot.middlewares.person import RememberPerson
from bot.middlewares.press import AnswerPress
from bot.middlewares.services import GiveServices
from bot.middlewares.throttle import Throttle
from bot.opening import open_services
from bot.reminders.notices_repository import Notices
from bot.reminders.plan_repository import Plan
from bot.reminders.sender import Reminders
from bot.scheduler import Job, Scheduler
from bot.services import Options, Services
from bot.serving.monitor import Monitor
from bot.settings import Settings
from bot.storage import Database
from bot.ui.views import mailing
from handlers import CARRIED, build_routers
from handlers.admin.broadcast.following import Following
from handlers.hall import Entrance
from handlers.notices import Teller


@asynccontextmanager
async def open_filled(
    settings: Settings, monitor: Monitor | None = None
) -> AsyncIterator[Services]:
    """The services over a database that `fill` has filled."""
    monitor = monitor or Monitor()
    database = await Database.open(settings.database, monitor.queried)
    try:
        await fill(database)
        index = settings.database.with_suffix(".search.db")
        clock = clock_in(settings.timezone)
        options = Options(
            staff_chat_id=settings.staff_chat_id,
            staff_hours=settings.staff_hours,
            keep_days=settings.keep_days,
            vote_until=settings.vote_until,
            semantic=settings.search_semantic == "auto",
        )
        async with open_services(database, clock, index, settings.admin_ids, options) as services:
            services.answering.count = monitor.searched
            services.newsroom.quiet = QuietHours(*settings.quiet_hours)
            yield services
    finally:
        await database.close()


def build_dispatcher(
    services: Services, monitor: Monitor | None = None, throttle: Throttle | None = None
) -> Dispatcher:
    """Every call makes its own tree of routers, so that two dispatchers can live side by side."""
    monitor, throttle = monitor or Monitor(), throttle or Throttle()
    named = {field.name: getattr(services, field.name) for field in fields(services)}
    carried = {name: named[name] for name in CARRIED}
    dispatcher = Entrance(disable_fsm=True, **carried)
    dispatcher.callback_query.outer_middleware(AnswerPress())
    for observer in (dispatcher.message, dispatcher.callback_query, dispatcher.inline_query):
        observer.outer_middleware(throttle)
    dispatcher.update.outer_middleware(RememberPerson(services.audience))
    for name, observer in dispatcher.observers.items():
        if name != "update":  # its handler is the dispatcher itself, around all the others
            observer.middleware(ObserveHandler(monitor.handled))
            observer.middleware(GiveServices(named))
    for observer in (dispatcher.message, dispatcher.callback_query):
        observer.outer_middleware(LeaveForm(services.forms))
    dispatcher.callback_query.middleware(CountOpened(services.counting))
    dispatcher.include_routers(*build_routers())
    return dispatcher


def build_scheduler(services: Services, bot: Bot, **more: Job) -> Scheduler:
    """Everything the bot does by itself at its time; `bot` as `build_mass_bot` makes it."""
    teller = Teller(bot, services.events, services.knowledge, services.applications)
    database, clock, room = services.database, services.clock, services.newsroom
    notices, plan = Notices(database, clock), Plan(database, clock, services.admins)
    reminders = Reminders(plan, notices, services.audience, clock, tell=teller.tell)
    reminders.quiet = room.quiet
    ask = Following(bot, room).ask
    planned = Planned(services.broadcasts, clock, room.recipients.selection, ask)
    return Scheduler(
        reminders=reminders.run,
        drafts=services.application_drafts.forget_abandoned,
        broadcasts=planned.start_due,
        letters=partial(services.relay.resend, bot),
        retention=services.retention.clean,
        **more,
    )


def build_sender(services: Services, bot: Bot, manner: Manner) -> Sender:
    """`bot` as `build_mass_bot` makes it."""
    return Sender(bot, services.books, services.audience, mailing.dress_up, manner)
