"""What applying needs of the world, as types: a client, a clock, people in batches."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Protocol

from ctc.clevertap.listing import Listing
from ctc.clevertap.outcome import Outcome
from ctc.payloads.batches import Batch
from ctc.payloads.payload import Payload


class Client(Protocol):
    """One account. Every call is one POST that nothing retries; see :class:`ctc.clevertap.client.Client`."""

    def ready(self) -> None:
        """Waits for the account's rate, so that no wait falls between an intent and its request."""
        ...

    def create(self, body: bytes, *, broadcast: bool = False, timeout: float | None = None) -> Outcome: ...
    def send(self, endpoint: str, body: bytes, *, timeout: float | None = None) -> Outcome: ...
    def estimate(self, body: bytes) -> Outcome: ...
    def listing(self, start: date, end: date) -> Listing: ...
    def stop(self, campaign_id: int) -> Outcome: ...


class Clock(Protocol):
    """The machine's clocks. Neither alone will do: one may be set back, the other may stand still in sleep."""

    def now(self) -> datetime:
        """UTC."""
        ...

    def monotonic(self) -> float: ...
    def sleep(self, seconds: float) -> None: ...


class Failpoints(Protocol):
    """Named places where a test may end the run; see :mod:`ctc.failpoints`."""

    def hit(self, name: str) -> None: ...


Recipients = Callable[[Payload], Iterator[Batch]]
"""The batches of an identity send, from the first; raises RecipientsChanged where a file is not what it was."""
