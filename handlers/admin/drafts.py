"""Writing an answer in chat: a draft field by field, always with its card in view."""

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from bot.audience.forms_repository import Form, Forms
from bot.audience.models import Person
from bot.knowledge.authoring import columns
from bot.knowledge.drafts import Field
from bot.knowledge.repository import Knowledge
from bot.middlewares.form import Fills
from bot.questions.desk import Desk
from bot.questions.drafts_repository import Drafts
from bot.search import Search
from bot.ui.callbacks.drafts import (
    ChooseAudience,
    ChooseSection,
    DiscardDraft,
    EditField,
    OpenDraft,
    OpenDrafts,
    PublishDraft,
)
from bot.ui.callbacks.inbox import WriteAnswer
from bot.ui.screen import show
from bot.ui.texts import drafts as texts
from bot.ui.views import drafts as views
from bot.ui.views.inbox import handled

DRAFT = "draft"
WORDS = F.text & ~F.text.startswith("/")
CHOSEN_BY_BUTTON = {Field.SECTION, Field.AUDIENCE}


def build_router() -> Router:
    router = Router(name="drafts")
    router.message.register(fill_field, WORDS, Fills(DRAFT))
    router.callback_query.register(write_answer, WriteAnswer.filter())
    router.callback_query.register(open_drafts, OpenDrafts.filter())
    router.callback_query.register(open_draft, OpenDraft.filter())
    router.callback_query.register(choose_field, EditField.filter(F.field.in_(CHOSEN_BY_BUTTON)))
    router.callback_query.register(edit_field, EditField.filter())
    router.callback_query.register(choose_section, ChooseSection.filter())
    router.callback_query.register(choose_audience, ChooseAudience.filter())
    router.callback_query.register(publish_draft, PublishDraft.filter())
    router.callback_query.register(discard_draft, DiscardDraft.filter(F.sure))
    router.callback_query.register(ask_to_discard, DiscardDraft.filter())
    return router


async def write_answer(
    query: CallbackQuery, callback_data: WriteAnswer, person: Person, desk: Desk, drafts: Drafts
) -> None:
    draft_id = await desk.write(callback_data.question_id, person.id)
    if draft_id is None:
        await show(query, handled())
    else:
        await show(query, views.draft(await drafts.sheet(draft_id), OpenDraft(draft_id=draft_id)))


async def open_drafts(query: CallbackQuery, callback_data: OpenDrafts, drafts: Drafts) -> None:
    await show(query, views.drafts(await drafts.open_drafts(), callback_data))


async def open_draft(query: CallbackQuery, callback_data: OpenDraft, drafts: Drafts) -> None:
    await show(query, views.draft(await drafts.sheet(callback_data.draft_id), callback_data))


async def choose_field(
    query: CallbackQuery, callback_data: EditField, drafts: Drafts, knowledge: Knowledge
) -> None:
    draft = await drafts.draft(callback_data.draft_id)
    await show(query, views.prompt(draft, callback_data, await knowledge.children(0)))


async def edit_field(
    query: CallbackQuery, callback_data: EditField, person: Person, drafts: Drafts, forms: Forms
) -> None:
    draft = await drafts.draft(callback_data.draft_id)
    await show(query, views.prompt(draft, callback_data))
    await forms.open(person.id, Form(DRAFT, draft.id, callback_data.field))


async def fill_field(
    message: Message, form: Form, person: Person, drafts: Drafts, forms: Forms
) -> None:
    values, here = columns(Field(form.field), message.text or ""), OpenDraft(draft_id=form.subject)
    if values is None:
        await show(message, views.unreadable(here))
    else:
        await drafts.fill(form.subject, **values)
        await forms.leave(person.id)
        await show(message, views.draft(await drafts.sheet(form.subject), here))


async def choose_section(
    query: CallbackQuery, callback_data: ChooseSection, drafts: Drafts, knowledge: Knowledge
) -> None:
    draft_id, section_id = callback_data.draft_id, callback_data.section_id
    if below := await knowledge.children(section_id):
        step = EditField(draft_id=draft_id, field=Field.SECTION)
        await show(query, views.prompt(await drafts.draft(draft_id), step, below))
    else:
        await drafts.fill(draft_id, section_id=section_id)
        await show(query, views.draft(await drafts.sheet(draft_id), OpenDraft(draft_id=draft_id)))


async def choose_audience(
    query: CallbackQuery, callback_data: ChooseAudience, drafts: Drafts
) -> None:
    here = OpenDraft(draft_id=callback_data.draft_id)
    await drafts.fill(here.draft_id, audience=callback_data.audience)
    await show(query, views.draft(await drafts.sheet(here.draft_id), here))


async def publish_draft(
    query: CallbackQuery,
    callback_data: PublishDraft,
    desk: Desk,
    drafts: Drafts,
    search: Search,
) -> str:
    """Says so when whoever asks next gets the answer."""
    here = OpenDraft(draft_id=callback_data.draft_id)
    answer_id = await desk.publish(here.draft_id, callback_data.revision, query.from_user.id)
    await show(query, views.draft(await drafts.sheet(here.draft_id), here))
    await search.keep_up()
    return texts.CHANGED if answer_id is None else texts.DONE


async def ask_to_discard(query: CallbackQuery, callback_data: DiscardDraft) -> None:
    await show(query, views.discard(callback_data))


async def discard_draft(
    query: CallbackQuery, callback_data: DiscardDraft, person: Person, desk: Desk, drafts: Drafts
) -> str:
    discarded = await desk.discard(callback_data.draft_id, person.id)
    await show(query, views.drafts(await drafts.open_drafts(), OpenDrafts()))
    return texts.DISCARDED if discarded else texts.GONE
