from aiogram import Bot, F, Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message

from bot.audience.models import Person
from bot.clock import Clock
from bot.events.calendar_file import calendar_file
from bot.events.cards_repository import EventCards
from bot.events.repository import Events
from bot.knowledge.repository import Knowledge
from bot.middlewares.press import Alert
from bot.questions.repository import Questions
from bot.ui.callbacks.events import (
    AddToCalendar,
    ChooseFacet,
    Guide,
    OpenEvent,
    OpenEvents,
    OpenGuide,
)
from bot.ui.callbacks.menu import OpenAnswer, OpenFound
from bot.ui.files import send_file
from bot.ui.showing import show
from bot.ui.texts import events as texts
from bot.ui.views import answer as answers
from bot.ui.views import calendar as lists
from bot.ui.views import events as views
from bot.ui.views import narrowing

LINK = "events_"
GUIDES = {
    Guide.CITY_PAYS: "exhibitions/plan/city-pays",
    Guide.TOTALS: "exhibitions/results/mosprom-totals",
    Guide.HOW_TO_JOIN: "exhibitions/start/want-to-exhibition",
}


def build_router() -> Router:
    router = Router(name="events")
    to_event = CommandStart(deep_link=True, magic=F.args.startswith(LINK))
    router.message.register(follow_event_link, to_event)
    router.message.register(
        follow_calendar_link, CommandStart(deep_link=True, magic=F.args == "events")
    )
    router.callback_query.register(open_events, OpenEvents.filter())
    router.callback_query.register(choose_facet, ChooseFacet.filter())
    router.callback_query.register(open_event, OpenEvent.filter())
    router.callback_query.register(open_guide, OpenGuide.filter())
    router.callback_query.register(add_to_calendar, AddToCalendar.filter())
    return router


async def follow_event_link(
    message: Message, command: CommandObject, person: Person, cards: EventCards
) -> None:
    found = await cards.find_key(person.id, (command.args or "").removeprefix(LINK))
    here = OpenEvent(event_id=found.event.id)
    await show(message, views.event(found.event, here, found.marks))


async def follow_calendar_link(message: Message, events: Events) -> None:
    here = OpenEvents()
    await show(message, lists.calendar(await events.page(here.wanted), here))


async def open_events(query: CallbackQuery, callback_data: OpenEvents, events: Events) -> None:
    found = await events.page(callback_data.wanted, callback_data.page)
    await show(query, lists.calendar(found, callback_data))


async def choose_facet(query: CallbackQuery, callback_data: ChooseFacet, events: Events) -> None:
    options = await events.options(callback_data.wanted, callback_data.facet)
    await show(query, narrowing.facet(options, callback_data))


async def open_event(
    query: CallbackQuery,
    callback_data: OpenEvent,
    person: Person,
    cards: EventCards,
    questions: Questions,
) -> None:
    found = await cards.card(person.id, callback_data.event_id)
    await show(query, views.event(found.event, callback_data, found.marks))
    if question_id := callback_data.came_from(OpenFound.__prefix__):
        await questions.take(question_id, person.id, "event", found.event.id)


async def open_guide(
    query: CallbackQuery, callback_data: OpenGuide, person: Person, knowledge: Knowledge
) -> None:
    link = await knowledge.find_key(GUIDES[callback_data.guide])
    found = await knowledge.answer(link.id, person.id)
    await show(query, answers.answer(found, OpenAnswer(answer_id=link.id).beside(callback_data)))


async def add_to_calendar(
    query: CallbackQuery, callback_data: AddToCalendar, bot: Bot, events: Events, clock: Clock
) -> str | None:
    found = await events.event(callback_data.event_id)
    if found.starts is None:
        return Alert(texts.NO_FILE)
    content = calendar_file([found], clock())
    await send_file(bot, query.from_user.id, views.calendar_document(found, content))
    return None
