"""A person's side of a dialogue with a specialist."""

from aiogram import Bot
from aiogram.filters import BaseFilter
from aiogram.types import CallbackQuery, Message

from bot.people.models import Person
from bot.questions.repository import Questions
from bot.specialist import screens, texts
from bot.specialist.buttons import AskSpecialist, OpenSpecialist, SendEnquiry, WriteToSpecialist
from bot.specialist.corrections import Corrections
from bot.specialist.delivery import CARRIED, EDITED, Office, written
from bot.specialist.models import Dialogue, Enquiry, Side
from bot.specialist.relay import RelayService
from bot.telegram.routing import Routes
from bot.ui.show import invite_reply, show
from bot.ui.texts import cut
from handlers.filters import command


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


def add_routes(routes: Routes) -> None:
    routes.message(show_specialist, command("specialist"))
    routes.message(write_letter, InDialogue(), CARRIED)
    routes.message(write_enquiry, Invited(), CARRIED)
    routes.edited(rewrite_enquiry, EDITED, Unconfirmed())
    routes.edited(correct_letter, EDITED, Carried())
    routes.press(open_specialist, OpenSpecialist.filter())
    routes.press(ask_specialist, AskSpecialist.filter())
    routes.press(invite_letter, WriteToSpecialist.filter())
    routes.press(send_enquiry, SendEnquiry.filter())


async def show_specialist(message: Message, person: Person, office: Office) -> None:
    dialogue = await office.dialogues.of_person(person.id)
    await show(message, screens.specialist(office.reachable, dialogue, OpenSpecialist()))


async def open_specialist(
    query: CallbackQuery, callback_data: OpenSpecialist, person: Person, office: Office
) -> None:
    dialogue = await office.dialogues.of_person(person.id)
    await show(query, screens.specialist(office.reachable, dialogue, callback_data))


async def ask_specialist(
    query: CallbackQuery,
    callback_data: AskSpecialist,
    person: Person,
    questions: Questions,
    office: Office,
) -> None:
    asked = await questions.get(callback_data.question_id, person.id)
    enquiry = await office.enquiries.write(person.id, asked.text, asked.message_id)
    await show(query, screens.confirmation(enquiry, office.reachable, callback_data))


async def invite_letter(query: CallbackQuery, bot: Bot, office: Office) -> None:
    person_id = query.from_user.id
    words = screens.invitation(await office.dialogues.of_person(person_id))
    invited = await invite_reply(bot, person_id, words, texts.PLACEHOLDER)
    await office.staff.remember_invitation(person_id, invited)


async def write_letter(message: Message, bot: Bot, dialogue: Dialogue, relay: RelayService) -> None:
    await relay.carry(bot, dialogue, Side.PERSON, written(message))


async def write_enquiry(message: Message, office: Office) -> None:
    text = message.text or message.caption or ""
    attached = message.text is None or cut(text, texts.QUOTE_CHARACTERS) != text
    enquiry = await office.enquiries.collect(written(message), text, attached=attached)
    if enquiry is not None:
        await show(message, screens.confirmation(enquiry, office.reachable, OpenSpecialist()))


async def rewrite_enquiry(message: Message, enquiry: Enquiry, office: Office) -> None:
    await office.enquiries.reword(enquiry.id, message.text or message.caption or "")
    changed = await office.enquiries.get(enquiry.id)
    await show(message, screens.confirmation(changed, office.reachable, OpenSpecialist()))


async def correct_letter(message: Message, bot: Bot, corrections: Corrections) -> None:
    await corrections.apply(bot, message)


async def send_enquiry(
    query: CallbackQuery, callback_data: SendEnquiry, bot: Bot, office: Office, relay: RelayService
) -> str | None:
    person, number = query.from_user, callback_data.enquiry_id
    receivers = office.staff.chats
    enquiry = await office.enquiries.confirm(number, person.id, person.first_name, receivers)
    if enquiry is None:
        await show(query, screens.sent(await office.enquiries.get(number), office.reachable))
        return texts.ALREADY_SENT
    if await relay.ask(bot, enquiry):
        await show(query, screens.sent(enquiry, office.reachable))
    return None
