"""Applications to exhibitions: the form, the person's own list, the admins' list."""

from aiogram import Bot
from aiogram.filters import BaseFilter
from aiogram.types import CallbackQuery, Message

from bot.applications import screens, texts
from bot.applications.buttons import (
    AnswerAside,
    AskForNote,
    AskForNumber,
    AskForReply,
    AskState,
    AskToWithdraw,
    DiscardForm,
    ExportApplications,
    HandleApplication,
    KeepAside,
    OpenApplication,
    OpenApplications,
    OpenForm,
    OpenMyApplication,
    OpenMyApplications,
    OpenStep,
    SendForm,
    SetState,
    TakeUsername,
    WithdrawApplication,
)
from bot.applications.models import (
    NEXT_STATES,
    Application,
    ApplicationState,
    Step,
    reads_as_question,
)
from bot.applications.repository import Applications
from bot.conversation import screens as conversation_screens
from bot.conversation.requests import read_request
from bot.conversation.service import Answering
from bot.errors import NotFoundError
from bot.people.models import Person
from bot.people.repository import Form, People
from bot.questions.models import AskedQuestion
from bot.specialist.service import SpecialistService
from bot.team.models import Right
from bot.team.repository import Team
from bot.telegram.middlewares import AlertToast
from bot.telegram.routing import Routes
from bot.ui.screen import Screen
from bot.ui.screens import notice
from bot.ui.show import (
    for_reader,
    reply,
    send_files,
    show,
    show_keyboard,
    show_number_key,
    shown_in,
    tell,
)
from bot.ui.tables import XlsxParts, table_files
from handlers.filters import (
    FillsForm,
    May,
    command,
    has_contact,
    has_no_text,
    is_no_command,
    is_typed,
)

APPLICATION = "application"
NOTE = "application note"
REPLY = "application reply"


NUMBER_KEY = "number"  # the field of the form while Telegram's button for the number is shown


class HasOpenDraft(BaseFilter):
    """The person has a draft that is not abandoned: else a text is an ordinary question."""

    async def __call__(self, _message: Message, person: Person, applications: Applications) -> bool:
        return await applications.drafts.is_open(person.id)


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


def add_admin_routes(routes: Routes) -> None:
    reader = routes.behind(May(Right.APPLICATIONS))
    reader.message(show_applications, command("applications"))
    reader.press(open_applications, OpenApplications.filter())
    reader.press(open_application, OpenApplication.filter())
    reader.press(handle_application, HandleApplication.filter())
    reader.press(ask_state, AskState.filter())
    reader.press(set_state, SetState.filter())
    reader.press(ask_for_note, AskForNote.filter())
    reader.press(ask_for_reply, AskForReply.filter())
    reader.message(take_note, is_typed, FillsForm(NOTE))
    reader.message(take_reply, is_typed, FillsForm(REPLY))
    reader.message(ask_words_again, is_no_command, FillsForm(NOTE))
    reader.message(ask_words_again, is_no_command, FillsForm(REPLY))
    reader.press(export_applications, ExportApplications.filter())


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
    """A button of earlier, where nobody reads applications any more, says so."""
    if not team.having(Right.APPLICATIONS):
        return AlertToast(texts.NOBODY_READS)
    draft = await applications.drafts.begin(query.from_user.id, callback_data.event_id)
    await _wait_for(draft, people)
    await show(query, screens.form(draft, username=query.from_user.username))
    return None


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
    await _wait_for(await applications.drafts.begin(person.id, callback_data.event_id), people)
    draft = await applications.drafts.go_to(person.id, callback_data.to)
    await show(query, screens.form(draft, username=query.from_user.username))
    return None


async def continue_form(
    message: Message, person: Person, applications: Applications, people: People
) -> None:
    """The form where the person left it; without one, what they have sent."""
    draft = await applications.drafts.find(person.id)
    if draft is None:
        return await show_my_applications(message, person, applications)
    await _wait_for(draft, people)
    await show(message, screens.form(draft, username=_username(message)))
    return None


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
    person: Person,
    applications: Applications,
    people: People,
) -> str | None:
    """While a field is being corrected, an old «send» button shows that field instead."""
    number = callback_data.application_id
    fresh = await applications.drafts.send(person.id, number)
    if not fresh and (draft := await applications.drafts.find(person.id)):
        await _wait_for(draft, people)
        await show(query, screens.form(draft, username=query.from_user.username))
        return None
    await show(query, screens.sent(await applications.get_own(person.id, number)))
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
    if draft := await applications.drafts.find(person.id):
        await _wait_for(
            await applications.drafts.go_to(person.id, Step.CONTACT), people, NUMBER_KEY
        )
        words = texts.PRESS_NUMBER_KEY
        await show_number_key(bot, draft.person_id, words, texts.NUMBER_KEY)


async def take_username(
    query: CallbackQuery, person: Person, applications: Applications, people: People
) -> None:
    draft = await applications.drafts.set_contact(person.id, f"@{query.from_user.username}")
    await _wait_for(draft, people)
    await show(query, screens.form(draft))


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


async def show_my_applications(
    message: Message, person: Person, applications: Applications
) -> None:
    found = await applications.sent_by(person.id)
    await show(message, screens.my_applications(found, OpenMyApplications()))


async def open_my_applications(
    query: CallbackQuery,
    callback_data: OpenMyApplications,
    person: Person,
    applications: Applications,
) -> None:
    found = await applications.sent_by(person.id)
    await show(query, screens.my_applications(found, callback_data))


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


async def show_applications(message: Message, applications: Applications) -> None:
    await show(message, screens.applications(await applications.page(), OpenApplications()))


async def open_applications(
    query: CallbackQuery, callback_data: OpenApplications, applications: Applications
) -> None:
    found = await applications.page(callback_data.page)
    await show(query, screens.applications(found, callback_data))


async def open_application(
    query: CallbackQuery, callback_data: OpenApplication, applications: Applications
) -> str | None:
    return await _show_application(query, callback_data, applications)


async def handle_application(
    query: CallbackQuery, callback_data: HandleApplication, applications: Applications
) -> str | None:
    """A button of an earlier release: now it takes the application into work."""
    taken = SetState(
        application_id=callback_data.application_id, state=ApplicationState.TAKEN, tell=False
    )
    return await _set_state(query, taken.beside(callback_data), applications)


async def ask_state(
    query: CallbackQuery, callback_data: AskState, applications: Applications
) -> str | None:
    try:
        found = await applications.get(callback_data.application_id)
    except NotFoundError:
        return await _withdrawn(query, applications)
    if callback_data.state not in NEXT_STATES[found.state]:
        await _show_application(query, callback_data, applications)
        return texts.changed_before(found.state, found.handler)
    await show(query, screens.ask_state(found, callback_data))
    return None


async def set_state(  # noqa: PLR0913, PLR0917 - it decides, and tells the applicant
    query: CallbackQuery,
    callback_data: SetState,
    bot: Bot,
    applications: Applications,
    people: People,
    specialist: SpecialistService,
) -> str | None:
    problem = await _set_state(query, callback_data, applications)
    if not callback_data.tell or problem != texts.STATE_SET:
        return problem
    found = await applications.get(callback_data.application_id)
    screen = await _for_applicant(found, screens.state_told(found), people)
    told = await _write_to(bot, found, screen, specialist)
    return texts.STATE_TOLD if told else AlertToast(texts.STATE_NOT_TOLD)


async def _set_state(
    query: CallbackQuery, here: SetState, applications: Applications
) -> str | None:
    """Show the application with its new state; of two who press at once, only one sets it."""
    admin = query.from_user
    done = await applications.set_state(here.application_id, here.state, admin.id, admin.full_name)
    if problem := await _show_application(query, here, applications):
        return problem
    found = await applications.get(here.application_id)
    return texts.STATE_SET if done else texts.changed_before(found.state, found.handler)


async def _show_application(
    event: CallbackQuery | Message,
    here: OpenApplication | AskState | SetState,
    applications: Applications,
) -> str | None:
    number = here.application_id
    try:
        found = await applications.get(number)
    except NotFoundError:
        return await _withdrawn(event, applications)
    await show(event, screens.application(found, here, await applications.notes(number)))
    return None


async def ask_for_note(query: CallbackQuery, callback_data: AskForNote, people: People) -> None:
    await people.forms.open(query.from_user.id, Form(NOTE, callback_data.application_id))
    await show(query, screens.ask_words(texts.ASK_NOTE, callback_data))


async def ask_for_reply(query: CallbackQuery, callback_data: AskForReply, people: People) -> None:
    await people.forms.open(query.from_user.id, Form(REPLY, callback_data.application_id))
    await show(query, screens.ask_words(texts.ASK_REPLY, callback_data))


async def take_note(
    message: Message, form: Form, person: Person, people: People, applications: Applications
) -> None:
    await people.forms.mark_filled(person.id, message.message_id)
    await applications.add_note(form.subject, person.id, message.text or "")
    await _show_application(message, OpenApplication(application_id=form.subject), applications)


async def take_reply(
    message: Message,
    form: Form,
    people: People,
    applications: Applications,
    specialist: SpecialistService,
) -> None:
    """The form stays open while the reply cannot be sent."""
    if len(message.text or "") > texts.LONGEST_REPLY:
        await show(message, notice(texts.TOO_LONG_REPLY))
        return
    found, author_id = await applications.get(form.subject), message.chat.id
    await people.forms.mark_filled(author_id, message.message_id)
    screen = await _for_applicant(found, screens.replied(found, message.html_text), people)
    if message.bot is None or not await _write_to(message.bot, found, screen, specialist):
        await show(message, notice(texts.NOT_DELIVERED))
        return
    await applications.add_note(found.id, author_id, message.text or "", is_reply=True)
    await _show_application(message, OpenApplication(application_id=found.id), applications)


async def ask_words_again(message: Message) -> None:
    await show(message, notice(texts.ONLY_WORDS))


async def _for_applicant(found: Application, screen: Screen, people: People) -> Screen:
    with shown_in(await people.language(found.person_id)):
        return for_reader(screen)


async def _write_to(
    bot: Bot, found: Application, screen: Screen, specialist: SpecialistService
) -> bool:
    """Send it to the applicant, whose reply then goes to the specialists."""
    message_id = await tell(bot, found.person_id, screen)
    if message_id:
        await specialist.staff.remember_invitation(found.person_id, message_id)
    return message_id is not None


async def export_applications(query: CallbackQuery, bot: Bot, applications: Applications) -> None:
    pages = (map(screens.row, page) async for page in applications.export(query.from_user.id))
    async with table_files(XlsxParts, texts.FILE_NAME, texts.HEADER, pages) as paths:
        await send_files(bot, query.from_user.id, paths, texts.CAPTION)


async def _withdrawn(query: CallbackQuery | Message, applications: Applications) -> AlertToast:
    """Replace the card by the list: admins may not read a withdrawn application any more."""
    await show(query, screens.applications(await applications.page(), OpenApplications()))
    return AlertToast(texts.WITHDRAWN_SINCE)
