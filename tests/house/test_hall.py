"""The shortcut through the hall leads where knocking at every door would have led."""

from typing import Any

import pytest
from aiogram import BaseMiddleware, Dispatcher, Router
from aiogram.filters import Command

from bot.app import build_dispatcher
from bot.middlewares.throttle import Throttle
from bot.services import Services
from handlers import build_routers
from handlers.hall import Hall
from tests.addresses import addresses
from tests.conftest import ADMIN
from tests.person import World

STRANGER = 1_000_007
TEXTS = (
    "как получить грант", "меню", "/", "/ start", "/nothing", " /help", "/START", "/help@bot",
    "/help@other", "/start grant", "/search", "/search гранты", "//", "",
)  # fmt: skip


class Note(BaseMiddleware):
    """Writes down which handler has been reached, and does not let it work."""

    def __init__(self) -> None:
        self.reached: list[str] = []

    async def __call__(self, handler: Any, event: Any, data: dict[str, Any]) -> None:
        callback = data["handler"].callback
        self.reached.append(f"{callback.__module__}.{callback.__name__}")


def updates() -> list[dict[str, Any]]:
    everywhere = [each for router in build_routers() for each in router.chain_tail]
    commands = {
        f"/{command}"
        for router in everywhere
        for route in router.message.handlers
        for one in route.filters or ()
        if isinstance(one.callback, Command)
        for command in one.callback.commands
    }
    presses = ["", "gone:1", *(address.pack() for address in addresses())]
    found: list[dict[str, Any]] = []
    for who in (STRANGER, ADMIN):
        person = {"id": who, "is_bot": False, "first_name": "Ирина"}
        for chat in ({"id": who, "type": "private"}, {"id": -5, "type": "supergroup"}):
            common = {"message_id": 3, "date": 1, "chat": chat, "from": person}
            said = [common | {"text": text} for text in (*TEXTS, *sorted(commands))]
            said += [common | {"caption": text} for text in TEXTS]
            found += [{"message": each} for each in said]
            found += [{"edited_message": each} for each in said]
            for data in presses:
                press = {"id": "1", "from": person, "chat_instance": "1", "data": data}
                found.append({"callback_query": press | {"message": common | {"text": "…"}}})
    return [{"update_id": number, **each} for number, each in enumerate(found)]


async def reached(dispatcher: Dispatcher, world: World) -> list[str]:
    note = Note()
    for observer in (dispatcher.message, dispatcher.edited_message, dispatcher.callback_query):
        observer.middleware(note)
    for update in updates():
        note.reached.append("—")
        await dispatcher.feed_raw_update(world.bot, update)
    return note.reached


async def test_every_update_reaches_the_handler_that_it_would_reach_without_halls(
    services: Services, world: World, monkeypatch: pytest.MonkeyPatch
):
    def dispatcher() -> Dispatcher:
        return build_dispatcher(services, throttle=Throttle(iter(range(10**6)).__next__))

    shorter = await reached(dispatcher(), world)
    monkeypatch.setattr(Hall, "_propagate_event", Router._propagate_event)
    assert shorter == await reached(dispatcher(), world)
    assert len({*shorter}) > 90
