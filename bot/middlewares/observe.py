import time
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from aiogram import BaseMiddleware
from aiogram.types import TelegramObject


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
