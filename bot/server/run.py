"""Serving: from settings to a bot that answers, until SIGTERM or SIGINT."""

import asyncio
import logging
import resource
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramNotFound, TelegramUnauthorizedError

from bot.app import Services, build_dispatcher, open_from_settings, start_jobs
from bot.background import Background
from bot.errors import AlreadyServedError
from bot.logs import CountErrors
from bot.server.http import make_server, serve_http
from bot.server.metrics import Monitor
from bot.server.sentry import errors_reported
from bot.server.start_checks import TelegramCheck, describe, version
from bot.settings import Settings, SettingsError
from bot.storage.served import ServedMark
from bot.team.models import Right
from bot.team.texts import commands_of
from bot.telegram.client import build_bot, build_broadcast_bot, retry_until_reachable
from bot.telegram.failure_notices import FailureNotifier
from bot.telegram.inbox import UpdateInbox
from bot.telegram.polling import Polling
from bot.telegram.reading import feed
from bot.telegram.update_repository import Failure, UpdateRepository
from bot.telegram.webhook import Webhook
from bot.ui.profile import introduce

_log = logging.getLogger(__name__)

DRAIN_SECONDS = 20.0
OPEN_FILES = 4096  # the connections to Telegram and of the server, the database, with room to spare
# A search computes in a thread and holds the interpreter. With Python's five milliseconds a turn,
# the slowest of a hundred taps beside endless questions waits 15 ms; with half of one, 5 ms.
SWITCH_SECONDS = 0.0005
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
REFUSED = (
    "BOT_TOKEN is refused by Telegram: take the current one from @BotFather and set it in the "
    "environment or in .env"
)
UNKNOWN = (
    "{url} knows no bot with this BOT_TOKEN: take the token from @BotFather as it is, see that "
    "BOT_API_URL leads to a Bot API, and set both in the environment or in .env"
)
NEW_DATABASE = (
    "There is no database %s: a new one is made. If the bot has served before, stop it and look at "
    "BOT_DATABASE, or restore a copy"
)


async def serve(settings: Settings, ready: Callable[[], None] | None = None) -> None:
    """Serve Telegram with the token of the settings; return after a clean stop.

    `ready` is called once the bot is up, just before it takes its first update.
    Raises `SettingsError` when Telegram refuses or does not know the token, refuses the webhook,
    or the port is taken.
    """
    sys.setswitchinterval(SWITCH_SECONDS)
    allow_connections()
    async with AsyncExitStack() as stack:
        stop = stack.enter_context(stop_signals())
        if ready is None and not settings.database.exists():
            _log.warning(NEW_DATABASE, settings.database)
        opened = await _open(stack, settings)
        dispatcher = build_dispatcher(opened.services, opened.monitor)
        handling = Background()
        stack.push_async_callback(handling.close)
        inbox, notifier = _build_inbox(opened, dispatcher, handling)
        opened.monitor.watch_queue(lambda: inbox.oldest_seconds)
        receiver = _receiver(opened, inbox)
        await _open_server(stack, opened, receiver if isinstance(receiver, Webhook) else None)
        receive = partial(receiver.run, dispatcher.resolve_used_update_types())
        with token_explained(settings):
            await run_until(stop, _work(opened, inbox, notifier, receive, ready))
        _log.info("Stopping: what was accepted is being finished")
        await inbox.drain(DRAIN_SECONDS)


@contextmanager
def token_explained(settings: Settings) -> Iterator[None]:
    """Telegram's refusals of the token say what to set."""
    try:
        yield
    except TelegramUnauthorizedError:
        raise SettingsError(REFUSED) from None
    except TelegramNotFound:
        raise SettingsError(UNKNOWN.format(url=settings.api_url)) from None


@dataclass(frozen=True, slots=True)
class _Opened:
    """What stays open while the bot serves."""

    settings: Settings
    services: Services
    monitor: Monitor
    bot: Bot
    broadcast_bot: Bot
    mark: ServedMark


async def _open(stack: AsyncExitStack, settings: Settings) -> _Opened:
    """The bots are opened before the services and so closed after them: their tasks use them."""
    monitor = Monitor()
    monitor.build.info({"version": version()})
    monitor.expect_errors(each for each in logging.root.manager.loggerDict if "bot." in each)
    count_errors = CountErrors(monitor.failed)
    logging.getLogger().addHandler(count_errors)
    stack.callback(logging.getLogger().removeHandler, count_errors)
    stack.enter_context(errors_reported(settings.sentry_dsn))
    bot = build_bot(settings, monitor.retried, monitor.left_out)
    broadcast_bot = build_broadcast_bot(settings, monitor.left_out)
    for each in (bot, broadcast_bot):
        await stack.enter_async_context(each)
    services = await stack.enter_async_context(open_from_settings(settings, monitor))
    mark = ServedMark(settings.database)
    stack.callback(mark.unlock)
    if not mark.lock():
        raise AlreadyServedError(f"Another process of this machine serves {settings.database}")
    return _Opened(settings, services, monitor, bot, broadcast_bot, mark)


def _build_inbox(
    opened: _Opened, dispatcher: Dispatcher, handling: Background
) -> tuple[UpdateInbox, FailureNotifier]:
    updates = UpdateRepository(opened.services.resources.database)
    staff = opened.services.specialist.staff
    notifier = FailureNotifier(opened.broadcast_bot, updates, lambda: staff.chat_id)

    def on_failure(failure: Failure) -> None:
        opened.monitor.gave_up(failure)
        handling.start(notifier.tell(), "notices of failed updates")

    handle = partial(feed, dispatcher, opened.bot, count=opened.monitor.left_out)
    return UpdateInbox(updates, handling, handle, on_failure), notifier


def _receiver(opened: _Opened, inbox: UpdateInbox) -> Webhook | Polling:
    if opened.settings.webhook_url:
        return Webhook(opened.settings, opened.bot, inbox, opened.monitor)
    return Polling(opened.bot, inbox, opened.monitor, opened.mark)


async def _open_server(stack: AsyncExitStack, opened: _Opened, webhook: Webhook | None) -> None:
    host, port = opened.settings.server_host, opened.settings.server_port
    if not port:
        return
    try:
        app = make_server(opened.monitor, opened.services.resources.database, webhook)
        server = await serve_http(app, host, port)
    except OSError as error:
        raise SettingsError(
            f"BOT_SERVER_PORT {port} on {host} cannot be opened "
            f"({error.strerror}): free it, or set another one in the environment or in .env",
            passes=True,
        ) from error
    stack.push_async_callback(server.close)


async def _work(
    opened: _Opened,
    inbox: UpdateInbox,
    notifier: FailureNotifier,
    receive: Callable[[], Awaitable[None]],
    ready: Callable[[], None] | None,
) -> None:
    """Greet Telegram, finish what the last process left, start the jobs, receive updates."""
    services, settings = opened.services, opened.settings
    start = services.resources.background.start
    await retry_until_reachable(opened.bot.me)
    await inbox.resume()
    start(inbox.run(), "inbox")
    bots = (opened.bot, opened.broadcast_bot)
    start_jobs(services, settings, opened.monitor, *bots, failures=notifier.tell)
    team = services.team
    commands = {each: commands_of(team.rights(each)) for each in team.having(Right.MENU)}
    start(introduce(opened.bot, services.knowledge.introductions, commands), "introduction")
    if ready:
        ready()
    else:
        start(_introduce_to_log(opened), "checks")
    await receive()


async def _introduce_to_log(opened: _Opened) -> None:
    """Say in one line who serves, and in one each what is wrong with the start."""
    settings, services = opened.settings, opened.services
    asked = TelegramCheck(opened.bot, settings, services.specialist.staff.chat_id)
    staff = await asked.run()
    _log.info(await describe(opened.bot, settings, services.resources.database, staff))
    for problem in asked.problems:
        _log.warning(problem)


def allow_connections() -> None:
    """Let the process open more files than the thousand that is usual, if it may."""
    wanted, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if 0 <= wanted < OPEN_FILES:
        wanted = OPEN_FILES if most < 0 else min(OPEN_FILES, most)  # below 0: no limit
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


@contextmanager
def stop_signals() -> Iterator[asyncio.Event]:
    """The event is set by the first SIGTERM or SIGINT; a second one ends the process at once."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()

    def remove_handlers() -> None:
        for number in STOP_SIGNALS:
            loop.remove_signal_handler(number)

    def on_signal() -> None:
        remove_handlers()
        stop.set()

    for number in STOP_SIGNALS:
        loop.add_signal_handler(number, on_signal)
    try:
        yield stop
    finally:
        remove_handlers()


async def run_until(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> None:
    """Run `work` and cancel it once `stop` is set, at any moment; raise what it raises itself."""
    loop = asyncio.get_running_loop()
    task, stopped = loop.create_task(work, name="work"), loop.create_task(stop.wait(), name="stop")
    stopped.add_done_callback(lambda _: task.cancel())
    try:
        await task
    except asyncio.CancelledError:
        if not stop.is_set():
            raise
    finally:
        stopped.cancel()
