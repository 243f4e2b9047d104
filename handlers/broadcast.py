"""Composing a broadcast: message, draft, audience; what people press under one."""

from dataclasses import replace

from aiogram import Bot
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, Message

from bot.broadcast import run_screens, screens, texts
from bot.broadcast.buttons import (
    AddAnswerButton,
    AddTerm,
    AskInput,
    ConditionKind,
    DropButton,
    DropTerm,
    FollowButton,
    NegateTerm,
    OpenAudience,
    OpenBroadcast,
    OpenBroadcasts,
    OpenButtons,
    OpenSorts,
    OpenTerm,
    OpenTopics,
    OpenValues,
    SetTopic,
    StartNew,
    SwitchMailing,
    SwitchNight,
    Wanted,
)
from bot.broadcast.input_parsing import link
from bot.broadcast.models import (
    Broadcast,
    BroadcastButton,
    BroadcastDraft,
    BroadcastKind,
    BroadcastState,
    SavedAudience,
)
from bot.broadcast.repository import BroadcastCard
from bot.broadcast.run_screens import PAGE_SIZE
from bot.broadcast.segments import (
    ActiveWithin,
    HasRole,
    SavedEvent,
    SavedFilter,
    Segment,
    Wants,
    mark,
    negated,
    with_term,
    without_term,
)
from bot.broadcast.service import Books, BroadcastService, Composing, Piece
from bot.conversation import screens as conversation_screens
from bot.conversation.service import Answering
from bot.errors import NotFoundError
from bot.knowledge.buttons import OpenHome
from bot.people.models import Person, Role, Topic
from bot.people.repository import Form, People
from bot.questions.masks import masked
from bot.search.models import Hit
from bot.telegram.middlewares import AlertToast, Fills
from bot.telegram.routing import Routes
from bot.ui import texts as ui_texts
from bot.ui.screen import Screen
from bot.ui.screens import notice
from bot.ui.show import UNCHANGED, send, show
from handlers.filters import command, in_album, is_reply, is_typed


async def show_broadcast(
    event: Message | CallbackQuery,
    broadcast_id: int,
    newsroom: BroadcastService,
    here: OpenBroadcast | None = None,
) -> None:
    """Whatever state it is in by now."""
    look = await newsroom.look(broadcast_id)
    place = here or OpenBroadcast(broadcast_id=broadcast_id)
    message_id = await show(event, run_screens.screen(look, place))
    if run_screens.is_live(look) and event.from_user:
        await newsroom.cards.keep(BroadcastCard(event.from_user.id, message_id, broadcast_id))


async def show_changed(
    event: Message | CallbackQuery,
    admin_id: int,
    newsroom: BroadcastService,
    before: Broadcast,
    after: BroadcastDraft,
) -> str | None:
    """Change the draft and show it; whose change came too late is told so."""
    refused = None
    if not await newsroom.change(admin_id, before, after):
        refused = texts.refused(await newsroom.broadcasts.find(before.id))
        if isinstance(event, Message):
            await show(event, notice(refused))
    await show_broadcast(event, before.id, newsroom)
    return AlertToast(refused) if refused else None


async def show_list(
    event: Message | CallbackQuery, newsroom: BroadcastService, here: OpenBroadcasts
) -> None:
    """A page past the end is the last one."""
    pages = max(1, -(-await newsroom.broadcasts.count() // PAGE_SIZE))
    here = here.changed(page=min(here.page, pages - 1))
    found = await newsroom.broadcasts.latest(PAGE_SIZE, here.page * PAGE_SIZE)
    waiting = len(await newsroom.broadcasts.in_state(BroadcastState.DRAFT))
    await show(event, run_screens.broadcasts(found, pages, waiting, here))


EXCERPT = 100  # characters
NEW = 0  # the subject of a form for a draft that is still to be made


async def is_no_command(message: Message) -> bool:
    return not (message.text or "").startswith("/")


def add_admin_routes(routes: Routes) -> None:
    routes.message(begin_from_reply, command("broadcast"), is_reply)
    routes.message(ask_message, command("broadcast"))
    routes.message(extend_album, in_album)
    routes.message(take_message, is_no_command, Fills(Wanted.MESSAGE.form))
    routes.edited(reword)
    routes.press(start_new, StartNew.filter())
    routes.press(ask_input, AskInput.filter())
    routes.press(open_topics, OpenTopics.filter())
    routes.press(set_topic, SetTopic.filter())
    routes.press(switch_night, SwitchNight.filter())
    routes.press(open_buttons, OpenButtons.filter())
    routes.press(drop_button, DropButton.filter())
    routes.press(add_answer, AddAnswerButton.filter())
    routes.message(take_link, is_typed, Fills(Wanted.LINK.form))
    routes.message(find_answer, is_typed, Fills(Wanted.ANSWER.form))
    routes.press(open_audience, OpenAudience.filter())
    routes.press(open_term, OpenTerm.filter())
    routes.press(open_sorts, OpenSorts.filter())
    routes.press(open_values, OpenValues.filter())
    routes.press(add_term, AddTerm.filter())
    routes.press(negate_term, NegateTerm.filter())
    routes.press(drop_term, DropTerm.filter())


def add_routes(routes: Routes) -> None:
    routes.press(switch_mailing, SwitchMailing.filter())
    routes.press(follow_button, FollowButton.filter())


async def begin_from_reply(
    message: Message, person: Person, composing: Composing, newsroom: BroadcastService
) -> None:
    piece = _piece(message.reply_to_message or message)
    await show_broadcast(message, await composing.begin(person.id, piece), newsroom)


async def ask_message(message: Message, person: Person, people: People) -> None:
    await people.forms.open(person.id, Form(Wanted.MESSAGE.form, NEW))
    await show(message, screens.ask_message())


async def start_new(query: CallbackQuery, person: Person, people: People) -> None:
    await people.forms.open(person.id, Form(Wanted.MESSAGE.form, NEW))
    await show(query, screens.ask_message())


async def extend_album(message: Message, person: Person, composing: Composing) -> None:
    if not await composing.extend(person.id, _piece(message)):
        raise SkipHandler


async def reword(message: Message, composing: Composing) -> None:
    """What is copied is the message as it is then; an edit of any other one is not for here."""
    if not await composing.reword(_piece(message)):
        raise SkipHandler


async def take_message(
    message: Message, form: Form, person: Person, composing: Composing, newsroom: BroadcastService
) -> None:
    taken = await composing.take(person.id, _piece(message), form.subject)
    await show_broadcast(message, taken, newsroom)


async def ask_input(
    query: CallbackQuery, callback_data: AskInput, person: Person, people: People
) -> None:
    wanted, broadcast_id = callback_data.wanted, callback_data.broadcast_id
    await people.forms.open(person.id, Form(wanted.form, broadcast_id))
    await show(query, screens.ask(wanted, broadcast_id))


def _piece(message: Message) -> Piece:
    words = " ".join(masked(message.text or message.caption or "").split())[:EXCERPT]
    return Piece(message.chat.id, message.message_id, message.media_group_id or "", words)


async def open_topics(query: CallbackQuery, callback_data: OpenTopics) -> None:
    await show(query, screens.topics(callback_data.broadcast_id))


async def set_topic(
    query: CallbackQuery, callback_data: SetTopic, person: Person, newsroom: BroadcastService
) -> str | None:
    before = await newsroom.broadcasts.find(callback_data.broadcast_id)
    kind = BroadcastKind.TOPIC if callback_data.topic else BroadcastKind.SERVICE
    after = replace(before, topic=callback_data.topic, kind=kind)
    return await show_changed(query, person.id, newsroom, before, after)


async def switch_night(
    query: CallbackQuery, callback_data: SwitchNight, person: Person, newsroom: BroadcastService
) -> str | None:
    before = await newsroom.broadcasts.find(callback_data.broadcast_id)
    after = replace(before, at_night=callback_data.at_night)
    return await show_changed(query, person.id, newsroom, before, after)


async def open_buttons(
    query: CallbackQuery, callback_data: OpenButtons, newsroom: BroadcastService
) -> None:
    await show(query, screens.buttons(await newsroom.broadcasts.find(callback_data.broadcast_id)))


async def drop_button(
    query: CallbackQuery, callback_data: DropButton, person: Person, newsroom: BroadcastService
) -> str | None:
    before = await newsroom.broadcasts.find(callback_data.broadcast_id)
    if callback_data.mark != screens.buttons_mark(before.buttons):
        await show(query, screens.buttons(before))
        return AlertToast(texts.CHANGED_MEANWHILE)
    kept = tuple(one for at, one in enumerate(before.buttons) if at != callback_data.place)
    return await show_changed(query, person.id, newsroom, before, replace(before, buttons=kept))


async def take_link(
    message: Message, form: Form, person: Person, people: People, newsroom: BroadcastService
) -> None:
    button = link(message.text or "")
    if button is None:
        await show(message, screens.refused(texts.BAD_LINK, form.subject))
        return
    await people.forms.leave(person.id)
    before = await newsroom.broadcasts.find(form.subject)
    after = replace(before, buttons=(*before.buttons, button))
    await show_changed(message, person.id, newsroom, before, after)


async def find_answer(message: Message, form: Form, answering: Answering) -> None:
    """The form stays open: what was found may not be it."""
    found = await answering.find(message.text or "")
    await show(message, screens.found_answers(found.hits, form.subject))


async def add_answer(
    query: CallbackQuery,
    callback_data: AddAnswerButton,
    person: Person,
    newsroom: BroadcastService,
    answering: Answering,
) -> str | None:
    """Kept by its key, which outlives a move."""
    hit = Hit(callback_data.kind, callback_data.target_id, "", "", "", 0.0)
    card = await answering.card(hit)
    if card is None:
        raise NotFoundError(hit.kind, hit.id)
    before = await newsroom.broadcasts.find(callback_data.broadcast_id)
    button = BroadcastButton(texts.OPEN_CARD[hit.kind], conversation_screens.summary(card).key)
    after = replace(before, buttons=(*before.buttons, button))
    return await show_changed(query, person.id, newsroom, before, after)


async def open_audience(
    query: CallbackQuery, callback_data: OpenAudience, newsroom: BroadcastService
) -> None:
    await _show(query, await newsroom.broadcasts.find(callback_data.broadcast_id), newsroom)


async def open_term(
    query: CallbackQuery, callback_data: OpenTerm, newsroom: BroadcastService
) -> str | None:
    found = await newsroom.broadcasts.find(callback_data.broadcast_id)
    if callback_data.mark != mark(found.audience):
        return await _outdated(query, found, newsroom)
    await show(query, screens.term(found, callback_data))
    return None


async def open_sorts(query: CallbackQuery, callback_data: OpenSorts) -> None:
    await show(query, screens.sorts(callback_data))


async def open_values(
    query: CallbackQuery, callback_data: OpenValues, newsroom: BroadcastService
) -> None:
    await show(query, screens.values(callback_data, await _saved(callback_data.sort, newsroom)))


async def add_term(
    query: CallbackQuery, callback_data: AddTerm, person: Person, newsroom: BroadcastService
) -> str | None:
    found = await newsroom.broadcasts.find(callback_data.broadcast_id)
    if callback_data.mark != mark(found.audience):
        return await _outdated(query, found, newsroom)
    term = _term(callback_data, await _saved(callback_data.sort, newsroom))
    audience = with_term(found.audience, callback_data.line, term)
    return await _change(query, person, newsroom, found, audience)


async def negate_term(
    query: CallbackQuery, callback_data: NegateTerm, person: Person, newsroom: BroadcastService
) -> str | None:
    found = await newsroom.broadcasts.find(callback_data.broadcast_id)
    if callback_data.mark != mark(found.audience):
        return await _outdated(query, found, newsroom)
    audience = negated(found.audience, callback_data.line, callback_data.at)
    return await _change(query, person, newsroom, found, audience)


async def drop_term(
    query: CallbackQuery, callback_data: DropTerm, person: Person, newsroom: BroadcastService
) -> str | None:
    found = await newsroom.broadcasts.find(callback_data.broadcast_id)
    if callback_data.mark != mark(found.audience):
        return await _outdated(query, found, newsroom)
    audience = without_term(found.audience, callback_data.line, callback_data.at)
    return await _change(query, person, newsroom, found, audience)


async def _outdated(query: CallbackQuery, found: Broadcast, newsroom: BroadcastService) -> str:
    await _show(query, found, newsroom)
    return AlertToast(texts.AUDIENCE_CHANGED_MEANWHILE)


async def _change(
    query: CallbackQuery,
    person: Person,
    newsroom: BroadcastService,
    before: Broadcast,
    audience: str,
) -> str | None:
    changed = await newsroom.change(person.id, before, replace(before, audience=audience))
    found = await newsroom.broadcasts.find(before.id)
    await _show(query, found, newsroom)
    return None if changed else AlertToast(texts.refused(found))


async def _show(query: CallbackQuery, found: Broadcast, newsroom: BroadcastService) -> None:
    await show(query, screens.audience(found, await newsroom.recipients.count(found)))


async def _saved(sort: ConditionKind, newsroom: BroadcastService) -> tuple[SavedAudience, ...]:
    if sort is ConditionKind.EVENT:
        return await newsroom.recipients.saved_events()
    return await newsroom.recipients.saved_filters() if sort is ConditionKind.FILTER else ()


def _term(chosen: AddTerm, saved: tuple[SavedAudience, ...]) -> Segment:
    """Raises NotFoundError when what was offered is not to be chosen any more."""
    value = chosen.value
    try:
        match chosen.sort:
            case ConditionKind.ROLE:
                return HasRole(role=None if value == screens.NO_ROLE else Role(value))
            case ConditionKind.ACTIVE:
                return ActiveWithin(days=int(value))
            case ConditionKind.TOPIC:
                return Wants(topic=Topic(value))
        one = next(one for one in saved if str(one.value) == value)
    except (ValueError, StopIteration) as error:
        raise NotFoundError(chosen.sort, value) from error
    if chosen.sort is ConditionKind.EVENT:
        return SavedEvent(event_id=one.value, label=one.label)
    return SavedFilter(what=one.what, wanted=one.wanted, label=one.label)


async def switch_mailing(
    query: CallbackQuery, callback_data: SwitchMailing, person: Person, people: People
) -> str:
    topic, wanted = callback_data.topic, callback_data.wanted
    await people.preferences.switch_topic(person.id, topic, wanted=wanted)
    if not await _turned(query, callback_data) and query.bot:
        await send(query.bot, person.id, screens.switched(callback_data))
    return AlertToast(texts.switched(topic, wanted=wanted))


async def follow_button(
    query: CallbackQuery, callback_data: FollowButton, books: Books, answering: Answering, bot: Bot
) -> None:
    found, place = await books.broadcasts.find(callback_data.broadcast_id), callback_data.place
    person_id = query.from_user.id
    await books.results.add_click(found.id, place, person_id)
    for button in found.buttons[place : place + 1]:
        await send(bot, person_id, await _target(button, person_id, answering))


async def _turned(query: CallbackQuery, pressed: SwitchMailing) -> bool:
    """False when the message is beyond reach."""
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
