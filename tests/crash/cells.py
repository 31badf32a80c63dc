"""What is crossed: failpoints, endings, server behaviours, subjects, runners, re-runs, stores; and the covering array.

A cell is one value of every dimension. The array covers every pair of values that can meet at all.
"""

import functools
import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Final

TIMEOUT: Final = 2.0
"""Of a request, in the matrix."""
LAG: Final = 3.0
"""``listing_lag`` where a cell states one; longer than any fault delays a listing."""
PATIENCE: Final = 2 * TIMEOUT + LAG + 0.5

FAULTS: Final[Mapping[str, tuple[str, ...]]] = {
    "answers": (),
    "drops": ("drop-after-accept@1",),
    "drops, lists late": ("drop-after-accept@1", "list-lag:2"),
    "5xx after": ("5xx-after-accept@1",),
    "code 89": ("89-after-accept@1",),
    "answers too late": ("late-answer:3@1",),
    "accepts too late": ("latency:2500@1/create", "latency:2500@1/send"),
    "no id": ("no-id@1",),
    "truncates": ("truncate@1",),
    "5xx before": ("5xx-before-accept@1",),
    "400": ("refuse:400@1",),
    "fails with 200": ("fail-200@1",),
    "429": ("429:1/create", "429:1/send"),
    "lists late": ("list-lag:2",),
    "listing fails": ("list-broken:status",),
    "is down": (),
}
"""By behaviour, the faults that the sandbox is given; ``is down`` is a port on which nobody listens."""

FAILPOINTS: Final = (
    "none",
    "before-intent:1",
    "inside-append:1",
    "inside-append:2",
    "inside-append:3",
    "after-intent:1",
    "after-intent:2",
    "after-connect:1",
    "after-connect:2",
    "mid-body:2",
    "mid-body:3",
    "after-last-byte:2",
    "after-response:2",
    "before-outcome:1",
    "after-outcome:1",
    "inside-reconcile:1",
    "inside-stop:1",
    "inside-batch:1",
    "inside-batch:2",
    "inside-snapshot:1",
)
PREFERRED: Final = frozenset({"kill", "at once, later", "stated"})
"""What a cell holds where nothing else asks for more: the hardest end, and the strictest judgement."""
DIMENSIONS: Final[Mapping[str, Sequence[str]]] = {
    "failpoint": FAILPOINTS,
    "behaviour": tuple(FAULTS),
    "ending": ("kill", "stop", "int"),
    "subject": ("create", "replace", "adopt", "gone", "send", "long journal"),
    "runners": ("one", "two"),
    "reruns": ("none", "at once", "later", "at once, later"),
    "store": ("sqlite", "postgresql"),
    "lag": ("stated", "unknown"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One row of the matrix."""

    failpoint: str
    behaviour: str
    ending: str
    subject: str
    runners: str
    reruns: str
    store: str
    lag: str

    def values(self) -> dict[str, str]:
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def __str__(self) -> str:
        return " · ".join(self.values().values())


_NEVER: Final = {
    ("inside-stop", "create"): "a create stops nothing",
    ("inside-stop", "adopt"): "an adoption stops nothing",
    ("inside-stop", "send"): "an identity send cannot be stopped",
    ("inside-stop", "long journal"): "a create stops nothing",
    ("inside-batch", "create"): "a campaign has no batches",
    ("inside-batch", "replace"): "a campaign has no batches",
    ("inside-batch", "adopt"): "a campaign has no batches",
    ("inside-batch", "gone"): "a campaign has no batches",
    ("inside-batch", "long journal"): "a campaign has no batches",
    ("inside-reconcile", "create"): "nothing is open",
    ("inside-reconcile", "replace"): "nothing is open",
    ("inside-reconcile", "gone"): "nothing is open",
    ("inside-reconcile", "send"): "an identity send cannot be listed",
    ("inside-reconcile", "long journal"): "nothing is open",
    ("inside-snapshot", "create"): "the journal is short",
    ("inside-snapshot", "replace"): "the journal is short",
    ("inside-snapshot", "adopt"): "the journal is short",
    ("inside-snapshot", "gone"): "the journal is short",
    ("inside-snapshot", "send"): "the journal is short",
    ("before-intent", "gone"): "nothing is created",
    ("after-intent", "gone"): "nothing is created",
    ("before-outcome", "gone"): "nothing is created",
    ("after-outcome", "gone"): "nothing is created",
    ("after-intent:2", "replace"): "one campaign is created",
}
"""By failpoint and subject, why the one is not on the way of the other."""
_UNREACHED: Final = ("before-intent", "after-intent", "before-outcome", "after-outcome", "inside-batch")


def unreachable(values: Mapping[str, str]) -> str:
    """Why these values cannot meet, as far as they are given; empty where they can."""
    point, subject = values.get("failpoint", ""), values.get("subject", "")
    behaviour, ending = values.get("behaviour", ""), values.get("ending", "")
    name = point.partition(":")[0]
    why = _NEVER.get((point, subject)) or _NEVER.get((name, subject))
    if why:
        return why
    if point == "none" and ending in {"stop", "int"}:
        return "nothing ends it"
    if behaviour == "is down" and (name in _UNREACHED or name in _WIRE or name in _AFTER_ANSWERS):
        return "nothing is sent to a server that is down"
    if behaviour == "listing fails" and name in (*_UNREACHED, "inside-reconcile"):
        return "nothing is sent where the listing cannot be read"
    return ""


_WIRE: Final = ("after-connect", "mid-body", "after-last-byte", "after-response")
_AFTER_ANSWERS: Final = ("inside-reconcile", "inside-stop")


def covering(dimensions: Mapping[str, Sequence[str]], *, seed: int = 1) -> tuple[list[Cell], list[str]]:
    """Cells that cover every pair that can meet, made greedily; and the pairs that cannot, each with why."""
    rng = random.Random(seed)
    open_pairs, never = _pairs(dimensions)
    cells = []
    while open_pairs:
        first = min(open_pairs)
        best = max(
            (_grown(first, dimensions, open_pairs, rng) for _ in range(12)), key=lambda found: found[0]
        )
        covered, values = best
        if not covered:
            open_pairs.discard(first)
            never.append(f"{first[0][1]} × {first[1][1]}: no cell can hold both")
            continue
        open_pairs -= set(_of(values))
        cells.append(Cell(**values))
    return cells, never


Pair = tuple[tuple[str, str], tuple[str, str]]


def _pairs(dimensions: Mapping[str, Sequence[str]]) -> tuple[set[Pair], list[str]]:
    wanted: set[Pair] = set()
    never = []
    for one, other in itertools.combinations(dimensions, 2):
        for left, right in itertools.product(dimensions[one], dimensions[other]):
            why = unreachable({one: left, other: right})
            if why:
                never.append(f"{left} × {right}: {why}")
            else:
                wanted.add(((one, left), (other, right)))
    return wanted, never


def _grown(
    pair: Pair, dimensions: Mapping[str, Sequence[str]], wanted: set[Pair], rng: random.Random
) -> tuple[int, dict[str, str]]:
    """A cell around one pair, each further value chosen for the most pairs that it adds; (0, {}) where none is."""
    chosen = dict(pair)
    rest = [name for name in dimensions if name not in chosen]
    rng.shuffle(rest)
    for name in rest:
        options = [value for value in dimensions[name] if not unreachable({**chosen, name: value})]
        if not options:
            return 0, {}
        rng.shuffle(options)
        chosen[name] = max(options, key=functools.partial(_worth, chosen, name, wanted))
    values = {name: chosen[name] for name in dimensions}
    return sum(p in wanted for p in _of(values)), values


def _worth(chosen: Mapping[str, str], name: str, wanted: set[Pair], value: str) -> tuple[int, bool]:
    return sum(pair in wanted for pair in _of({**chosen, name: value}, name)), value in PREFERRED


def _of(values: Mapping[str, str], only: str = "") -> Iterator[Pair]:
    """The pairs in a cell, each in the order of the dimensions."""
    names = [name for name in DIMENSIONS if name in values]
    for one, other in itertools.combinations(names, 2):
        if not only or only in (one, other):
            yield (one, values[one]), (other, values[other])
