"""Composing a broadcast: message, draft, audience; the buttons that people press under it."""

from dataclasses import replace

from aiogram import Bot, F
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, Message

from bot.broadcast import run_screens, screens, texts
from bot.broadcast.buttons import (
    AddAnswerButton,
    AskInput,
    DiscardBroadcast,
    DropButton,
    FollowButton,
    MakeBold,
    OpenBroadcast,
    OpenBroadcastDrafts,
    OpenBroadcasts,
    OpenButtons,
    OpenTopics,
    SetTopic,
    StartNew,
    SwitchMailing,
    SwitchNight,
)
from bot.broadcast.input_parsing import link, with_bold
from bot.broadcast.models import (
    Broadcast,
    BroadcastButton,
    BroadcastDraft,
    BroadcastKind,
    BroadcastState,
    InputKind,
    SourceMessage,
)
from bot.broadcast.repository import BroadcastCard
from bot.broadcast.run_screens import PAGE_SIZE
from bot.broadcast.service import BroadcastService
from bot.conversation import screens as conversation_screens
from bot.conversation.service import Answering
from bot.errors import NotFoundError
from bot.knowledge.buttons import OpenHome
from bot.paging import pages_of
from bot.people.models import Person
from bot.people.repository import Form, People
from bot.questions.masks import masked
from bot.search.models import Hit
from bot.team.models import Right
from bot.telegram.middlewares import AlertToast
from bot.telegram.routing import FillsForm, Routes
from bot.ui import texts as ui_texts
from bot.ui.screen import Screen, notice
from bot.ui.show import UNCHANGED, send, show
from handlers.filters import (
    May,
    command,
    in_album,
    is_no_command,
    is_reply,
    is_typed,
    message_text,
)


async def show_broadcast(
    event: Message | CallbackQuery,
    broadcast_id: int,
    broadcasts: BroadcastService,
    here: OpenBroadcast | None = None,
) -> None:
    """The screen of its present state; while it changes by itself, the message is a card."""
    overview = await broadcasts.overview(broadcast_id)
    place = here or OpenBroadcast(broadcast_id=broadcast_id)
    message_id = await show(event, run_screens.screen(overview, place))
    if run_screens.is_live(overview) and event.from_user:
        await broadcasts.cards.add(BroadcastCard(event.from_user.id, message_id, broadcast_id))


async def show_changed(
    event: Message | CallbackQuery,
    admin_id: int,
    broadcasts: BroadcastService,
    before: Broadcast,
    after: BroadcastDraft,
) -> str | None:
    """Change the draft and show it; say so when somebody else has changed it before."""
    refused = None
    if not await broadcasts.change(before, after, admin_id):
        refused = texts.refused(await broadcasts.repository.find(before.id))
        if isinstance(event, Message):
            await show(event, notice(refused))
    await show_broadcast(event, before.id, broadcasts)
    return AlertToast(refused) if refused else None


async def open_broadcasts(
    event: Message | CallbackQuery,
    broadcasts: BroadcastService,
    callback_data: OpenBroadcasts | None = None,
) -> None:
    """A page past the end is the last one."""
    here = callback_data or OpenBroadcasts()
    pages = pages_of(await broadcasts.repository.count(), PAGE_SIZE)
    here = here.changed(page=min(here.page, pages - 1))
    found = await broadcasts.repository.latest(PAGE_SIZE, here.page * PAGE_SIZE)
    waiting = len(await broadcasts.repository.in_state(BroadcastState.DRAFT))
    await show(event, run_screens.broadcasts(found, pages, waiting, here))


async def open_drafts(
    query: CallbackQuery, callback_data: OpenBroadcastDrafts, broadcasts: BroadcastService
) -> None:
    found = await broadcasts.repository.in_state(BroadcastState.DRAFT)
    await show(query, run_screens.drafts(found[: -PAGE_SIZE - 1 : -1], callback_data))


EXCERPT = 100  # characters of the message's text that are stored
READ_FOR_EXCERPT = 1000
NEW = 0  # the subject of a form that waits for the message of a new broadcast


def add_admin_routes(routes: Routes) -> None:
    author = routes.behind(May(Right.BROADCAST))
    author.message(begin_from_reply, command("broadcast"), is_reply)
    author.message(ask_message, command("broadcast"))
    author.message(extend_album, in_album)
    author.message(take_message, is_no_command, FillsForm(InputKind.MESSAGE.form))
    author.edited(update_excerpt)
    author.press(ask_message, StartNew.filter())
    author.message(open_broadcasts, command("broadcasts"))
    author.press(open_broadcasts, OpenBroadcasts.filter())
    author.press(open_drafts, OpenBroadcastDrafts.filter())
    author.press(make_bold, MakeBold.filter())
    author.press(discard_draft, DiscardBroadcast.filter(F.sure))
    author.press(ask_to_discard, DiscardBroadcast.filter())
    author.press(ask_input, AskInput.filter())
    author.press(open_topics, OpenTopics.filter())
    author.press(set_topic, SetTopic.filter())
    author.press(switch_night, SwitchNight.filter())
    author.press(open_buttons, OpenButtons.filter())
    author.press(drop_button, DropButton.filter())
    author.press(add_answer, AddAnswerButton.filter())
    author.message(take_link, is_typed, FillsForm(InputKind.LINK.form))
    author.message(find_answer, is_typed, FillsForm(InputKind.ANSWER.form))


def add_routes(routes: Routes) -> None:
    routes.press(switch_mailing, SwitchMailing.filter())
    routes.press(follow_button, FollowButton.filter())


async def begin_from_reply(message: Message, person: Person, broadcasts: BroadcastService) -> None:
    chosen = message.reply_to_message or message
    broadcast_id = await broadcasts.compose(_source(chosen), person.id)
    await show_broadcast(message, broadcast_id, broadcasts)
    await _offer_bold(chosen, broadcast_id)


async def ask_message(event: Message | CallbackQuery, person: Person, people: People) -> None:
    await people.forms.open(person.id, Form(InputKind.MESSAGE.form, NEW))
    await show(event, screens.ask(texts.ASK_MESSAGE, NEW))


async def extend_album(message: Message, person: Person, broadcasts: BroadcastService) -> None:
    if not await broadcasts.extend_album(_source(message), person.id):
        raise SkipHandler


async def update_excerpt(message: Message, broadcasts: BroadcastService) -> None:
    """An edited message that a broadcast is made of; edits of other messages are skipped."""
    if not await broadcasts.update_excerpt(_source(message)):
        raise SkipHandler


async def take_message(
    message: Message, form: Form, person: Person, people: People, broadcasts: BroadcastService
) -> None:
    source, broadcast_id = _source(message), form.subject
    await people.forms.leave(person.id)
    if broadcast_id == NEW:
        broadcast_id = await broadcasts.compose(source, person.id)
    else:
        await broadcasts.replace_message(broadcast_id, source, person.id)
    await show_broadcast(message, broadcast_id, broadcasts)
    await _offer_bold(message, broadcast_id)


async def _offer_bold(chosen: Message, broadcast_id: int) -> None:
    """Stars typed by hand would reach people as stars. An album's caption is left as it is."""
    stars = "**" in message_text(chosen) and not chosen.media_group_id
    if stars and with_bold(chosen.html_text) != chosen.html_text:
        screen = screens.offer_bold(broadcast_id)
        await chosen.reply(screen.text, reply_markup=screen.keyboard(""))


async def make_bold(
    query: CallbackQuery,
    callback_data: MakeBold,
    person: Person,
    bot: Bot,
    broadcasts: BroadcastService,
) -> str | None:
    offer, key = query.message, callback_data.broadcast_id
    if not isinstance(offer, Message) or offer.reply_to_message is None:
        return AlertToast(texts.STARS_GONE)
    await show(query, notice(texts.BOLD_MADE))
    await broadcasts.replace_message(key, await _bold(bot, offer.reply_to_message), person.id)
    await show_broadcast(offer, key, broadcasts)
    return None


async def _bold(bot: Bot, chosen: Message) -> SourceMessage:
    """A message of the bot's own: nobody can edit what somebody else has written."""
    html, chat_id, made = with_bold(chosen.html_text), chosen.chat.id, _source(chosen)
    if chosen.text:
        preview = chosen.link_preview_options
        sent = (await bot.send_message(chat_id, html, link_preview_options=preview)).message_id
    else:
        copied = await bot.copy_message(chat_id, chat_id, chosen.message_id, caption=html)
        sent = copied.message_id
    return replace(made, message_id=sent, excerpt=made.excerpt.replace("**", ""))


async def ask_to_discard(
    query: CallbackQuery, callback_data: DiscardBroadcast, broadcasts: BroadcastService
) -> str | None:
    found = await broadcasts.repository.find(callback_data.broadcast_id)
    if found.state is BroadcastState.DRAFT:
        await show(query, screens.ask_to_discard(found))
        return None
    await show_broadcast(query, found.id, broadcasts)
    return texts.NOT_A_DRAFT


async def discard_draft(
    query: CallbackQuery,
    callback_data: DiscardBroadcast,
    person: Person,
    broadcasts: BroadcastService,
) -> str:
    if not await broadcasts.discard(callback_data.broadcast_id, person.id):
        await show_broadcast(query, callback_data.broadcast_id, broadcasts)
        return texts.NOT_A_DRAFT
    await open_drafts(query, OpenBroadcastDrafts(), broadcasts)
    return texts.DISCARDED


async def ask_input(
    query: CallbackQuery, callback_data: AskInput, person: Person, people: People
) -> None:
    kind, broadcast_id = callback_data.kind, callback_data.broadcast_id
    await people.forms.open(person.id, Form(kind.form, broadcast_id))
    await show(query, screens.ask(texts.ASKS[kind], broadcast_id))


def _source(message: Message) -> SourceMessage:
    words = " ".join(message_text(message).split())[:READ_FOR_EXCERPT]
    return SourceMessage(
        message.chat.id,
        message.message_id,
        message.media_group_id or "",
        masked(words)[:EXCERPT],
        message.content_type,
    )


async def open_topics(query: CallbackQuery, callback_data: OpenTopics) -> None:
    await show(query, screens.topics(callback_data.broadcast_id))


async def set_topic(
    query: CallbackQuery, callback_data: SetTopic, person: Person, broadcasts: BroadcastService
) -> str | None:
    before = await broadcasts.repository.find(callback_data.broadcast_id)
    kind = BroadcastKind.TOPIC if callback_data.topic else BroadcastKind.SERVICE
    after = replace(before, topic=callback_data.topic, kind=kind)
    return await show_changed(query, person.id, broadcasts, before, after)


async def switch_night(
    query: CallbackQuery, callback_data: SwitchNight, person: Person, broadcasts: BroadcastService
) -> str | None:
    before = await broadcasts.repository.find(callback_data.broadcast_id)
    after = replace(before, at_night=callback_data.at_night)
    return await show_changed(query, person.id, broadcasts, before, after)


async def open_buttons(
    query: CallbackQuery, callback_data: OpenButtons, broadcasts: BroadcastService
) -> None:
    await show(query, screens.buttons(await broadcasts.repository.find(callback_data.broadcast_id)))


async def drop_button(
    query: CallbackQuery, callback_data: DropButton, person: Person, broadcasts: BroadcastService
) -> str | None:
    before = await broadcasts.repository.find(callback_data.broadcast_id)
    if callback_data.mark != screens.buttons_mark(before.buttons):
        await show(query, screens.buttons(before))
        return AlertToast(texts.CHANGED_MEANWHILE)
    kept = tuple(one for at, one in enumerate(before.buttons) if at != callback_data.place)
    return await show_changed(query, person.id, broadcasts, before, replace(before, buttons=kept))


async def take_link(
    message: Message, form: Form, person: Person, people: People, broadcasts: BroadcastService
) -> None:
    button = link(message.text or "")
    if button is None:
        await show(message, screens.ask(texts.BAD_LINK, form.subject))
        return
    await people.forms.leave(person.id)
    before = await broadcasts.repository.find(form.subject)
    after = replace(before, buttons=(*before.buttons, button))
    await show_changed(message, person.id, broadcasts, before, after)


async def find_answer(message: Message, form: Form, answering: Answering) -> None:
    """The form stays open, so that the admin can ask again in other words."""
    found = await answering.find(message.text or "")
    await show(message, screens.found_answers(found.hits, form.subject))


async def add_answer(
    query: CallbackQuery,
    callback_data: AddAnswerButton,
    person: Person,
    broadcasts: BroadcastService,
    answering: Answering,
) -> str | None:
    """Stored by the key of the answer, which stays valid when the answer moves."""
    hit = Hit(callback_data.kind, callback_data.target_id, "", "", "", 0.0)
    card = await answering.card(hit)
    if card is None:
        raise NotFoundError(hit.kind, hit.id)
    before = await broadcasts.repository.find(callback_data.broadcast_id)
    button = BroadcastButton(texts.OPEN_CARD[hit.kind], conversation_screens.summary(card).key)
    after = replace(before, buttons=(*before.buttons, button))
    return await show_changed(query, person.id, broadcasts, before, after)


async def switch_mailing(
    query: CallbackQuery, callback_data: SwitchMailing, person: Person, people: People
) -> str:
    topic, wanted = callback_data.topic, callback_data.wanted
    await people.preferences.switch_topic(person.id, topic, wanted=wanted)
    if not await _turned(query, callback_data) and query.bot:
        await send(query.bot, person.id, screens.switched(callback_data))
    return AlertToast(texts.switched(topic, wanted=wanted))


async def follow_button(
    query: CallbackQuery,
    callback_data: FollowButton,
    broadcasts: BroadcastService,
    answering: Answering,
    bot: Bot,
) -> None:
    found, place = await broadcasts.repository.find(callback_data.broadcast_id), callback_data.place
    person_id = query.from_user.id
    await broadcasts.results.add_click(found.id, place, person_id)
    for button in found.buttons[place : place + 1]:
        await send(bot, person_id, await _target(button, person_id, answering))


async def _turned(query: CallbackQuery, pressed: SwitchMailing) -> bool:
    """False when the message cannot be edited."""
    if not isinstance(query.message, Message):
        return False
    try:
        await query.message.edit_reply_markup(
            reply_markup=screens.turned(query.message.reply_markup, pressed)
        )
    except TelegramBadRequest as error:
        return UNCHANGED in error.message
    return True


async def _target(button: BroadcastButton, person_id: int, answering: Answering) -> Screen:
    if button.target.startswith("http"):
        return screens.link(button.label, button.target)
    card = await answering.by_key(button.target, person_id)
    return conversation_screens.card(card, OpenHome()) if card else notice(ui_texts.GONE)
