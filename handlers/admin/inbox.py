"""Questions without an answer: groups, and what to do with each; votes for answers."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.audience.forms_repository import Form, Forms
from bot.audience.models import Person
from bot.middlewares.form import Fills
from bot.questions.desk import Desk
from bot.questions.inbox_repository import Inbox
from bot.questions.votes_repository import AnswerVotes
from bot.search import Search
from bot.ui.callbacks.inbox import (
    BindGroup,
    DismissGroup,
    OfferAnswers,
    OpenGroup,
    OpenInbox,
    OpenTallies,
    OpenTally,
    RestoreGroup,
)
from bot.ui.showing import show
from bot.ui.texts import inbox as texts
from bot.ui.views import inbox as views
from bot.ui.views import votes as votes_views
from handlers.said import is_typed

BIND = "bind"


def build_router() -> Router:
    router = Router(name="inbox")
    router.message.register(show_inbox, Command("inbox"))
    router.message.register(show_tallies, Command("votes_report"))
    router.message.register(offer_found, is_typed, Fills(BIND))
    router.callback_query.register(open_inbox, OpenInbox.filter())
    router.callback_query.register(open_group, OpenGroup.filter())
    router.callback_query.register(offer_answers, OfferAnswers.filter())
    router.callback_query.register(bind_group, BindGroup.filter())
    router.callback_query.register(dismiss_group, DismissGroup.filter())
    router.callback_query.register(restore_group, RestoreGroup.filter())
    router.callback_query.register(open_tallies, OpenTallies.filter())
    router.callback_query.register(open_tally, OpenTally.filter())
    return router


async def show_inbox(message: Message, inbox: Inbox) -> None:
    await show(message, views.inbox(await inbox.page(), OpenInbox()))


async def open_inbox(query: CallbackQuery, callback_data: OpenInbox, inbox: Inbox) -> None:
    await show(query, views.inbox(await inbox.page(callback_data.page), callback_data))


async def open_group(query: CallbackQuery, callback_data: OpenGroup, inbox: Inbox) -> None:
    group = await inbox.group(callback_data.question_id)
    await show(query, views.group(group, callback_data))


async def offer_answers(
    query: CallbackQuery,
    callback_data: OfferAnswers,
    inbox: Inbox,
    desk: Desk,
    forms: Forms,
) -> None:
    """Until a button is pressed, what the admin types is looked for too."""
    group = await inbox.group(callback_data.question_id)
    await show(query, views.offers(group, await desk.offers(group), callback_data))
    await forms.open(query.from_user.id, Form(BIND, callback_data.question_id))


async def offer_found(message: Message, form: Form, inbox: Inbox, desk: Desk) -> None:
    group = await inbox.group(form.subject)
    hits = await desk.offers(group, message.text or "")
    await show(message, views.offers(group, hits, OfferAnswers(question_id=form.subject)))


async def bind_group(
    query: CallbackQuery,
    callback_data: BindGroup,
    desk: Desk,
    inbox: Inbox,
    search: Search,
) -> str:
    """Says so when whoever asks next gets the answer."""
    here = callback_data
    bound = await desk.bind(here.question_id, here.answer_id, query.from_user.id)
    await show(query, views.inbox(await inbox.page(), OpenInbox()))
    await search.keep_up()
    return texts.bound(bound)


async def dismiss_group(
    query: CallbackQuery, callback_data: DismissGroup, person: Person, desk: Desk, inbox: Inbox
) -> str:
    dismissed = await desk.dismiss(callback_data.question_id, person.id)
    await show(query, views.inbox(await inbox.page(), OpenInbox(), dismissed))
    return texts.DISMISSED if dismissed else texts.HANDLED


async def restore_group(
    query: CallbackQuery, callback_data: RestoreGroup, person: Person, desk: Desk, inbox: Inbox
) -> str:
    group = await desk.restore(callback_data.question_id, person.id)
    if group is None:
        await show(query, views.inbox(await inbox.page(), OpenInbox()))
        return texts.HANDLED
    await show(query, views.group(group, OpenGroup(question_id=group.id)))
    return texts.RESTORED


async def show_tallies(message: Message, answer_votes: AnswerVotes) -> None:
    await show(message, votes_views.tallies(await answer_votes.report(), OpenTallies()))


async def open_tallies(
    query: CallbackQuery, callback_data: OpenTallies, answer_votes: AnswerVotes
) -> None:
    found = await answer_votes.report(callback_data.page)
    await show(query, votes_views.tallies(found, callback_data))


async def open_tally(
    query: CallbackQuery, callback_data: OpenTally, answer_votes: AnswerVotes
) -> None:
    found = await answer_votes.tally(callback_data.answer_id)
    await show(query, votes_views.tally(found, callback_data))
