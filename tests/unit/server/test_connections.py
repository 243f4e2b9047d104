"""Half-sent requests, however many, keep nobody else from the web server."""

import asyncio

import aiohttp
import pytest

from bot.server.http import make_server, serve_http
from bot.server.metrics import Monitor
from tests.serving import PATIENCE, free_port


@pytest.fixture
async def port(database):
    port = free_port()
    server = await serve_http(make_server(Monitor(), database, None), "127.0.0.1", port)
    yield port
    await server.close()


async def half_request(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n")
    await writer.drain()
    return reader, writer


async def is_alive(port):
    address = f"http://127.0.0.1:{port}/healthz"
    async with (
        asyncio.timeout(PATIENCE),
        aiohttp.ClientSession() as session,
        session.get(address) as response,
    ):
        return response.status == 200


async def closed(reader):
    """Whether the server has closed the connection, now or in a while."""
    async with asyncio.timeout(PATIENCE):
        try:
            return await reader.read() == b""
        except ConnectionError:
            return True


async def test_so_many_connections_and_no_more_stay_open(port, monkeypatch):
    monkeypatch.setattr("bot.server.http.MOST_CONNECTIONS", 10)
    slow = [await half_request(port) for _ in range(50)]
    assert await is_alive(port)
    assert all([await closed(reader) for reader, _ in slow[:40]])
    for _, writer in slow:
        writer.close()


async def test_a_request_that_does_not_end_is_closed(port, monkeypatch):
    monkeypatch.setattr("bot.server.http.REQUEST_SECONDS", 0.1)
    reader, writer = await half_request(port)
    assert await closed(reader)
    writer.close()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    assert await closed(reader)  # nor does one that never begins
    writer.close()


async def test_the_idlest_makes_room_not_the_one_that_was_just_used(port, monkeypatch):
    monkeypatch.setattr("bot.server.http.MOST_CONNECTIONS", 3)
    used, writer = await half_request(port)
    idle = [await half_request(port) for _ in range(2)]
    writer.write(b"\r\n")
    assert (await used.readline()).endswith(b"200 OK\r\n")
    another = await half_request(port)
    assert await closed(idle[0][0])
    writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert b"200 OK" in await used.read()
    for each in (writer, *(one for _, one in (*idle, another))):
        each.close()


async def test_a_port_that_is_taken_is_refused(port, database):
    with pytest.raises(OSError, match="in use"):
        await serve_http(make_server(Monitor(), database, None), "127.0.0.1", port)
