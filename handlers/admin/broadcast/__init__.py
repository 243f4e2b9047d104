"""Composing, sending and judging broadcasts."""

from aiogram import Router

from handlers.admin.broadcast import audience, cards, composing, confirming, draft, results, runs


def build_router() -> Router:
    router = Router(name="broadcast")
    router.callback_query.outer_middleware(cards.LetCardGo())
    router.include_routers(
        cards.build_router(),
        composing.build_router(),
        draft.build_router(),
        audience.build_router(),
        confirming.build_router(),
        runs.build_router(),
        results.build_router(),
    )
    return router
