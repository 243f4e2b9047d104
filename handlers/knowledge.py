"""Sections, answers and favourites."""

from aiogram.types import CallbackQuery, Message

from bot.conversation.context import Context
from bot.conversation.service import Answering
from bot.knowledge import screens, texts
from bot.knowledge.buttons import (
    OpenAnswer,
    OpenFound,
    OpenMap,
    OpenSaved,
    OpenSection,
    SaveAnswer,
)
from bot.knowledge.repository import Knowledge
from bot.people.models import Person
from bot.questions.repository import Questions
from bot.stats.models import CountedKind
from bot.stats.repository import Stats
from bot.telegram.routing import Routes
from bot.ui.show import show, show_place
from handlers.filters import command


def add_routes(routes: Routes) -> None:
    routes.message(open_saved, command("saved"))
    routes.press(open_section, OpenSection.filter())
    routes.press(open_answer, OpenAnswer.filter())
    routes.press(open_map, OpenMap.filter())
    routes.press(open_saved, OpenSaved.filter())
    routes.press(save_answer, SaveAnswer.filter())


async def open_section(
    query: CallbackQuery, callback_data: OpenSection, person: Person, knowledge: Knowledge
) -> None:
    found = await knowledge.section(callback_data.section_id, person.role, callback_data.page)
    await show(query, screens.section(found, callback_data))


async def open_answer(  # noqa: PLR0913, PLR0917 - it shows, counts and remembers the choice
    query: CallbackQuery,
    callback_data: OpenAnswer,
    person: Person,
    knowledge: Knowledge,
    questions: Questions,
    answering: Answering,
    stats: Stats,
) -> None:
    found = await knowledge.answer(callback_data.answer_id, person.id)
    await show(query, screens.answer(found, callback_data))
    if callback_data.page == 0:
        stats.count(CountedKind.OPENED, found.id, person.id)
        await answering.look_at(person.id, Context("answer", found.id))
    if question_id := callback_data.came_from(OpenFound.__prefix__):
        await questions.record_choice(question_id, person.id, "answer", found.id)


async def open_map(
    query: CallbackQuery, callback_data: OpenMap, person: Person, knowledge: Knowledge
) -> None:
    found = await knowledge.answer(callback_data.answer_id, person.id)
    await show_place(query, screens.venue(found))


async def open_saved(
    event: Message | CallbackQuery,
    person: Person,
    knowledge: Knowledge,
    callback_data: OpenSaved | None = None,
) -> None:
    here = callback_data or OpenSaved()
    await show(event, screens.saved(await knowledge.saved_page(person.id, here.page), here))


async def save_answer(
    query: CallbackQuery, callback_data: SaveAnswer, person: Person, knowledge: Knowledge
) -> str:
    here = OpenAnswer.model_validate(callback_data.model_dump(exclude={"saved"}))
    await knowledge.set_saved(person.id, here.answer_id, saved=callback_data.saved)
    await show(query, screens.answer(await knowledge.answer(here.answer_id, person.id), here))
    return texts.SAVED if callback_data.saved else texts.UNSAVED
