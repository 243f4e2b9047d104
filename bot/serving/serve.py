"""From settings to a bot that answers, until SIGTERM or SIGINT."""

import asyncio
import hashlib
import logging
import signal
from collections.abc import Callable
from contextlib import AsyncExitStack
from urllib.parse import urlsplit

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramUnauthorizedError

from bot import memory
from bot.app import build_dispatcher, build_scheduler, build_sender, open_filled
from bot.background import Background
from bot.backups import NightlyBackup
from bot.bots import build_bot, build_mass_bot
from bot.broadcast.quiet import QuietHours
from bot.broadcast.sender import Manner, Sender
from bot.intake import Intake, Updates
from bot.logs import CountErrors
from bot.services import Services
from bot.serving.monitor import Monitor
from bot.serving.polling import Polling
from bot.serving.sentry import errors_reported
from bot.serving.server import Hook, make_server, serve_http
from bot.settings import Settings, SettingsError
from bot.ui.profile import introduce
from handlers.admin.broadcast.following import Following

_log = logging.getLogger(__name__)

DRAIN_SECONDS = 20.0
GREETING_PAUSE = 15.0
REFUSED = (
    "BOT_TOKEN is refused by Telegram: take the current one from @BotFather and set it in the "
    "environment or in .env"
)


async def serve(settings: Settings, ready: Callable[[], None] | None = None) -> None:
    """Serve Telegram with the token of the settings; return after a clean stop.

    `ready` is called once the bot is up, just before it takes its first update.
    Raises `SettingsError` when the token is refused or the port of the server is taken.
    """
    monitor = Monitor()
    counting = CountErrors(monitor.failed)
    logging.getLogger().addHandler(counting)
    async with AsyncExitStack() as stack:
        stack.callback(logging.getLogger().removeHandler, counting)
        stack.enter_context(errors_reported(settings.sentry_dsn))
        services = await stack.enter_async_context(open_filled(settings, monitor))
        bot = await stack.enter_async_context(build_bot(settings, monitor))
        lanes = Background()
        stack.push_async_callback(lanes.close)
        dispatcher = build_dispatcher(services, monitor)
        intake = Intake(
            Updates(services.database), lanes, lambda each: dispatcher.feed_raw_update(bot, each)
        )
        monitor.intake = intake
        await _open_server(stack, settings, services, monitor)
        await _greet(bot, settings.admin_ids)
        await intake.resume()
        services.background.start(intake.run(), "intake")
        nightly = NightlyBackup(settings.database, services.clock, settings.backup_days)
        mass_bot = await stack.enter_async_context(build_mass_bot(settings))
        scheduler = build_scheduler(services, mass_bot, backup=nightly)
        services.background.start(scheduler.run(), "scheduler")
        services.background.start(Following(bot, services.newsroom).run(), "cards")
        services.background.start(_sender(services, settings, monitor).run(), "sender")
        services.background.start(_settle(services), "settling")
        receiving = _receive(settings, bot, intake, monitor, dispatcher.resolve_used_update_types())
        if ready:
            ready()
        await _until_stopped(receiving)
        _log.info("Stopping: what was accepted is being finished")
        await intake.drain(DRAIN_SECONDS)


async def _settle(services: Services) -> None:
    await services.search.settled()
    memory.settle()


def _sender(services: Services, settings: Settings, monitor: Monitor) -> Sender:
    manner = Manner(
        settings.messages_per_second,
        QuietHours(*settings.quiet_hours),
        settled=monitor.settled,
        retried=monitor.retried,
    )
    sender = build_sender(services, build_mass_bot(settings), manner)
    monitor.watch_pace(lambda: sender.per_second)
    return sender


async def _open_server(
    stack: AsyncExitStack, settings: Settings, services: Services, monitor: Monitor
) -> None:
    if not settings.server_port:
        return
    hook = None
    if settings.webhook_url and monitor.intake:
        path = urlsplit(str(settings.webhook_url)).path
        hook = Hook(path, webhook_secret(settings), monitor.intake)
    app = make_server(monitor, services.database, hook)
    try:
        runner = await serve_http(app, settings.server_host, settings.server_port)
    except OSError as error:
        raise SettingsError(
            f"BOT_SERVER_PORT {settings.server_port} on {settings.server_host} cannot be opened "
            f"({error.strerror}): free it, or set another one in the environment or in .env"
        ) from error
    stack.push_async_callback(runner.cleanup)


def webhook_secret(settings: Settings) -> str:
    """What Telegram must show at the webhook: the setting, or a digest of the token."""
    if settings.webhook_secret:
        return settings.webhook_secret.get_secret_value()
    token = settings.token.get_secret_value() if settings.token else ""
    return hashlib.sha256(f"webhook {token}".encode()).hexdigest()


async def _greet(bot: Bot, admins: frozenset[int]) -> None:
    """Learn the bot's own name; wait for as long as Telegram is out of reach."""
    while True:
        try:
            await bot.me()
        except TelegramUnauthorizedError:
            raise SettingsError(REFUSED) from None
        except TelegramAPIError as error:
            _log.warning("Telegram is out of reach: %s; trying on", error)
            await asyncio.sleep(GREETING_PAUSE)
        else:
            return await introduce(bot, admins)


async def _receive(
    settings: Settings, bot: Bot, intake: Intake, monitor: Monitor, kinds: list[str]
) -> None:
    if settings.webhook_url:
        await bot.set_webhook(
            str(settings.webhook_url), secret_token=webhook_secret(settings), allowed_updates=kinds
        )
        await asyncio.Event().wait()
    await Polling(bot, intake, monitor).run(kinds)


async def _until_stopped(receiving: "asyncio._CoroutineLike[None]") -> None:
    """Run until a signal to stop, or until receiving fails by itself."""
    loop = asyncio.get_running_loop()
    task = loop.create_task(receiving, name="receiving")
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, task.cancel)
    try:
        await task
    except asyncio.CancelledError:
        return
    except TelegramUnauthorizedError:
        raise SettingsError(REFUSED) from None
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
