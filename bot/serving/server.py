"""One small web server: health, metrics, and the webhook where there is one."""

import hmac
import json
import logging
from dataclasses import asdict, dataclass

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bot.intake import Intake
from bot.serving.monitor import Monitor
from bot.storage import Database

_log = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
LARGEST_UPDATE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Hook:
    """Where Telegram brings updates, and the secret by which it is known."""

    path: str
    secret: str
    intake: Intake


def make_server(monitor: Monitor, database: Database, hook: Hook | None) -> web.Application:
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
    if hook is not None:
        app.router.add_post(hook.path, _receiver(hook))
    return app


async def serve_http(app: web.Application, host: str, port: int) -> web.AppRunner:
    """Raises OSError when the port cannot be had; `cleanup()` of what returns stops the server."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=5)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError:
        await runner.cleanup()
        raise
    return runner


def _receiver(hook: Hook) -> "web.Handler":  # type: ignore[name-defined]
    async def receive(request: web.Request) -> web.Response:
        """Answer 200 only after the update is kept: Telegram then forgets it."""
        if not hmac.compare_digest(request.headers.get(SECRET_HEADER, ""), hook.secret):
            _log.warning("A request to the webhook came with a wrong secret")
            return web.Response(status=401)
        try:
            update = await request.json()
            update_id = update["update_id"]
        except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError):
            return web.Response(status=400)
        if not isinstance(update_id, int):
            return web.Response(status=400)
        await hook.intake.accept([update])
        return web.Response()

    return receive
