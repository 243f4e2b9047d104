"""How fast it goes just now: recipients settled in the last seconds."""

from collections import defaultdict, deque

from bot.clock import Clock

WINDOW = 15.0


class Speed:
    """Kept in memory: after a restart it begins anew, which is also the truth."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._settled: defaultdict[int, deque[float]] = defaultdict(deque)

    def note(self, broadcast_id: int) -> None:
        moments = self._settled[broadcast_id]
        moments.append(self._clock().timestamp())
        _forget(moments, moments[-1] - WINDOW)

    def per_second(self, broadcast_id: int) -> float:
        now = self._clock().timestamp()
        moments = self._settled.get(broadcast_id, deque())
        _forget(moments, now - WINDOW)
        return len(moments) / max(1.0, now - moments[0]) if moments else 0.0

    def forget(self, broadcast_id: int) -> None:
        self._settled.pop(broadcast_id, None)


def _forget(moments: deque[float], before: float) -> None:
    while moments and moments[0] < before:
        moments.popleft()
