"""The web server: health, metrics and, if it is set, the webhook."""

import asyncio
from dataclasses import asdict, dataclass

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bot.server.connections import ConnectionLimits
from bot.server.metrics import Monitor
from bot.storage.database import Database
from bot.telegram.webhook import Webhook

LARGEST_UPDATE = 1024 * 1024


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
