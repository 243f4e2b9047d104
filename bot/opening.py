"""The services, made once over one database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

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
from bot.clock import Clock
from bot.events.cards_repository import EventCards
from bot.events.repository import Events
from bot.events.votes_repository import Votes
from bot.knowledge.catalogue_repository import Courses
from bot.knowledge.repository import Knowledge
from bot.knowledge.saved_repository import SavedAnswers
from bot.privacy.repository import Privacy
from bot.privacy.retention_repository import Retention
from bot.questions.answering import Answering
from bot.questions.desk import Desk
from bot.questions.drafts_repository import Drafts
from bot.questions.inbox_repository import Inbox
from bot.questions.repository import Questions
from bot.questions.votes_repository import AnswerVotes
from bot.questions.writing import Writing
from bot.reminders.alerts_repository import Alerts
from bot.reminders.saved_repository import SavedEvents
from bot.search import Search
from bot.services import Options, Services
from bot.specialist.corrections import Corrections
from bot.specialist.drafting import Drafting
from bot.specialist.hours import Hours
from bot.specialist.office import Office
from bot.specialist.post import Post
from bot.specialist.relay import Relay
from bot.specialist.staff_repository import Staff
from bot.stats.counting import Counting
from bot.stats.report_repository import Reports
from bot.stats.repository import CountedEvents
from bot.storage import Database
from bot.ui.views import specialist


@asynccontextmanager
async def open_services(
    database: Database,
    clock: Clock,
    index: Path,
    admins: frozenset[int] = frozenset(),
    options: Options | None = None,
) -> AsyncIterator[Services]:
    """`index` is the file of the search index; it is made when there is none."""
    options = options or Options()
    search = await Search.open(database, index, semantic=options.semantic)
    background = Background()
    knowledge, saved = Knowledge(database, clock), SavedAnswers(database, clock)
    questions, audience = Questions(database, clock), Audience(database, clock)
    events, votes = Events(database, clock), Votes(database, clock, options.vote_until)
    cards = EventCards(database, events, votes, admins)
    answering = Answering(search, knowledge, cards, saved, questions)
    audit = Audit(database, clock)
    inbox, drafts = Inbox(database, clock), Drafts(database, clock)
    books = Books.open(database, clock)
    forms = Forms(database)
    newsroom = Newsroom.open(database, books, audit)
    staff = await Staff.open(database, options.staff_chat_id, admins)
    office = Office.over(database, clock, staff, Hours.parse(options.staff_hours))
    relay = Relay(office, Post(office, specialist, audience), background)
    counting = Counting(CountedEvents(database), clock)
    background.start(counting.run(), "counting")
    answering.count_answer = counting.answered
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
            audience=audience,
            preferences=Preferences(database, clock),
            questions=questions,
            search=search,
            answering=answering,
            audit=audit,
            forms=forms,
            answer_votes=AnswerVotes(database, clock),
            inbox=inbox,
            drafts=drafts,
            desk=Desk(inbox, drafts, answering, audit),
            writing=Writing(drafts, forms, knowledge),
            books=books,
            broadcasts=books.broadcasts,
            results=books.results,
            newsroom=newsroom,
            composing=Composing(newsroom, forms, Albums(database)),
            privacy=Privacy(database, clock, audience, options.keep_days),
            retention=Retention(database, clock, options.keep_days),
            counting=counting,
            reports=Reports(database, clock, admins),
            office=office,
            relay=relay,
            corrections=Corrections(office, specialist, relay),
            drafting=Drafting(office, drafts),
            background=background,
            clock=clock,
            admins=admins,
        )
    finally:
        await background.close()
        await counting.flush()
        await search.close()
