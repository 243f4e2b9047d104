"""A broadcast on the screen, kept up to date for as long as it changes by itself."""

from aiogram.types import CallbackQuery, Message

from bot.broadcast.cards_repository import Card
from bot.broadcast.models import Broadcast, Draft, State
from bot.broadcast.newsroom import Newsroom
from bot.middlewares.press import Alert
from bot.ui.callbacks.broadcast import OpenBroadcast, OpenBroadcasts
from bot.ui.showing import show
from bot.ui.texts import broadcast as texts
from bot.ui.views import broadcast_list, runs
from bot.ui.views.broadcast_list import PAGE_SIZE
from bot.ui.views.common import notice


async def show_broadcast(
    event: Message | CallbackQuery,
    broadcast_id: int,
    newsroom: Newsroom,
    here: OpenBroadcast | None = None,
) -> None:
    """Whatever state it is in by now."""
    look = await newsroom.look(broadcast_id)
    place = here or OpenBroadcast(broadcast_id=broadcast_id)
    message_id = await show(event, runs.screen(look, place))
    if runs.is_live(look) and event.from_user:
        await newsroom.cards.keep(Card(event.from_user.id, message_id, broadcast_id))


async def show_changed(
    event: Message | CallbackQuery,
    admin_id: int,
    newsroom: Newsroom,
    before: Broadcast,
    after: Draft,
) -> str | None:
    """Change the draft and show it; whose change came too late is told so."""
    refused = None
    if not await newsroom.change(admin_id, before, after):
        refused = texts.refused(await newsroom.broadcasts.find(before.id))
        if isinstance(event, Message):
            await show(event, notice(refused))
    await show_broadcast(event, before.id, newsroom)
    return Alert(refused) if refused else None


async def show_list(
    event: Message | CallbackQuery, newsroom: Newsroom, here: OpenBroadcasts
) -> None:
    """A page past the end is the last one."""
    pages = max(1, -(-await newsroom.broadcasts.count() // PAGE_SIZE))
    here = here.turned(page=min(here.page, pages - 1))
    found = await newsroom.broadcasts.latest(PAGE_SIZE, here.page * PAGE_SIZE)
    waiting = len(await newsroom.broadcasts.in_state(State.DRAFT))
    await show(event, broadcast_list.broadcasts(found, pages, waiting, here))
