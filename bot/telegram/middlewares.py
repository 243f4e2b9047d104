"""What happens around every update: the person, the throttle, the spinner, open forms."""

import time
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Protocol

from aiogram import BaseMiddleware
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.enums import ChatType
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import BaseFilter
from aiogram.types import CallbackQuery, Message, TelegramObject, Update

from bot.knowledge.buttons import OpenAnswer
from bot.people.models import Person
from bot.people.repository import FILLED, Form, Forms, People
from bot.stats.models import CountedKind
from bot.stats.repository import Stats
from bot.ui import texts as ui_texts


class AlertToast(str):
    """A toast that has to be read: it stays until the person closes it."""

    __slots__ = ()


class AnswerPress(BaseMiddleware):
    """Stop the spinner on a pressed button exactly once, whatever its handler did.

    A string that the handler returns becomes the toast (at most 200 characters), an `Alert` an
    alert. A press older than a few seconds can no longer be answered. That refusal is dropped, so
    that it never hides the error the handler itself has raised.
    """

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        toast = None
        try:
            result = await handler(event, data)
            toast = result if isinstance(result, str) else None
        finally:
            if isinstance(event, CallbackQuery):
                with suppress(TelegramBadRequest):
                    await event.answer(toast, show_alert=isinstance(toast, AlertToast))
        return result


class RememberPerson(BaseMiddleware):
    """Give handlers the `person`; an update of nobody, as a channel's post, is for nobody.

    Who only speaks in a group, or asks in inline mode there, is not written down: the bot could not
    write to them.
    """

    def __init__(self, people: People) -> None:
        self._people = people

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        user, chat = data.get("event_from_user"), data.get("event_chat")
        if user is None:
            return UNHANDLED
        asks_inline = isinstance(event, Update) and event.inline_query is not None
        private = chat.type == ChatType.PRIVATE if chat else not asks_inline
        data["person"] = await self._people.remember(user.id) if private else Person(user.id, None)
        return await handler(event, data)


BURST = 15.0  # so many at once are a person in a hurry
PER_SECOND = 1.0  # and so many a second for as long as they like
REMEMBERED = 10_000


class Throttle(BaseMiddleware):
    """A bucket a person, for messages and presses together; who empties it is told once, kindly."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: dict[int, tuple[float, float]] = {}  # what is left, and when that was
        self._told: set[int] = set()

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        user = data.get("event_from_user")
        if user is None or self._spend(user.id):
            return await handler(event, data)
        return await self._tell(user.id, event)

    def _spend(self, person_id: int) -> bool:
        now = self._clock()
        left, then = self._buckets.pop(person_id, (BURST, now))
        left = min(BURST, left + (now - then) * PER_SECOND)
        allowed = left >= 1
        self._buckets[person_id] = (left - 1 if allowed else left, now)
        if allowed:
            self._told.discard(person_id)
        if len(self._buckets) > REMEMBERED:
            del self._buckets[next(iter(self._buckets))]
        return allowed

    async def _tell(self, person_id: int, event: TelegramObject) -> str | None:
        if isinstance(event, CallbackQuery):
            return AlertToast(ui_texts.SLOWER)
        if person_id not in self._told and isinstance(event, Message):
            self._told.add(person_id)
            await event.answer(ui_texts.SLOWER)
        return None


ALBUMS_REMEMBERED = 1000  # one that a restart has made forget gets a second reply, no more


class AlbumMiddleware(BaseMiddleware):
    """Know which albums have been heard: each comes as messages of its own and wants one reply.

    An inner middleware: it counts what a handler has taken, whichever that was.
    """

    def __init__(self) -> None:
        self._heard: deque[str] = deque(maxlen=ALBUMS_REMEMBERED)

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        result = await handler(event, data)
        if isinstance(event, Message) and event.media_group_id and not await self.heard(event):
            self._heard.append(event.media_group_id)
        return result

    async def heard(self, message: Message) -> bool:
        """A filter: whether this is the rest of an album."""
        return message.media_group_id in self._heard


class LeaveForm(BaseMiddleware):
    """A command or any button means that the person has left the form: no text is waited for."""

    def __init__(self, forms: Forms) -> None:
        self._forms = forms

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        command = isinstance(event, Message) and (event.text or "").startswith("/")
        user = data.get("event_from_user")
        if user is not None and (command or isinstance(event, CallbackQuery)):
            await self._forms.leave(user.id)
        return await handler(event, data)


class Fills(BaseFilter):
    """A text that a form of this kind waits for; handlers get the `form`."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    async def __call__(self, message: Message, people: People) -> bool | dict[str, Form]:
        form = await people.forms.get(message.from_user.id) if message.from_user else None
        return {"form": form} if form is not None and form.kind == self._kind else False


class HasFilled(BaseFilter):
    """The very message that filled the person's last form, come again."""

    async def __call__(self, message: Message, people: People) -> bool:
        form = await people.forms.get(message.from_user.id) if message.from_user else None
        return form == Form(FILLED, message.message_id)


class Stopwatch(Protocol):
    """A histogram labelled by handler, as prometheus-client has it."""

    def labels(self, handler: str, /) -> Any: ...


class ObserveHandler(BaseMiddleware):
    """Measure each handler by its name. An inner middleware: only there the handler is known."""

    def __init__(self, stopwatch: Stopwatch) -> None:
        self._stopwatch = stopwatch

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        name = data["handler"].callback.__name__
        started = time.perf_counter()
        try:
            return await handler(event, data)
        finally:
            self._stopwatch.labels(name).observe(time.perf_counter() - started)


class CountOpened(BaseMiddleware):
    """Count every answer that a press has shown."""

    def __init__(self, stats: Stats) -> None:
        self._stats = stats

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        result = await handler(event, data)
        opened = data.get("callback_data")
        if isinstance(opened, OpenAnswer) and opened.page == 0:
            self._stats.count(CountedKind.OPENED, opened.answer_id)
        return result
