"""Telegram's limits on how fast a bot may write (https://core.telegram.org/bots/faq), if wanted."""

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.playground.errors import FloodError

_SENDING = ("send", "copy", "forward")
_NOT_COUNTED = "sendchataction"


@dataclass
class FloodControl:
    """Off (0) unless set: messages a second to everybody, and to one chat.

    Who goes over is silenced for `retry_after` seconds: whatever is sent before is refused too.
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
