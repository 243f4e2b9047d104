from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.audience.models import Person
from bot.knowledge.repository import Knowledge
from bot.knowledge.saved_repository import SavedAnswers
from bot.ui.callbacks.menu import OpenAnswer, OpenSaved, SaveAnswer
from bot.ui.showing import show
from bot.ui.texts import answer as texts
from bot.ui.views import answer as answers
from bot.ui.views import menu as views


def build_router() -> Router:
    router = Router(name="saved")
    router.message.register(show_saved, Command("saved"))
    router.callback_query.register(open_saved, OpenSaved.filter())
    router.callback_query.register(save_answer, SaveAnswer.filter())
    return router


async def show_saved(message: Message, person: Person, saved: SavedAnswers) -> None:
    await show(message, views.saved(await saved.page(person.id), OpenSaved()))


async def open_saved(
    query: CallbackQuery, callback_data: OpenSaved, person: Person, saved: SavedAnswers
) -> None:
    found = await saved.page(person.id, callback_data.page)
    await show(query, views.saved(found, callback_data))


async def save_answer(
    query: CallbackQuery,
    callback_data: SaveAnswer,
    person: Person,
    saved: SavedAnswers,
    knowledge: Knowledge,
) -> str:
    here = OpenAnswer.model_validate(callback_data.model_dump(exclude={"saved"}))
    await saved.keep(person.id, here.answer_id, wanted=callback_data.saved)
    await show(query, answers.answer(await knowledge.answer(here.answer_id, person.id), here))
    return texts.SAVED if callback_data.saved else texts.UNSAVED
