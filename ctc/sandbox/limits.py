"""Request limits: so many in flight and so many a second for each API; beyond them 429 [newer docs]."""

from collections import Counter, defaultdict, deque


class Limits:
    """Counts requests by API. ``None`` is no limit. Not for several threads: one event loop owns it."""

    def __init__(self, *, per_second: float | None, concurrent: int | None) -> None:
        self._per_second = per_second
        self._concurrent = concurrent
        self._inside: Counter[str] = Counter()
        self._recent: defaultdict[str, deque[float]] = defaultdict(deque)

    def enter(self, api: str, now: float) -> bool:
        """Whether a request may go on; ``now`` is a monotonic clock in seconds. Leave with :meth:`leave`."""
        if self._concurrent is not None and self._inside[api] >= self._concurrent:
            return False
        if self._per_second is not None and not self._within_rate(api, now):
            return False
        self._inside[api] += 1
        return True

    def leave(self, api: str) -> None:
        self._inside[api] -= 1

    def _within_rate(self, api: str, now: float) -> bool:
        rate = self._per_second
        assert rate is not None
        window = max(1.0, 1.0 / rate) * 0.95  # a client that keeps to the rate is late or early by a little
        recent = self._recent[api]
        while recent and recent[0] <= now - window:
            recent.popleft()
        if len(recent) >= max(1, round(rate * max(1.0, 1.0 / rate))):
            return False
        recent.append(now)
        return True
