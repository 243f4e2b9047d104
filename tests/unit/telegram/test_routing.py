"""A table of routes does what aiogram does with the same routes, without asking every filter."""

import re
from datetime import UTC, datetime

import pytest
from aiogram import BaseMiddleware, Bot, F, Router
from aiogram.dispatcher.event.bases import UNHANDLED, SkipHandler
from aiogram.dispatcher.event.telegram import TelegramEventObserver
from aiogram.filters import Command, StateFilter, or_f
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Chat, Message, User

from bot.people.repository import Form
from bot.telegram.routing import FillsForm, Routes, command_of

IRINA = User(id=1, is_bot=False, first_name="Ирина")
CHAT = Chat(id=1, type="private")


class Open(CallbackData, prefix="o"):
    id: int


class Close(CallbackData, prefix="c"):
    id: int


class Other(CallbackData, prefix="x", sep="|"):
    id: int


def press(data):
    return CallbackQuery(id="1", from_user=IRINA, chat_instance="1", data=data)


def message(text):
    return Message(message_id=1, date=datetime.now(UTC), chat=CHAT, from_user=IRINA, text=text)


def handler(name):
    async def called(event):
        return name

    called.__name__ = name
    return called


def skipping(name):
    async def called(event):
        raise SkipHandler

    called.__name__ = name
    return called


@pytest.fixture
def routes():
    return Routes.of(Router(), lambda message: command_of(message.text or ""))


@pytest.fixture
def bot():
    return Bot("42:TEST")


ROUTES = [  # what each takes is told by its filters; the order is a part of it
    ("press", handler("one"), (Open.filter(F.id == 1),)),
    ("press", skipping("nobody"), (Open.filter(),)),
    ("press", handler("nine"), (F.data.endswith("9"),)),
    ("press", handler("open"), (Open.filter(),)),
    ("press", handler("either"), (or_f(Close.filter(F.id == 1), Open.filter()),)),
    ("press", handler("close"), (Close.filter(), F.from_user.id == 1)),
    ("press", handler("other"), (Other.filter(),)),
    ("press", handler("closed"), (Close.filter(),)),
    ("message", handler("menu"), (Command("menu", "Home", ignore_case=True),)),
    ("message", handler("pattern"), (Command("help", re.compile("answer_.+")),)),
    ("message", handler("bang"), (Command("menu", prefix="!"),)),
    ("message", handler("exact"), (Command("exact"),)),
    ("message", handler("stateless"), (StateFilter(None), F.text == "/exact")),
    ("message", handler("note"), (F.text != "/exact", FillsForm("note"))),
    ("message", handler("any"), (F.text.len() > 3,)),
    ("message", handler("other note"), (FillsForm("note"),)),
]
PRESSES = ["o:1", "o:2", "o:9", "o:x", "c:1", "c:2", "c:9", "x|1", "x:1", "zzz", ""]
TEXTS = [
    *("/menu", "/MENU now", "/home", "!menu", "/help", "/answer_5", "/exact", "/Exact", "/EXACT x"),
    *("/menu@somebody", "menu", "/", "да", "", " /menu", "/нет такой"),
]


@pytest.mark.parametrize("form", [None, Form("note", 1), Form("menu", 1)], ids=lambda _: "")
@pytest.mark.parametrize("event", [*map(press, PRESSES), *map(message, TEXTS)], ids=lambda _: "")
async def test_an_update_goes_where_aiogram_would_take_it(routes, bot, event, form, monkeypatch):
    async def me():
        return User(id=42, is_bot=True, first_name="Бот", username="bot")

    monkeypatch.setattr(bot, "me", me)
    kind, table = "message", routes.messages
    if isinstance(event, CallbackQuery):
        kind, table = "press", routes.presses
    plain = TelegramEventObserver(Router(), "message" if kind == "message" else "callback_query")
    for which, callback, filters in ROUTES:
        getattr(routes, which)(callback, *filters)
        if which == kind:
            plain.register(callback, *filters)
    data = {"bot": bot, "raw_state": None, "open_form": form}
    expected = await plain.trigger(event, **data)
    assert await table.trigger(event, **data) == expected


async def test_the_first_of_two_routes_for_one_prefix_is_called(routes, bot):
    routes.press(handler("first"), Open.filter())
    routes.press(handler("second"), Open.filter())
    assert await routes.presses.trigger(press("o:1"), bot=bot) == "first"


async def test_a_route_without_a_key_keeps_its_place_among_the_others(routes, bot):
    routes.press(handler("before"), Open.filter(F.id == 1))
    routes.press(handler("between"))
    routes.press(handler("after"), Open.filter())
    assert await routes.presses.trigger(press("o:1"), bot=bot) == "before"
    assert await routes.presses.trigger(press("o:2"), bot=bot) == "between"


async def test_filters_of_routes_with_another_key_are_not_asked(routes, bot):
    asked = []

    async def ask(event):
        asked.append(event)
        return True

    routes.press(handler("close"), ask, Close.filter())
    routes.press(handler("open"), Open.filter())
    assert await routes.presses.trigger(press("o:1"), bot=bot) == "open"
    assert asked == []


async def test_a_text_is_shown_only_to_the_routes_of_the_form_that_waits_for_it(routes, bot):
    asked = []

    async def ask(event):
        asked.append(event)
        return True

    routes.message(handler("note"), ask, FillsForm("note"))
    routes.message(handler("else"))
    assert await routes.messages.trigger(message("да"), bot=bot, open_form=None) == "else"
    assert asked == []
    form = Form("note", 1)
    assert await routes.messages.trigger(message("да"), bot=bot, open_form=form) == "note"


async def test_what_nobody_takes_is_unhandled(routes, bot):
    assert await routes.presses.trigger(press("o:1"), bot=bot) is UNHANDLED
    routes.press(handler("close"), Close.filter())
    assert await routes.presses.trigger(press("o:1"), bot=bot) is UNHANDLED


async def test_a_route_that_comes_after_the_first_update_is_found(routes, bot):
    routes.press(handler("close"), Close.filter())
    await routes.presses.trigger(press("o:1"), bot=bot)
    routes.press(handler("open"), Open.filter())
    assert await routes.presses.trigger(press("o:1"), bot=bot) == "open"


async def test_routes_behind_a_filter_ask_it_first(routes, bot):
    async def never(event):
        return False

    routes.behind(never).press(handler("closed"), Open.filter())
    routes.press(handler("open"), Open.filter())
    assert await routes.presses.trigger(press("o:1"), bot=bot) == "open"


async def test_a_text_command_is_taken_by_its_name_typed_or_edited(bot):
    routes = Routes.of(Router(), lambda message: "menu" if message.text == "меню" else "")
    routes.text_command(handler("menu"), "menu")
    routes.message(handler("else"))
    assert await routes.messages.trigger(message("меню"), bot=bot) == "menu"
    assert await routes.edits.trigger(message("меню"), bot=bot) == "menu"
    assert await routes.messages.trigger(message("другое"), bot=bot) == "else"


async def test_inner_middlewares_of_the_router_see_the_handler_and_what_its_filters_gave(
    routes, bot
):
    seen = []

    class Watch(BaseMiddleware):
        async def __call__(self, handler, event, data):
            seen.append((data["handler"].callback.__name__, data["callback_data"]))
            return await handler(event, data)

    routes.router.callback_query.middleware(Watch())
    routes.press(handler("open"), Open.filter())
    assert await routes.presses.trigger(press("o:1"), bot=bot) == "open"
    assert seen == [("open", Open(id=1))]


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/menu", "/menu"),
        ("/Menu@Bot now", "/menu"),
        ("/menu\nnow", "/menu"),
        ("menu /menu", ""),
        ("", ""),
        (" ", ""),
    ],
)
def test_a_command_is_read_as_aiogram_reads_it(text, command):
    assert command_of(text) == command
