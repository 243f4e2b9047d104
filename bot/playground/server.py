"""The playground as a web server on this machine alone."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

from bot.playground.chat_page import CLOSING, page_routes
from bot.playground.sending import deliver_updates
from bot.playground.telegram import MAX_REQUEST, TELEGRAM, Telegram, bot_api_routes

ADMIN = 1000001


STUDENT = 1000002


ENTREPRENEUR = 1000003


SPECIALIST = 1000004


STAFF_GROUP = -1001000000001


def add_cast(telegram: Telegram) -> None:
    """Irina the entrepreneur, Artyom the student, Olga the admin, and Pavel of the specialists.

    Olga and Pavel sit in the specialists' group, a forum.
    """
    telegram.me["first_name"] = "Бизнес и учёба в Москве"
    telegram.add_person(ENTREPRENEUR, "Ирина", "irina_export")
    telegram.add_person(STUDENT, "Артём", "artyom_student")
    telegram.add_person(ADMIN, "Ольга", "olga_admin")
    telegram.add_person(SPECIALIST, "Павел", "pavel_staff")
    group = telegram.add_group(STAFF_GROUP, "Специалисты", is_forum=True)
    group.members |= {ADMIN: "creator", SPECIALIST: "member"}


HOST = "127.0.0.1"
_HERE = frozenset({"127.0.0.1", "localhost"})
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' blob:; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def make_server(telegram: Telegram) -> web.Application:
    """Put a Telegram behind HTTP: the Bot API, and the page at `/`."""
    app = web.Application(client_max_size=MAX_REQUEST, middlewares=[_only_from_here])
    app[TELEGRAM] = telegram
    app[CLOSING] = asyncio.Event()
    app.add_routes([*bot_api_routes(), *page_routes()])
    app.cleanup_ctx.append(_deliver)
    app.on_response_prepare.append(_protect)
    app.on_shutdown.append(_end_streams)
    return app


async def serve(telegram: Telegram, port: int) -> web.AppRunner:
    """Listen on loopback; `cleanup()` of what returns stops it. OSError when the port is taken."""
    runner = web.AppRunner(make_server(telegram), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, HOST, port).start()
    except OSError as error:
        await runner.cleanup()
        raise OSError(error.errno, f"port {port} of {HOST} is taken or not allowed") from error
    return runner


async def _deliver(app: web.Application) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as tasks:
        delivering = tasks.create_task(deliver_updates(app[TELEGRAM]))
        yield
        delivering.cancel()


async def _end_streams(app: web.Application) -> None:
    app[CLOSING].set()
    app[TELEGRAM].announce("closing")
    app[TELEGRAM].updates.wake()


async def _protect(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(_HEADERS)


@web.middleware
async def _only_from_here(request: web.Request, handler: _Handler) -> web.StreamResponse:
    """Refuse other names of this machine, and pages of other sites: they may play for nobody."""
    site = urlsplit(request.headers.get("Origin", f"//{request.host}")).netloc
    if urlsplit(f"//{request.host}").hostname not in _HERE or site != request.host:
        raise web.HTTPForbidden(text="The playground answers only on 127.0.0.1 and localhost.")
    return await handler(request)
