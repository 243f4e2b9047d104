"""From settings to a bot that answers: in Telegram, or without a token in the playground."""

from aiogram.exceptions import TelegramUnauthorizedError
from pydantic import HttpUrl

from bot.app import build_bot, build_dispatcher, build_scheduler, open_filled
from bot.settings import Settings, SettingsError
from bot.ui.profile import introduce

PLAYGROUND_TOKEN = "1:playground"  # noqa: S105 - opens nothing but the local playground
PLAYGROUND_ADMIN = 1000001


async def serve(settings: Settings) -> None:
    """Run until stopped by a signal."""
    if settings.token is not None:
        return await _serve_telegram(settings, settings.token.get_secret_value())
    from bot.playground.server import serve as serve_playground  # noqa: PLC0415 - not with a token
    from bot.playground.telegram import Telegram  # noqa: PLC0415 - as above

    telegram = Telegram(PLAYGROUND_TOKEN)
    runner = await serve_playground(telegram, settings.playground_port)
    address = runner.addresses[0]
    page = f"http://{address[0]}:{address[1]}/"
    print(f"No BOT_TOKEN is set, so this is the playground: open {page} in a browser.")  # noqa: T201
    local = settings.model_copy(
        update={
            "api_url": HttpUrl(page),
            "admin_ids": settings.admin_ids or frozenset({PLAYGROUND_ADMIN}),
            "proxy": None,
        }
    )
    try:
        await _serve_telegram(local, PLAYGROUND_TOKEN)
    finally:
        await runner.cleanup()


async def _serve_telegram(settings: Settings, token: str) -> None:
    async with open_filled(settings) as services, build_bot(settings, token) as bot:
        dispatcher = build_dispatcher(services)
        try:
            await introduce(bot)
        except TelegramUnauthorizedError:
            raise SettingsError(
                "BOT_TOKEN is refused by Telegram: take the current one from @BotFather "
                "and set it in the environment or in .env"
            ) from None
        services.background.start(build_scheduler(services, bot).run(), "scheduler")
        await dispatcher.start_polling(
            bot, allowed_updates=dispatcher.resolve_used_update_types(), close_bot_session=False
        )
