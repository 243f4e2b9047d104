"""The catalogue of training centres and programmes."""

from aiogram.types import CallbackQuery

from bot.conversation.context import Context
from bot.conversation.service import Answering
from bot.courses import screens
from bot.courses.buttons import (
    ChooseAspect,
    ChooseToCompare,
    OpenCatalogue,
    OpenComparison,
    OpenCourse,
)
from bot.courses.models import Catalogue
from bot.finder.service import FinderService
from bot.people.models import Person
from bot.telegram.routing import Routes
from bot.ui.show import show


def add_routes(routes: Routes) -> None:
    routes.press(open_catalogue, OpenCatalogue.filter())
    routes.press(choose_aspect, ChooseAspect.filter())
    routes.press(open_course, OpenCourse.filter())
    routes.press(choose_to_compare, ChooseToCompare.filter())
    routes.press(open_comparison, OpenComparison.filter())


async def open_catalogue(
    query: CallbackQuery, callback_data: OpenCatalogue, finder: FinderService
) -> None:
    found = Catalogue(await finder.courses.all(), callback_data.wanted)
    await show(query, screens.catalogue(found, callback_data))


async def choose_aspect(
    query: CallbackQuery, callback_data: ChooseAspect, finder: FinderService
) -> None:
    found = Catalogue(await finder.courses.all(), callback_data.wanted)
    await show(query, screens.aspect(found, callback_data))


async def open_course(
    query: CallbackQuery,
    callback_data: OpenCourse,
    person: Person,
    finder: FinderService,
    answering: Answering,
) -> None:
    (found,) = await finder.courses.some(callback_data.answer_id)
    await show(query, screens.course(found, callback_data))
    await answering.look_at(person.id, Context("answer", found.answer_id))


async def choose_to_compare(
    query: CallbackQuery, callback_data: ChooseToCompare, finder: FinderService
) -> None:
    await show(query, screens.choose_to_compare(await finder.courses.all(), callback_data))


async def open_comparison(
    query: CallbackQuery, callback_data: OpenComparison, finder: FinderService
) -> None:
    left, right = await finder.courses.some(callback_data.left, callback_data.right)
    await show(query, screens.comparison(left, right, callback_data))
