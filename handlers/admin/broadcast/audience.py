"""Whom a broadcast is for."""

from dataclasses import replace

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.audience.models import Person, Role, Topic
from bot.broadcast.audience import mark, negated, with_term, without_term
from bot.broadcast.look import Saved
from bot.broadcast.models import Broadcast
from bot.broadcast.newsroom import Newsroom
from bot.broadcast.segments import (
    ActiveWithin,
    HasRole,
    SavedEvent,
    SavedFilter,
    Segment,
    Wants,
)
from bot.errors import NotFoundError
from bot.middlewares.press import Alert
from bot.ui.callbacks.audience import (
    AddTerm,
    DropTerm,
    NegateTerm,
    OpenAudience,
    OpenSorts,
    OpenTerm,
    OpenValues,
    Sort,
)
from bot.ui.showing import show
from bot.ui.texts import audience as texts
from bot.ui.texts import broadcast as drafts
from bot.ui.views import audience as views


def build_router() -> Router:
    router = Router(name="audience")
    router.callback_query.register(open_audience, OpenAudience.filter())
    router.callback_query.register(open_term, OpenTerm.filter())
    router.callback_query.register(open_sorts, OpenSorts.filter())
    router.callback_query.register(open_values, OpenValues.filter())
    router.callback_query.register(add_term, AddTerm.filter())
    router.callback_query.register(negate_term, NegateTerm.filter())
    router.callback_query.register(drop_term, DropTerm.filter())
    return router


async def open_audience(
    query: CallbackQuery, callback_data: OpenAudience, newsroom: Newsroom
) -> None:
    await _show(query, await newsroom.broadcasts.find(callback_data.broadcast_id), newsroom)


async def open_term(
    query: CallbackQuery, callback_data: OpenTerm, newsroom: Newsroom
) -> str | None:
    found = await newsroom.broadcasts.find(callback_data.broadcast_id)
    if callback_data.mark != mark(found.audience):
        return await _outdated(query, found, newsroom)
    await show(query, views.term(found, callback_data))
    return None


async def open_sorts(query: CallbackQuery, callback_data: OpenSorts) -> None:
    await show(query, views.sorts(callback_data))


async def open_values(query: CallbackQuery, callback_data: OpenValues, newsroom: Newsroom) -> None:
    await show(query, views.values(callback_data, await _saved(callback_data.sort, newsroom)))


async def add_term(
    query: CallbackQuery, callback_data: AddTerm, person: Person, newsroom: Newsroom
) -> str | None:
    found = await newsroom.broadcasts.find(callback_data.broadcast_id)
    if callback_data.mark != mark(found.audience):
        return await _outdated(query, found, newsroom)
    term = _term(callback_data, await _saved(callback_data.sort, newsroom))
    audience = with_term(found.audience, callback_data.line, term)
    return await _change(query, person, newsroom, found, audience)


async def negate_term(
    query: CallbackQuery, callback_data: NegateTerm, person: Person, newsroom: Newsroom
) -> str | None:
    found = await newsroom.broadcasts.find(callback_data.broadcast_id)
    if callback_data.mark != mark(found.audience):
        return await _outdated(query, found, newsroom)
    audience = negated(found.audience, callback_data.line, callback_data.at)
    return await _change(query, person, newsroom, found, audience)


async def drop_term(
    query: CallbackQuery, callback_data: DropTerm, person: Person, newsroom: Newsroom
) -> str | None:
    found = await newsroom.broadcasts.find(callback_data.broadcast_id)
    if callback_data.mark != mark(found.audience):
        return await _outdated(query, found, newsroom)
    audience = without_term(found.audience, callback_data.line, callback_data.at)
    return await _change(query, person, newsroom, found, audience)


async def _outdated(query: CallbackQuery, found: Broadcast, newsroom: Newsroom) -> str:
    await _show(query, found, newsroom)
    return Alert(texts.CHANGED_MEANWHILE)


async def _change(
    query: CallbackQuery, person: Person, newsroom: Newsroom, before: Broadcast, audience: str
) -> str | None:
    changed = await newsroom.change(person.id, before, replace(before, audience=audience))
    found = await newsroom.broadcasts.find(before.id)
    await _show(query, found, newsroom)
    return None if changed else Alert(drafts.refused(found))


async def _show(query: CallbackQuery, found: Broadcast, newsroom: Newsroom) -> None:
    await show(query, views.audience(found, await newsroom.recipients.count(found)))


async def _saved(sort: Sort, newsroom: Newsroom) -> tuple[Saved, ...]:
    if sort is Sort.EVENT:
        return await newsroom.recipients.saved_events()
    return await newsroom.recipients.saved_filters() if sort is Sort.FILTER else ()


def _term(chosen: AddTerm, saved: tuple[Saved, ...]) -> Segment:
    """Raises NotFoundError when what was offered is not to be chosen any more."""
    value = chosen.value
    try:
        match chosen.sort:
            case Sort.ROLE:
                return HasRole(role=None if value == views.NO_ROLE else Role(value))
            case Sort.ACTIVE:
                return ActiveWithin(days=int(value))
            case Sort.TOPIC:
                return Wants(topic=Topic(value))
        one = next(one for one in saved if str(one.value) == value)
    except (ValueError, StopIteration) as error:
        raise NotFoundError(chosen.sort, value) from error
    if chosen.sort is Sort.EVENT:
        return SavedEvent(event_id=one.value, label=one.label)
    return SavedFilter(what=one.what, wanted=one.wanted, label=one.label)
