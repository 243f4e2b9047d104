"""Routing by a table: a press goes by its prefix, a message by its command.

aiogram offers an update to every router and every filter in turn, two hundred of them here. A table
keeps the order of the routes and shows an update only to those that may take it. Each entry is an
aiogram observer of its own, so filters, `SkipHandler` and inner middlewares work as documented.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeAlias, TypeVar

from aiogram import Router
from aiogram.dispatcher.event.telegram import TelegramEventObserver
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackQueryFilter
from aiogram.types import CallbackQuery, Message

Callback: TypeAlias = Callable[..., Any]
Event = TypeVar("Event", Message, CallbackQuery)
NameOf: TypeAlias = Callable[[Message], str]


@dataclass(frozen=True, slots=True)
class Route:
    """`names` are the commands or the prefix that it takes; empty: it may take anything."""

    callback: Callback
    filters: tuple[Callback, ...]
    names: frozenset[str]


class RouteTable:
    """The routes of one kind of update, in the order in which they are tried."""

    def __init__(self, router: Router, update_type: str, name_of: Callable[[Any], str]) -> None:
        self._router = router
        self._update_type = update_type
        self._name_of = name_of
        self._names: set[str] = set()
        self._observers: dict[str, TelegramEventObserver] = {}
        self.routes: list[Route] = []

    def register(self, route: Route) -> None:
        self.routes.append(route)
        self._names |= route.names
        self._observers.clear()

    async def trigger(self, event: Message | CallbackQuery, **data: Any) -> Any:  # noqa: ANN401 - aiogram's signature
        """Call the first route whose filters pass; UNHANDLED when none does."""
        return await self._observer(self._name_of(event)).trigger(event, **data)

    def _observer(self, name: str) -> TelegramEventObserver:
        """Return the observer of this name, built when it is first used."""
        name = name if name in self._names else ""
        if name not in self._observers:
            self._observers[name] = self._build_observer(name)
        return self._observers[name]

    def _build_observer(self, name: str) -> TelegramEventObserver:
        observer = TelegramEventObserver(self._router, self._update_type)
        for route in self.routes:
            if not route.names or name in route.names:
                observer.register(route.callback, *route.filters)
        return observer


@dataclass(frozen=True, slots=True)
class Routes:
    """The tables of one kind of chat. `filters` are those that each new route has first.

    `router` carries the inner middlewares of the routes.
    """

    router: Router
    messages: RouteTable
    edits: RouteTable
    presses: RouteTable
    filters: tuple[Callback, ...] = ()

    @classmethod
    def of(cls, router: Router, name_of: NameOf) -> "Routes":
        """`name_of` tells the name of a message: «/menu», the name of a text command, or «»."""
        return cls(
            router=router,
            messages=RouteTable(router, "message", name_of),
            edits=RouteTable(router, "edited_message", name_of),
            presses=RouteTable(router, "callback_query", prefix_of),
        )

    def behind(self, *filters: Callback) -> "Routes":
        """The same tables; what is registered through this has these filters first."""
        return replace(self, filters=(*self.filters, *filters))

    def message(self, callback: Callback, *filters: Callback) -> None:
        self.messages.register(self._route(callback, filters))

    def edited(self, callback: Callback, *filters: Callback) -> None:
        self.edits.register(self._route(callback, filters))

    def press(self, callback: Callback, *filters: Callback) -> None:
        self.presses.register(self._route(callback, filters))

    def words(self, callback: Callback, name: str) -> None:
        """A text command, typed or edited: `name_of` gives it this name."""
        for table in (self.messages, self.edits):
            table.register(Route(callback, self.filters, frozenset({name})))

    def _route(self, callback: Callback, filters: tuple[Callback, ...]) -> Route:
        return Route(callback, (*self.filters, *filters), frozenset(_names(filters)))


def prefix_of(query: CallbackQuery) -> str:
    return (query.data or "").partition(":")[0]


def command_of(text: str) -> str:
    """«/menu» of «/Menu@bot now», as aiogram reads it; «» where there is no command."""
    word = (text.split(maxsplit=1) or ("",))[0]
    return word.partition("@")[0].casefold() if word.startswith("/") else ""


def _names(filters: tuple[Callback, ...]) -> Iterable[str]:
    for each in filters:
        match each:
            case CallbackQueryFilter(callback_data=address):
                yield address.__prefix__
            case Command(commands=commands, prefix="/"):
                yield from (f"/{name}".casefold() for name in commands if isinstance(name, str))
