from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.knowledge.catalogue import Catalogue
from bot.knowledge.catalogue_repository import Courses
from bot.ui.callbacks.catalogue import (
    ChooseAspect,
    ChooseToCompare,
    OpenCatalogue,
    OpenComparison,
    OpenCourse,
)
from bot.ui.showing import show
from bot.ui.views import catalogue as views
from bot.ui.views import course as cards


def build_router() -> Router:
    router = Router(name="catalogue")
    router.callback_query.register(open_catalogue, OpenCatalogue.filter())
    router.callback_query.register(choose_aspect, ChooseAspect.filter())
    router.callback_query.register(open_course, OpenCourse.filter())
    router.callback_query.register(choose_to_compare, ChooseToCompare.filter())
    router.callback_query.register(open_comparison, OpenComparison.filter())
    return router


async def show_catalogue(message: Message, courses: Courses) -> None:
    here = OpenCatalogue()
    await show(message, views.catalogue(Catalogue(await courses.all(), here.wanted), here))


async def open_catalogue(
    query: CallbackQuery, callback_data: OpenCatalogue, courses: Courses
) -> None:
    found = Catalogue(await courses.all(), callback_data.wanted)
    await show(query, views.catalogue(found, callback_data))


async def choose_aspect(
    query: CallbackQuery, callback_data: ChooseAspect, courses: Courses
) -> None:
    found = Catalogue(await courses.all(), callback_data.wanted)
    await show(query, views.aspect(found, callback_data))


async def open_course(query: CallbackQuery, callback_data: OpenCourse, courses: Courses) -> None:
    (found,) = await courses.some(callback_data.answer_id)
    await show(query, cards.course(found, callback_data))


async def choose_to_compare(
    query: CallbackQuery, callback_data: ChooseToCompare, courses: Courses
) -> None:
    await show(query, cards.choose_to_compare(await courses.all(), callback_data))


async def open_comparison(
    query: CallbackQuery, callback_data: OpenComparison, courses: Courses
) -> None:
    left, right = await courses.some(callback_data.left, callback_data.right)
    await show(query, cards.comparison(left, right, callback_data))
