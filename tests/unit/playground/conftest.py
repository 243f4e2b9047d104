from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from aiohttp import ClientSession, web

from bot.playground.requests import ApiError
from bot.playground.server import HOST, make_server
from bot.playground.telegram import Telegram

TOKEN = "42:TEST"


class Clock:
    """A clock that stands until a test moves it."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def telegram(clock: Clock) -> Telegram:
    """A Telegram where Irina (7) has opened the bot and Artyom (8) has not."""
    made = Telegram(TOKEN, clock)
    made.add_person(7, "Ирина", "irina")
    made.add_person(8, "Артём")
    made.start(7)
    return made


@pytest.fixture
def refuses(telegram: Telegram) -> Callable[[str, dict[str, Any], str], Awaitable[None]]:
    """Check that a call is refused in these words and changes nothing; message 2 is the bot's."""

    async def check(method: str, params: dict[str, Any], reason: str) -> None:
        await telegram.call("sendMessage", {"chat_id": 7, "text": "x"})
        before = telegram.chat(7).messages
        with pytest.raises(ApiError) as refusal:
            await telegram.call(method, params)
        description = f"Bad Request: {reason}"
        body = {"ok": False, "error_code": 400, "description": description}
        assert refusal.value.body() == body
        assert telegram.chat(7).messages == before
        assert telegram.calls[-1].error is refusal.value

    return check


@pytest.fixture
async def address(telegram: Telegram) -> AsyncIterator[str]:
    """Where the Telegram listens."""
    runner = web.AppRunner(make_server(telegram), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, HOST, 0).start()
    yield f"http://{HOST}:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest.fixture
async def http(address: str) -> AsyncIterator[ClientSession]:
    """A client of the page's own API."""
    async with ClientSession(address) as session:
        yield session
