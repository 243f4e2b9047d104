"""The composition root: the one module that knows all the others."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

from aiogram import Bot, Dispatcher

from bot.applications.drafts_repository import ApplicationDrafts
from bot.applications.repository import Applications
from bot.audience.audit_repository import Audit
from bot.audience.forms_repository import Forms
from bot.audience.preferences_repository import Preferences
from bot.audience.repository import Audience
from bot.background import Background
from bot.broadcast.albums_repository import Albums
from bot.broadcast.books import Books
from bot.broadcast.composing import Composing
from bot.broadcast.newsroom import Newsroom
from bot.broadcast.planned import Planned
from bot.broadcast.quiet import QuietHours
from bot.broadcast.repository import Broadcasts
from bot.broadcast.result_repository import Results
from bot.broadcast.sender import Manner, Sender
from bot.clock import Clock, clock_in
from bot.events.cards_repository import EventCards
from bot.events.importer import import_events_if_changed
from bot.events.repository import Events
from bot.events.votes_repository import Votes
from bot.knowledge.catalogue_repository import Courses
from bot.knowledge.importer import import_if_changed
from bot.knowledge.repository import Knowledge
from bot.knowledge.saved_repository import SavedAnswers
from bot.middlewares.form import LeaveForm
from bot.middlewares.observe import NameUpdate, ObserveHandler
from bot.middlewares.person import RememberPerson
from bot.middlewares.press import AnswerPress
from bot.middlewares.throttle import Throttle
from bot.questions.answering import Answering
from bot.questions.desk import Desk
from bot.questions.drafts_repository import Drafts
from bot.questions.inbox_repository import Inbox
from bot.questions.repository import Questions
from bot.questions.votes_repository import AnswerVotes
from bot.reminders.alerts_repository import Alerts
from bot.reminders.notices_repository import Notices
from bot.reminders.plan_repository import Plan
from bot.reminders.saved_repository import SavedEvents
from bot.reminders.sender import Reminders
from bot.scheduler import Job, Scheduler
from bot.search import Search
from bot.serving.monitor import Monitor
from bot.settings import EVENTS, KNOWLEDGE, VOTE_UNTIL, Settings
from bot.storage import Database
from bot.ui.views import mailing
from handlers import build_router
from handlers.admin.broadcast.following import Following
from handlers.notices import Teller

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Services:
    """What handlers ask for: a handler's argument has the name and type of a field."""

    database: Database
    knowledge: Knowledge
    saved: SavedAnswers
    events: Events
    courses: Courses
    cards: EventCards
    saved_events: SavedEvents
    alerts: Alerts
    votes: Votes
    application_drafts: ApplicationDrafts
    applications: Applications
    audience: Audience
    preferences: Preferences
    questions: Questions
    answering: Answering
    audit: Audit
    forms: Forms
    answer_votes: AnswerVotes
    inbox: Inbox
    drafts: Drafts
    desk: Desk
    books: Books
    broadcasts: Broadcasts
    results: Results
    newsroom: Newsroom
    composing: Composing
    background: Background
    clock: Clock
    admins: frozenset[int]


@asynccontextmanager
async def open_services(
    database: Database,
    clock: Clock,
    index: Path,
    admins: frozenset[int] = frozenset(),
    vote_until: date = VOTE_UNTIL,
) -> AsyncIterator[Services]:
    """`index` is the file of the search index; it is made when there is none."""
    search = await Search.open(database, index)
    background = Background()
    knowledge, saved = Knowledge(database, clock), SavedAnswers(database, clock)
    questions = Questions(database, clock)
    events, votes = Events(database, clock), Votes(database, clock, vote_until)
    cards = EventCards(database, events, votes)
    answering = Answering(search, knowledge, cards, saved, questions)
    audit = Audit(database, clock)
    inbox, drafts = Inbox(database, clock), Drafts(database, clock)
    books = Books.open(database, clock)
    forms = Forms(database)
    newsroom = Newsroom.open(database, books, audit)
    try:
        yield Services(
            database=database,
            knowledge=knowledge,
            saved=saved,
            events=events,
            courses=Courses(database, clock),
            cards=cards,
            saved_events=SavedEvents(database, clock),
            alerts=Alerts(database, clock),
            votes=votes,
            application_drafts=ApplicationDrafts(database, clock),
            applications=Applications(database, clock),
            audience=Audience(database, clock),
            preferences=Preferences(database, clock),
            questions=questions,
            answering=answering,
            audit=audit,
            forms=forms,
            answer_votes=AnswerVotes(database, clock),
            inbox=inbox,
            drafts=drafts,
            desk=Desk(inbox, drafts, answering, audit),
            books=books,
            broadcasts=books.broadcasts,
            results=books.results,
            newsroom=newsroom,
            composing=Composing(newsroom, forms, Albums(database)),
            background=background,
            clock=clock,
            admins=admins,
        )
    finally:
        await background.close()
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
        if calendar := await import_events_if_changed(database, EVENTS):
            _log.info("Imported the calendar: %s", calendar)
        index = settings.database.with_suffix(".search.db")
        clock = clock_in(settings.timezone)
        admins, vote_until = settings.admin_ids, settings.vote_until
        async with open_services(database, clock, index, admins, vote_until) as services:
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
    dispatcher = Dispatcher(disable_fsm=True, **named)
    dispatcher.update.outer_middleware(NameUpdate())
    dispatcher.callback_query.outer_middleware(AnswerPress())
    for observer in (dispatcher.message, dispatcher.callback_query, dispatcher.inline_query):
        observer.outer_middleware(throttle)
    dispatcher.update.outer_middleware(RememberPerson(services.audience))
    for observer in dispatcher.observers.values():
        observer.middleware(ObserveHandler(monitor.handled))
    for observer in (dispatcher.message, dispatcher.callback_query):
        observer.outer_middleware(LeaveForm(services.forms))
    dispatcher.include_router(build_router())
    return dispatcher


def build_scheduler(services: Services, bot: Bot, **more: Job) -> Scheduler:
    """Everything the bot does by itself at its time."""
    teller = Teller(bot, services.events, services.knowledge, services.applications)
    database, clock, room = services.database, services.clock, services.newsroom
    notices, plan = Notices(database, clock), Plan(database, clock, services.admins)
    reminders = Reminders(plan, notices, services.audience, clock, tell=teller.tell)
    ask = Following(bot, room).ask
    planned = Planned(services.broadcasts, clock, room.recipients.selection, ask)
    return Scheduler(
        reminders=reminders.run,
        drafts=services.application_drafts.forget_abandoned,
        broadcasts=planned.start_due,
        **more,
    )


def build_sender(services: Services, bot: Bot, manner: Manner) -> Sender:
    """`bot` as `build_mass_bot` makes it."""
    return Sender(bot, services.books, services.audience, mailing.dress_up, manner)
