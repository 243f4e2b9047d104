"""The two ways to Telegram: replies to people, and broadcasts that never hold those up."""

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode

from bot.json_session import JsonSession
from bot.middlewares.retry import RetryRequests
from bot.serving.monitor import Monitor
from bot.settings import Settings, SettingsError

PROXY_MISSING = (
    "BOT_PROXY is set, but the package for it is not installed: "
    ".venv/bin/pip install -e '.[proxy]', or clear the setting in the environment or in .env"
)


def build_bot(settings: Settings, monitor: Monitor | None = None) -> Bot:
    """A bot for replies: its requests are tried again until a bad network lets them through."""
    bot = build_mass_bot(settings)
    bot.session.middleware(RetryRequests(count=monitor.retried if monitor else None))
    return bot


def build_mass_bot(settings: Settings) -> Bot:
    """A bot with its own connections, which tries nothing again: that is decided by the sender."""
    token = settings.token.get_secret_value() if settings.token else ""
    proxy = settings.proxy.get_secret_value() if settings.proxy else None
    api = TelegramAPIServer.from_base(str(settings.api_url).rstrip("/"))
    try:
        session = JsonSession(proxy=proxy, api=api)
    except RuntimeError as error:  # so aiogram tells that the package is not there
        raise SettingsError(PROXY_MISSING) from error
    return Bot(token, session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML))
