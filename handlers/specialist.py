"""Dialogues with a specialist, the person's side."""

from aiogram import Bot, flags
from aiogram.filters import BaseFilter
from aiogram.types import CallbackQuery, Message

from bot.broadcast.models import Broadcast
from bot.broadcast.service import BroadcastService
from bot.knowledge.repository import Knowledge
from bot.people.models import Person
from bot.questions.repository import Questions
from bot.specialist import screens, texts
from bot.specialist.buttons import (
    AskAboutAnswer,
    AskSpecialist,
    DropEnquiry,
    OpenEnquiry,
    OpenSpecialist,
    SendEnquiry,
    SendToSpecialist,
    WriteToSpecialist,
)
from bot.specialist.delivery import from_person
from bot.specialist.models import Dialogue, Enquiry, IncomingMessage, Side
from bot.specialist.service import SpecialistService
from bot.telegram.middlewares import AlertToast
from bot.telegram.routing import Routes
from bot.ui.screen import notice
from bot.ui.show import invite_reply, show
from bot.ui.texts import cut
from handlers.filters import command, is_edited_letter, is_letter


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


def add_routes(routes: Routes) -> None:
    routes.message(open_specialist, command("specialist"))
    routes.message(write_letter, InDialogue(), is_letter)
    routes.message(write_enquiry, IsInvited(), is_letter)
    routes.message(write_enquiry, is_letter, IsAboutMailing())
    routes.edited(edit_enquiry, is_edited_letter, IsUnconfirmed())
    routes.edited(correct_letter, is_edited_letter, IsRelayed())
    routes.press(open_specialist, OpenSpecialist.filter())
    routes.press(ask_specialist, AskSpecialist.filter())
    routes.press(ask_about_answer, AskAboutAnswer.filter())
    routes.press(offer_message, SendToSpecialist.filter())
    routes.press(invite_letter, WriteToSpecialist.filter())
    routes.press(send_enquiry, SendEnquiry.filter())
    routes.press(open_enquiry, OpenEnquiry.filter())
    routes.press(drop_enquiry, DropEnquiry.filter())


async def open_specialist(
    event: Message | CallbackQuery,
    person: Person,
    specialist: SpecialistService,
    callback_data: OpenSpecialist | None = None,
) -> None:
    dialogue, here = await specialist.dialogues.of_person(person.id), callback_data
    staff = specialist.availability
    await show(event, screens.specialist(staff, dialogue, here or OpenSpecialist()))


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


async def write_enquiry(
    message: Message, specialist: SpecialistService, mailing: Broadcast | None = None
) -> None:
    """With a mailing it is for people: the search knows nothing of what the mailing said."""
    about = texts.about_mailing(mailing.id, mailing.excerpt) if mailing else ""
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
