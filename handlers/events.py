"""The calendar, exhibitions and the vote; admins change dates and export votes."""

import asyncio

from aiogram import Bot, F
from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from bot.conversation.context import Context
from bot.conversation.event_query import EventQuery
from bot.conversation.service import Answering
from bot.editing import texts as editing_texts
from bot.editing.models import ContentId
from bot.editing.service import EditingService
from bot.events import screens, texts
from bot.events.buttons import (
    AddToCalendar,
    AskToMove,
    ChooseFacet,
    ExportVotes,
    MoveEvent,
    OpenEvent,
    OpenEvents,
    OpenFilters,
    OpenGuide,
    OpenMyVotes,
    OpenVotes,
    PreviewMove,
    VoteForEvent,
)
from bot.events.calendar_file import calendar_file
from bot.events.models import Event, EventDates, KindFilter, Status, parse_days
from bot.events.repository import Events
from bot.knowledge import screens as knowledge_screens
from bot.knowledge.buttons import OpenAnswer, OpenFound
from bot.knowledge.models import ContentKind, key_of_payload
from bot.knowledge.repository import Knowledge
from bot.people.models import Language, Person, Role
from bot.people.repository import Form, People
from bot.questions.repository import Questions
from bot.reminders.repository import Reminders
from bot.team.models import Right
from bot.telegram.middlewares import AlertToast
from bot.telegram.routing import FillsForm, Routes
from bot.ui.screen import Screen
from bot.ui.show import send_file, show
from handlers.filters import May, command, is_typed, message_text, start_command

LINK = "events_"
DATES_FORM = "event dates"


def add_admin_routes(routes: Routes) -> None:
    analyst = routes.behind(May(Right.STATS))
    editor = routes.behind(May(Right.EDIT))
    editor.message(take_dates, is_typed, FillsForm(DATES_FORM))
    editor.press(ask_to_move, AskToMove.filter())
    editor.press(preview_move, PreviewMove.filter())
    editor.press(move_event, MoveEvent.filter())
    analyst.message(open_votes, command("votes"))
    analyst.press(open_votes, OpenVotes.filter())
    analyst.press(export_votes, ExportVotes.filter())


def add_routes(routes: Routes) -> None:
    routes.message(show_calendar, command("calendar"))
    to_event = start_command(deep_link=True, magic=F.args.startswith(LINK))
    routes.message(follow_event_link, to_event)
    routes.message(follow_calendar_link, start_command(deep_link=True, magic=F.args == "events"))
    routes.press(open_events, OpenEvents.filter())
    routes.press(open_filters, OpenFilters.filter())
    routes.press(choose_facet, ChooseFacet.filter())
    routes.press(open_event, OpenEvent.filter())
    routes.press(open_guide, OpenGuide.filter())
    routes.press(add_to_calendar, AddToCalendar.filter())
    routes.press(open_my_votes, OpenMyVotes.filter())
    routes.press(vote_for_event, VoteForEvent.filter())


async def follow_event_link(
    message: Message, command: CommandObject, person: Person, events: Events, answering: Answering
) -> None:
    key = key_of_payload((command.args or "").removeprefix(LINK))
    card = await events.find_card(person.id, key)
    await show(message, screens.event(card, OpenEvent(event_id=card.event.id)))
    await answering.look_at(person.id, Context("event", card.event.id))


async def follow_calendar_link(
    message: Message, person: Person, events: Events, answering: Answering
) -> None:
    here = _for(person, OpenEvents(kind=KindFilter.BY_ROLE))
    await _show_calendar(message, here, events)
    await answering.leave_list(person.id, here.wanted)


async def show_calendar(
    message: Message, person: Person, events: Events, answering: Answering
) -> None:
    """Asked for in words: «календарь» is by role, «календарь выставок» of exhibitions."""
    if "выстав" in message_text(message).casefold():
        await show_exhibitions(message, person, events, answering)
    else:
        await follow_calendar_link(message, person, events, answering)


async def show_exhibitions(
    message: Message, person: Person, events: Events, answering: Answering
) -> None:
    """«А в апреле?» said next is about this list."""
    await _show_calendar(message, OpenEvents(), events)
    await answering.look_at(person.id, Context.of_list(EventQuery()))


async def show_study_dates(
    message: Message, person: Person, events: Events, answering: Answering
) -> None:
    here = OpenEvents(kind=KindFilter.STUDY)
    await _show_calendar(message, here, events)
    await answering.leave_list(person.id, here.wanted)


async def _show_calendar(message: Message, here: OpenEvents, events: Events) -> None:
    await show(message, screens.calendar(await events.page(here.wanted), here))


async def open_events(
    query: CallbackQuery,
    callback_data: OpenEvents,
    person: Person,
    events: Events,
    answering: Answering,
) -> None:
    here = _for(person, callback_data)
    found = await events.page(here.wanted, here.page)
    await show(query, screens.calendar(found, here))
    await answering.leave_list(person.id, here.wanted)


def _for(person: Person, wanted: OpenEvents) -> OpenEvents:
    """Students see the dates of study first."""
    student = person.role is Role.STUDENT
    return wanted.changed(kind=wanted.kind.for_role(student=student))


async def open_filters(query: CallbackQuery, callback_data: OpenFilters, events: Events) -> None:
    found = await events.page(callback_data.wanted, callback_data.page)
    await show(query, screens.filters(found, callback_data))


async def choose_facet(query: CallbackQuery, callback_data: ChooseFacet, events: Events) -> None:
    options = await events.options(callback_data.wanted, callback_data.facet)
    await show(query, screens.facet(options, callback_data))


async def open_event(  # noqa: PLR0913, PLR0917 - it shows, and remembers the choice
    query: CallbackQuery,
    callback_data: OpenEvent,
    person: Person,
    events: Events,
    questions: Questions,
    answering: Answering,
) -> None:
    card = await events.card(person.id, callback_data.event_id)
    await show(query, screens.event(card, callback_data))
    await answering.look_at(person.id, Context("event", card.event.id))
    if question_id := callback_data.came_from(OpenFound.__prefix__):
        await questions.record_choice(question_id, person.id, "event", card.event.id)


async def open_guide(  # noqa: PLR0913, PLR0917 - the card becomes what the next question is about
    query: CallbackQuery,
    callback_data: OpenGuide,
    person: Person,
    events: Events,
    knowledge: Knowledge,
    answering: Answering,
) -> None:
    link = await knowledge.find_key(events.notes.guides.get(callback_data.guide, ""))
    found = await knowledge.answer(link.id, person.id)
    await show(
        query, knowledge_screens.answer(found, OpenAnswer(answer_id=link.id).beside(callback_data))
    )
    await answering.look_at(person.id, Context("answer", found.id))


async def add_to_calendar(
    query: CallbackQuery, callback_data: AddToCalendar, bot: Bot, events: Events
) -> str | None:
    found = await events.event(callback_data.event_id)
    if found.starts is None:
        return AlertToast(texts.NO_FILE)
    content = await asyncio.to_thread(calendar_file, [found], events.clock())
    await send_file(bot, query.from_user.id, screens.calendar_document(found, content))
    return None


async def open_my_votes(
    query: CallbackQuery, callback_data: OpenMyVotes, person: Person, events: Events
) -> None:
    found = await events.votes.of_person(person.id)
    await show(query, screens.my_votes(found, events.votes.period, callback_data))


async def vote_for_event(
    query: CallbackQuery, callback_data: VoteForEvent, person: Person, events: Events
) -> str:
    """After the last day of voting the card is shown again without the button."""
    here = OpenEvent(event_id=callback_data.event_id).beside(callback_data)
    wanted, period = callback_data.wanted, events.votes.period
    counted = await events.votes.set_vote(person.id, here.event_id, wanted=wanted)
    await show(query, screens.event(await events.card(person.id, here.event_id), here))
    if not counted:
        return AlertToast(texts.voting_deadline(period))
    if not wanted:
        return texts.TAKEN_BACK
    reads_english = person.language is Language.ENGLISH
    return (texts.vote_counted_in_english if reads_english else texts.vote_counted)(period)


async def ask_to_move(
    query: CallbackQuery, callback_data: AskToMove, events: Events, people: People
) -> None:
    found = await events.event(callback_data.event_id)
    await people.forms.open(query.from_user.id, Form(DATES_FORM, found.id))
    await show(query, screens.ask_for_dates(found, callback_data))


async def take_dates(message: Message, form: Form, events: Events, reminders: Reminders) -> None:
    """Dates typed for a cancelled event restore it as unconfirmed."""
    found, days = await events.event(form.subject), parse_days(message.text or "")
    if days is None:
        here = AskToMove(event_id=found.id)
        await show(message, screens.ask_for_dates(found, here, unreadable=True))
        return
    status = Status.UNCONFIRMED if found.status is Status.CANCELLED else found.status
    wanted = PreviewMove.to(found.id, EventDates(*days, status))
    await show(message, await _preview(found, wanted, events, reminders))


async def preview_move(
    query: CallbackQuery, callback_data: PreviewMove, events: Events, reminders: Reminders
) -> None:
    found = await events.event(callback_data.event_id)
    await show(query, await _preview(found, callback_data, events, reminders))


async def move_event(
    query: CallbackQuery,
    callback_data: MoveEvent,
    events: Events,
    reminders: Reminders,
    editing: EditingService,
) -> str:
    """With four eyes the dates wait for a second person."""
    if editing.four_eyes:
        return await _propose_dates(query, callback_data, events, editing)
    admin_id, here = query.from_user.id, OpenEvent(event_id=callback_data.event_id)
    dates, seen = callback_data.dates, callback_data.seen
    if not await events.reschedule(admin_id, here.event_id, dates, seen):
        await preview_move(query, callback_data, events, reminders)
        return AlertToast(texts.CHANGED_MEANWHILE)
    await show(query, screens.event(await events.card(admin_id, here.event_id), here))
    return texts.MOVED


async def _propose_dates(
    query: CallbackQuery, wanted: MoveEvent, events: Events, editing: EditingService
) -> str:
    editor_id, here = query.from_user.id, OpenEvent(event_id=wanted.event_id)
    starts, ends = (day.isoformat() if day else None for day in wanted.dates[:2])
    values = {"start": starts, "end": ends, "status": str(wanted.dates.status)}
    await editing.propose(ContentId(ContentKind.EVENT, here.event_id), values, editor_id, "")
    await show(query, screens.event(await events.card(editor_id, here.event_id), here))
    return editing_texts.SENT_TO_REVIEW


async def _preview(
    found: Event, wanted: PreviewMove, events: Events, reminders: Reminders
) -> Screen:
    answers = await events.answers_with(texts.dates_in_answers(found))
    return screens.preview(found, wanted, await reminders.count_savers(found.id), answers)


async def open_votes(
    event: Message | CallbackQuery, events: Events, callback_data: OpenVotes | None = None
) -> None:
    totals, here = await events.votes.totals(), callback_data or OpenVotes()
    await show(event, screens.vote_totals(totals, events.votes.period, here))


async def export_votes(query: CallbackQuery, bot: Bot, events: Events) -> None:
    totals = await events.votes.export(query.from_user.id)
    file = await asyncio.to_thread(screens.votes_file, totals, events.votes.period)
    await send_file(bot, query.from_user.id, file)
