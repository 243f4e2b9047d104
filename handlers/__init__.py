"""What happens when: the routes of every feature, in the order in which they are tried."""

from aiogram import Router
from aiogram.types import Message

from bot.conversation.requests import Action, read_request
from bot.telegram.middlewares import AlbumMiddleware
from bot.telegram.routing import Callback, Routes, command_of
from handlers import (
    applications,
    applications_admin,
    broadcast,
    broadcast_audience,
    broadcast_runs,
    conversation,
    courses,
    desk,
    editing,
    errors,
    events,
    finder,
    history,
    knowledge,
    links,
    menu,
    people,
    questions,
    reminders,
    reviews,
    sheets,
    specialist,
    stats,
    team,
)
from handlers.filters import (
    add_stranger_routes,
    has_content,
    in_group,
    in_private,
    is_answered,
    is_private_press_in_group,
    message_text,
)

# What a request in words opens. The other actions are answered where questions are.
REQUESTS: dict[Action, Callback] = {
    Action.MENU: menu.open_home,
    Action.CANCEL: menu.open_home,
    Action.HELP: menu.open_help,
    Action.SETTINGS: people.open_settings,
    Action.CHANGE_ROLE: people.open_settings,
    Action.UNSUBSCRIBE: people.open_mailings,
    Action.SUBSCRIBE: people.open_mailings,
    Action.MY_DATA: people.open_privacy,
    Action.DELETE_DATA: people.ask_deletion,
    Action.SAVED: knowledge.open_saved,
    Action.MY_EVENTS: reminders.open_my_events,
    Action.MY_APPLICATIONS: applications.open_my_applications,
    Action.CONTINUE_FORM: applications.continue_form,
    Action.CALENDAR: events.show_calendar,
    Action.STUDY_DATES: events.show_study_dates,
    Action.SUPPORT_FINDER: finder.show_support_finder,
    Action.TRAINING_FINDER: finder.show_training_finder,
    Action.SPECIALIST: specialist.open_specialist,
    Action.COMPLAINT: specialist.open_specialist,
    Action.LANGUAGE_ENGLISH: conversation.explain_in_english,
}

ADMIN_ROUTES = (
    menu,
    desk,
    questions,
    editing,
    history,
    reviews,
    sheets,
    links,
    applications_admin,
    events,
    broadcast,
    broadcast_audience,
    broadcast_runs,
    people,
    stats,
    team,
)
ROUTES = (
    specialist,
    events,
    courses,
    finder,
    reminders,
    applications,
    team,
    menu,
    people,
    broadcast,
    knowledge,
    questions,
)


def build_private_routes() -> Routes:
    """The routes of private chats, and of presses wherever they are made."""
    router, albums = Router(name="private"), AlbumMiddleware()
    router.message.middleware(albums)
    router.callback_query.middleware(broadcast_runs.StopUpdatingCard())
    routes = Routes.of(router, route_key)
    desk.add_staff_routes(routes)
    for feature in ADMIN_ROUTES:
        feature.add_admin_routes(routes)
    for feature in ROUTES:
        feature.add_routes(routes)
    conversation.add_late_routes(routes)
    for name, handler in REQUESTS.items():  # behind the forms: what waits for words gets them
        routes.text_command(handler, name)
    conversation.add_routes(routes)
    add_stranger_routes(routes)
    conversation.add_fallback_routes(routes, albums)
    return routes


def build_group_routes() -> Routes:
    """The routes of messages in groups, the staff's among them."""
    routes = Routes.of(Router(name="groups"), route_key)
    desk.add_staff_routes(routes)
    conversation.add_group_routes(routes)
    desk.add_unsent_routes(routes)
    conversation.add_overhearing(routes)
    return routes


def build_router(private: Routes, groups: Routes) -> Router:
    """One handler a kind of update: it looks the table up."""
    router = Router(name="routes")
    router.message.register(private.messages.trigger, in_private, has_content, is_answered)
    router.message.register(groups.messages.trigger, in_group)
    router.edited_message.register(private.edits.trigger, in_private, is_answered)
    router.edited_message.register(groups.edits.trigger, in_group)
    router.callback_query.register(conversation.refuse_press, is_private_press_in_group)
    router.callback_query.register(private.presses.trigger)
    router.include_routers(
        errors.build_router(),
        people.build_membership_router(),
        conversation.build_inline_router(),
    )
    return router


def route_key(message: Message) -> str:
    """«/menu» for a command, «menu» for the words that mean it, «» for anything else."""
    text = message_text(message)
    command = command_of(text)
    if command and command.isascii():
        return command
    request = read_request(text)  # «/настройки» too, but «/стоп» is a slip
    if request is None or (text.startswith("/") and request.action is Action.CANCEL):
        return ""
    return request.action
