"""The draft: its topic, the night, its buttons."""

from dataclasses import replace

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.audience.forms_repository import Form, Forms
from bot.audience.models import Person
from bot.broadcast.models import Kind, LinkButton
from bot.broadcast.newsroom import Newsroom
from bot.broadcast.typed import link
from bot.errors import NotFoundError
from bot.middlewares.form import Fills
from bot.middlewares.press import Alert
from bot.questions.answering import Answering
from bot.search.models import Hit
from bot.ui.callbacks.broadcast import (
    AddAnswerButton,
    DropButton,
    OpenButtons,
    OpenTopics,
    SetTopic,
    SwitchNight,
    Wanted,
)
from bot.ui.showing import show
from bot.ui.texts import broadcast as texts
from bot.ui.views import broadcast as views
from bot.ui.views import broadcast_input as asking
from bot.ui.views import cards
from handlers.admin.broadcast.showing import show_changed
from handlers.said import is_typed


def build_router() -> Router:
    router = Router(name="draft")
    router.callback_query.register(open_topics, OpenTopics.filter())
    router.callback_query.register(set_topic, SetTopic.filter())
    router.callback_query.register(switch_night, SwitchNight.filter())
    router.callback_query.register(open_buttons, OpenButtons.filter())
    router.callback_query.register(drop_button, DropButton.filter())
    router.callback_query.register(add_answer, AddAnswerButton.filter())
    router.message.register(take_link, is_typed, Fills(Wanted.LINK.form))
    router.message.register(find_answer, is_typed, Fills(Wanted.ANSWER.form))
    return router


async def open_topics(query: CallbackQuery, callback_data: OpenTopics) -> None:
    await show(query, views.topics(callback_data.broadcast_id))


async def set_topic(
    query: CallbackQuery, callback_data: SetTopic, person: Person, newsroom: Newsroom
) -> str | None:
    before = await newsroom.broadcasts.find(callback_data.broadcast_id)
    kind = Kind.TOPIC if callback_data.topic else Kind.SERVICE
    after = replace(before, topic=callback_data.topic, kind=kind)
    return await show_changed(query, person.id, newsroom, before, after)


async def switch_night(
    query: CallbackQuery, callback_data: SwitchNight, person: Person, newsroom: Newsroom
) -> str | None:
    before = await newsroom.broadcasts.find(callback_data.broadcast_id)
    after = replace(before, at_night=callback_data.at_night)
    return await show_changed(query, person.id, newsroom, before, after)


async def open_buttons(
    query: CallbackQuery, callback_data: OpenButtons, newsroom: Newsroom
) -> None:
    await show(query, views.buttons(await newsroom.broadcasts.find(callback_data.broadcast_id)))


async def drop_button(
    query: CallbackQuery, callback_data: DropButton, person: Person, newsroom: Newsroom
) -> str | None:
    before = await newsroom.broadcasts.find(callback_data.broadcast_id)
    if callback_data.mark != views.mark(before.buttons):
        await show(query, views.buttons(before))
        return Alert(texts.CHANGED_MEANWHILE)
    kept = tuple(one for at, one in enumerate(before.buttons) if at != callback_data.place)
    return await show_changed(query, person.id, newsroom, before, replace(before, buttons=kept))


async def take_link(
    message: Message, form: Form, person: Person, forms: Forms, newsroom: Newsroom
) -> None:
    button = link(message.text or "")
    if button is None:
        await show(message, asking.refused(texts.BAD_LINK, form.subject))
        return
    await forms.leave(person.id)
    before = await newsroom.broadcasts.find(form.subject)
    after = replace(before, buttons=(*before.buttons, button))
    await show_changed(message, person.id, newsroom, before, after)


async def find_answer(message: Message, form: Form, answering: Answering) -> None:
    """The form stays open: what was found may not be it."""
    found = await answering.find(message.text or "")
    await show(message, asking.found_answers(found.hits, form.subject))


async def add_answer(
    query: CallbackQuery,
    callback_data: AddAnswerButton,
    person: Person,
    newsroom: Newsroom,
    answering: Answering,
) -> str | None:
    """Kept by its key, which outlives a move."""
    hit = Hit(callback_data.kind, callback_data.target_id, "", "", "", 0.0)
    card = await answering.card(hit)
    if card is None:
        raise NotFoundError(hit.kind, hit.id)
    before = await newsroom.broadcasts.find(callback_data.broadcast_id)
    button = LinkButton(texts.OPEN_CARD[hit.kind], cards.short(card).key)
    after = replace(before, buttons=(*before.buttons, button))
    return await show_changed(query, person.id, newsroom, before, after)
