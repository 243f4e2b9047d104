import asyncio

from bot.logs import set_up_logs
from bot.serving import serve
from bot.settings import load_settings


def run() -> None:
    """Serve Telegram, or without BOT_TOKEN the playground in the browser."""
    settings = load_settings()
    set_up_logs(settings.log_level, settings.log_format)
    asyncio.run(serve(settings))
