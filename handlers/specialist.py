"""Dialogues with a specialist: the person's side, then the staff's side."""

import logging
from collections import deque
from collections.abc import Sequence

from aiogram import Bot, F, flags
from aiogram.enums import ChatMemberStatus
from aiogram.filters import BaseFilter, CommandObject
from aiogram.types import CallbackQuery, ChatMemberRestricted, Message, User

from bot.broadcast.models import Broadcast
from bot.broadcast.service import BroadcastService
from bot.conversation.service import NOBODY, Answering
from bot.knowledge import screens as knowledge_screens
from bot.knowledge.buttons import OpenAnswer
from bot.knowledge.repository import Knowledge
from bot.people.models import Person
from bot.questions.repository import Questions
from bot.search.models import Hit
from bot.specialist import screens, texts
from bot.specialist.buttons import (
    AskAboutAnswer,
    AskSpecialist,
    ChooseReply,
    CloseDialogue,
    DraftReply,
    DropEnquiry,
    InsertCard,
    OfferCards,
    OpenDesk,
    OpenDialogue,
    OpenEnquiry,
    OpenSpecialist,
    ReopenDialogue,
    SendCard,
    SendEnquiry,
    SendToSpecialist,
    SetReason,
    TakeDialogue,
    WriteToSpecialist,
)
from bot.specialist.delivery import (
    RELAYED,
    RELAYED_EDIT,
    from_person,
    from_staff,
    mark_unsent,
    send_screen,
)
from bot.specialist.models import ChatPlace, Dialogue, Enquiry, IncomingMessage, ReplyDraft, Side
from bot.specialist.service import SpecialistService
from bot.team.models import Right
from bot.team.repository import Team
from bot.telegram.middlewares import AlertToast
from bot.telegram.routing import Routes
from bot.ui.screen import Screen
from bot.ui.screens import notice
from bot.ui.show import invite_reply, show, tell
from bot.ui.texts import cut
from handlers.filters import May, command, has_content, is_bot, message_text

_log = logging.getLogger(__name__)

MEMBERS = {ChatMemberStatus.CREATOR, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.MEMBER}
MAX_ALBUMS = 100  # notes with several pictures to remember: the parts of one arrive in a second


class InDialogue(BaseFilter):
    """A person's reply that continues their dialogue; gives `dialogue`."""

    async def __call__(
        self, message: Message, specialist: SpecialistService
    ) -> bool | dict[str, Dialogue]:
        earlier = message.reply_to_message
        if earlier is None:
            return False
        dialogue = await specialist.dialogue_continued(message.chat.id, earlier.message_id)
        return {"dialogue": dialogue} if dialogue else False


class IsInvited(BaseFilter):
    """A reply to an invitation to write."""

    async def __call__(self, message: Message, specialist: SpecialistService) -> bool:
        earlier = message.reply_to_message
        return earlier is not None and await specialist.staff.has_invited(
            message.chat.id, earlier.message_id
        )


class IsAboutMailing(BaseFilter):
    """A reply to a mailing, where somebody may answer it; gives `mailing`."""

    async def __call__(
        self, message: Message, specialist: SpecialistService, broadcasts: BroadcastService
    ) -> bool | dict[str, Broadcast]:
        earlier = message.reply_to_message
        by_bot = earlier is not None and earlier.from_user is not None and earlier.from_user.is_bot
        if earlier is None or not by_bot or not specialist.staff.receivers:
            return False
        person_id, message_id = message.chat.id, earlier.message_id
        found = await broadcasts.results.delivered_as(person_id, message_id)
        return {"mailing": await broadcasts.repository.find(found)} if found else False


class IsUnconfirmed(BaseFilter):
    """The message of an enquiry that is not confirmed yet; gives `enquiry`."""

    async def __call__(
        self, message: Message, specialist: SpecialistService
    ) -> bool | dict[str, Enquiry]:
        enquiry = await specialist.enquiries.unconfirmed(message.chat.id, message.message_id)
        return {"enquiry": enquiry} if enquiry else False


class IsRelayed(BaseFilter):
    """A message that letters were made of."""

    async def __call__(self, message: Message, specialist: SpecialistService) -> bool:
        return bool(await specialist.letters.of_original(message.chat.id, message.message_id))


class FromStaff(BaseFilter):
    """A message in a dialogue's topic, or a reply to one of its letters; gives `dialogue`."""

    async def __call__(
        self, message: Message, specialist: SpecialistService, team: Team
    ) -> bool | dict[str, Dialogue]:
        chat_id = message.chat.id
        if chat_id != specialist.staff.chat_id and not team.may(chat_id, Right.DIALOGUES):
            return False
        dialogue = await _of_topic(message, specialist) or await _of_reply(message, specialist)
        return {"dialogue": dialogue} if dialogue else False


class IsStaff(BaseFilter):
    """A press of somebody who may answer people, or of a member in the staff's group.

    As with `May`, their name is kept.
    """

    async def __call__(
        self, query: CallbackQuery, bot: Bot, specialist: SpecialistService, team: Team
    ) -> bool:
        user = query.from_user
        if not team.may(user.id, Right.DIALOGUES) and not await _in_group(query, bot, specialist):
            return False
        await team.remember_name(user.id, user.full_name)
        return True


class IsNote(BaseFilter):
    """A message of the staff to each other, or a further part of such an album."""

    def __init__(self) -> None:
        self._albums: deque[str] = deque(maxlen=MAX_ALBUMS)

    async def __call__(self, message: Message) -> bool:
        if not message_text(message).startswith(texts.NOTE):
            return message.media_group_id in self._albums
        if message.media_group_id:
            self._albums.append(message.media_group_id)
        return True


class IsUnsent(BaseFilter):
    """A line in the staff's group that nobody gets, where somebody waits for one.

    In the topic of a dialogue, also of a deleted one; outside of topics while an open dialogue has
    none. What the staff talk about in topics of their own is theirs.
    """

    async def __call__(self, message: Message, bot: Bot, specialist: SpecialistService) -> bool:
        staff_chat = message.chat.id == specialist.staff.chat_id
        if not staff_chat or is_bot(message) or not await has_content(message):
            return False
        if message_text(message).startswith(texts.NOTE):
            return False
        earlier = message.reply_to_message
        if earlier is not None and earlier.from_user and earlier.from_user.id == bot.id:
            return True
        if await _of_topic(message, specialist) or await _of_reply(message, specialist):
            return True
        in_topic = message.is_topic_message
        return not in_topic and await specialist.dialogues.any_open_without_topic()


async def _in_group(query: CallbackQuery, bot: Bot, specialist: SpecialistService) -> bool:
    """Whether a member of the staff's group has pressed in it."""
    chat = query.message.chat if query.message else None
    if chat is None or chat.id != specialist.staff.chat_id:
        return False
    member = await bot.get_chat_member(chat.id, query.from_user.id)
    restricted = isinstance(member, ChatMemberRestricted) and member.is_member
    return restricted or member.status in MEMBERS


async def in_staff_group(message: Message, specialist: SpecialistService) -> bool:
    return message.chat.id == specialist.staff.chat_id


async def has_moved(message: Message) -> bool:
    """The last message of a group that has become a supergroup, with another id."""
    return message.migrate_to_chat_id is not None


async def _of_topic(message: Message, specialist: SpecialistService) -> Dialogue | None:
    if not message.is_topic_message or message.message_thread_id is None:
        return None
    return await specialist.dialogues.in_topic(message.chat.id, message.message_thread_id)


async def _of_reply(message: Message, specialist: SpecialistService) -> Dialogue | None:
    """The dialogue of a letter, or of an earlier letter by the same author.

    Of a group that has moved, a reply to an older message names the old chat.
    """
    earlier = message.reply_to_message
    if earlier is not None:
        place = message.chat.id, earlier.message_id
        own = earlier.from_user == message.from_user and message.sender_chat is None
        found = await specialist.dialogue_answered(*place)
        return found or (await specialist.dialogue_of_letter(*place) if own else None)
    outer = message.external_reply
    if outer is not None and outer.chat is not None and outer.message_id is not None:
        return await specialist.dialogue_answered(outer.chat.id, outer.message_id)
    return None


def add_routes(routes: Routes) -> None:
    routes.message(show_specialist, command("specialist"))
    routes.message(write_letter, InDialogue(), RELAYED)
    routes.message(write_enquiry, IsInvited(), RELAYED)
    routes.message(write_about_mailing, RELAYED, IsAboutMailing())
    routes.edited(edit_enquiry, RELAYED_EDIT, IsUnconfirmed())
    routes.edited(correct_letter, RELAYED_EDIT, IsRelayed())
    routes.press(open_specialist, OpenSpecialist.filter())
    routes.press(ask_specialist, AskSpecialist.filter())
    routes.press(ask_about_answer, AskAboutAnswer.filter())
    routes.press(offer_message, SendToSpecialist.filter())
    routes.press(invite_letter, WriteToSpecialist.filter())
    routes.press(send_enquiry, SendEnquiry.filter())
    routes.press(open_enquiry, OpenEnquiry.filter())
    routes.press(drop_enquiry, DropEnquiry.filter())


def add_staff_routes(routes: Routes) -> None:
    """Routes of the staff, in their group or in the private chats of those who may answer."""
    staff = routes.behind(IsStaff())
    routes.message(follow_group, has_moved)
    routes.message(ignore_note, FromStaff(), IsNote())
    routes.message(answer_person, FromStaff(), RELAYED)
    routes.edited(correct_answer, RELAYED_EDIT, FromStaff())
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
    routes.message(show_desk, command("desk"), in_staff_group)
    routes.message(find_cards, command("answer"), FromStaff())


def add_admin_routes(routes: Routes) -> None:
    routes.behind(May(Right.DIALOGUES)).message(show_desk, command("desk"))


def add_unsent_routes(routes: Routes) -> None:
    """Come behind whatever else is done in the staff's group."""
    routes.message(show_unsent, IsUnsent())


async def show_specialist(message: Message, person: Person, specialist: SpecialistService) -> None:
    dialogue = await specialist.dialogues.of_person(person.id)
    await show(message, screens.specialist(specialist.availability, dialogue, OpenSpecialist()))


async def open_specialist(
    query: CallbackQuery,
    callback_data: OpenSpecialist,
    person: Person,
    specialist: SpecialistService,
) -> None:
    dialogue = await specialist.dialogues.of_person(person.id)
    await show(query, screens.specialist(specialist.availability, dialogue, callback_data))


async def ask_specialist(
    query: CallbackQuery,
    callback_data: AskSpecialist,
    person: Person,
    questions: Questions,
    specialist: SpecialistService,
) -> None:
    asked = await questions.get(callback_data.question_id, person.id)
    enquiry = await specialist.enquiries.write(person.id, asked.letter, asked.message_id)
    await show(query, screens.confirmation(enquiry, specialist.availability, callback_data))


async def open_enquiry(
    query: CallbackQuery, callback_data: OpenEnquiry, specialist: SpecialistService
) -> str | None:
    enquiry = await specialist.enquiries.unfinished(query.from_user.id)
    if enquiry is None or enquiry.id != callback_data.enquiry_id:
        return AlertToast(texts.NO_MORE)
    await show(query, screens.confirmation(enquiry, specialist.availability, callback_data))
    return None


async def drop_enquiry(
    query: CallbackQuery, callback_data: DropEnquiry, specialist: SpecialistService
) -> None:
    await specialist.enquiries.drop(query.from_user.id, callback_data.enquiry_id)
    await show(query, notice(texts.DROPPED))


async def ask_about_answer(
    query: CallbackQuery,
    callback_data: AskAboutAnswer,
    person: Person,
    knowledge: Knowledge,
    specialist: SpecialistService,
) -> None:
    found = await knowledge.answer(callback_data.answer_id, person.id)
    words = texts.NOT_HELPED.format(found.title)
    enquiry = await specialist.enquiries.write(person.id, words, 0)
    await show(query, screens.confirmation(enquiry, specialist.availability, callback_data))


async def offer_message(
    query: CallbackQuery, callback_data: SendToSpecialist, specialist: SpecialistService
) -> None:
    source = IncomingMessage(query.from_user.id, callback_data.message_id)
    enquiry = await specialist.enquiries.collect(source, "", attached=True)
    if enquiry is not None:
        await show(query, screens.confirmation(enquiry, specialist.availability, callback_data))


async def invite_letter(query: CallbackQuery, bot: Bot, specialist: SpecialistService) -> None:
    person_id = query.from_user.id
    words = screens.invitation(await specialist.dialogues.of_person(person_id))
    message_id = await invite_reply(bot, person_id, words, texts.PLACEHOLDER)
    await specialist.staff.remember_invitation(person_id, message_id)


@flags.unlimited
async def write_letter(
    message: Message, bot: Bot, dialogue: Dialogue, specialist: SpecialistService
) -> None:
    await specialist.relay.forward(bot, dialogue, Side.PERSON, from_person(message))


async def write_about_mailing(
    message: Message, mailing: Broadcast, specialist: SpecialistService
) -> None:
    """It is for people: the search knows nothing of what the mailing said."""
    await _write_enquiry(message, specialist, texts.about_mailing(mailing.id, mailing.excerpt))


async def write_enquiry(message: Message, specialist: SpecialistService) -> None:
    await _write_enquiry(message, specialist)


async def _write_enquiry(message: Message, specialist: SpecialistService, about: str = "") -> None:
    text = message.text or message.caption or ""
    attached = message.text is None or cut(text, texts.QUOTE_CHARACTERS) != text
    source = from_person(message)
    enquiry = await specialist.enquiries.collect(source, text, attached=attached, about=about)
    if enquiry is not None:
        here = OpenSpecialist()
        await show(message, screens.confirmation(enquiry, specialist.availability, here))


async def edit_enquiry(message: Message, enquiry: Enquiry, specialist: SpecialistService) -> None:
    await specialist.enquiries.set_text(enquiry.id, message.text or message.caption or "")
    changed = await specialist.enquiries.get(enquiry.id)
    await show(message, screens.confirmation(changed, specialist.availability, OpenSpecialist()))


@flags.unlimited
async def correct_letter(message: Message, bot: Bot, specialist: SpecialistService) -> None:
    await specialist.relay.correct(bot, message)


async def send_enquiry(
    query: CallbackQuery, callback_data: SendEnquiry, bot: Bot, specialist: SpecialistService
) -> str | None:
    person, enquiry_id = query.from_user, callback_data.enquiry_id
    receivers, enquiries = specialist.staff.receivers, specialist.enquiries
    enquiry = await enquiries.confirm(enquiry_id, person.id, person.first_name, receivers)
    if enquiry is None:
        sent = await enquiries.get(enquiry_id)
        await show(query, screens.sent(sent, specialist.availability))
        return texts.ALREADY_SENT
    if await specialist.relay.send_enquiry(bot, enquiry):
        await show(query, screens.sent(enquiry, specialist.availability))
    return None


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
    await specialist.relay.forward(bot, dialogue, Side.STAFF, from_staff(message))
    author = message.from_user if message.sender_chat is None else None
    if author is not None:
        await team.remember_name(author.id, author.full_name)
        await specialist.relay.take_if_free(bot, dialogue, author.id)


@flags.unlimited
async def correct_answer(message: Message, bot: Bot, specialist: SpecialistService) -> None:
    await specialist.relay.correct(bot, message)


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


async def show_desk(message: Message, specialist: SpecialistService) -> None:
    await show(message, await _desk(specialist, OpenDesk()))


async def open_desk(
    query: CallbackQuery, callback_data: OpenDesk, specialist: SpecialistService
) -> None:
    await show(query, await _desk(specialist, callback_data))


async def _desk(specialist: SpecialistService, here: OpenDesk) -> Screen:
    waiting, answered = await specialist.dialogues.waiting(), await specialist.dialogues.answered()
    return screens.desk(waiting, answered, specialist.clock(), here)


async def take_dialogue(
    query: CallbackQuery, callback_data: TakeDialogue, bot: Bot, specialist: SpecialistService
) -> str:
    dialogue = await specialist.dialogues.get(callback_data.dialogue_id)
    taken = await specialist.relay.take_or_release(bot, dialogue, query.from_user.id)
    await show(query, await _card(query, callback_data, specialist))
    return texts.TAKEN if taken else texts.RELEASED


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
