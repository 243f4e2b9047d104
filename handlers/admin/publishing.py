"""How a draft ends: as an answer, or thrown away."""

from aiogram import F, Router
from aiogram.types import CallbackQuery

from bot.audience.models import Person
from bot.questions.desk import Desk
from bot.questions.drafts_repository import Drafts
from bot.search import Search
from bot.ui.callbacks.drafts import (
    DiscardDraft,
    OpenDraft,
    OpenDrafts,
    PublishDraft,
    PublishUnverified,
)
from bot.ui.showing import show
from bot.ui.texts import drafts as texts
from bot.ui.views import drafts as views


def build_router() -> Router:
    router = Router(name="publishing")
    router.callback_query.register(publish_draft, PublishDraft.filter())
    router.callback_query.register(publish_unverified, PublishUnverified.filter())
    router.callback_query.register(discard_draft, DiscardDraft.filter(F.sure))
    router.callback_query.register(ask_to_discard, DiscardDraft.filter())
    return router


async def publish_draft(
    query: CallbackQuery,
    callback_data: PublishDraft,
    desk: Desk,
    drafts: Drafts,
    search: Search,
) -> str | None:
    draft = await drafts.draft(callback_data.draft_id)
    if draft.unverifiable and draft.answer_id is None:
        await show(query, views.doubt(draft))
        return None
    return await publish_unverified(query, callback_data, desk, drafts, search)


async def publish_unverified(
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
