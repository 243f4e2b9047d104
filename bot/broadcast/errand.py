"""What the mass lane works at."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.broadcast.models import Broadcast
from bot.broadcast.outcomes import Verdict


@dataclass(slots=True, eq=False)
class Errand:
    """One thing to do in a chat: a copy to send, or messages to take back."""

    broadcast: Broadcast
    person_id: int
    chat_id: int
    messages: int = 1
    message_ids: list[int] = field(default_factory=list)
    at: int = 0
    quiet: bool = False
    over: bool = False
    attempts: int = 0
    pause: float = 0.0

    @property
    def key(self) -> tuple[int, int]:
        return self.broadcast.id, self.person_id


class Duty(Protocol):
    """What the lane does."""

    async def refill(self) -> Sequence[Errand]:
        """The next errands, none of them given out before; empty: nothing for now."""

    async def begin(self, errand: Errand) -> bool:
        """Whether it is to be done, asked immediately before it is."""

    async def call(self, errand: Errand) -> None:
        """Ask Telegram; whatever it raises is judged."""

    def judge(self, error: Exception) -> Verdict: ...

    async def put_back(self, errand: Errand) -> None:
        """It was not done this time, and is tried again later."""

    async def end(self, errand: Errand, verdict: Verdict) -> None:
        """Store what became of it."""

    def release(self, errand: Errand) -> None:
        """No worker has it any more."""
