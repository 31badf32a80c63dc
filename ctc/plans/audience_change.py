"""Whether an edited audience got wider, narrower or different, decided on what the query means.

A query is a conjunction of clauses. ``after`` is wider when each of its clauses follows from one of ``before``:
then nobody is lost and somebody may be gained. Where that cannot be shown the label is ``different``; it is
never a guess.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from ctc.canonical import Json, canonical_bytes
from ctc.plans.clauses import Clause, clauses
from ctc.plans.following import all_follow

Label = Literal["same", "wider", "narrower", "different"]

_PAIRS: Final = 1_000_000
"""Pairs of conditions up to which each is held against each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AudienceChange:
    """What became of an audience, with the clauses that went and came."""

    label: Label
    gone: tuple[str, ...]
    new: tuple[str, ...]


def compare_audiences(before: Mapping[str, Json], after: Mapping[str, Json]) -> AudienceChange:
    """Compares the audiences (``where``, ``segment``, ``exclude_segments``) of two create bodies."""
    old, new = tuple(clauses(before)), tuple(clauses(after))
    known, wanted = frozenset(map(_key, old)), frozenset(map(_key, new))
    gone = tuple(clause.words for clause in old if _key(clause) not in wanted)
    come = tuple(clause.words for clause in new if _key(clause) not in known)
    label = _label(old, new) if len(old) * len(new) <= _PAIRS else _label_of_many(known, wanted)
    if label == "same":  # what is only written otherwise may read the same
        gone, come = (tuple(w for w in some if w not in gone or w not in come) for some in (gone, come))
    return AudienceChange(label=label, gone=gone, new=come)


def _key(clause: Clause) -> tuple[str, bytes]:
    """What two clauses have in common that say the same."""
    return clause.kind, canonical_bytes([clause.value, clause.words])


def _label_of_many(old: frozenset[object], new: frozenset[object]) -> Label:
    """Of two audiences with very many conditions, only whole conditions that went or came are looked at."""
    if old == new:
        return "same"
    return "wider" if new < old else "narrower" if old < new else "different"


def _label(old: Sequence[Clause], new: Sequence[Clause]) -> Label:
    loses_nobody = all_follow(new, old)
    gains_nobody = all_follow(old, new)
    if loses_nobody and gains_nobody:
        return "same"
    if loses_nobody:
        return "wider"
    return "narrower" if gains_nobody else "different"
