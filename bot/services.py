"""Everything handlers may ask for."""

from dataclasses import dataclass
from datetime import date

from bot.applications.drafts_repository import ApplicationDrafts
from bot.applications.repository import Applications
from bot.audience.audit_repository import Audit
from bot.audience.forms_repository import Forms
from bot.audience.preferences_repository import Preferences
from bot.audience.repository import Audience
from bot.background import Background
from bot.broadcast.books import Books
from bot.broadcast.composing import Composing
from bot.broadcast.newsroom import Newsroom
from bot.broadcast.repository import Broadcasts
from bot.broadcast.result_repository import Results
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
from bot.settings import VOTE_UNTIL
from bot.specialist.corrections import Corrections
from bot.specialist.drafting import Drafting
from bot.specialist.office import Office
from bot.specialist.relay import Relay
from bot.stats.counting import Counting
from bot.stats.report_repository import Reports
from bot.storage import Database


@dataclass(frozen=True, slots=True)
class Options:
    """What the operator has set, beside who the admins are."""

    staff_chat_id: int | None = None
    staff_hours: str = ""
    keep_days: int = 365
    vote_until: date = VOTE_UNTIL
    semantic: bool = False  # whether search may also go by meaning; tests have no time for it


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
    search: Search
    answering: Answering
    audit: Audit
    forms: Forms
    answer_votes: AnswerVotes
    inbox: Inbox
    drafts: Drafts
    desk: Desk
    writing: Writing
    books: Books
    broadcasts: Broadcasts
    results: Results
    newsroom: Newsroom
    composing: Composing
    privacy: Privacy
    retention: Retention
    counting: Counting
    reports: Reports
    office: Office
    relay: Relay
    corrections: Corrections
    drafting: Drafting
    background: Background
    clock: Clock
    admins: frozenset[int]
