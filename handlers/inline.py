"""`@bot вопрос` in any chat: an answer is put there without leaving it."""

from aiogram import Bot, Router
from aiogram.types import InlineQuery, InlineQueryResultsButton

from bot.audience.models import Person
from bot.questions.answering import Answering
from bot.ui.showing import username
from bot.ui.texts import search as texts
from bot.ui.views import inline as views

CACHE_SECONDS = 60


def build_router() -> Router:
    router = Router(name="inline")
    router.inline_query.register(answer_inline)
    return router


async def answer_inline(query: InlineQuery, bot: Bot, person: Person, answering: Answering) -> None:
    page = await answering.inline_page(query.query, query.offset, person.id)
    await query.answer(
        views.results(page.cards, await username(bot)),
        next_offset=page.next_offset,
        cache_time=CACHE_SECONDS,
        is_personal=True,
        button=InlineQueryResultsButton(text=texts.OPEN_BOT, start_parameter=texts.FROM_INLINE),
    )
