"""How the bot gets its updates: by asking, or at a webhook."""

import re
from urllib.parse import urlsplit

from bot.playground.errors import BadRequestError
from bot.playground.params import Params
from bot.playground.updates import MAX_AT_ONCE
from bot.playground.webhook import Webhook
from bot.playground.wire import Json
from bot.playground.world import World

_MAX_WAIT = 50
_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
_HERE = frozenset({"127.0.0.1", "localhost", "::1"})
_CONNECTIONS = range(1, 101)


async def get_updates(world: World, params: Params) -> list[Json]:
    limit = params.integer("limit", MAX_AT_ONCE)
    if not 0 <= limit <= MAX_AT_ONCE:
        raise BadRequestError("limit must be between 1 and 100")
    world.updates.allow(_kinds(params))
    seconds = min(params.integer("timeout"), _MAX_WAIT)
    return await world.updates.next_updates(params.integer("offset"), limit, seconds)


def set_webhook(world: World, params: Params) -> bool:
    """As a Bot API server on one's own machine, this takes plain HTTP, and only that machine."""
    url, secret = params.text("url"), params.text("secret_token")
    host = urlsplit(url).hostname
    if url and (not url.startswith(("http://", "https://")) or host not in _HERE):
        raise BadRequestError("bad webhook: the playground delivers only to this machine")
    if not _SECRET.fullmatch(secret):
        raise BadRequestError("secret token contains unallowed characters")
    connections = params.integer("max_connections", Webhook.max_connections)
    if connections not in _CONNECTIONS:
        raise BadRequestError("max_connections must be between 1 and 100")
    world.webhook = Webhook(url, secret, connections)
    world.updates.allow(_kinds(params))
    return _switched(world, params)


def delete_webhook(world: World, params: Params) -> bool:
    world.webhook = Webhook()
    return _switched(world, params)


def get_webhook_info(world: World, _params: Params) -> Json:
    webhook = world.webhook
    failed = {"last_error_date": webhook.error_at, "last_error_message": webhook.error}
    return {
        "url": webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
        "max_connections": webhook.max_connections,
        "allowed_updates": sorted(world.updates.allowed),
        **(failed if webhook.error else {}),
    }


def _switched(world: World, params: Params) -> bool:
    if params.flag("drop_pending_updates"):
        world.updates.clear()
    world.updates.use_webhook(used=bool(world.webhook.url))
    return True


def _kinds(params: Params) -> list[str] | None:
    return params.items("allowed_updates") if "allowed_updates" in params else None


METHODS = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
