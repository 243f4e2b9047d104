"""Faults on demand: planned for the next calls, random, or by flood limits."""

import asyncio
import random
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from bot.playground.requests import ApiError, DroppedError, FloodError, PageError

_SENDING = ("send", "copy", "forward")
_NOT_COUNTED = "sendchataction"


@dataclass(frozen=True)
class Drop:
    """The connection breaks before the call is carried out, or after it (the answer is lost)."""

    carried_out: bool = False


@dataclass(frozen=True)
class Delay:
    """The call is carried out after this many seconds, or meets `then`."""

    seconds: float
    then: ApiError | None = None


Fault = ApiError | Drop | Delay


@dataclass
class Rates:
    """The probability (0 to 1) of each fault, drawn independently for each call.

    `duplicate` and `swap` concern updates: one comes twice, or changes places with the one before.
    """

    flood: float = 0.0
    server_error: float = 0.0
    page: float = 0.0
    drop: float = 0.0
    lost_answer: float = 0.0
    delay: float = 0.0
    duplicate: float = 0.0
    swap: float = 0.0
    seconds: float = 1.0
    retry_after: int = 1


@dataclass
class _PlannedFault:
    methods: str
    fault: Fault
    times: int


@dataclass
class Faults:
    """The faults that calls meet. The same `seed` gives the same random faults."""

    seed: int = 0
    rates: Rates = field(default_factory=Rates)
    methods: str = "*"
    _planned: list[_PlannedFault] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)  # noqa: S311 - must be repeatable

    def fail_next(self, methods: str, fault: Fault, times: int = 1) -> None:
        """Apply the fault to the next `times` calls of methods that match the pattern (`send*`)."""
        self._planned.append(_PlannedFault(methods, fault, times))

    def mend(self) -> None:
        """Remove all faults, planned and random."""
        self._planned.clear()
        self.rates = Rates()

    def disorder(self, kind: str) -> bool:
        """Draw whether this update meets the fault `kind`: `duplicate` or `swap`."""
        chance: float = getattr(self.rates, kind)
        return self._chance.random() < chance

    async def before_call(self, method: str) -> bool:
        """Raise or delay as planned; return whether the answer to this call must be lost."""
        fault = self._next(method)
        if isinstance(fault, ApiError):
            raise fault
        if isinstance(fault, Delay):
            await asyncio.sleep(fault.seconds)
            if fault.then:
                raise fault.then
        if isinstance(fault, Drop) and not fault.carried_out:
            raise DroppedError(method, carried_out=False)
        return isinstance(fault, Drop)

    def _next(self, method: str) -> Fault | None:
        for planned in self._planned:
            if fnmatchcase(method.lower(), planned.methods.lower()):
                planned.times -= 1
                if planned.times <= 0:
                    self._planned.remove(planned)
                return planned.fault
        return self._random_fault() if fnmatchcase(method.lower(), self.methods.lower()) else None

    def _random_fault(self) -> Fault | None:
        for name, make in _RANDOM_FAULTS.items():
            if self._chance.random() < getattr(self.rates, name):
                return make(self.rates)
        return None


_RANDOM_FAULTS: dict[str, Callable[[Rates], Fault]] = {
    "flood": lambda rates: FloodError(rates.retry_after),
    "server_error": lambda _rates: ApiError(502, "Bad Gateway"),
    "page": lambda _rates: PageError(),
    "drop": lambda _rates: Drop(),
    "lost_answer": lambda _rates: Drop(carried_out=True),
    "delay": lambda rates: Delay(rates.seconds),
}


@dataclass
class FloodControl:
    """Limits on messages per second, in total and to one chat; 0 switches a limit off.

    After a limit is exceeded, every message is refused for `retry_after` seconds.
    """

    clock: Callable[[], float]
    per_second: int = 0
    per_chat: int = 0
    retry_after: int = 1
    _sent: deque[float] = field(default_factory=deque)
    _sent_to: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _silent_until: float = 0.0

    def check(self, method: str, chat_id: str) -> None:
        """Count a call, or refuse it with FloodError."""
        if not method.lower().startswith(_SENDING) or method.lower() == _NOT_COUNTED:
            return
        now = self.clock()
        if now < self._silent_until:
            raise FloodError(max(1, round(self._silent_until - now)))
        windows = ((self._sent, self.per_second), (self._sent_to[chat_id], self.per_chat))
        if not all(_room(window, limit, now) for window, limit in windows):
            self._silent_until = now + self.retry_after
            raise FloodError(self.retry_after)
        for window, limit in windows:
            if limit:
                window.append(now)


def _room(window: deque[float], limit: int, now: float) -> bool:
    while window and window[0] <= now - 1:
        window.popleft()
    return not limit or len(window) < limit
