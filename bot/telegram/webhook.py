"""Updates that Telegram posts to the bot, accepted only while the bot handles them."""

import asyncio
import hashlib
import hmac
import logging
from functools import partial
from urllib.parse import urlsplit

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiohttp import web

from bot.server.metrics import Monitor
from bot.settings import Settings, SettingsError
from bot.telegram.client import retry_until_reachable
from bot.telegram.inbox import UpdateInbox

_log = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name


class Webhook:
    """Replaces polling: `run` sets the webhook, the web server calls `receive`."""

    def __init__(self, settings: Settings, bot: Bot, inbox: UpdateInbox, monitor: Monitor) -> None:
        self._url = str(settings.webhook_url)
        self._secret = webhook_secret(settings)
        self._bot = bot
        self._inbox = inbox
        self._monitor = monitor
        self._open = False
        self.path = urlsplit(self._url).path

    async def run(self, allowed_updates: list[str]) -> None:
        """Receive until cancelled; SettingsError when Telegram refuses the address."""
        self._open = True
        request = partial(
            self._bot.set_webhook,
            self._url,
            secret_token=self._secret,
            allowed_updates=allowed_updates,
        )
        try:
            await retry_until_reachable(request)
            self._monitor.hooked()
            await asyncio.Event().wait()
        except TelegramBadRequest as error:
            raise SettingsError(
                f"BOT_WEBHOOK_URL is refused by Telegram ({error.message}): set another one in the "
                "environment or in .env, or clear it to poll"
            ) from None
        finally:
            self._open = False

    async def receive(self, request: web.Request) -> web.Response:
        """Answer 200 only after the update is stored: then Telegram does not send it again."""
        shown = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(shown, self._secret.encode()):
            _log.warning("A request to the webhook came with a wrong secret")
            return web.Response(status=401)
        if not self._open:
            return web.Response(status=503)  # Telegram repeats it later
        try:
            update = await request.json()
            update_id = update["update_id"]
        except (ValueError, LookupError, TypeError, RecursionError):
            return web.Response(status=400)
        if not isinstance(update_id, int):
            return web.Response(status=400)
        arrived = await self._inbox.accept([update])
        return web.Response(status=200 if arrived else 503)


def webhook_secret(settings: Settings) -> str:
    """The secret in Telegram's requests to the webhook: the setting, or a digest of the token."""
    if settings.webhook_secret:
        return settings.webhook_secret.get_secret_value()
    token = settings.token.get_secret_value() if settings.token else ""
    return hashlib.sha256(f"webhook {token}".encode()).hexdigest()
