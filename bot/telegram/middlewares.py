"""Middlewares: the person of an update, throttling, the spinner of a press, open forms."""

import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, TypeAlias

from aiogram import BaseMiddleware
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.dispatcher.flags import get_flag
from aiogram.enums import ChatType
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.types import CallbackQuery, ErrorEvent, Message, TelegramObject, Update
from prometheus_client import Histogram

from bot.people.models import Person
from bot.people.repository import Forms, People
from bot.ui import texts as ui_texts
from bot.ui.show import answer_in, in_words

Data: TypeAlias = dict[str, Any]
Handler: TypeAlias = Callable[[TelegramObject, Data], Awaitable[Any]]


class AlertToast(str):
    """The text of an alert: unlike a toast, it stays until the person closes it."""

    __slots__ = ()


class AnswerPress(BaseMiddleware):
    """Answer each callback query once, after its handler, which stops the button's spinner.

    A string that the handler returns becomes the toast (at most 200 characters), an `AlertToast`
    an alert. When the handler fails, that is said by the handler of the error.
    """

    async def __call__(self, handler: Handler, event: TelegramObject, data: Data) -> Any:
        result = await handler(event, data)
        if isinstance(event, CallbackQuery):
            with suppress(TelegramBadRequest):  # Telegram refuses the answer to an old press
                await _answer(event, result)
        return result


class AnswerFailedPress(BaseMiddleware):
    """The same for the handlers of errors."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: Data) -> Any:
        result = None
        try:
            result = await handler(event, data)
        finally:
            query = event.update.callback_query if isinstance(event, ErrorEvent) else None
            if query is not None:
                with suppress(TelegramAPIError):  # it must not hide the error
                    await _answer(query, result)
        return result


async def _answer(query: CallbackQuery, result: object) -> None:
    toast = in_words(result) if isinstance(result, str) else None
    await query.answer(toast, show_alert=isinstance(result, AlertToast))


class RememberPerson(BaseMiddleware):
    """Give handlers the `person`, and screens their language.

    Updates without a user (channel posts) are skipped. Only people who use the private chat are
    stored: the bot cannot write to the others. In groups the question says in which language the
    answer is.
    """

    def __init__(self, people: People) -> None:
        self._people = people

    async def __call__(self, handler: Handler, event: TelegramObject, data: Data) -> Any:
        user, chat = data.get("event_from_user"), data.get("event_chat")
        if user is None:
            return UNHANDLED
        asks_inline = isinstance(event, Update) and event.inline_query is not None
        private = chat.type == ChatType.PRIVATE if chat else not asks_inline
        if private:
            person = await self._people.remember(user.id, user.language_code)
        elif asks_inline:
            reads = self._people.reads(user.id, user.language_code)
            person = Person(user.id, None, language=reads)
        else:
            person = Person(user.id, None)
        data["person"] = person
        answer_in(person.language)  # for errors too, which are told outside of this middleware
        return await handler(event, data)


BURST = 15.0  # updates at once
PER_SECOND = 1.0  # updates, without an end
REMEMBERED = 10_000  # people
ALBUMS_REMEMBERED = 1000  # after a restart, the rest of an album may get a second reply


class Throttle(BaseMiddleware):
    """A token bucket for each author, shared by questions, their edits, presses and inline mode.

    An author over the limit is warned once, and by an alert at each press. Of messages and edits
    it is an inner middleware: it counts those that a handler takes, an album once, and never those
    of a handler with the flag `unlimited`, as letters and talk that is not for the bot.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: dict[int, tuple[float, float]] = {}  # tokens and when they were counted
        self._warned: set[int] = set()
        self._albums: dict[tuple[int, str, bool], bool] = {}  # with words or bare: allowed or not

    async def __call__(self, handler: Handler, event: TelegramObject, data: Data) -> Any:
        author = _author(event, data)
        if author is None or get_flag(data, "unlimited") or self._allows(author, event):
            return await handler(event, data)
        return await self._warn(author, event)

    def _allows(self, author: int, event: TelegramObject) -> bool:
        if not isinstance(event, Message) or not event.media_group_id:
            return self._spend(author)
        album = author, event.media_group_id
        bare, worded = (*album, False), (*album, True)
        if event.caption and worded in self._albums:  # a second question
            return self._spend(author)
        known = self._albums.get(bare, self._albums.get(worded))
        allowed = self._spend(author) if known is None else known
        self._albums[worded if event.caption else bare] = allowed
        if len(self._albums) > ALBUMS_REMEMBERED:
            del self._albums[next(iter(self._albums))]
        return allowed

    def _spend(self, person_id: int) -> bool:
        now = self._clock()
        left, then = self._buckets.pop(person_id, (BURST, now))
        left = min(BURST, left + (now - then) * PER_SECOND)
        allowed = left >= 1
        self._buckets[person_id] = (left - 1 if allowed else left, now)
        if allowed:
            self._warned.discard(person_id)
        if len(self._buckets) > REMEMBERED:
            oldest = next(iter(self._buckets))
            del self._buckets[oldest]
            self._warned.discard(oldest)
        return allowed

    async def _warn(self, person_id: int, event: TelegramObject) -> str | None:
        if isinstance(event, CallbackQuery):
            return AlertToast(in_words(ui_texts.SLOWER))
        if person_id not in self._warned and isinstance(event, Message):
            self._warned.add(person_id)
            await event.answer(in_words(ui_texts.SLOWER))
        return None


def _author(event: TelegramObject, data: Data) -> int | None:
    """Anonymous admins and channels write as a chat, all of them by the same user."""
    if isinstance(event, Message) and event.sender_chat is not None:
        return event.sender_chat.id
    user = data.get("event_from_user")
    return user.id if user else None


class AlbumMiddleware(BaseMiddleware):
    """Remember the albums of which a handler has taken a message.

    Telegram sends each picture of an album as a message of its own; people expect one reply.
    A handler that returns the id of its reply lets that of a later picture, with the album's words,
    replace it: that one gets the id as `replaced`. An inner middleware: it runs only when a handler
    was found.
    """

    def __init__(self) -> None:
        self._answered: dict[str, int | None] = {}

    async def __call__(self, handler: Handler, event: TelegramObject, data: Data) -> Any:
        album = event.media_group_id if isinstance(event, Message) else None
        data["replaced"] = self._answered.get(album) if album else None
        result = await handler(event, data)
        if album and album not in self._answered:
            self._answered[album] = result if isinstance(result, int) else None
            if len(self._answered) > ALBUMS_REMEMBERED:
                del self._answered[next(iter(self._answered))]
        return result

    async def is_answered(self, message: Message) -> bool:
        """A filter: whether the message belongs to an album that was answered."""
        return message.media_group_id in self._answered


class ReadForm(BaseMiddleware):
    """Give filters the person's `open_form`, or None.

    Any command and any press closes it: no text is expected any more.
    """

    def __init__(self, forms: Forms) -> None:
        self._forms = forms

    async def __call__(self, handler: Handler, event: TelegramObject, data: Data) -> Any:
        user = data.get("event_from_user")
        form = await self._forms.get(user.id) if user is not None else None
        if form is not None and user is not None and _closes_form(event):
            await self._forms.leave(user.id)
            form = None
        data["open_form"] = form
        return await handler(event, data)


def _closes_form(event: TelegramObject) -> bool:
    if isinstance(event, Message):
        return event.edit_date is None and (event.text or "").startswith("/")
    return isinstance(event, CallbackQuery)


class ObserveHandler(BaseMiddleware):
    """Measure the time of each handler. An inner middleware: outer ones do not know the handler."""

    def __init__(self, seconds: Histogram) -> None:
        """`seconds` has the label `handler`."""
        self._seconds = seconds

    async def __call__(self, handler: Handler, event: TelegramObject, data: Data) -> Any:
        name = data["handler"].callback.__name__
        started = time.perf_counter()
        try:
            return await handler(event, data)
        finally:
            self._seconds.labels(name).observe(time.perf_counter() - started)
