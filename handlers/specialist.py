"""A person's side of a dialogue with a specialist."""

from aiogram import Bot, Router
from aiogram.filters import BaseFilter, Command
from aiogram.types import CallbackQuery, Message

from bot.audience.models import Person
from bot.questions.repository import Questions
from bot.specialist.corrections import Corrections
from bot.specialist.models import Dialogue, Enquiry, Side
from bot.specialist.office import Office
from bot.specialist.relay import Relay
from bot.specialist.writing import CARRIED, EDITED, written
from bot.ui.callbacks.specialist import (
    AskSpecialist,
    OpenSpecialist,
    SendEnquiry,
    WriteToSpecialist,
)
from bot.ui.prompt import invite_reply
from bot.ui.showing import show
from bot.ui.texts import specialist as texts
from bot.ui.texts.common import cut
from bot.ui.views import specialist as views
from handlers.where import in_private


class InDialogue(BaseFilter):
    """A reply to a specialist's letter, or in an open dialogue to an invitation to write."""

    async def __call__(self, message: Message, office: Office) -> bool | dict[str, Dialogue]:
        if message.reply_to_message is None:
            return False
        answered = message.chat.id, message.reply_to_message.message_id
        letter = await office.copies.at(*answered)
        answers = letter is not None and letter.author is Side.STAFF
        if not answers and not await office.staff.has_invited(*answered):
            return False
        dialogue = await office.dialogues.of_person(message.chat.id)
        return {"dialogue": dialogue} if dialogue and (answers or dialogue.is_open) else False


class Invited(BaseFilter):
    """A reply to an invitation to write."""

    async def __call__(self, message: Message, office: Office) -> bool:
        earlier = message.reply_to_message
        return earlier is not None and await office.staff.has_invited(
            message.chat.id, earlier.message_id
        )


class Unconfirmed(BaseFilter):
    """A message that has been read as a question to a specialist, but not been confirmed."""

    async def __call__(self, message: Message, office: Office) -> bool | dict[str, Enquiry]:
        enquiry = await office.enquiries.unconfirmed(message.chat.id, message.message_id)
        return {"enquiry": enquiry} if enquiry else False


class Carried(BaseFilter):
    """A message that has gone across."""

    async def __call__(self, message: Message, office: Office) -> bool:
        return bool(await office.copies.written_as(message.chat.id, message.message_id))


def build_router() -> Router:
    router = Router(name="specialist")
    router.message.filter(in_private)
    router.edited_message.filter(in_private)
    router.message.register(show_specialist, Command("specialist"))
    router.message.register(write_letter, InDialogue(), CARRIED)
    router.message.register(write_enquiry, Invited(), CARRIED)
    router.edited_message.register(rewrite_enquiry, EDITED, Unconfirmed())
    router.edited_message.register(correct_letter, EDITED, Carried())
    router.callback_query.register(open_specialist, OpenSpecialist.filter())
    router.callback_query.register(ask_specialist, AskSpecialist.filter())
    router.callback_query.register(invite_letter, WriteToSpecialist.filter())
    router.callback_query.register(send_enquiry, SendEnquiry.filter())
    return router


async def show_specialist(message: Message, person: Person, office: Office) -> None:
    dialogue = await office.dialogues.of_person(person.id)
    await show(message, views.specialist(office.reachable, dialogue, OpenSpecialist()))


async def open_specialist(
    query: CallbackQuery, callback_data: OpenSpecialist, person: Person, office: Office
) -> None:
    dialogue = await office.dialogues.of_person(person.id)
    await show(query, views.specialist(office.reachable, dialogue, callback_data))


async def ask_specialist(
    query: CallbackQuery,
    callback_data: AskSpecialist,
    person: Person,
    questions: Questions,
    office: Office,
) -> None:
    asked = await questions.asked(callback_data.question_id, person.id)
    enquiry = await office.enquiries.write(person.id, asked.text, asked.message_id)
    await show(query, views.confirmation(enquiry, office.reachable, callback_data))


async def invite_letter(query: CallbackQuery, bot: Bot, office: Office) -> None:
    person_id = query.from_user.id
    words = views.invitation(await office.dialogues.of_person(person_id))
    invited = await invite_reply(bot, person_id, words, texts.PLACEHOLDER)
    await office.staff.remember_invitation(person_id, invited)


async def write_letter(message: Message, bot: Bot, dialogue: Dialogue, relay: Relay) -> None:
    await relay.carry(bot, dialogue, Side.PERSON, written(message))


async def write_enquiry(message: Message, office: Office) -> None:
    text = message.text or message.caption or ""
    attached = message.text is None or cut(text, texts.QUOTE_CHARACTERS) != text
    enquiry = await office.enquiries.collect(written(message), text, attached=attached)
    if enquiry is not None:
        await show(message, views.confirmation(enquiry, office.reachable, OpenSpecialist()))


async def rewrite_enquiry(message: Message, enquiry: Enquiry, office: Office) -> None:
    await office.enquiries.reword(enquiry.id, message.text or message.caption or "")
    changed = await office.enquiries.get(enquiry.id)
    await show(message, views.confirmation(changed, office.reachable, OpenSpecialist()))


async def correct_letter(message: Message, bot: Bot, corrections: Corrections) -> None:
    await corrections.apply(bot, message)


async def send_enquiry(
    query: CallbackQuery, callback_data: SendEnquiry, bot: Bot, office: Office, relay: Relay
) -> str | None:
    person, number = query.from_user, callback_data.enquiry_id
    receivers = office.staff.chats
    enquiry = await office.enquiries.confirm(number, person.id, person.first_name, receivers)
    if enquiry is None:
        await show(query, views.sent(await office.enquiries.get(number), office.reachable))
        return texts.ALREADY_SENT
    if await relay.ask(bot, enquiry):
        await show(query, views.sent(enquiry, office.reachable))
    return None
