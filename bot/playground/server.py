"""The playground as a local web server: the Bot API, the chat page, webhook delivery."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web

from bot.playground.chat_page import SHUTDOWN, page_routes
from bot.playground.telegram import MAX_REQUEST, TELEGRAM, Telegram, bot_api_routes
from bot.playground.world import World

ADMIN = 1000001
STUDENT = 1000002
ENTREPRENEUR = 1000003
SPECIALIST = 1000004
BUYER = 1000006
STAFF_GROUP = -1001000000001
HOST = "127.0.0.1"
_HERE = frozenset({"127.0.0.1", "localhost"})
_OTHER_SITES = frozenset({"cross-site", "same-site"})  # the second: another port of this machine
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' blob:; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
WEBHOOK_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_FIRST_PAUSE = 0.2
_LONGEST_PAUSE = 5.0
_TIMEOUT = aiohttp.ClientTimeout(total=60)


def add_sample_people(telegram: Telegram) -> None:
    """Add an entrepreneur, a student, a buyer whose Telegram is English, an admin, a specialist.

    The last two are members of the specialists' group, a forum.
    """
    telegram.me["first_name"] = "Бизнес и учёба в Москве"
    telegram.add_person(ENTREPRENEUR, "Ирина", "irina_export")
    telegram.add_person(STUDENT, "Артём", "artyom_student")
    telegram.add_person(BUYER, "Ann", "ann_buyer", "en")
    telegram.add_person(ADMIN, "Ольга", "olga_admin")
    telegram.add_person(SPECIALIST, "Павел", "pavel_staff")
    group = telegram.add_group(STAFF_GROUP, "Специалисты", is_forum=True)
    group.members |= {ADMIN: "creator", SPECIALIST: "member"}


def make_server(telegram: Telegram) -> web.Application:
    """Build the web application: the Bot API, and the chat page at `/`."""
    app = web.Application(client_max_size=MAX_REQUEST, middlewares=[_only_from_here])
    app[TELEGRAM] = telegram
    app[SHUTDOWN] = asyncio.Event()
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
    app[SHUTDOWN].set()
    app[TELEGRAM].announce("closing")
    app[TELEGRAM].updates.wake()


async def _protect(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(_HEADERS)


@web.middleware
async def _only_from_here(request: web.Request, handler: _Handler) -> web.StreamResponse:
    """Refuse other host names and requests from pages of other sites."""
    if _is_foreign(request):
        raise web.HTTPForbidden(text="The playground answers only on 127.0.0.1 and localhost.")
    return await handler(request)


def _is_foreign(request: web.Request) -> bool:
    """Browsers name the site of every request, and the origin of one that may change something."""
    if urlsplit(f"//{request.host}").hostname not in _HERE:
        return True
    if urlsplit(request.headers.get("Origin", f"//{request.host}")).netloc != request.host:
        return True
    is_link = request.path == "/" and request.headers.get("Sec-Fetch-Mode") == "navigate"
    return not is_link and request.headers.get("Sec-Fetch-Site") in _OTHER_SITES


async def deliver_updates(world: World) -> None:
    """Post queued updates to the webhook while one is set; runs until cancelled.

    Unlike Telegram, it does not carry out a method in the body of the receiver's response.
    """
    async with aiohttp.ClientSession(timeout=_TIMEOUT) as session:
        pause = _FIRST_PAUSE
        while True:
            await world.updates.webhook_update()
            if await _delivered(world, session):
                pause = _FIRST_PAUSE
            else:
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)


async def _delivered(world: World, session: aiohttp.ClientSession) -> bool:
    webhook, update = world.webhook, world.updates.first()
    headers = {WEBHOOK_HEADER: webhook.secret} if webhook.secret else {}
    try:
        async with session.post(webhook.url, json=update, headers=headers) as response:
            delivered = response.ok
    except (aiohttp.ClientError, TimeoutError):
        return False
    if delivered:
        world.updates.confirm(update["update_id"])
    return delivered
