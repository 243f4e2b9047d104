"""aiogram sends every magic filter to a thread and back; here it looks where it stands.

A look at one attribute takes a microsecond, the way to a thread and back a hundred.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import Router
from aiogram.types import TelegramObject
from magic_filter import MagicFilter


def look_in_place(router: Router) -> None:
    """For the filters of this router and of all below it; what they let through stays the same."""
    for each in router.chain_tail:
        for observer in each.observers.values():
            for route in (observer._handler, *observer.handlers):  # noqa: SLF001 - its root filters
                for one in route.filters or ():
                    if one.magic is not None:
                        one.callback, one.awaitable = _look(one.magic), True


def _look(magic: MagicFilter) -> Callable[[TelegramObject], Awaitable[Any]]:
    async def look(event: TelegramObject) -> Any:  # noqa: ANN401 - True, or what `as_` names
        return magic.resolve(event)

    return look
