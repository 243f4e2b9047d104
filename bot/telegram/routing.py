"""Routing by a table: a press is looked up by its prefix, a message by its command or by the form.

aiogram offers an update to every router and every filter in turn; here they would be two hundred.
A table shows an update only to the routes that may take it, in the order in which they were
registered. It is made of aiogram's own observers, so filters, `SkipHandler` and inner middlewares
work as aiogram documents them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from aiogram import Router
from aiogram.dispatcher.event.telegram import TelegramEventObserver
from aiogram.filters import BaseFilter, Command
from aiogram.filters.callback_data import CallbackQueryFilter
from aiogram.types import CallbackQuery, Message

from bot.people.repository import Form

Callback: TypeAlias = Callable[..., Any]

ANY = ""  # the key of an update for which there is no route of its own
SEPARATOR = ":"


class FillsForm(BaseFilter):
    """A form of this kind waits for the person's text; handlers get the `form`."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    async def __call__(self, _message: Message, open_form: Form | None) -> bool | dict[str, Form]:
        if open_form is None or open_form.kind != self.kind:
            return False
        return {"form": open_form}


@dataclass(frozen=True, slots=True)
class Route:
    """`keys` are the prefix, the commands or the form that it may take; empty: anything."""

    callback: Callback
    filters: tuple[Callback, ...]
    keys: frozenset[str] = field(default=frozenset())


class RouteTable:
    """The routes of one kind of update. `key_of` gives the prefix or the command of an update."""

    def __init__(self, router: Router, update_type: str, key_of: Callable[[Any], str]) -> None:
        self._router = router
        self._update_type = update_type
        self._key_of = key_of
        self._keys: frozenset[str] = frozenset()
        self._by_keys: dict[frozenset[str], TelegramEventObserver] = {}
        self.routes: list[Route] = []

    def register(self, route: Route) -> None:
        self.routes.append(route)
        self._keys |= route.keys
        self._by_keys.clear()

    async def trigger(self, event: Message | CallbackQuery, **data: Any) -> Any:  # noqa: ANN401 - aiogram's signature
        """Call the first route whose filters pass; return UNHANDLED when none does."""
        keys = self._keys.intersection((self._key_of(event), form_key(data.get("open_form"))))
        return await self._observer(keys).trigger(event, **data)

    def _observer(self, keys: frozenset[str]) -> TelegramEventObserver:
        """An observer with the routes that may take these, made when it is first needed."""
        if keys not in self._by_keys:
            observer = TelegramEventObserver(self._router, self._update_type)
            for route in self.routes:
                if not route.keys or route.keys & keys:
                    observer.register(route.callback, *route.filters)
            self._by_keys[keys] = observer
        return self._by_keys[keys]


@dataclass(frozen=True, slots=True)
class Routes:
    """The tables of one kind of chat, and the filters that each new route gets first.

    Inner middlewares of the routes are those of `router`.
    """

    router: Router
    messages: RouteTable
    edits: RouteTable
    presses: RouteTable
    filters: tuple[Callback, ...] = ()

    @classmethod
    def of(cls, router: Router, key_of: Callable[[Message], str]) -> "Routes":
        """`key_of` gives the key of a message: "/menu", the name of a text command, or `ANY`."""
        return cls(
            router=router,
            messages=RouteTable(router, "message", key_of),
            edits=RouteTable(router, "edited_message", key_of),
            presses=RouteTable(router, "callback_query", prefix_of),
        )

    def behind(self, *filters: Callback) -> "Routes":
        """The same tables; routes registered through the result get these filters first."""
        return replace(self, filters=(*self.filters, *filters))

    def message(self, callback: Callback, *filters: Callback) -> None:
        self.messages.register(self._route(callback, filters))

    def edited(self, callback: Callback, *filters: Callback) -> None:
        self.edits.register(self._route(callback, filters))

    def press(self, callback: Callback, *filters: Callback) -> None:
        self.presses.register(self._route(callback, filters))

    def text_command(self, callback: Callback, name: str) -> None:
        """Take the messages, typed or edited, whose key is this name."""
        for table in (self.messages, self.edits):
            table.register(Route(callback, self.filters, frozenset({name})))

    def _route(self, callback: Callback, filters: tuple[Callback, ...]) -> Route:
        return Route(callback, (*self.filters, *filters), frozenset(_keys(filters)))


def prefix_of(query: CallbackQuery) -> str:
    return (query.data or "").partition(SEPARATOR)[0]


def command_of(text: str) -> str:
    """The command as aiogram's `Command` reads it: /menu for «/Menu@bot now»; else `ANY`."""
    word = (text.split(maxsplit=1) or (ANY,))[0]
    return word.partition("@")[0].casefold() if word.startswith("/") else ANY


def form_key(form: Form | None) -> str:
    """The key of a text for which a form waits."""
    return f"form {form.kind}" if form else ANY


def _keys(filters: tuple[Callback, ...]) -> Iterable[str]:
    """The keys of the first filter that limits the route to some; none when it is not sure."""
    for each in filters:
        match each:
            case CallbackQueryFilter(callback_data=address) if address.__separator__ == SEPARATOR:
                return (address.__prefix__,)
            case Command(commands=commands, prefix="/"):
                names = [name for name in commands if isinstance(name, str)]
                if len(names) == len(commands):  # the others are regular expressions
                    return [f"/{name}".casefold() for name in names]
            case FillsForm(kind=kind):
                return (form_key(Form(kind, 0)),)
    return ()
