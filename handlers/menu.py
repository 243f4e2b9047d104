from aiogram import Router
from aiogram.types import CallbackQuery

from bot.audience.models import Person
from bot.knowledge.repository import Knowledge
from bot.questions.repository import Questions
from bot.ui.callbacks.menu import OpenAnswer, OpenFound, OpenHome, OpenMap, OpenSection, StayHere
from bot.ui.showing import show, show_place
from bot.ui.views import answer as answers
from bot.ui.views import menu as views


def build_router() -> Router:
    router = Router(name="menu")
    router.callback_query.register(open_home, OpenHome.filter())
    router.callback_query.register(open_section, OpenSection.filter())
    router.callback_query.register(open_answer, OpenAnswer.filter())
    router.callback_query.register(open_map, OpenMap.filter())
    router.callback_query.register(stay_here, StayHere.filter())
    return router


async def open_home(
    query: CallbackQuery, person: Person, knowledge: Knowledge, admins: frozenset[int]
) -> None:
    links = await knowledge.home(person.role)
    await show(query, views.home(links, editor=person.id in admins))


async def open_section(
    query: CallbackQuery, callback_data: OpenSection, person: Person, knowledge: Knowledge
) -> None:
    found = await knowledge.section(callback_data.section_id, person.role, callback_data.page)
    await show(query, views.section(found, callback_data))


async def open_answer(
    query: CallbackQuery,
    callback_data: OpenAnswer,
    person: Person,
    knowledge: Knowledge,
    questions: Questions,
) -> None:
    found = await knowledge.answer(callback_data.answer_id, person.id)
    await show(query, answers.answer(found, callback_data))
    if question_id := callback_data.came_from(OpenFound.__prefix__):
        await questions.take(question_id, person.id, "answer", found.id)


async def open_map(
    query: CallbackQuery, callback_data: OpenMap, person: Person, knowledge: Knowledge
) -> None:
    found = await knowledge.answer(callback_data.answer_id, person.id)
    await show_place(query, answers.place(found))


async def stay_here(query: CallbackQuery) -> None:
    """The page counter leads nowhere; its spinner is stopped like any other."""
