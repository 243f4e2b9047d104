"""What happens when: every route of the bot, in the order in which it is tried."""

from aiogram import Router

from bot.middlewares.albums import Albums
from handlers import (
    admin,
    applications,
    ballot,
    catalogue,
    errors,
    events,
    fallback,
    following,
    groups,
    inline,
    mailing,
    membership,
    menu,
    own_applications,
    privacy,
    saved,
    search,
    settings,
    specialist,
    spoken,
    staff,
    start,
    votes,
)
from handlers.admin.access import build_strangers_router
from handlers.any_case import ignore_case
from handlers.hall import Hall
from handlers.in_place import look_in_place
from handlers.where import in_private

# The services that filters and outer middlewares ask for; handlers get theirs at the last step.
CARRIED = ("admins", "application_drafts", "forms", "newsroom", "office")

# What a word of control opens, by the names of the table of such words.
ROOMS: dict[str, spoken.Handler] = {
    "menu": start.show_menu,
    "help": start.show_help,
    "settings": settings.show_settings,
    "saved": saved.show_saved,
    "events": following.show_my_events,
    "applications": own_applications.show_my_applications,
    "calendar": events.follow_calendar_link,
    "courses": catalogue.show_catalogue,
    "specialist": specialist.show_specialist,
}


def build_routers() -> tuple[Router, ...]:
    """Fresh trees: a router can be attached to one dispatcher only."""
    private, albums = Hall(name="private"), Albums()
    private.message.middleware(albums)
    private.message.filter(in_private)
    private.edited_message.filter(in_private)
    private.include_routers(
        admin.build_router(),
        specialist.build_router(),
        events.build_router(),
        catalogue.build_router(),
        following.build_router(),
        ballot.build_router(),
        applications.build_router(),
        own_applications.build_router(),
        start.build_router(),
        settings.build_router(),
        mailing.build_router(),
        menu.build_router(),
        privacy.build_router(),
        saved.build_router(),
        votes.build_router(),
        spoken.build_router(ROOMS),  # behind the forms: what waits for words gets them
        search.build_router(),
        build_strangers_router(),
        fallback.build_router(albums),
    )
    routers = (
        staff.build_router(),
        groups.build_guard(),
        private,
        errors.build_router(),
        membership.build_router(),
        inline.build_router(),
        groups.build_router(),
    )
    for router in routers:
        look_in_place(router)
        ignore_case(router)
    return routers
