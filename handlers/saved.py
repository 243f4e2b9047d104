from aiogram.types import CallbackQuery, Message

from bot.knowledge import screens, texts
from bot.knowledge.buttons import OpenAnswer, OpenSaved, SaveAnswer
from bot.knowledge.repository import Knowledge, SavedAnswers
from bot.people.models import Person
from bot.telegram.routing import Routes
from bot.ui.show import show
from handlers.filters import command


def add_routes(routes: Routes) -> None:
    routes.message(show_saved, command("saved"))
    routes.press(open_saved, OpenSaved.filter())
    routes.press(save_answer, SaveAnswer.filter())


async def show_saved(message: Message, person: Person, saved: SavedAnswers) -> None:
    await show(message, screens.saved(await saved.page(person.id), OpenSaved()))


async def open_saved(
    query: CallbackQuery, callback_data: OpenSaved, person: Person, saved: SavedAnswers
) -> None:
    found = await saved.page(person.id, callback_data.page)
    await show(query, screens.saved(found, callback_data))


async def save_answer(
    query: CallbackQuery,
    callback_data: SaveAnswer,
    person: Person,
    saved: SavedAnswers,
    knowledge: Knowledge,
) -> str:
    here = OpenAnswer.model_validate(callback_data.model_dump(exclude={"saved"}))
    await saved.keep(person.id, here.answer_id, wanted=callback_data.saved)
    await show(query, screens.answer(await knowledge.answer(here.answer_id, person.id), here))
    return texts.SAVED if callback_data.saved else texts.UNSAVED
