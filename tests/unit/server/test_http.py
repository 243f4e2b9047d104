"""Health, metrics and the webhook, over real HTTP."""

import asyncio
import io
import json
import sqlite3
from contextlib import closing

import pytest
from aiogram import Bot
from aiohttp.test_utils import TestClient, TestServer

from bot.background import Background
from bot.playground.telegram import Telegram
from bot.server.http import make_server
from bot.server.metrics import Monitor
from bot.settings import Settings
from bot.telegram.inbox import UpdateInbox
from bot.telegram.update_repository import UpdateRepository
from bot.telegram.webhook import SECRET_HEADER, Webhook
from tests.person import PlayedSession

UPDATE = {"update_id": 5, "message": {"chat": {"id": 1}}}


class Now:
    def __init__(self):
        self.seconds = 0.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def now():
    return Now()


@pytest.fixture
async def client(database, now):
    handled, lanes = [], Background()

    async def handle(update):
        handled.append(update)

    monitor = Monitor(now)
    inbox = UpdateInbox(UpdateRepository(database), lanes, handle)
    monitor.watch_queue(lambda: inbox.oldest_seconds)
    settings = Settings(
        _env_file=None,
        api_url="http://127.0.0.1/",
        webhook_url="http://127.0.0.1/hook",
        webhook_secret="s3cret",
    )
    bot = Bot("42:TEST", PlayedSession(Telegram("42:TEST")))
    webhook = Webhook(settings, bot, inbox, monitor)
    async with TestClient(TestServer(make_server(monitor, database, webhook))) as client:
        client.monitor, client.handled, client.inbox = monitor, handled, inbox
        client.webhook = webhook
        yield client
    await lanes.close()


@pytest.fixture
async def hooked(client):
    receiving = asyncio.get_running_loop().create_task(client.webhook.run([]))
    await asyncio.sleep(0)
    yield client
    receiving.cancel()


async def problems(client):
    response = await client.get("/readyz")
    told = (await response.json())["problems"]
    assert response.status == (503 if told else 200)
    return told


async def test_it_says_that_it_is_alive(client):
    assert (await client.get("/healthz")).status == 200


async def test_it_is_ready_until_the_polls_stop(client, now):
    client.monitor.polled()
    assert await problems(client) == []
    now.seconds = 121
    assert await problems(client) == ["Telegram has not been heard for 121 s"]
    client.monitor.polled()
    assert await problems(client) == []


async def test_a_bot_that_has_never_reached_telegram_is_not_ready(client, now):
    now.seconds = 121
    assert await problems(client) == ["Telegram has not been heard for 121 s"]


async def test_with_a_webhook_nobody_waits_for_polls(hooked, now):
    now.seconds = 10_000
    assert await problems(hooked) == []


async def test_it_is_not_ready_when_its_database_is_closed(client, database):
    await database.close()
    (problem,) = await problems(client)
    assert problem.startswith("the database does not answer: ")


async def test_it_is_not_ready_when_another_program_holds_the_database(client, database):
    await database._writer.execute("PRAGMA busy_timeout = 50")
    with closing(sqlite3.connect(database.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert await problems(client) == ["the database does not answer: database is locked"]
    assert await problems(client) == []


async def test_it_is_not_ready_when_its_file_is_spoilt(client, database):
    whole = database.path.read_bytes()
    database.path.write_bytes(b"nothing " * (len(whole) // 8))
    assert await problems(client) == ["the database does not answer: file is not a database"]
    database.path.write_bytes(whole)
    assert await problems(client) == []


async def test_it_is_not_ready_when_its_file_is_gone(client, database):
    database.path.unlink()
    assert await problems(client) == ["the database does not answer: unable to open database file"]


async def test_metrics_are_what_prometheus_reads(client):
    client.monitor.searched("answer")
    client.monitor.retried("TelegramRetryAfter")
    client.monitor.failed("handlers.errors")
    client.monitor.queried("read", 0.001)
    text = await (await client.get("/metrics")).text()
    assert 'bot_searches_total{outcome="answer"} 1.0' in text
    assert 'bot_api_retries_total{reason="TelegramRetryAfter"} 1.0' in text
    assert 'bot_errors_total{logger="handlers.errors"} 1.0' in text
    assert "bot_queue_age_seconds 0.0" in text


async def test_the_webhook_takes_an_update_with_the_right_secret(hooked):
    response = await hooked.post("/hook", json=UPDATE, headers={SECRET_HEADER: "s3cret"})
    await hooked.inbox.drain(5)
    assert response.status == 200
    assert hooked.handled == [UPDATE]


async def test_before_the_bot_is_there_telegram_is_asked_to_come_again(client):
    response = await client.post("/hook", json=UPDATE, headers={SECRET_HEADER: "s3cret"})
    assert (response.status, client.handled) == (503, [])


@pytest.mark.parametrize("headers", [{}, {SECRET_HEADER: "wrong"}, {SECRET_HEADER: "s3сret"}])
async def test_a_wrong_secret_is_refused(hooked, headers):
    assert (await hooked.post("/hook", json=UPDATE, headers=headers)).status == 401
    assert hooked.handled == []


NO_UPDATES = ["", "{", "[]", "{}", '{"update_id": "x"}', b"\xff", "[" * 100_000, "9" * 5_000]


@pytest.mark.parametrize("body", NO_UPDATES, ids=range(len(NO_UPDATES)))
async def test_a_body_that_is_no_update_is_refused(hooked, body):
    response = await hooked.post("/hook", data=body, headers={SECRET_HEADER: "s3cret"})
    assert response.status == 400


async def test_a_body_in_no_known_encoding_is_refused(hooked):
    headers = {SECRET_HEADER: "s3cret", "Content-Type": "application/json; charset=klingon"}
    response = await hooked.post("/hook", data=json.dumps(UPDATE), headers=headers)
    assert response.status == 400


async def test_an_oversized_body_is_refused(hooked):
    big = json.dumps({**UPDATE, "text": "x" * 2_000_000})
    response = await hooked.post(
        "/hook", data=io.BytesIO(big.encode()), headers={SECRET_HEADER: "s3cret"}
    )
    assert response.status == 413
