"""How the bot gets its updates: by asking, or at a webhook."""

from bot.playground.errors import BadRequestError
from bot.playground.params import Params
from bot.playground.updates import MAX_AT_ONCE
from bot.playground.wire import Json
from bot.playground.world import World

_MAX_WAIT = 50


async def get_updates(world: World, params: Params) -> list[Json]:
    kinds = params.items("allowed_updates") if "allowed_updates" in params else None
    limit = params.integer("limit", MAX_AT_ONCE)
    if not 0 <= limit <= MAX_AT_ONCE:
        raise BadRequestError("limit must be between 1 and 100")
    world.updates.allow(kinds)
    seconds = min(params.integer("timeout"), _MAX_WAIT)
    return await world.updates.next_updates(params.integer("offset"), limit, seconds)


METHODS = {"getUpdates": get_updates}
