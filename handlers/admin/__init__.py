"""What only admins do. The filters sit here, on messages and presses alike, for every route."""

from aiogram import Router

from handlers.admin import applications, audit, ballot, broadcast, drafts, inbox, passing, stats
from handlers.admin.access import IsAdmin


def build_router() -> Router:
    router = Router(name="admin")
    router.message.filter(IsAdmin())
    router.edited_message.filter(IsAdmin())
    router.callback_query.filter(IsAdmin())
    router.include_routers(
        passing.build_router(),
        inbox.build_router(),
        drafts.build_router(),
        applications.build_router(),
        ballot.build_router(),
        broadcast.build_router(),
        audit.build_router(),
        stats.build_router(),
    )
    return router
