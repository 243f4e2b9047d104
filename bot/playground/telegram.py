"""The facade: what the bot calls, what people do, what has become of it."""

import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import isawaitable

from bot.playground.errors import ApiError
from bot.playground.groups import Groups
from bot.playground.interactions import Interactions
from bot.playground.methods import method_table
from bot.playground.params import Params
from bot.playground.people import People
from bot.playground.wire import Json, Result, UploadedFile

_REMEMBERED = 10_000


@dataclass(frozen=True)
class Call:
    """A call of the bot. `error` is the refusal, None when it was carried out."""

    method: str
    params: Json
    at: float
    error: ApiError | None


class Telegram(People, Interactions, Groups):
    """One bot's Telegram, in memory, without HTTP."""

    def __init__(
        self,
        token: str,
        clock: Callable[[], float] = time.time,
        username: str = "moscow_business_bot",
    ) -> None:
        super().__init__(token, clock, username)
        self.calls: deque[Call] = deque(maxlen=_REMEMBERED)
        self._methods = method_table()

    async def call(
        self, method: str, params: Json, files: Mapping[str, UploadedFile] | None = None
    ) -> Result:
        """Do what the Bot API method does and return its JSON result, or raise ApiError."""
        error: ApiError | None = None
        try:
            return await self._carry_out(method, Params(params, files))
        except ApiError as refusal:
            error = refusal
            raise
        finally:
            self.calls.append(Call(method, params, self.clock(), error))

    async def next_updates(
        self, offset: int = 0, limit: int = 100, seconds: int = 0, allowed: list[str] | None = None
    ) -> list[Json]:
        """`getUpdates`, typed."""
        params = {"offset": offset, "limit": limit, "timeout": seconds, "allowed_updates": allowed}
        found: list[Json] = await self.call("getUpdates", params)
        return found

    async def _carry_out(self, method: str, params: Params) -> Result:
        run = self._methods.get(method.lower())
        if run is None:
            raise ApiError(404, "Not Found: method not found")
        result = run(self, params)
        return await result if isawaitable(result) else result
