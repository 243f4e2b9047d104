"""The composition root: the one module that knows all the others."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode

from bot.audience.audit_repository import Audit
from bot.audience.repository import Audience
from bot.background import Background
from bot.clock import Clock, clock_in
from bot.knowledge.importer import import_if_changed
from bot.knowledge.repository import Knowledge
from bot.knowledge.saved_repository import SavedAnswers
from bot.middlewares.count import CountOpened
from bot.middlewares.observe import NameUpdate, ObserveHandler
from bot.middlewares.person import RememberPerson
from bot.middlewares.press import AnswerPress
from bot.middlewares.retry import RetryRequests
from bot.middlewares.throttle import Throttle
from bot.privacy.repository import Privacy
from bot.privacy.retention_repository import Retention
from bot.questions.answering import Answering
from bot.questions.repository import Questions
from bot.scheduler import Scheduler
from bot.search import Search
from bot.serving.monitor import Monitor
from bot.settings import KNOWLEDGE, Settings
from bot.specialist.corrections import Corrections
from bot.specialist.desk import Desk
from bot.specialist.hours import Hours
from bot.specialist.post import Post
from bot.specialist.relay import Relay
from bot.specialist.staff_repository import Staff
from bot.stats.counting import Counting
from bot.stats.report_repository import Reports
from bot.stats.repository import CountedEvents
from bot.storage import Database
from bot.ui.views import specialist
from handlers import build_router

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Options:
    """What the operator has set, beside who the admins are."""

    staff_chat_id: int | None = None
    staff_hours: str = ""
    keep_days: int = 365


@dataclass(frozen=True, slots=True)
class Services:
    """What handlers ask for: a handler's argument has the name and type of a field."""

    database: Database
    knowledge: Knowledge
    saved: SavedAnswers
    audience: Audience
    questions: Questions
    answering: Answering
    audit: Audit
    privacy: Privacy
    retention: Retention
    counting: Counting
    reports: Reports
    desk: Desk
    relay: Relay
    corrections: Corrections
    background: Background
    clock: Clock
    admins: frozenset[int]


@asynccontextmanager
async def open_services(
    database: Database,
    clock: Clock,
    index: Path,
    admins: frozenset[int] = frozenset(),
    options: Options = Options(),
) -> AsyncIterator[Services]:
    """`index` is the file of the search index; it is made when there is none."""
    search = await Search.open(database, index)
    background = Background()
    knowledge, saved = Knowledge(database, clock), SavedAnswers(database, clock)
    questions, audience = Questions(database, clock), Audience(database, clock)
    staff = await Staff.open(database, options.staff_chat_id, admins)
    desk = Desk.over(database, clock, staff, Hours.parse(options.staff_hours))
    counting = Counting(CountedEvents(database), clock)
    background.start(counting.run(), "counting")
    relay = Relay(desk, Post(desk, specialist, audience), background)
    answering = Answering(search, knowledge, saved, questions)
    answering.count_card = counting.count
    try:
        yield Services(
            database=database,
            knowledge=knowledge,
            saved=saved,
            audience=audience,
            questions=questions,
            answering=answering,
            audit=Audit(database, clock),
            privacy=Privacy(database, clock, audience, options.keep_days),
            retention=Retention(database, clock, options.keep_days),
            counting=counting,
            reports=Reports(database, clock),
            desk=desk,
            relay=relay,
            corrections=Corrections(desk, specialist, relay),
            background=background,
            clock=clock,
            admins=admins,
        )
    finally:
        await background.close()
        await counting.flush()
        await search.close()


@asynccontextmanager
async def open_filled(
    settings: Settings, monitor: Monitor | None = None
) -> AsyncIterator[Services]:
    """The services over a database that holds the content as the files have it now."""
    monitor = monitor or Monitor()
    database = await Database.open(settings.database, monitor.queried)
    try:
        if imported := await import_if_changed(database, KNOWLEDGE):
            _log.info("Imported the content: %s", imported)
        index = settings.database.with_suffix(".search.db")
        clock = clock_in(settings.timezone)
        options = Options(settings.staff_chat_id, settings.staff_hours, settings.keep_days)
        async with open_services(database, clock, index, settings.admin_ids, options) as services:
            services.answering.count = monitor.searched
            yield services
    finally:
        await database.close()


def build_dispatcher(
    services: Services, monitor: Monitor | None = None, throttle: Throttle | None = None
) -> Dispatcher:
    """Every call makes its own tree of routers, so that two dispatchers can live side by side."""
    monitor, throttle = monitor or Monitor(), throttle or Throttle()
    named = {field.name: getattr(services, field.name) for field in fields(services)}
    dispatcher = Dispatcher(disable_fsm=True, **named)
    dispatcher.update.outer_middleware(NameUpdate())
    dispatcher.callback_query.outer_middleware(AnswerPress())
    for observer in (dispatcher.message, dispatcher.callback_query, dispatcher.inline_query):
        observer.outer_middleware(throttle)
    dispatcher.update.outer_middleware(RememberPerson(services.audience))
    for observer in dispatcher.observers.values():
        observer.middleware(ObserveHandler(monitor.handled))
    dispatcher.callback_query.middleware(CountOpened(services.counting))
    dispatcher.include_router(build_router())
    return dispatcher


def build_scheduler(services: Services, bot: Bot) -> Scheduler:
    """Everything the bot does by itself at its time."""
    return Scheduler(
        letters=partial(services.relay.resend, bot), retention=services.retention.clean
    )


def build_bot(settings: Settings, monitor: Monitor | None = None) -> Bot:
    """A bot for replies: its requests are tried again until a bad network lets them through."""
    token = settings.token.get_secret_value() if settings.token else ""
    session = AiohttpSession(
        proxy=settings.proxy, api=TelegramAPIServer.from_base(str(settings.api_url).rstrip("/"))
    )
    session.middleware(RetryRequests(count=monitor.retried if monitor else None))
    return Bot(token, session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML))
