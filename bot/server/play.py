"""The bot without a token: it is served against the playground on this machine."""

import secrets

from pydantic import HttpUrl, SecretStr

from bot.playground.server import ADMIN, STAFF_GROUP, add_sample_people
from bot.playground.server import serve as serve_playground
from bot.playground.telegram import Telegram
from bot.server.run import serve
from bot.settings import Settings, SettingsError

STAFF_HOURS = "пн–пт 9:00–18:00"


async def play(settings: Settings) -> None:
    """Serve the chat page and the bot until stopped; SettingsError when the port is taken."""
    token = f"1:{secrets.token_urlsafe(16)}"  # other pages of the browser cannot guess it
    telegram = Telegram(token)
    add_sample_people(telegram)
    telegram.number_from(int(telegram.clock()))  # ids of an earlier run are skipped as handled
    try:
        runner = await serve_playground(telegram, settings.playground_port)
    except OSError as error:
        raise SettingsError(
            f"BOT_PLAYGROUND_PORT {settings.playground_port} cannot be opened ({error.strerror}): "
            "free it, or set another one in the environment or in .env",
            passes=True,
        ) from error
    host, port = runner.addresses[0]
    page = f"http://{host}:{port}/"
    try:
        await serve(_local(settings, token, page), lambda: _print_address(page))
    finally:
        await runner.cleanup()


def _local(settings: Settings, token: str, page: str) -> Settings:
    """The same settings for the playground's Telegram, with its people where none are set."""
    changes = {
        "token": SecretStr(token),
        "api_url": HttpUrl(page),
        "admin_ids": settings.admin_ids or frozenset({ADMIN}),
        "staff_chat_id": settings.staff_chat_id or STAFF_GROUP,
        "staff_hours": settings.staff_hours or STAFF_HOURS,
        "proxy": None,
        "webhook_url": None,
        "server_port": settings.server_port if "server_port" in settings.model_fields_set else 0,
    }
    return settings.model_copy(update=changes)


def _print_address(page: str) -> None:
    """Called when the bot is up, so that the first visitor is answered."""
    print(f"No BOT_TOKEN is set, so this is the playground: open {page} in a browser.", flush=True)  # noqa: T201
