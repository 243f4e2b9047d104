"""How fast messages may be sent: broadcasts and reminders share one pace."""

import asyncio
from asyncio import get_running_loop

CHAT_SECONDS = 1.0
SLOWER = 0.7
RECOVERY_SECONDS = 120.0
SLACK = 1.05
BURST_SECONDS = 0.02


class RateLimiter:
    """At most `per_second` messages in any second (0: no limit) and one a second to a chat.

    Messages are spread evenly, 5 % further apart than `per_second` asks for. The reserve covers
    messages that catch up after a late wake-up (20 ms at most) and the uneven way to the network.
    Limits: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
    """

    def __init__(self, per_second: float) -> None:
        self._full = per_second
        self._rate = per_second
        self._ready = 0.0
        self._blocked_until = 0.0
        self._last = 0.0
        self._chats: dict[int, float] = {}
        self._lock = asyncio.Lock()

    @property
    def is_blocked(self) -> bool:
        """Whether Telegram has told the bot to wait (429)."""
        return get_running_loop().time() < self._blocked_until

    @property
    def per_second(self) -> float:
        """The present limit: lower than asked for after a 429, until it has recovered."""
        return self._rate

    async def acquire(self, chat_id: int, messages: int = 1) -> None:
        """Wait until `messages` may be sent to this chat."""
        async with self._lock:
            while (  # noqa: ASYNC110 - time passes without an event
                wait := self._free_at(chat_id) - get_running_loop().time()
            ) > 0:
                await asyncio.sleep(wait)
            self._take(chat_id, messages)

    def on_retry_after(self, seconds: float) -> None:
        """After a 429, send nothing for so many seconds, and then more slowly than before."""
        now = get_running_loop().time()
        if now >= self._blocked_until:
            self._rate = max(min(1.0, self._full), self._rate * SLOWER)
        self._blocked_until = max(self._blocked_until, now + seconds)

    def _free_at(self, chat_id: int) -> float:
        return max(self._ready, self._blocked_until, self._chats.get(chat_id, 0.0))

    def _take(self, chat_id: int, messages: int) -> None:
        now = get_running_loop().time()
        silent_until = max(self._last, self._blocked_until)
        self._rate += self._full * min(1.0, max(0.0, now - silent_until) / RECOVERY_SECONDS)
        self._rate, self._last = min(self._full, self._rate), now
        if self._rate:
            even = max(self._ready, now - BURST_SECONDS)
            self._ready = even + messages * SLACK / self._rate
        self._chats.pop(chat_id, None)
        self._chats[chat_id] = now + CHAT_SECONDS * messages
        while self._chats and (first := next(iter(self._chats))) and self._chats[first] <= now:
            del self._chats[first]
