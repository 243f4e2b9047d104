"""Votes on answers and the inbox of the unanswered."""

from aiogram import F
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.types import CallbackQuery, Message

from bot.clock import Clock
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
from bot.questions.inbox import InboxService
from bot.questions.inbox_repository import Inbox
from bot.questions.models import AnswerVote
from bot.questions.repository import AnswerVotes
from bot.search.engine import Search
from bot.telegram.middlewares import Fills, HasFilled
from bot.telegram.routing import Routes
from bot.ui.screens import notice
from bot.ui.show import show
from handlers.filters import command, has_words, is_typed, message_text

COMMENT = "vote comment"
DAY_SECONDS = 86_400


def add_admin_routes(routes: Routes) -> None:
    routes.message(show_inbox, command("inbox"))
    routes.message(show_tallies, command("votes_report"))
    routes.message(offer_found, is_typed, Fills(BIND))
    routes.press(open_inbox, OpenInbox.filter())
    routes.press(open_group, OpenGroup.filter())
    routes.press(offer_answers, OfferAnswers.filter())
    routes.press(bind_group, BindGroup.filter())
    routes.press(dismiss_group, DismissGroup.filter())
    routes.press(restore_group, RestoreGroup.filter())
    routes.press(open_tallies, OpenTallies.filter())
    routes.press(open_tally, OpenTally.filter())


def add_routes(routes: Routes) -> None:
    routes.press(thank, Vote.filter(F.useful))
    routes.press(ask_why, Vote.filter())
    routes.press(give_reason, GiveReason.filter())
    routes.message(keep_words, has_words, Fills(COMMENT))
    routes.message(repeat_thanks, has_words, HasFilled())


async def thank(
    query: CallbackQuery,
    callback_data: Vote,
    person: Person,
    answer_votes: AnswerVotes,
    knowledge: Knowledge,
) -> str:
    await answer_votes.cast(_ballot(callback_data, query.from_user.id))
    here = OpenAnswer(answer_id=callback_data.answer_id, page=callback_data.page)
    found = await knowledge.answer(here.answer_id, person.id)
    await show(query, knowledge_screens.answer(found, here.beside(callback_data)))
    return texts.THANKS


async def ask_why(query: CallbackQuery, callback_data: Vote, answer_votes: AnswerVotes) -> None:
    await answer_votes.cast(_ballot(callback_data, query.from_user.id))
    await show(query, screens.why(callback_data))


async def give_reason(
    query: CallbackQuery,
    callback_data: GiveReason,
    answer_votes: AnswerVotes,
    people: People,
    clock: Clock,
) -> str:
    await answer_votes.cast(_ballot(callback_data, query.from_user.id))
    asked_at = f"{clock().timestamp():.0f}"
    await people.forms.open(query.from_user.id, Form(COMMENT, callback_data.answer_id, asked_at))
    await show(query, screens.words(callback_data))
    return texts.NOTED


async def keep_words(
    message: Message,
    form: Form,
    answer_votes: AnswerVotes,
    people: People,
    clock: Clock,
) -> None:
    """After a day a text is a question again, not words about a vote long forgotten."""
    if clock().timestamp() - float(form.field or 0) > DAY_SECONDS:
        await people.forms.leave(message.chat.id)
        raise SkipHandler
    await answer_votes.comment(form.subject, message.chat.id, message_text(message))
    await people.forms.take(message.chat.id, message.message_id)
    await show(message, screens.words_kept(form.subject))


async def repeat_thanks(message: Message) -> None:
    await show(message, notice(texts.WORDS_KEPT))


def _ballot(pressed: Vote | GiveReason, person_id: int) -> AnswerVote:
    return AnswerVote(
        answer_id=pressed.answer_id,
        person_id=person_id,
        useful=isinstance(pressed, Vote) and pressed.useful,
        reason=pressed.reason if isinstance(pressed, GiveReason) else None,
        question_id=pressed.came_from(OpenFound.__prefix__),
    )


BIND = "bind"


async def show_inbox(message: Message, inbox: Inbox) -> None:
    await show(message, screens.inbox(await inbox.page(), OpenInbox()))


async def open_inbox(query: CallbackQuery, callback_data: OpenInbox, inbox: Inbox) -> None:
    await show(query, screens.inbox(await inbox.page(callback_data.page), callback_data))


async def open_group(query: CallbackQuery, callback_data: OpenGroup, inbox: Inbox) -> None:
    group = await inbox.group(callback_data.question_id)
    await show(query, screens.group(group, callback_data))


async def offer_answers(
    query: CallbackQuery,
    callback_data: OfferAnswers,
    inbox: Inbox,
    desk: InboxService,
    people: People,
) -> None:
    """Until a button is pressed, what the admin types is looked for too."""
    group = await inbox.group(callback_data.question_id)
    await show(query, screens.offers(group, await desk.offers(group), callback_data))
    await people.forms.open(query.from_user.id, Form(BIND, callback_data.question_id))


async def offer_found(message: Message, form: Form, inbox: Inbox, desk: InboxService) -> None:
    group = await inbox.group(form.subject)
    hits = await desk.offers(group, message.text or "")
    await show(message, screens.offers(group, hits, OfferAnswers(question_id=form.subject)))


async def bind_group(
    query: CallbackQuery,
    callback_data: BindGroup,
    desk: InboxService,
    inbox: Inbox,
    search: Search,
) -> str:
    """Says so when whoever asks next gets the answer."""
    here = callback_data
    bound = await desk.bind(here.question_id, here.answer_id, query.from_user.id)
    await show(query, screens.inbox(await inbox.page(), OpenInbox()))
    await search.keep_up()
    return texts.bound(bound)


async def dismiss_group(
    query: CallbackQuery,
    callback_data: DismissGroup,
    person: Person,
    desk: InboxService,
    inbox: Inbox,
) -> str:
    dismissed = await desk.dismiss(callback_data.question_id, person.id)
    await show(query, screens.inbox(await inbox.page(), OpenInbox(), dismissed))
    return texts.DISMISSED if dismissed else texts.HANDLED


async def restore_group(
    query: CallbackQuery,
    callback_data: RestoreGroup,
    person: Person,
    desk: InboxService,
    inbox: Inbox,
) -> str:
    group = await desk.restore(callback_data.question_id, person.id)
    if group is None:
        await show(query, screens.inbox(await inbox.page(), OpenInbox()))
        return texts.HANDLED
    await show(query, screens.group(group, OpenGroup(question_id=group.id)))
    return texts.RESTORED


async def show_tallies(message: Message, answer_votes: AnswerVotes) -> None:
    await show(message, screens.tallies(await answer_votes.report(), OpenTallies()))


async def open_tallies(
    query: CallbackQuery, callback_data: OpenTallies, answer_votes: AnswerVotes
) -> None:
    found = await answer_votes.report(callback_data.page)
    await show(query, screens.tallies(found, callback_data))


async def open_tally(
    query: CallbackQuery, callback_data: OpenTally, answer_votes: AnswerVotes
) -> None:
    found = await answer_votes.tally(callback_data.answer_id)
    await show(query, screens.tally(found, callback_data))
