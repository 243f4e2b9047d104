"""A network that fails when it is told to: exactly the next time, or now and then."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from bot.playground.wire import ApiError, DroppedError, FloodError, PageError


@dataclass(frozen=True)
class Drop:
    """The connection breaks: before the call is carried out, or after, when the answer is lost."""

    carried_out: bool = False


@dataclass(frozen=True)
class Delay:
    """The call is carried out, but only after so many seconds."""

    seconds: float


Fault = ApiError | Drop | Delay


@dataclass
class Rates:
    """How often (0 to 1) a call meets each fault; every chance is drawn on its own.

    `duplicate` and `swap` are about updates: one comes twice, or before the one that it followed.
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
class _Planned:
    methods: str
    fault: Fault
    times: int


@dataclass
class Faults:
    """What goes wrong with calls. `seed` makes the chances repeat themselves."""

    seed: int = 0
    rates: Rates = field(default_factory=Rates)
    methods: str = "*"
    _planned: list[_Planned] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)  # noqa: S311  # it must repeat, not surprise

    def fail_next(self, methods: str, fault: Fault, times: int = 1) -> None:
        """Let the next `times` calls of the methods that match (`send*`) meet this fault."""
        self._planned.append(_Planned(methods, fault, times))

    def mend(self) -> None:
        """Let the network be well again."""
        self._planned.clear()
        self.rates = Rates()

    def disorder(self, kind: str) -> bool:
        """Whether an update is to meet `duplicate` or `swap`."""
        chance: float = getattr(self.rates, kind)
        return self._chance.random() < chance

    async def before(self, method: str) -> bool:
        """Raise or wait as the plan says; whether the answer to this call is to be lost."""
        fault = self._next(method)
        if isinstance(fault, ApiError):
            raise fault
        if isinstance(fault, Delay):
            await asyncio.sleep(fault.seconds)
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
        return self._drawn() if fnmatchcase(method.lower(), self.methods.lower()) else None

    def _drawn(self) -> Fault | None:
        for name, make in _DRAWN.items():
            if self._chance.random() < getattr(self.rates, name):
                return make(self.rates)
        return None


_DRAWN: dict[str, Callable[[Rates], Fault]] = {
    "flood": lambda rates: FloodError(rates.retry_after),
    "server_error": lambda _rates: ApiError(502, "Bad Gateway"),
    "page": lambda _rates: PageError(),
    "drop": lambda _rates: Drop(),
    "lost_answer": lambda _rates: Drop(carried_out=True),
    "delay": lambda rates: Delay(rates.seconds),
}
