"""Which audiences of a family are asked for, where asking for all of them takes too long."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from ctc.canonical import Json
from ctc.plans.action import Action
from ctc.plans.families import family_of
from ctc.plans.guards import read_guards
from ctc.plans.plan import Change
from ctc.plans.reaches import question_of
from ctc.rows.keys import sort_key

MOST: Final = 20
"""Audiences of one family that are asked for, unless its guard ``sample`` wants more."""
_ASKED: Final = frozenset({Action.CREATE, Action.REPLACE, Action.ESTIMATE})


def asked_for(
    changes: Sequence[Change], environment: Mapping[str, Json], *, every: bool = False
) -> Iterator[Change]:
    """The changes whose reach is asked for: one for each audience, of a large family some that are spread over it.

    ``environment`` are its guards; ``every`` asks for all audiences of all families.
    """
    families: dict[str, dict[str, Change]] = {}
    for change in changes:
        payload = change.payload
        if payload is None or payload.is_send or change.action not in _ASKED:
            continue
        if "[" not in change.address:
            yield change
            continue
        families.setdefault(family_of(change.address), {}).setdefault(question_of(payload), change)
    for distinct in families.values():
        members = sorted(distinct.values(), key=lambda change: sort_key(change.address))
        yield from members if every else _spread(members, _most(members[0], environment))


def _most(change: Change, environment: Mapping[str, Json]) -> int:
    assert change.payload is not None
    return max(MOST, read_guards(environment, change.payload.guards)[0].sample or 0)


def _spread(members: Sequence[Change], most: int) -> Iterator[Change]:
    """The first, the last, and those between them at one distance."""
    most = min(most, len(members))
    for index in range(most):
        yield members[index * (len(members) - 1) // max(1, most - 1)]
