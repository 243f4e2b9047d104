"""The catalogue of training centres and programmes."""

from aiogram.types import CallbackQuery, Message

from bot.courses import screens
from bot.courses.buttons import (
    ChooseAspect,
    ChooseToCompare,
    OpenCatalogue,
    OpenComparison,
    OpenCourse,
)
from bot.courses.models import Catalogue
from bot.courses.repository import Courses
from bot.telegram.routing import Routes
from bot.ui.show import show


def add_routes(routes: Routes) -> None:
    routes.press(open_catalogue, OpenCatalogue.filter())
    routes.press(choose_aspect, ChooseAspect.filter())
    routes.press(open_course, OpenCourse.filter())
    routes.press(choose_to_compare, ChooseToCompare.filter())
    routes.press(open_comparison, OpenComparison.filter())


async def show_catalogue(message: Message, courses: Courses) -> None:
    here = OpenCatalogue()
    await show(message, screens.catalogue(Catalogue(await courses.all(), here.wanted), here))


async def open_catalogue(
    query: CallbackQuery, callback_data: OpenCatalogue, courses: Courses
) -> None:
    found = Catalogue(await courses.all(), callback_data.wanted)
    await show(query, screens.catalogue(found, callback_data))


async def choose_aspect(
    query: CallbackQuery, callback_data: ChooseAspect, courses: Courses
) -> None:
    found = Catalogue(await courses.all(), callback_data.wanted)
    await show(query, screens.aspect(found, callback_data))


async def open_course(query: CallbackQuery, callback_data: OpenCourse, courses: Courses) -> None:
    (found,) = await courses.some(callback_data.answer_id)
    await show(query, screens.course(found, callback_data))


async def choose_to_compare(
    query: CallbackQuery, callback_data: ChooseToCompare, courses: Courses
) -> None:
    await show(query, screens.choose_to_compare(await courses.all(), callback_data))


async def open_comparison(
    query: CallbackQuery, callback_data: OpenComparison, courses: Courses
) -> None:
    left, right = await courses.some(callback_data.left, callback_data.right)
    await show(query, screens.comparison(left, right, callback_data))
