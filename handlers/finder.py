"""The guided choice of support and of training."""

from aiogram.types import CallbackQuery, Message

from bot.finder import screens, texts
from bot.finder.buttons import OpenFinder, ReviewAnswers, SavePlan, SendPlan
from bot.finder.models import FinderKind
from bot.finder.service import FinderService
from bot.people.models import Person
from bot.specialist import screens as specialist_screens
from bot.specialist.service import SpecialistService
from bot.telegram.routing import Routes
from bot.ui.screen import Screen
from bot.ui.show import show
from handlers.filters import command


def add_routes(routes: Routes) -> None:
    routes.message(show_training_finder, command("training"))
    routes.press(open_finder, OpenFinder.filter())
    routes.press(review_answers, ReviewAnswers.filter())
    routes.press(save_plan, SavePlan.filter())
    routes.press(send_plan, SendPlan.filter())


async def show_training_finder(message: Message, person: Person, finder: FinderService) -> None:
    here = OpenFinder(kind=FinderKind.TRAINING)
    await show(message, await _screen(here, person, finder))


async def show_support_finder(message: Message, person: Person, finder: FinderService) -> None:
    here = OpenFinder(kind=FinderKind.SUPPORT)
    await show(message, await _screen(here, person, finder))


async def open_finder(
    query: CallbackQuery, callback_data: OpenFinder, person: Person, finder: FinderService
) -> None:
    await show(query, await _screen(callback_data, person, finder))


async def review_answers(
    query: CallbackQuery, callback_data: ReviewAnswers, finder: FinderService
) -> None:
    rules, here = finder.rules(callback_data.kind), callback_data
    answers = rules.known(here.answers)
    known = ReviewAnswers(kind=here.kind, answers=answers).beside(here)
    await show(query, screens.review(rules, known))


async def save_plan(
    query: CallbackQuery, callback_data: SavePlan, person: Person, finder: FinderService
) -> str:
    wanted, change = callback_data, finder.plans.remove
    if wanted.saved and finder.is_plan(wanted.kind, wanted.answers):
        change = finder.plans.save
    await change(person.id, wanted.kind, wanted.answers)
    here = OpenFinder(kind=wanted.kind, answers=wanted.answers).beside(wanted)
    await show(query, await _screen(here, person, finder))
    return texts.SAVED_TOAST if wanted.saved else texts.REMOVED_TOAST


async def send_plan(
    query: CallbackQuery,
    callback_data: SendPlan,
    person: Person,
    finder: FinderService,
    specialist: SpecialistService,
) -> None:
    kind, answers = callback_data.kind, callback_data.answers
    words = screens.letter(finder.rules(kind), kind, answers)
    enquiry = await specialist.enquiries.write(person.id, words, 0)
    staff = specialist.availability
    await show(query, specialist_screens.confirmation(enquiry, staff, callback_data))


async def _screen(here: OpenFinder, person: Person, finder: FinderService) -> Screen:
    """The question to ask, or the plan. What the person's role answers is not asked at first."""
    rules = finder.rules(here.kind)
    answers = rules.known(here.answers)
    if not answers and not here.ask:
        answers = rules.chosen_by(person.role)
    here = OpenFinder(kind=here.kind, answers=answers, ask=here.ask).beside(here)
    if here.asked_again or not rules.is_complete(answers):
        return screens.question(rules, here)
    return screens.plan(await finder.plan(person.id, here.kind, answers), rules, here)
