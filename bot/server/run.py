"""From settings to a bot that answers, until SIGTERM or SIGINT."""

import logging
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial

from aiogram import Bot
from aiogram.exceptions import TelegramNotFound, TelegramUnauthorizedError

from bot.app import build_dispatcher, open_from_settings
from bot.background import Background
from bot.logs import CountErrors
from bot.server.http import make_server, serve_http
from bot.server.jobs import BackgroundJobs
from bot.server.metrics import Monitor
from bot.server.sentry import errors_reported
from bot.server.stop import run_until, signals_heard
from bot.settings import Settings, SettingsError
from bot.telegram.client import answered, build_bot, build_broadcast_bot
from bot.telegram.inbox import UpdateInbox
from bot.telegram.polling import Polling
from bot.telegram.update_repository import UpdateRepository
from bot.telegram.webhook import Webhook
from bot.ui.profile import introduce

_log = logging.getLogger(__name__)

DRAIN_SECONDS = 20.0
REFUSED = (
    "BOT_TOKEN is refused by Telegram: take the current one from @BotFather and set it in the "
    "environment or in .env"
)
UNKNOWN = (
    "{url} knows no bot with this BOT_TOKEN: take the token from @BotFather as it is, see that "
    "BOT_API_URL leads to a Bot API, and set both in the environment or in .env"
)


async def serve(settings: Settings, ready: Callable[[], None] | None = None) -> None:
    """Serve Telegram with the token of the settings; return after a clean stop.

    `ready` is called once the bot is up, just before it takes its first update.
    Raises `SettingsError` when Telegram refuses or does not know the token, refuses the webhook,
    or the port is taken.
    """
    async with AsyncExitStack() as stack:
        stop = stack.enter_context(signals_heard())
        works = await _open(stack, settings)
        dispatcher, lanes = build_dispatcher(works.services, works.monitor), Background()
        stack.push_async_callback(lanes.close)
        handle = partial(dispatcher.feed_raw_update, works.bot)
        inbox = UpdateInbox(UpdateRepository(works.services.database), lanes, handle)
        works.monitor.inbox = inbox
        receiver = _receiver(works, inbox)
        await _open_server(stack, works, receiver if isinstance(receiver, Webhook) else None)
        receive = partial(receiver.run, dispatcher.resolve_used_update_types())
        try:
            await run_until(stop, _work(works, inbox, receive, ready))
        except TelegramUnauthorizedError:
            raise SettingsError(REFUSED) from None
        except TelegramNotFound:
            raise SettingsError(UNKNOWN.format(url=settings.api_url)) from None
        _log.info("Stopping: what was accepted is being finished")
        await inbox.drain(DRAIN_SECONDS)


async def _open(stack: AsyncExitStack, settings: Settings) -> BackgroundJobs:
    """What is opened first is closed last: the services' own tasks still use the bots."""
    monitor = Monitor()
    counting = CountErrors(monitor.failed)
    logging.getLogger().addHandler(counting)
    stack.callback(logging.getLogger().removeHandler, counting)
    stack.enter_context(errors_reported(settings.sentry_dsn))
    bot = await stack.enter_async_context(build_bot(settings, monitor))
    mass_bot = await stack.enter_async_context(build_broadcast_bot(settings))
    services = await stack.enter_async_context(open_from_settings(settings, monitor))
    return BackgroundJobs(settings, services, monitor, bot, mass_bot)


def _receiver(works: BackgroundJobs, inbox: UpdateInbox) -> Webhook | Polling:
    if works.settings.webhook_url:
        return Webhook(works.settings, works.bot, inbox, works.monitor)
    return Polling(works.bot, inbox, works.monitor)


async def _open_server(stack: AsyncExitStack, works: BackgroundJobs, hook: Webhook | None) -> None:
    host, port = works.settings.server_host, works.settings.server_port
    if not port:
        return
    try:
        app = make_server(works.monitor, works.services.database, hook)
        runner = await serve_http(app, host, port)
    except OSError as error:
        raise SettingsError(
            f"BOT_SERVER_PORT {port} on {host} cannot be opened "
            f"({error.strerror}): free it, or set another one in the environment or in .env"
        ) from error
    stack.push_async_callback(runner.cleanup)


async def _work(
    works: BackgroundJobs,
    inbox: UpdateInbox,
    receive: Callable[[], Awaitable[None]],
    ready: Callable[[], None] | None,
) -> None:
    """Everything after the opening. What was left is taken up before anything new is taken."""
    await _greet(works.bot, works.settings.admin_ids)
    await inbox.resume()
    works.services.background.start(inbox.run(), "inbox")
    works.start()
    if ready:
        ready()
    await receive()


async def _greet(bot: Bot, admins: frozenset[int]) -> None:
    """Learn the bot's own name; wait for as long as Telegram is out of reach."""
    await answered(bot.me)
    await introduce(bot, admins)
