"""Votes on answers and the inbox of the unanswered."""

from aiogram import F
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.types import CallbackQuery, Message

from bot.editing.service import EditingService
from bot.knowledge import screens as knowledge_screens
from bot.knowledge.buttons import OpenAnswer, OpenFound
from bot.knowledge.repository import Knowledge
from bot.people.models import Person
from bot.people.repository import Form, People
from bot.questions import screens, texts
from bot.questions.buttons import (
    BindGroup,
    DismissGroup,
    GiveReason,
    OfferAnswers,
    OpenGroup,
    OpenInbox,
    OpenTallies,
    OpenTally,
    RestoreGroup,
    Vote,
)
from bot.questions.models import AnswerVote
from bot.questions.repository import Questions
from bot.specialist.service import SpecialistService
from bot.team.models import Right
from bot.telegram.routing import FillsForm, Routes
from bot.ui.screen import Screen, notice
from bot.ui.show import show
from handlers.filters import FilledForm, May, command, has_words, is_typed, message_text

COMMENT = "vote comment"
BIND = "bind"
DAY_SECONDS = 86_400


def add_admin_routes(routes: Routes) -> None:
    analyst = routes.behind(May(Right.STATS))
    editor = routes.behind(May(Right.EDIT))
    editor.message(show_inbox, command("inbox"))
    analyst.message(show_tallies, command("votes_report"))
    editor.message(offer_found, is_typed, FillsForm(BIND))
    editor.press(open_inbox, OpenInbox.filter())
    editor.press(open_group, OpenGroup.filter())
    editor.press(offer_answers, OfferAnswers.filter())
    editor.press(bind_group, BindGroup.filter())
    editor.press(dismiss_group, DismissGroup.filter())
    editor.press(restore_group, RestoreGroup.filter())
    analyst.press(open_tallies, OpenTallies.filter())
    analyst.press(open_tally, OpenTally.filter())


def add_routes(routes: Routes) -> None:
    routes.press(thank, Vote.filter(F.useful))
    routes.press(ask_why, Vote.filter())
    routes.press(give_reason, GiveReason.filter())
    routes.message(keep_words, has_words, FillsForm(COMMENT))
    routes.message(repeat_thanks, has_words, FilledForm())


async def thank(
    query: CallbackQuery,
    callback_data: Vote,
    person: Person,
    questions: Questions,
    knowledge: Knowledge,
) -> str:
    await questions.votes.cast(_vote(callback_data, query.from_user.id))
    here = OpenAnswer(answer_id=callback_data.answer_id, page=callback_data.page)
    found = await knowledge.answer(here.answer_id, person.id)
    await show(query, knowledge_screens.answer(found, here.beside(callback_data)))
    return texts.THANKS


async def ask_why(
    query: CallbackQuery,
    callback_data: Vote,
    person: Person,
    questions: Questions,
    knowledge: Knowledge,
) -> None:
    await questions.votes.cast(_vote(callback_data, query.from_user.id))
    await show(query, screens.why(await _shown(callback_data, person, knowledge), callback_data))


async def give_reason(  # noqa: PLR0913, PLR0917 - it stores, waits for words and offers a human
    query: CallbackQuery,
    callback_data: GiveReason,
    person: Person,
    questions: Questions,
    people: People,
    knowledge: Knowledge,
    specialist: SpecialistService,
) -> str:
    voted_at = await questions.votes.cast(_vote(callback_data, query.from_user.id))
    form = Form(COMMENT, callback_data.answer_id, str(voted_at))
    await people.forms.open(query.from_user.id, form)
    shown, staff = await _shown(callback_data, person, knowledge), specialist.availability
    await show(query, screens.words(shown, callback_data, has_staff=staff.has_staff))
    return texts.NOTED


async def _shown(pressed: Vote | GiveReason, person: Person, knowledge: Knowledge) -> Screen:
    """The answer that was voted on."""
    here = OpenAnswer(answer_id=pressed.answer_id, page=pressed.page).beside(pressed)
    found = await knowledge.answer(here.answer_id, person.id)
    return knowledge_screens.answer(found, here)


async def keep_words(message: Message, form: Form, questions: Questions, people: People) -> None:
    """Store the words with the vote; a day later the text is a question again."""
    if message.date.timestamp() - float(form.field or 0) > DAY_SECONDS:
        await people.forms.leave(message.chat.id)
        raise SkipHandler
    await questions.votes.comment(form.subject, message.chat.id, message_text(message))
    await people.forms.mark_filled(message.chat.id, message.message_id)
    await show(message, screens.words_kept(form.subject))


async def repeat_thanks(message: Message) -> None:
    await show(message, notice(texts.WORDS_KEPT))


def _vote(pressed: Vote | GiveReason, person_id: int) -> AnswerVote:
    return AnswerVote(
        answer_id=pressed.answer_id,
        person_id=person_id,
        useful=isinstance(pressed, Vote) and pressed.useful,
        reason=pressed.reason if isinstance(pressed, GiveReason) else None,
        question_id=pressed.came_from(OpenFound.__prefix__),
    )


async def show_inbox(message: Message, editing: EditingService) -> None:
    await show(message, screens.inbox(await editing.inbox.page(), OpenInbox()))


async def open_inbox(
    query: CallbackQuery, callback_data: OpenInbox, editing: EditingService
) -> None:
    await show(query, screens.inbox(await editing.inbox.page(callback_data.page), callback_data))


async def open_group(
    query: CallbackQuery, callback_data: OpenGroup, editing: EditingService
) -> None:
    group = await editing.inbox.group(callback_data.question_id)
    await show(query, screens.group(group, callback_data))


async def offer_answers(
    query: CallbackQuery, callback_data: OfferAnswers, editing: EditingService, people: People
) -> None:
    """Until the admin presses a button, answers are searched for by what they type too."""
    group = await editing.inbox.group(callback_data.question_id)
    await show(query, screens.offers(group, await editing.inbox.offers(group), callback_data))
    await people.forms.open(query.from_user.id, Form(BIND, callback_data.question_id))


async def offer_found(message: Message, form: Form, editing: EditingService) -> None:
    group = await editing.inbox.group(form.subject)
    hits = await editing.inbox.offers(group, message.text or "")
    await show(message, screens.offers(group, hits, OfferAnswers(question_id=form.subject)))


async def bind_group(
    query: CallbackQuery, callback_data: BindGroup, editing: EditingService
) -> str:
    """The toast comes once the search finds the answer."""
    here = callback_data
    bound = await editing.inbox.bind(
        here.question_id, here.answer_id, query.from_user.id, waits=editing.four_eyes
    )
    await show(query, screens.inbox(await editing.inbox.page(), OpenInbox()))
    await editing.refresh_search()
    return texts.bound(bound)


async def dismiss_group(
    query: CallbackQuery, callback_data: DismissGroup, editing: EditingService
) -> str:
    dismissed = await editing.inbox.dismiss(callback_data.question_id, query.from_user.id)
    await show(query, screens.inbox(await editing.inbox.page(), OpenInbox(), dismissed))
    return texts.DISMISSED if dismissed else texts.HANDLED


async def restore_group(
    query: CallbackQuery, callback_data: RestoreGroup, editing: EditingService
) -> str:
    group = await editing.inbox.restore(callback_data.question_id, query.from_user.id)
    if group is None:
        await show(query, screens.inbox(await editing.inbox.page(), OpenInbox()))
        return texts.HANDLED
    await show(query, screens.group(group, OpenGroup(question_id=group.id)))
    return texts.RESTORED


async def show_tallies(message: Message, questions: Questions) -> None:
    await show(message, screens.tallies(await questions.votes.report(), OpenTallies()))


async def open_tallies(
    query: CallbackQuery, callback_data: OpenTallies, questions: Questions
) -> None:
    found = await questions.votes.report(callback_data.page)
    await show(query, screens.tallies(found, callback_data))


async def open_tally(query: CallbackQuery, callback_data: OpenTally, questions: Questions) -> None:
    found = await questions.votes.tally(callback_data.answer_id)
    await show(query, screens.tally(found, callback_data))
