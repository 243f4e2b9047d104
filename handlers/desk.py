"""Dialogues with a specialist, the staff's side: in their group or in private."""

from collections.abc import Sequence

from aiogram import Bot, F, flags
from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message, User

from bot.conversation.service import NOBODY, Answering
from bot.knowledge import screens as knowledge_screens
from bot.knowledge.buttons import OpenAnswer
from bot.knowledge.repository import Knowledge
from bot.search.models import Hit
from bot.specialist import screens, texts
from bot.specialist.buttons import (
    ChooseReply,
    CloseDialogue,
    DraftReply,
    InsertCard,
    OfferCards,
    OpenDesk,
    OpenDialogue,
    ReopenDialogue,
    SendCard,
    SetReason,
    TakeDialogue,
)
from bot.specialist.delivery import from_staff, mark_unsent, send_screen
from bot.specialist.models import ChatPlace, Dialogue, IncomingMessage, ReplyDraft, Side
from bot.specialist.service import SpecialistService
from bot.team.models import Right
from bot.team.repository import Team
from bot.telegram.middlewares import AlertToast
from bot.telegram.routing import Routes
from bot.ui.screen import Screen
from bot.ui.show import show, tell
from handlers.desk_filters import FromStaff, IsNote, IsStaff, IsUnsent, has_moved, in_staff_group
from handlers.filters import May, command, is_edited_letter, is_letter
from handlers.specialist import correct_letter


def add_staff_routes(routes: Routes) -> None:
    """Routes of the staff, in their group or in the private chats of those who may answer."""
    staff = routes.behind(IsStaff())
    routes.message(follow_group, has_moved)
    routes.message(ignore_note, FromStaff(), IsNote())
    routes.message(answer_person, FromStaff(), is_letter)
    routes.edited(correct_letter, is_edited_letter, FromStaff())
    staff.press(close_dialogue, CloseDialogue.filter())
    staff.press(reopen_dialogue, ReopenDialogue.filter())
    staff.press(open_dialogue, OpenDialogue.filter())
    staff.press(choose_reply, ChooseReply.filter())
    staff.press(draft_reply, DraftReply.filter())
    staff.press(open_desk, OpenDesk.filter())
    staff.press(take_dialogue, TakeDialogue.filter())
    staff.press(set_reason, SetReason.filter())
    staff.press(send_card, SendCard.filter())
    staff.press(offer_cards, OfferCards.filter())
    staff.press(insert_card, InsertCard.filter(F.sure))
    staff.press(preview_card, InsertCard.filter())
    routes.message(open_desk, command("desk"), in_staff_group)
    routes.message(find_cards, command("answer"), FromStaff())


def add_admin_routes(routes: Routes) -> None:
    routes.behind(May(Right.DIALOGUES)).message(open_desk, command("desk"))


def add_unsent_routes(routes: Routes) -> None:
    """Routes that are tried last in the staff's group."""
    routes.message(show_unsent, IsUnsent())


@flags.unlimited
async def follow_group(message: Message, specialist: SpecialistService) -> None:
    if message.migrate_to_chat_id and message.chat.id == specialist.staff.chat_id:
        await specialist.staff.move(message.chat.id, message.migrate_to_chat_id)


@flags.unlimited
async def ignore_note(message: Message) -> None:
    """Notes are not relayed."""


@flags.unlimited
async def answer_person(
    message: Message, bot: Bot, dialogue: Dialogue, specialist: SpecialistService, team: Team
) -> None:
    """Whoever answers first sees to the dialogue; an anonymous admin writes as the group."""
    await specialist.relay.forward(bot, dialogue, Side.STAFF, await from_staff(message))
    author = message.from_user if message.sender_chat is None else None
    if author is not None:
        await team.remember_name(author.id, author.full_name)
        await specialist.relay.take_if_free(bot, dialogue, author.id)


@flags.unlimited
async def show_unsent(message: Message, bot: Bot) -> None:
    await mark_unsent(bot, message)


async def close_dialogue(
    query: CallbackQuery, callback_data: CloseDialogue, bot: Bot, specialist: SpecialistService
) -> str:
    dialogue = await specialist.dialogues.get(callback_data.dialogue_id)
    told = await specialist.relay.close(bot, dialogue, query.from_user.id)
    await show(query, await _card(query, callback_data, specialist))
    return texts.CLOSED_TOAST if told else texts.CLOSED_BUT_BLOCKED


async def reopen_dialogue(
    query: CallbackQuery, callback_data: ReopenDialogue, bot: Bot, specialist: SpecialistService
) -> str:
    dialogue = await specialist.dialogues.get(callback_data.dialogue_id)
    await specialist.relay.reopen(bot, dialogue, query.from_user.id)
    await show(query, await _card(query, callback_data, specialist))
    return texts.REOPENED_TOAST


async def open_dialogue(
    query: CallbackQuery, callback_data: OpenDialogue, specialist: SpecialistService
) -> None:
    await show(query, await _card(query, callback_data, specialist))


async def open_desk(
    event: Message | CallbackQuery,
    specialist: SpecialistService,
    callback_data: OpenDesk | None = None,
) -> None:
    waiting, answered = await specialist.dialogues.waiting(), await specialist.dialogues.answered()
    here = callback_data or OpenDesk()
    await show(event, screens.desk(waiting, answered, specialist.clock(), here))


async def take_dialogue(
    query: CallbackQuery, callback_data: TakeDialogue, bot: Bot, specialist: SpecialistService
) -> str:
    dialogue = await specialist.dialogues.get(callback_data.dialogue_id)
    relay, change = specialist.relay, callback_data.change
    take = relay.release_or_take_over if change else relay.take_if_free
    taken = await take(bot, dialogue, query.from_user.id)
    await show(query, await _card(query, callback_data, specialist))
    if taken:
        return texts.TAKEN
    now = await specialist.dialogues.get(dialogue.id)
    return texts.RELEASED if change else texts.taken_by(now.taker)


async def set_reason(
    query: CallbackQuery, callback_data: SetReason, specialist: SpecialistService
) -> str | None:
    number, reason = callback_data.dialogue_id, callback_data.reason
    done = await specialist.dialogues.set_reason(number, reason, query.from_user.id)
    await show(query, await _card(query, callback_data, specialist))
    return None if done else texts.REOPENED_MEANWHILE


async def send_card(
    query: CallbackQuery, callback_data: SendCard, bot: Bot, specialist: SpecialistService
) -> None:
    dialogue = await specialist.dialogues.get(callback_data.dialogue_id)
    chat_id = query.message.chat.id if query.message else query.from_user.id
    await specialist.relay.send_card(bot, dialogue, chat_id)


async def offer_cards(
    query: CallbackQuery,
    callback_data: OfferCards,
    specialist: SpecialistService,
    answering: Answering,
) -> None:
    enquiry = await specialist.enquiries.get(callback_data.enquiry_id)
    hits = await _answers(enquiry.text, answering)
    await show(query, screens.offer_cards(hits, callback_data))


async def find_cards(
    message: Message,
    command: CommandObject,
    dialogue: Dialogue,
    specialist: SpecialistService,
    answering: Answering,
) -> None:
    enquiry = await specialist.enquiries.latest(dialogue.person_id)
    here = OfferCards(dialogue_id=dialogue.id, enquiry_id=enquiry.id)
    hits = await _answers(command.args or enquiry.text, answering)
    await show(message, screens.offer_cards(hits, here))


async def _answers(words: str, answering: Answering) -> Sequence[Hit]:
    found = await answering.find(words)
    return [hit for hit in found.hits if hit.kind == "answer"]


async def preview_card(
    query: CallbackQuery, callback_data: InsertCard, knowledge: Knowledge
) -> None:
    await show(query, screens.preview_card(await _words(callback_data, knowledge), callback_data))


async def insert_card(
    query: CallbackQuery,
    callback_data: InsertCard,
    bot: Bot,
    specialist: SpecialistService,
    knowledge: Knowledge,
) -> str:
    """A message of its own is sent and copied: the staff see what the person has got."""
    dialogue, staff_id = (
        await specialist.dialogues.get(callback_data.dialogue_id),
        query.from_user.id,
    )
    words = Screen(await _words(callback_data, knowledge))
    place = ChatPlace(query.message.chat.id if query.message else staff_id, _topic(query))
    source = IncomingMessage(place.chat_id, await send_screen(bot, words, place))
    await show(query, await _card(query, callback_data, specialist))
    await specialist.relay.forward(bot, dialogue, Side.STAFF, source)
    await specialist.relay.take_if_free(bot, dialogue, staff_id)
    return texts.CARD_SENT


async def _words(here: InsertCard, knowledge: Knowledge) -> str:
    """The card as people read it, its first page."""
    found = await knowledge.answer(here.answer_id, NOBODY)
    return knowledge_screens.answer(found, OpenAnswer(answer_id=found.id)).text


def _topic(query: CallbackQuery) -> int | None:
    message = query.message
    in_topic = isinstance(message, Message) and message.is_topic_message
    return message.message_thread_id if isinstance(message, Message) and in_topic else None


async def choose_reply(
    query: CallbackQuery, callback_data: ChooseReply, specialist: SpecialistService
) -> str | None:
    replies = await specialist.letters.replies(callback_data.enquiry_id)
    if not replies:
        return AlertToast(texts.NO_REPLY_YET)
    await show(query, screens.choose_reply(replies, callback_data))
    return None


async def draft_reply(
    query: CallbackQuery,
    callback_data: DraftReply,
    bot: Bot,
    specialist: SpecialistService,
    team: Team,
) -> str:
    author, here = query.from_user, callback_data
    draft = await specialist.make_draft(here.enquiry_id, here.letter_id, author.id)
    await show(query, await _card(query, here, specialist))
    screen = screens.draft_made(draft, here.dialogue_id, author.first_name)
    for editor_id in _editors(draft, author, team):
        await tell(bot, editor_id, screen)
    return texts.drafted(draft)


def _editors(draft: ReplyDraft, author: User, team: Team) -> tuple[int, ...]:
    """Who is to finish the draft: the editor who made it; all editors, once, if another made it."""
    if team.may(author.id, Right.EDIT):
        return (author.id,)
    return team.having(Right.EDIT) if draft.is_new else ()


async def _card(
    query: CallbackQuery,
    here: OpenDialogue
    | CloseDialogue
    | ReopenDialogue
    | DraftReply
    | TakeDialogue
    | SetReason
    | InsertCard,
    specialist: SpecialistService,
) -> Screen:
    dialogue = await specialist.dialogues.get(here.dialogue_id)
    enquiry = await specialist.enquiries.get(here.enquiry_id)
    return screens.card(dialogue, enquiry, in_topic=_topic(query) is not None)
