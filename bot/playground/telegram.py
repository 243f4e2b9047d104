"""The facade: what the bot calls, what people do, what has become of it."""

import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import isawaitable

from bot.playground.errors import ApiError, DroppedError
from bot.playground.faults import Faults
from bot.playground.flood import FloodControl
from bot.playground.groups import Groups
from bot.playground.interactions import Interactions
from bot.playground.methods import method_table
from bot.playground.params import Params
from bot.playground.people import People
from bot.playground.wire import Json, Result, UploadedFile

_REMEMBERED = 10_000


@dataclass(frozen=True)
class Call:
    """A call of the bot. `error` is the refusal or the broken connection, if any."""

    method: str
    params: Json
    at: float
    error: ApiError | DroppedError | None


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
        self.faults = Faults()
        self.flood = FloodControl(clock)
        self.updates.disorder = self._disorder
        self._methods = method_table()

    def number_from(self, first: int) -> None:
        """Number updates and messages from here on; the bot may remember those of another run."""
        self.updates.number_from(first)
        for ids in (self.private_ids, *(chat.ids for chat in self.chats.values())):
            ids.last = first

    async def call(
        self, method: str, params: Json, files: Mapping[str, UploadedFile] | None = None
    ) -> Result:
        """Do what the Bot API method does and return its JSON result.

        Raises ApiError for a refusal and DroppedError where the connection breaks.
        """
        error: ApiError | DroppedError | None = None
        try:
            return await self._answer(method, Params(params, files))
        except (ApiError, DroppedError) as problem:
            error = problem
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

    async def _answer(self, method: str, params: Params) -> Result:
        answer_lost = await self.faults.before(method)
        self.flood.check(method, params.text("chat_id"))
        run = self._methods.get(method.lower())
        if run is None:
            raise ApiError(404, "Not Found: method not found")
        result = run(self, params)
        result = await result if isawaitable(result) else result
        if answer_lost:
            raise DroppedError(method, carried_out=True)
        return result

    def _disorder(self, kind: str) -> bool:
        return self.faults.disorder(kind)  # looked up each time: a test may put other faults in
