import asyncio

from bot.logs import set_up_logs
from bot.memory import share_arenas
from bot.serving.serve import serve
from bot.settings import load_settings
from bot.threads import take_short_turns


def run() -> None:
    """Serve Telegram, or without BOT_TOKEN the playground in the browser."""
    share_arenas()
    take_short_turns()
    settings = load_settings()
    set_up_logs(settings.log_level, settings.log_format)
    if settings.token is not None:
        return asyncio.run(serve(settings))
    from bot.serving.playground import play  # noqa: PLC0415 - a bot with a token never needs it

    return asyncio.run(play(settings))
