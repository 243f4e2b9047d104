"""Updates delivered to the bot's own server."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from bot.playground import server
from bot.playground.server import WEBHOOK_HEADER
from bot.playground.telegram import Telegram
from tests.serving import PATIENCE


@dataclass
class Receiver:
    """A bot behind a webhook, which can be told to fail."""

    url: str = ""
    status: int = 200
    got: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def receive(self, request: web.Request) -> web.Response:
        self.got.append((request.headers.get(WEBHOOK_HEADER, ""), await request.json()))
        self.arrived.set()
        return web.Response(status=self.status)

    async def next(self) -> dict[str, Any]:
        await asyncio.wait_for(self.arrived.wait(), PATIENCE)
        self.arrived.clear()
        return self.got[-1][1]


@pytest.fixture
async def receiver(monkeypatch) -> AsyncIterator[Receiver]:
    monkeypatch.setattr(server, "_FIRST_PAUSE", 0.01)
    made = Receiver()
    app = web.Application()
    app.add_routes([web.post("/hook", made.receive)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield made
    await runner.cleanup()


async def test_updates_arrive_with_the_secret(address: str, telegram: Telegram, receiver: Receiver):
    await telegram.call("setWebhook", {"url": receiver.url, "secret_token": "s3cret"})
    assert (await receiver.next())["message"]["text"] == "/start"
    telegram.write(7, "ещё")
    assert (await receiver.next())["message"]["text"] == "ещё"
    assert {secret for secret, _ in receiver.got} == {"s3cret"}


async def test_a_failing_receiver_is_tried_again(
    address: str, telegram: Telegram, receiver: Receiver
):
    receiver.status = 500
    await telegram.call("setWebhook", {"url": receiver.url})
    await receiver.next()
    first = await receiver.next()
    receiver.status = 200
    assert await receiver.next() == first
    telegram.write(7, "дальше")
    assert (await receiver.next())["message"]["text"] == "дальше"


async def test_a_receiver_that_is_not_there_loses_nothing(
    address: str, telegram: Telegram, receiver: Receiver
):
    await telegram.call("setWebhook", {"url": "http://127.0.0.1:1/"})
    await asyncio.sleep(0.1)
    assert len(telegram.updates) == 1
    await telegram.call("setWebhook", {"url": receiver.url})
    assert (await receiver.next())["message"]["text"] == "/start"
