"""To whom a broadcast goes: conditions are added, changed, dropped."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from aiogram.types import CallbackQuery

from bot.broadcast import screens, texts
from bot.broadcast.buttons import (
    AddTerm,
    DropTerm,
    NegateTerm,
    OpenAudience,
    OpenConditionKinds,
    OpenConditionValues,
    OpenTerm,
)
from bot.broadcast.models import Broadcast, ConditionKind, SavedAudience
from bot.broadcast.segments import (
    finder_answers,
    mark,
    negated,
    segment_of,
    with_term,
    without_term,
)
from bot.broadcast.service import BroadcastService
from bot.finder.models import FinderKind
from bot.finder.service import FinderService
from bot.people.models import Person
from bot.team.models import Right
from bot.telegram.middlewares import AlertToast
from bot.telegram.routing import Routes
from bot.ui.show import show
from handlers.filters import May


def add_admin_routes(routes: Routes) -> None:
    author = routes.behind(May(Right.BROADCAST))
    author.press(open_audience, OpenAudience.filter())
    author.press(open_term, OpenTerm.filter())
    author.press(open_condition_kinds, OpenConditionKinds.filter())
    author.press(open_condition_values, OpenConditionValues.filter())
    author.press(add_term, AddTerm.filter())
    author.press(negate_term, NegateTerm.filter())
    author.press(drop_term, DropTerm.filter())


async def open_audience(
    query: CallbackQuery, callback_data: OpenAudience, broadcasts: BroadcastService
) -> None:
    await _show(query, await broadcasts.repository.find(callback_data.broadcast_id), broadcasts)


async def open_term(
    query: CallbackQuery, callback_data: OpenTerm, broadcasts: BroadcastService
) -> str | None:
    found = await broadcasts.repository.find(callback_data.broadcast_id)
    if callback_data.mark != mark(found.audience):
        return await _outdated(query, found, broadcasts)
    await show(query, screens.term(found, callback_data))
    return None


async def open_condition_kinds(query: CallbackQuery, callback_data: OpenConditionKinds) -> None:
    await show(query, screens.condition_kinds(callback_data))


async def open_condition_values(
    query: CallbackQuery,
    callback_data: OpenConditionValues,
    broadcasts: BroadcastService,
    finder: FinderService,
) -> None:
    choices = await _choices(callback_data.kind, broadcasts, finder)
    await show(query, screens.condition_values(callback_data, choices))


async def add_term(
    query: CallbackQuery,
    callback_data: AddTerm,
    person: Person,
    broadcasts: BroadcastService,
    finder: FinderService,
) -> str | None:
    here, choices = callback_data, await _choices(callback_data.kind, broadcasts, finder)

    def change(audience: str) -> str:
        return with_term(audience, here.line, segment_of(here.kind, here.value, choices))

    return await _change(query, here, person, broadcasts, change)


async def negate_term(
    query: CallbackQuery, callback_data: NegateTerm, person: Person, broadcasts: BroadcastService
) -> str | None:
    change = partial(negated, line=callback_data.line, at=callback_data.at)
    return await _change(query, callback_data, person, broadcasts, change)


async def drop_term(
    query: CallbackQuery, callback_data: DropTerm, person: Person, broadcasts: BroadcastService
) -> str | None:
    change = partial(without_term, line=callback_data.line, at=callback_data.at)
    return await _change(query, callback_data, person, broadcasts, change)


async def _change(
    query: CallbackQuery,
    here: AddTerm | NegateTerm | DropTerm,
    person: Person,
    broadcasts: BroadcastService,
    change: Callable[[str], str],
) -> str | None:
    """Change the audience that the button was made for; another one is only shown."""
    before = await broadcasts.repository.find(here.broadcast_id)
    if here.mark != mark(before.audience):
        return await _outdated(query, before, broadcasts)
    after = replace(before, audience=change(before.audience))
    changed = await broadcasts.change(before, after, person.id)
    found = await broadcasts.repository.find(before.id)
    await _show(query, found, broadcasts)
    return None if changed else AlertToast(texts.refused(found))


async def _outdated(query: CallbackQuery, found: Broadcast, broadcasts: BroadcastService) -> str:
    await _show(query, found, broadcasts)
    return AlertToast(texts.AUDIENCE_CHANGED_MEANWHILE)


async def _show(query: CallbackQuery, found: Broadcast, broadcasts: BroadcastService) -> None:
    await show(query, screens.audience(found, await broadcasts.recipients.count(found)))


ANY_EVENT = SavedAudience(0, "application", "", texts.ANY_EVENT, None)
FINDERS = {
    ConditionKind.SUPPORT: FinderKind.SUPPORT,
    ConditionKind.TRAINING: FinderKind.TRAINING,
}


async def _choices(
    kind: ConditionKind, broadcasts: BroadcastService, finder: FinderService
) -> tuple[SavedAudience, ...]:
    if kind in FINDERS:
        return finder_answers(finder.rules(FINDERS[kind]), FINDERS[kind])
    found = await broadcasts.recipients.choices(kind)
    return (ANY_EVENT, *found) if kind is ConditionKind.APPLIED and found else found
