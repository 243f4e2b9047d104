"""When to send, and the second press before a deed that many people feel."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.audience.forms_repository import Form, Forms
from bot.audience.models import Person
from bot.broadcast.models import Broadcast, Kind, State
from bot.broadcast.newsroom import BEFORE, Newsroom
from bot.broadcast.typed import moment
from bot.middlewares.form import Fills
from bot.middlewares.press import Alert
from bot.ui.callbacks.broadcast import AskConfirm, Confirm, Deed, OpenMoments, Wanted
from bot.ui.showing import show
from bot.ui.texts import broadcast as drafts
from bot.ui.texts import confirming as texts
from bot.ui.views import broadcast as composing
from bot.ui.views import broadcast_input as asking
from bot.ui.views import confirming as views
from handlers.admin.broadcast.showing import show_broadcast
from handlers.said import is_typed

POSSIBLE = {
    Deed.SEND: BEFORE,
    Deed.CANCEL: frozenset({State.SCHEDULED, State.MISSED, State.RUNNING, State.PAUSED}),
    Deed.RECALL: frozenset({State.RUNNING, State.PAUSED, State.FINISHED, State.CANCELLED}),
    Deed.AGAIN: frozenset({State.FINISHED}),
}


def build_router() -> Router:
    router = Router(name="confirming")
    router.callback_query.register(open_moments, OpenMoments.filter())
    router.message.register(take_moment, is_typed, Fills(Wanted.MOMENT.form))
    router.callback_query.register(ask_confirm, AskConfirm.filter())
    router.callback_query.register(confirm, Confirm.filter())
    return router


async def open_moments(
    query: CallbackQuery,
    callback_data: OpenMoments,
    person: Person,
    forms: Forms,
    newsroom: Newsroom,
) -> None:
    await forms.open(person.id, Form(Wanted.MOMENT.form, callback_data.broadcast_id))
    await show(query, views.moments(callback_data.broadcast_id, newsroom.clock()))


async def take_moment(
    message: Message, form: Form, person: Person, forms: Forms, newsroom: Newsroom
) -> None:
    now = newsroom.clock()
    at = moment(message.text or "", now)
    if at is None or at <= now:
        await show(message, asking.refused(texts.bad_moment(at, now), form.subject))
    else:
        await forms.leave(person.id)
        await _ask(message, views.at_moment(form.subject, at), person, newsroom)


async def ask_confirm(
    query: CallbackQuery, callback_data: AskConfirm, person: Person, newsroom: Newsroom
) -> str | None:
    return await _ask(query, callback_data, person, newsroom)


async def confirm(
    query: CallbackQuery, callback_data: Confirm, person: Person, newsroom: Newsroom
) -> str:
    found = await newsroom.broadcasts.find(callback_data.broadcast_id)
    living = newsroom.broadcasts.confirm(found.id, callback_data.token)
    done = living and await _do(callback_data, person, found, newsroom)
    await show_broadcast(query, found.id, newsroom)
    if not living:
        return Alert(texts.STALE)
    return texts.DONE[callback_data.deed] if done else texts.DONE_ALREADY


async def _ask(
    event: Message | CallbackQuery, wanted: AskConfirm, person: Person, newsroom: Newsroom
) -> str | None:
    """A run about to be cancelled waits for the answer; without a topic nothing is sent."""
    at = _moment(wanted.minute, newsroom)
    token = newsroom.broadcasts.confirm_token(wanted.broadcast_id)  # of what is read after it
    look = await newsroom.look(wanted.broadcast_id, at)
    if look.broadcast.state not in POSSIBLE[wanted.deed]:
        await show_broadcast(event, look.broadcast.id, newsroom)
        return texts.DONE_ALREADY
    if look.broadcast.kind is Kind.TOPIC and look.broadcast.topic is None:
        await show(event, composing.topics(look.broadcast.id))
        return Alert(drafts.TOPIC_FIRST)
    if wanted.deed is Deed.CANCEL:
        await newsroom.pause(person.id, look.broadcast)
    await show(event, views.confirm(look, wanted, at, token))
    return None


async def _do(chosen: Confirm, person: Person, found: Broadcast, newsroom: Newsroom) -> bool:
    match chosen.deed:
        case Deed.SEND:
            at = _moment(chosen.minute, newsroom)
            if at is None:
                return await newsroom.start(person.id, found)
            return await newsroom.schedule(person.id, found, at)
        case Deed.CANCEL:
            return await newsroom.cancel(person.id, found)
        case Deed.RECALL:
            return await newsroom.recall(person.id, found, texts.RECALL_TEXT)
        case Deed.AGAIN:
            return await newsroom.repeat_unknown(person.id, found)


def _moment(minute: int, newsroom: Newsroom) -> datetime | None:
    """None: at once, also when the chosen moment has passed since."""
    now = newsroom.clock()
    at = datetime.fromtimestamp(minute * views.MINUTE, now.tzinfo)
    return at if at > now else None
