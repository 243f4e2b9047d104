"""The composition root: the one module that knows all the others."""

import gc
import logging
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import TypeVar

from aiogram import Bot, Dispatcher

from bot.applications.repository import Applications
from bot.background import Background
from bot.broadcast.models import QuietHours
from bot.broadcast.sender import Sender, SenderConfig
from bot.broadcast.service import BroadcastService, PlannedBroadcasts
from bot.conversation.context import Contexts
from bot.conversation.service import Answering
from bot.editing.service import EditingService
from bot.errors import OperatorError
from bot.events.importer import import_events_if_changed
from bot.events.models import NO_NOTES
from bot.events.notes import read_notes
from bot.events.repository import Events
from bot.events.spreadsheet import DateRow
from bot.finder.rules import NO_RULES, read_rules
from bot.finder.service import FinderService
from bot.knowledge.files import ContentError
from bot.knowledge.importer import import_if_changed
from bot.knowledge.introductions import PLAIN, read_introductions
from bot.knowledge.merging import Imported
from bot.knowledge.repository import Knowledge
from bot.links.checker import LinkChecker
from bot.people.audit import Audit
from bot.people.models import KeptDays
from bot.people.privacy import Privacy
from bot.people.repository import People
from bot.people.retention import Retention
from bot.questions.inbox_repository import InboxRepository
from bot.questions.repository import Questions
from bot.reminders.planner import NoticePlanner
from bot.reminders.repository import NoticeQueue, Reminders
from bot.reminders.sender import NoticeRenderer, NoticeSender
from bot.scheduler import Job, Scheduler
from bot.search.engine import Search
from bot.server.alerts import Measured, OwnerAlerts
from bot.server.integrity import IntegrityCheck
from bot.server.metrics import Monitor
from bot.settings import SHIPPED, ContentFolder, Settings
from bot.specialist.delivery import TelegramDelivery
from bot.specialist.models import WorkingHours
from bot.specialist.relay import RelayService
from bot.specialist.repository import SpecialistRepository
from bot.specialist.service import SpecialistService
from bot.stats.repository import Stats
from bot.storage.backup import NightlyBackup
from bot.storage.database import Clock, Database
from bot.storage.errors import as_unusable
from bot.team.models import Right
from bot.team.repository import Team
from bot.telegram.client import build_broadcast_bot
from bot.telegram.middlewares import (
    AnswerFailedPress,
    AnswerPress,
    ObserveHandler,
    ReadForm,
    RememberPerson,
    Throttle,
)
from bot.telegram.rate_limit import RateLimiter
from handlers import build_group_routes, build_private_routes, build_router
from handlers.broadcast_runs import BroadcastCardUpdater

_log = logging.getLogger(__name__)
_Content = TypeVar("_Content")

GOES_ON = (
    "%s\nThe bot goes on with what was imported last: mend the files, then `python -m bot %s check`"
)
LEFT_OUT = (
    "%s\nThe bot serves without it: mend it, then `python -m bot knowledge check`, and restart"
)
NOT_STARTED = "The bot is not started: mend the files, then `python -m bot {} check`"


async def import_content_files(
    database: Database, monitor: Monitor, files: ContentFolder = SHIPPED
) -> None:
    """Bring the database up to the files; those with problems leave it as it was, and are told.

    Raises OperatorError with the problems where there is nothing from an earlier import.
    """
    names = ("fingerprint", "events_fingerprint", "dates_fingerprint")
    row = await database.row(f"SELECT {', '.join(names)} FROM content")
    filled, planned, dated = (row[name] if row else "" for name in names)
    content = import_if_changed(database, files.knowledge)
    if not await _bring("knowledge", files.knowledge, content, imported_before=bool(filled)):
        monitor.failed_to_import("knowledge", filled)
    calendar = import_events_if_changed(database, files.events)
    if not await _bring("events", files.path, calendar, imported_before=bool(planned)):
        monitor.failed_to_import("events", planned)
    dates = import_events_if_changed(database, files.dates, DateRow)
    if not await _bring("events", files.path, dates, imported_before=bool(dated or planned)):
        monitor.failed_to_import("dates", dated)


async def _bring(
    what: str,
    folder: Path,
    importing: Awaitable[Imported | None],
    *,
    imported_before: bool,
) -> bool:
    """False when the last import stays in use."""
    try:
        imported = await importing
    except ContentError as error:
        problems = "\n".join(f"{folder}/{problem}" for problem in error.problems)
        if not imported_before:
            raise OperatorError(f"{problems}\n{NOT_STARTED.format(what)}") from error
        _log.error(GOES_ON, problems, what)
        return False
    except sqlite3.OperationalError as error:
        if not imported_before:
            raise
        _log.error("%s could not be imported: %s; the last import stays in use", what, error)
        return False
    if imported:
        _log.info("Imported %s: %s changed, %s removed", what, imported.changed, imported.removed)
        for conflict in imported.conflicts:
            _log.warning("%s", conflict)
    return True


@dataclass(frozen=True, slots=True)
class Resources:
    """What jobs and the server work with, and handlers do not."""

    database: Database
    background: Background
    retention: Retention
    search: Search


@dataclass(frozen=True, slots=True)
class Services:
    """A handler gets each of these, but `resources`, by an argument of the same name and type."""

    resources: Resources
    knowledge: Knowledge
    events: Events
    finder: FinderService
    reminders: Reminders
    applications: Applications
    people: People
    questions: Questions
    answering: Answering
    audit: Audit
    editing: EditingService
    broadcasts: BroadcastService
    privacy: Privacy
    stats: Stats
    specialist: SpecialistService
    team: Team


def kept_days(settings: Settings) -> KeptDays:
    return KeptDays(settings.keep_days, settings.keep_audit_days)


@asynccontextmanager
async def open_services(
    database: Database, settings: Settings, monitor: Monitor | None = None
) -> AsyncIterator[Services]:
    """Build the services over an open database; close what they have opened at the end.

    The search index is a file beside the database; it is made when there is none.
    """
    semantic = settings.search_semantic == "auto"
    search = await Search.open(
        database,
        database.path.with_suffix(".search.db"),
        semantic=semantic,
        synonyms=settings.content_folder.synonyms,
    )
    background, retention = Background(), Retention(database, kept_days(settings))
    resources = Resources(database, background, retention, search)
    services = await _build(resources, settings, monitor or Monitor())
    background.start(services.stats.run(), "stats")
    services.answering.on_answer = services.stats.count_answered
    if monitor is not None:
        services.answering.on_outcome = monitor.searched
    try:
        yield services
    finally:
        await background.close()
        await services.stats.flush()
        await search.close()


async def _build(resources: Resources, settings: Settings, monitor: Monitor) -> Services:
    database, search, files = resources.database, resources.search, settings.content_folder
    team = await Team.open(database, settings.admin_ids)
    dialogues = await SpecialistRepository.open(database, settings.staff_chat_id, team)
    knowledge = Knowledge(
        database,
        can_ask=lambda: bool(dialogues.staff.receivers),
        can_edit=lambda person_id: team.may(person_id, Right.EDIT),
        introductions=_content_of(read_introductions, files.greeting, monitor, PLAIN),
    )
    people, questions = People(database, resources.background), Questions(database, team)
    notes = _content_of(read_notes, files.calendar, monitor, NO_NOTES)
    events = Events(database, settings.vote_until, team, notes)
    contexts = Contexts(database, settings.context_minutes, resources.background)
    editing = EditingService(database, knowledge, search, people.forms)
    editing.four_eyes = settings.four_eyes == "on"
    rules = _content_of(read_rules, files.finder, monitor, NO_RULES)
    return Services(
        resources=resources,
        knowledge=knowledge,
        events=events,
        finder=FinderService(database, knowledge, events, rules),
        reminders=Reminders(database),
        applications=Applications(database),
        people=people,
        questions=questions,
        answering=Answering(search, knowledge, events, questions, contexts),
        audit=Audit(database),
        editing=editing,
        broadcasts=BroadcastService(database, QuietHours(*settings.quiet_hours)),
        privacy=Privacy(database, people, kept_days(settings), resources.background),
        stats=Stats(database, team),
        specialist=_build_specialist(resources, dialogues, people, settings.staff_hours),
        team=team,
    )


def _content_of(
    read: Callable[[Path], _Content], file: Path, monitor: Monitor, without: _Content
) -> _Content:
    """Read a file beside the answers; with a mistake in it, tell the owners and use `without`."""
    try:
        return read(file)
    except ContentError as error:
        problems = "\n".join(f"{file.parent}/{problem}" for problem in error.problems)
        _log.error(LEFT_OUT, problems)
        monitor.failed_to_import(file.stem)
        return without


def _build_specialist(
    resources: Resources, dialogues: SpecialistRepository, people: People, staff_hours: str
) -> SpecialistService:
    hours, inbox = WorkingHours.parse(staff_hours), InboxRepository(resources.database)
    delivery = TelegramDelivery(dialogues, people)
    relay = RelayService(dialogues, delivery, resources.background, hours)
    return SpecialistService(dialogues, relay, inbox, hours)


@asynccontextmanager
async def open_from_settings(
    settings: Settings, monitor: Monitor | None = None, clock: Clock | None = None
) -> AsyncIterator[Services]:
    """Open the database of the settings, import the content files, build the services."""
    monitor = monitor or Monitor()
    opening = Database.open(settings.database, clock or settings.now, monitor.queried)
    async with await opening as database:
        with as_unusable(settings.database):
            await import_content_files(database, monitor, settings.content_folder)
        async with open_services(database, settings, monitor) as services:
            yield services


def build_dispatcher(
    services: Services, monitor: Monitor | None = None, throttle: Throttle | None = None
) -> Dispatcher:
    """Every call makes its own tree of routers, so that two dispatchers can live side by side."""
    monitor, throttle = monitor or Monitor(), throttle or Throttle()
    named = {field.name: getattr(services, field.name) for field in fields(services)}
    del named["resources"]
    dispatcher = Dispatcher(disable_fsm=True, **named)
    dispatcher.callback_query.outer_middleware(AnswerPress())
    dispatcher.errors.outer_middleware(AnswerFailedPress())
    for observer in (dispatcher.callback_query, dispatcher.inline_query):
        observer.outer_middleware(throttle)
    dispatcher.update.outer_middleware(RememberPerson(services.people))
    for observer in (dispatcher.message, dispatcher.edited_message, dispatcher.callback_query):
        observer.outer_middleware(ReadForm(services.people.forms))
    private, groups = build_private_routes(), build_group_routes()
    for routes in (private, groups):
        routes.router.message.middleware(throttle)
        routes.router.edited_message.middleware(throttle)
        for observer in routes.router.observers.values():
            observer.middleware(ObserveHandler(monitor.handled))
    dispatcher.include_router(build_router(private, groups))
    return dispatcher


def build_scheduler(
    services: Services, bot: Bot, limiter: RateLimiter | None = None, **more: Job
) -> Scheduler:
    """Everything that the bot does at its time; `bot` retries nothing, as for broadcasts.

    `limiter` is the pace of broadcasts, which reminders share.
    """
    broadcasts, notices = services.broadcasts, build_notice_sender(services, bot)
    notices.quiet, notices.limiter = broadcasts.quiet_hours, limiter
    cards = BroadcastCardUpdater(bot, broadcasts, services.team)
    planned = PlannedBroadcasts(broadcasts, cards.report)
    return Scheduler(
        reminders=notices.run,
        drafts=services.applications.drafts.delete_abandoned,
        broadcasts=planned.start_due,
        letters=partial(services.specialist.relay.resend_stuck, bot),
        dialogues=partial(services.specialist.relay.remind, bot),
        retention=services.resources.retention.clean,
        **more,
    )


def build_notice_sender(services: Services, bot: Bot) -> NoticeSender:
    planner = NoticePlanner(services.resources.database, services.team)
    queue = NoticeQueue(services.resources.database)
    renderer = NoticeRenderer(
        services.events, services.knowledge, services.applications, services.team.may
    )
    return NoticeSender(bot, planner, queue, services.people, renderer)


def start_jobs(
    services: Services,
    settings: Settings,
    monitor: Monitor,
    bot: Bot,
    broadcast_bot: Bot,
    **more: Job,
) -> None:
    """Start what the bot does beside answering; it runs until the services are closed."""
    start, database = services.resources.background.start, services.resources.database
    start(_freeze_heap(services), "freezing")
    start(BroadcastCardUpdater(bot, services.broadcasts, services.team).run(), "cards")
    sender = _build_sender(services, settings, monitor)
    start(sender.run(), "sender")
    nightly = NightlyBackup(settings.database, database.clock, settings.backup_days)
    measured = Measured(database, monitor, nightly, WorkingHours.parse(settings.staff_hours))
    more |= {"backup": nightly, "alerts": OwnerAlerts(broadcast_bot, settings.admin_ids, measured)}
    if settings.check_links == "weekly":
        more["links"] = LinkChecker(services.editing.links, database.clock)
    scheduler = build_scheduler(services, broadcast_bot, sender.limiter, **more)
    start(scheduler.run(), "scheduler")
    admins = partial(services.team.having, Right.ROLES)
    start(IntegrityCheck(settings.database, monitor, bot, admins).run(), "integrity")


def _build_sender(services: Services, settings: Settings, monitor: Monitor) -> Sender:
    """It has a bot of its own: replies to people never wait for one of its connections."""
    config = SenderConfig(
        settings.messages_per_second,
        services.broadcasts.quiet_hours,
        on_settled=monitor.settled,
        on_retry=monitor.retried,
        on_stopped=monitor.stopped,
    )
    bot = build_broadcast_bot(settings, monitor.left_out)
    sender = Sender(bot, services.broadcasts, services.people, config)
    monitor.watch_pace(lambda: sender.per_second)
    return sender


async def _freeze_heap(services: Services) -> None:
    """Exclude from garbage collection what stays: first what a start has loaded, then the rest.

    Otherwise each full collection would walk through it for 100 ms, in which nobody is answered.
    """
    gc.collect()  # at the first poll: nobody waits yet
    gc.freeze()
    await services.answering.warm_up()
    await services.resources.search.compare()
    await services.resources.search.wait_for_vectors()
    gc.freeze()
