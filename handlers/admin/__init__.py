"""What only admins do. The filters sit here, on messages and presses alike, for every route."""

from aiogram import Router

from handlers.admin import (
    applications,
    audit,
    ballot,
    broadcast,
    commands,
    drafts,
    editors,
    event_dates,
    inbox,
    publishing,
    stats,
)
from handlers.admin.access import IsAdmin
from handlers.hall import Hall


def build_router() -> Router:
    router = Hall(name="admin")
    router.message.filter(IsAdmin())
    router.edited_message.filter(IsAdmin())
    router.callback_query.filter(IsAdmin())
    router.include_routers(
        commands.build_router(),
        editors.build_router(),
        inbox.build_router(),
        drafts.build_router(),
        publishing.build_router(),
        applications.build_router(),
        ballot.build_router(),
        broadcast.build_router(),
        audit.build_router(),
        event_dates.build_router(),
        stats.build_router(),
    )
    return router
