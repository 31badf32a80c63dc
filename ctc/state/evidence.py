"""What speaks for or against a person who settles a doubt: a spec, or a fresh listing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """An identity send that the state never saw: what a spec says of it, so that a person can vouch for it."""

    revision: int
    digest: str
    endpoint: str
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The ids of a fresh listing whose names carry a marker: of the identity in question, and of others."""

    of_identity: frozenset[int] = frozenset()
    of_others: frozenset[int] = frozenset()
    ahead: float = 0.0
    """Seconds that the store's clock is ahead of CleverTap's."""
