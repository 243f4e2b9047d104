"""The web server: health, metrics and, if it is set, the webhook; limits on its connections."""

import asyncio
from collections.abc import Callable
from dataclasses import asdict, dataclass

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bot.server.metrics import Monitor
from bot.storage.database import Database
from bot.telegram.webhook import Webhook

LARGEST_UPDATE = 1024 * 1024
MOST_CONNECTIONS = 200
REQUEST_SECONDS = 20.0


def make_server(monitor: Monitor, database: Database, webhook: Webhook | None) -> web.Application:
    async def healthz(_: web.Request) -> web.Response:
        return web.Response(text="alive\n")

    async def readyz(_: web.Request) -> web.Response:
        state = await monitor.readiness(database)
        return web.json_response(asdict(state), status=503 if state.problems else 200)

    async def metrics(_: web.Request) -> web.Response:
        body = generate_latest(monitor.registry)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = web.Application(client_max_size=LARGEST_UPDATE)
    app.add_routes(
        [web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", metrics)]
    )
    if webhook is not None:
        app.router.add_post(webhook.path, webhook.receive)
    return app


class ConnectionLimits:
    """Closes connections that do not come to a response in time, and the idlest of too many.

    aiohttp waits for ever for the rest of a header: a thousand half requests would take every
    socket of the process, and with them its requests to Telegram.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._active: dict[web.RequestHandler, float] = {}  # when each has begun or responded last

    async def note_response(self, request: web.Request, _: web.StreamResponse) -> None:
        """For `Application.on_response_prepare`."""
        self._active[request.protocol] = self._loop.time()

    def protocol_factory(self, server: web.Server) -> Callable[[], web.RequestHandler]:
        """For `loop.create_server`: what it returns makes room, then the next protocol."""

        def make() -> web.RequestHandler:
            self._make_room()
            protocol = server()
            self._active[protocol] = self._loop.time()
            self._loop.call_later(REQUEST_SECONDS, self._check, protocol)
            return protocol

        return make

    def _make_room(self) -> None:
        connected = [each for each in self._active if each.transport is not None]
        surplus = len(connected) - MOST_CONNECTIONS + 1
        for protocol in sorted(connected, key=self._active.__getitem__)[: max(0, surplus)]:
            protocol.force_close()

    def _check(self, protocol: web.RequestHandler) -> None:
        idle = self._loop.time() - self._active[protocol]
        if protocol.transport is None or idle >= REQUEST_SECONDS:
            del self._active[protocol]
            protocol.force_close()
        else:
            self._loop.call_later(REQUEST_SECONDS - idle, self._check, protocol)


@dataclass(frozen=True, slots=True)
class HttpServer:
    """A running server; `close` lets requests end, for some seconds."""

    listening: asyncio.Server
    runner: web.AppRunner

    async def close(self) -> None:
        self.listening.close()
        await self.runner.cleanup()


async def serve_http(app: web.Application, host: str, port: int) -> HttpServer:
    """Start the server. Raises OSError for a taken port."""
    limits = ConnectionLimits()
    app.on_response_prepare.append(limits.note_response)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=5)
    await runner.setup()
    if runner.server is None:
        raise RuntimeError("A runner that was set up has its server")
    factory = limits.protocol_factory(runner.server)
    try:
        listening = await asyncio.get_running_loop().create_server(factory, host, port)
    except OSError:
        await runner.cleanup()
        raise
    return HttpServer(listening, runner)
