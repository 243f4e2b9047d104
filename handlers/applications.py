"""Applications to exhibitions as a person makes them: the form, the list of their own."""

from aiogram import Bot
from aiogram.filters import BaseFilter
from aiogram.types import CallbackQuery, Message

from bot.applications import screens, texts
from bot.applications.buttons import (
    AnswerAside,
    AskForNumber,
    AskToWithdraw,
    DiscardForm,
    KeepAside,
    OpenForm,
    OpenMyApplication,
    OpenMyApplications,
    OpenStep,
    SendForm,
    TakeUsername,
    WithdrawApplication,
)
from bot.applications.models import Application, Step, reads_as_question
from bot.applications.repository import Applications
from bot.conversation import screens as conversation_screens
from bot.conversation.requests import read_request
from bot.conversation.service import Answering
from bot.people.models import Person
from bot.people.repository import Form, People
from bot.questions.models import AskedQuestion
from bot.reminders.repository import Reminders
from bot.team.models import Right
from bot.team.repository import Team
from bot.telegram.middlewares import AlertToast
from bot.telegram.routing import FillsForm, Routes
from bot.ui.show import reply, show, show_keyboard, show_number_key
from handlers.filters import has_contact, has_no_text, is_typed

APPLICATION = "application"
NUMBER_KEY = "number"  # the field of the form while Telegram's button for the number is shown


class HasOpenDraft(BaseFilter):
    """The person has a draft that is not abandoned: else a text is an ordinary question."""

    async def __call__(self, _message: Message, person: Person, applications: Applications) -> bool:
        return await applications.drafts.find(person.id) is not None


class IsAside(BaseFilter):
    """A text that is hardly meant for the form: a question, a greeting, a request to the bot.

    A wish may begin like a request («нужен специалист»), and so may a contact («позвоните мне»).
    """

    async def __call__(self, message: Message, person: Person, applications: Applications) -> bool:
        text = message.text or ""
        if reads_as_question(text):
            return True
        draft = await applications.drafts.get(person.id)
        waits = draft.step in {Step.CONTACT, Step.WISH}
        return not waits and read_request(text) is not None


def add_routes(routes: Routes) -> None:
    form = routes.behind(FillsForm(APPLICATION), HasOpenDraft())
    form.message(ask_aside, is_typed, IsAside())
    form.message(fill_form, is_typed)
    form.message(take_number, has_contact)
    form.message(repeat_step, has_no_text)
    form.edited(refuse_edit)
    routes.press(answer_aside, AnswerAside.filter())
    routes.press(keep_aside, KeepAside.filter())
    routes.press(ask_for_number, AskForNumber.filter())
    routes.press(take_username, TakeUsername.filter())
    routes.press(open_form, OpenForm.filter())
    routes.press(open_step, OpenStep.filter())
    routes.press(discard_form, DiscardForm.filter())
    routes.press(send_form, SendForm.filter())
    routes.press(open_my_applications, OpenMyApplications.filter())
    routes.press(open_my_application, OpenMyApplication.filter())
    routes.press(ask_to_withdraw, AskToWithdraw.filter())
    routes.press(withdraw_application, WithdrawApplication.filter())


async def open_form(
    query: CallbackQuery,
    callback_data: OpenForm,
    applications: Applications,
    people: People,
    team: Team,
) -> str | None:
    """An earlier button says so where nobody reads applications any more."""
    if not team.having(Right.APPLICATIONS):
        return AlertToast(texts.NOBODY_READS)
    draft = await applications.drafts.begin(query.from_user.id, callback_data.event_id)
    await _show_form(query, draft, people)
    return None


async def _show_form(event: Message | CallbackQuery, draft: Application, people: People) -> None:
    await _wait_for(draft, people)
    await show(event, screens.form(draft, username=_username(event)))


async def _wait_for(draft: Application, people: People, shown: str = "") -> None:
    """The person's next text fills the form; `shown` is `NUMBER_KEY` or nothing."""
    await people.forms.open(draft.person_id, Form(APPLICATION, draft.id, shown))


async def open_step(
    query: CallbackQuery,
    callback_data: OpenStep,
    person: Person,
    applications: Applications,
    people: People,
) -> str | None:
    """A button of a deleted draft begins a new one; a button of a sent draft says so."""
    if await applications.drafts.was_sent(person.id, callback_data.event_id):
        return AlertToast(texts.FILLED_BEFORE)
    await applications.drafts.begin(person.id, callback_data.event_id)
    draft = await applications.drafts.go_to(person.id, callback_data.to)
    await _show_form(query, draft, people)
    return None


async def continue_form(
    message: Message, person: Person, applications: Applications, people: People
) -> None:
    """The form where the person left it; without one, what they have sent."""
    draft = await applications.drafts.find(person.id)
    if draft is None:
        await open_my_applications(message, person, applications)
    else:
        await _show_form(message, draft, people)


async def discard_form(
    query: CallbackQuery,
    callback_data: DiscardForm,
    person: Person,
    applications: Applications,
) -> None:
    await applications.drafts.discard(person.id)
    await show(query, screens.discarded(callback_data.event_id))


async def send_form(
    query: CallbackQuery,
    callback_data: SendForm,
    applications: Applications,
    people: People,
    reminders: Reminders,
) -> str | None:
    """Send it, and save its exhibition: who applies is told when it moves.

    While a field is being corrected, an old «send» button shows that field instead.
    """
    person_id, number = query.from_user.id, callback_data.application_id
    fresh = await applications.drafts.send(person_id, number)
    if not fresh and (draft := await applications.drafts.find(person_id)):
        await _show_form(query, draft, people)
        return None
    sent = await applications.get_own(person_id, number)
    saved = await reminders.save_event(person_id, sent.event_id) if fresh else None
    await show(query, screens.sent(sent, saved))
    return texts.SENT if fresh else texts.SENT_BEFORE


async def ask_aside(message: Message, person: Person, applications: Applications) -> None:
    draft = await applications.drafts.get(person.id)
    is_question = reads_as_question(message.text or "")
    await reply(message, screens.aside(draft, is_question=is_question))


async def answer_aside(
    query: CallbackQuery,
    person: Person,
    applications: Applications,
    answering: Answering,
    people: People,
) -> str | None:
    """The answer takes the place of the offer, the form comes again under it."""
    typed = _typed(query)
    if typed is None:
        await _resume(query, person, applications, people)
        return AlertToast(texts.ASIDE_GONE)
    asked = AskedQuestion(person.id, typed.chat.id, typed.message_id, typed.text or "")
    answer = await answering.ask(asked, person)
    await answering.record_shown(answer, await show(query, conversation_screens.reply(answer)))
    await _resume(typed, person, applications, people)
    return None


async def keep_aside(
    query: CallbackQuery, person: Person, applications: Applications, people: People
) -> str | None:
    typed = _typed(query)
    if typed is None:
        await _resume(query, person, applications, people)
        return AlertToast(texts.ASIDE_GONE)
    filled = await applications.drafts.fill(person.id, typed.text or "", typed.message_id)
    await _wait_for(filled.form, people)
    await show(query, screens.form(filled.form, filled.refusal, username=query.from_user.username))
    return None


def _typed(query: CallbackQuery) -> Message | None:
    """The message with the text that the pressed button is about, if Telegram still shows it."""
    typed = query.message.reply_to_message if isinstance(query.message, Message) else None
    return typed if typed and typed.text else None


async def _resume(
    event: Message | CallbackQuery, person: Person, applications: Applications, people: People
) -> None:
    """Show the form where it was left, if it is still there."""
    if draft := await applications.drafts.find(person.id):
        await _wait_for(draft, people)
        again = screens.repeated(draft, texts.RESUMED, username=_username(event))
        await show(event, again)


def _username(event: Message | CallbackQuery) -> str | None:
    return event.from_user.username if event.from_user else None


async def ask_for_number(
    _query: CallbackQuery, bot: Bot, person: Person, applications: Applications, people: People
) -> None:
    if await applications.drafts.find(person.id):
        draft = await applications.drafts.go_to(person.id, Step.CONTACT)
        await _wait_for(draft, people, NUMBER_KEY)
        await show_number_key(bot, person.id, texts.PRESS_NUMBER_KEY, texts.NUMBER_KEY)


async def take_username(
    query: CallbackQuery, person: Person, applications: Applications, people: People
) -> None:
    draft = await applications.drafts.set_contact(person.id, f"@{query.from_user.username}")
    await _show_form(query, draft, people)


async def take_number(
    message: Message, person: Person, applications: Applications, people: People
) -> None:
    """A shared contact is meant as one, whatever the form asks for."""
    draft = await applications.drafts.set_contact(person.id, screens.shared(message.contact))
    await _wait_for(draft, people)
    wanted = await people.preferences.wants_keyboard(person.id)
    await show_keyboard(message, texts.NUMBER_TAKEN, wanted=wanted)
    await show(message, screens.form(draft))


async def fill_form(
    message: Message, form: Form, person: Person, applications: Applications, people: People
) -> None:
    text = message.text or ""
    filled = await applications.drafts.fill(person.id, text, message.message_id)
    if form.field == NUMBER_KEY and filled.refusal is None:
        await _wait_for(filled.form, people)
        wanted = await people.preferences.wants_keyboard(person.id)
        await show_keyboard(message, texts.CONTACT_TAKEN, wanted=wanted)
    await show(message, screens.form(filled.form, filled.refusal, username=_username(message)))


async def repeat_step(message: Message, person: Person, applications: Applications) -> None:
    """A message without text: ask for the field again."""
    draft = await applications.drafts.get(person.id)
    again = screens.repeated(draft, texts.NOT_WORDS, username=_username(message))
    await show(message, again)


async def refuse_edit(message: Message, person: Person, applications: Applications) -> None:
    """The bot does not know which field an edited message had filled, so it changes nothing."""
    draft = await applications.drafts.get(person.id)
    again = screens.repeated(draft, texts.EDITED, username=_username(message))
    await show(message, again)


async def open_my_applications(
    event: Message | CallbackQuery,
    person: Person,
    applications: Applications,
    callback_data: OpenMyApplications | None = None,
) -> None:
    found = await applications.sent_by(person.id)
    await show(event, screens.my_applications(found, callback_data or OpenMyApplications()))


async def open_my_application(
    query: CallbackQuery,
    callback_data: OpenMyApplication,
    person: Person,
    applications: Applications,
) -> None:
    found = await applications.get_own(person.id, callback_data.application_id)
    await show(query, screens.my_application(found, callback_data))


async def ask_to_withdraw(
    query: CallbackQuery,
    callback_data: AskToWithdraw,
    person: Person,
    applications: Applications,
) -> None:
    found = await applications.get_own(person.id, callback_data.application_id)
    await show(query, screens.withdrawal(found, callback_data))


async def withdraw_application(
    query: CallbackQuery,
    callback_data: WithdrawApplication,
    person: Person,
    applications: Applications,
) -> str:
    """An application that was handled meanwhile stays; its card says whom to write to."""
    number = callback_data.application_id
    if await applications.withdraw(person.id, number):
        found = await applications.sent_by(person.id)
        await show(query, screens.my_applications(found, OpenMyApplications()))
        return texts.WITHDRAWN
    kept = await applications.get_own(person.id, number)
    await show(query, screens.my_application(kept, callback_data))
    return AlertToast(texts.TOO_LATE)
