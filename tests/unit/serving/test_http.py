"""Health, metrics and the webhook, over real HTTP."""

import io
import json

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.background import Background
from bot.intake import Intake, Updates
from bot.serving.monitor import Monitor
from bot.serving.server import SECRET_HEADER, Hook, make_server

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
    intake = monitor.intake = Intake(Updates(database), lanes, handle)
    app = make_server(monitor, database, Hook("/hook", "s3cret", intake))
    async with TestClient(TestServer(app)) as client:
        client.monitor, client.handled, client.intake = monitor, handled, intake
        yield client
    await lanes.close()


async def test_it_says_that_it_is_alive(client):
    assert (await client.get("/healthz")).status == 200


async def test_it_is_ready_until_the_polls_stop(client, now):
    client.monitor.polled()
    assert (await client.get("/readyz")).status == 200
    now.seconds = 121
    response = await client.get("/readyz")
    assert response.status == 503
    assert "121 s ago" in (await response.json())["problems"][0]
    client.monitor.polled()
    assert (await client.get("/readyz")).status == 200


async def test_it_is_not_ready_without_its_database(client, database):
    await database.close()
    database._reader._connection = None
    response = await client.get("/readyz")
    assert response.status in {500, 503}


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


async def test_the_webhook_takes_an_update_with_the_right_secret(client):
    response = await client.post("/hook", json=UPDATE, headers={SECRET_HEADER: "s3cret"})
    await client.intake.drain(5)
    assert response.status == 200
    assert client.handled == [UPDATE]


@pytest.mark.parametrize("headers", [{}, {SECRET_HEADER: "wrong"}])
async def test_a_wrong_secret_is_refused(client, headers):
    assert (await client.post("/hook", json=UPDATE, headers=headers)).status == 401
    assert client.handled == []


@pytest.mark.parametrize("body", ["", "{", "[]", "{}", '{"update_id": "x"}', "\\xff"])
async def test_a_body_that_is_no_update_is_refused(client, body):
    response = await client.post("/hook", data=body, headers={SECRET_HEADER: "s3cret"})
    assert response.status == 400


async def test_an_oversized_body_is_refused(client):
    big = json.dumps({**UPDATE, "text": "x" * 2_000_000})
    response = await client.post(
        "/hook", data=io.BytesIO(big.encode()), headers={SECRET_HEADER: "s3cret"}
    )
    assert response.status == 413
