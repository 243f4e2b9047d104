"""Delivery of updates to the bot's own server, as Telegram does it: in order, until it says 200."""

import asyncio

import aiohttp

from bot.playground.world import World

HEADER = "X-Telegram-Bot-Api-Secret-Token"
_FIRST_PAUSE = 0.2
_LONGEST_PAUSE = 5.0
_TIMEOUT = aiohttp.ClientTimeout(total=60)


async def deliver_updates(world: World) -> None:
    """Post queued updates to the webhook, whenever there is one; runs until cancelled.

    A method in the body of the receiver's answer is not carried out, unlike in Telegram.
    """
    async with aiohttp.ClientSession(timeout=_TIMEOUT) as session:
        pause = _FIRST_PAUSE
        while True:
            await world.updates.deliverable()
            if await _delivered(world, session):
                pause = _FIRST_PAUSE
            else:
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)


async def _delivered(world: World, session: aiohttp.ClientSession) -> bool:
    webhook, update = world.webhook, world.updates.first()
    headers = {HEADER: webhook.secret} if webhook.secret else {}
    try:
        async with session.post(webhook.url, json=update, headers=headers) as response:
            problem = "" if response.ok else f"{response.status} {response.reason}"
    except (aiohttp.ClientError, TimeoutError) as error:
        problem = f"connection failed, {type(error).__name__}"
    if problem:
        webhook.error_at, webhook.error = world.now(), f"Wrong response from the webhook: {problem}"
        return False
    world.updates.confirm(update["update_id"])
    return True
