"""What happens when: the routes of every feature, in the order in which they are tried."""

from aiogram import Router
from aiogram.types import Message

from bot.conversation.text_commands import text_command
from bot.telegram.middlewares import AlbumMiddleware
from bot.telegram.routing import Callback, Routes, command_of
from handlers import (
    applications,
    broadcast,
    broadcast_runs,
    conversation,
    courses,
    drafts,
    errors,
    events,
    knowledge,
    menu,
    people,
    questions,
    reminders,
    specialist,
    stats,
)
from handlers.filters import (
    IsAdmin,
    add_stranger_routes,
    has_content,
    in_group,
    in_private,
    message_text,
)

# What a text command opens, by the names in `bot.conversation.text_commands`.
TEXT_COMMANDS: dict[str, Callback] = {
    "menu": menu.show_menu,
    "help": menu.show_help,
    "settings": people.show_settings,
    "saved": knowledge.show_saved,
    "events": reminders.show_my_events,
    "applications": applications.show_my_applications,
    "calendar": events.follow_calendar_link,
    "exhibitions": events.show_exhibitions,
    "study": events.show_study_dates,
    "courses": courses.show_catalogue,
    "specialist": specialist.show_specialist,
}


def build_private_routes() -> Routes:
    """The routes of private chats, and of presses wherever they are made."""
    router, albums = Router(name="private"), AlbumMiddleware()
    router.message.middleware(albums)
    router.callback_query.middleware(broadcast_runs.StopUpdatingCard())
    routes = Routes.of(router, key_of)
    specialist.add_staff_routes(routes)
    admin = routes.behind(IsAdmin())
    for feature in (
        menu,
        questions,
        drafts,
        applications,
        events,
        broadcast,
        broadcast_runs,
        people,
        stats,
    ):
        feature.add_admin_routes(admin)
    for feature in (
        specialist,
        events,
        courses,
        reminders,
        applications,
        menu,
        people,
        broadcast,
        knowledge,
        questions,
    ):
        feature.add_routes(routes)
    conversation.add_late_routes(routes)
    for name, handler in TEXT_COMMANDS.items():  # behind the forms: what waits for words gets them
        routes.text_command(handler, name)
    conversation.add_routes(routes)
    add_stranger_routes(routes)
    conversation.add_fallback_routes(routes, albums)
    return routes


def build_group_routes() -> Routes:
    """The routes of messages in groups, the staff's among them."""
    routes = Routes.of(Router(name="groups"), key_of)
    specialist.add_staff_routes(routes)
    conversation.add_group_routes(routes)
    return routes


def build_router(private: Routes, groups: Routes) -> Router:
    """One handler a kind of update: it looks the table up."""
    router = Router(name="routes")
    router.message.register(private.messages.trigger, in_private, has_content)
    router.message.register(groups.messages.trigger, in_group)
    router.edited_message.register(private.edits.trigger, in_private)
    router.edited_message.register(groups.edits.trigger, in_group)
    router.callback_query.register(
        conversation.refuse_press, conversation.is_private_press_in_group
    )
    router.callback_query.register(private.presses.trigger)
    router.include_routers(
        errors.build_router(),
        people.build_membership_router(),
        conversation.build_inline_router(),
    )
    return router


def key_of(message: Message) -> str:
    """«/menu» for a command, «menu» for the words that mean it, «» for anything else."""
    text = message_text(message)
    command = command_of(text)
    if command and command.isascii():
        return command
    return text_command(text) or ""  # «/настройки» too
