"""What differs between the payload last applied and the one of now, field by field.

Mappings are walked key by key; deepdiff is asked for lists that differ, and imported only then.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Final

from ctc.canonical import Json, canonical_bytes, same
from ctc.diagnostics import JsonPath, pointer
from ctc.plans.plan import FieldDifference

_MARK: Final = "\0"
_LARGE: Final = 1_000
"""Values of a payload above which its lists are compared in their order."""


def difference(before: Mapping[str, Json], after: Mapping[str, Json]) -> tuple[FieldDifference, ...]:
    """The differences, ordered by path; a list that changed length is one difference an entry.

    Of two large payloads the entries of a list are compared in their order, as looking for those that moved takes
    a time that grows with the square of their number.
    """

    @cache  # asked where a list differs, which is seldom
    def way() -> "Lists":
        return _in_order if _is_large(before, after) else _best

    def lists(old: list[Json], new: list[Json], path: JsonPath) -> Iterator[FieldDifference]:
        return way()(old, new, path)

    return tuple(sorted(_between(before, after, (), lists), key=lambda field: field.path))


def _is_large(*values: Json) -> bool:
    """Whether there are more than ``_LARGE`` values in all of them; stops counting there."""
    pending, count = [*values], 0
    while pending and count <= _LARGE:
        value = pending.pop()
        count += 1
        if isinstance(value, Mapping):
            pending += value.values()
        elif isinstance(value, list):
            pending += value
    return count > _LARGE


def _between(before: Json, after: Json, path: JsonPath, lists: "Lists") -> Iterator[FieldDifference]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in {**before, **after}:
            if key not in after:
                yield _field((*path, key), before[key], None, "after")
            elif key not in before:
                yield _field((*path, key), None, after[key], "before")
            else:
                yield from _between(before[key], after[key], (*path, key), lists)
    elif isinstance(before, list) and isinstance(after, list):
        if canonical_bytes(before) != canonical_bytes(after):
            yield from lists(before, after, path)
    elif type(before) is not type(after) or before != after:
        yield _field(path, before, after, "")


Lists = Callable[[list[Json], list[Json], JsonPath], Iterator[FieldDifference]]


def _best(before: list[Json], after: list[Json], path: JsonPath) -> Iterator[FieldDifference]:
    """An entry more or less in the middle moves no other."""
    from deepdiff import DeepDiff

    found = DeepDiff(
        _told_apart(before),
        _told_apart(after),
        view="tree",
        threshold_to_diff_deeper=0,
    )
    for kind, levels in found.items():
        for level in levels:
            missing = "before" if kind.endswith("_added") else "after" if kind.endswith("_removed") else ""
            old = None if missing == "before" else _as_it_was(level.t1)
            new = None if missing == "after" else _as_it_was(level.t2)
            at = level.path(
                output_format="list", use_t2=missing != "after"
            )  # where it stands now, if it does
            yield _field((*path, *at), old, new, missing)


def _told_apart(value: Json) -> Json:
    """With texts for what equals a value of another kind in Python, as 1 equals true: deepdiff tells them apart."""
    if isinstance(value, Mapping):
        return {key: _told_apart(below) for key, below in value.items()}
    if isinstance(value, list):
        return [*map(_told_apart, value)]
    is_text = isinstance(value, str) and value.startswith(_MARK)
    return f"{_MARK}{json.dumps(value)}" if is_text or isinstance(value, bool | float) else value


def _as_it_was(value: Json) -> Json:
    if isinstance(value, Mapping):
        return {key: _as_it_was(below) for key, below in value.items()}
    if isinstance(value, list):
        return [*map(_as_it_was, value)]
    is_marked = isinstance(value, str) and value.startswith(_MARK)
    return json.loads(value.removeprefix(_MARK)) if is_marked else value


def _in_order(before: list[Json], after: list[Json], path: JsonPath) -> Iterator[FieldDifference]:
    """What both begin and end with is the same; in between the entries are compared one by one."""
    start = _alike(before, after)
    end = _alike(before[start:][::-1], after[start:][::-1])
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    for at, (left, right) in enumerate(zip(old, new, strict=False), start):
        yield from _between(left, right, (*path, at), _in_order)
    both = min(len(old), len(new))
    for at, entry in enumerate(old[both:], start + both):
        yield _field((*path, at), entry, None, "after")
    for at, entry in enumerate(new[both:], start + both):
        yield _field((*path, at), None, entry, "before")


def _alike(before: list[Json], after: list[Json]) -> int:
    pairs = zip(before, after, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if not same(a, b)), min(len(before), len(after)))


def _field(path: JsonPath, before: Json, after: Json, missing: str) -> FieldDifference:
    return FieldDifference(path=pointer(path), before=before, after=after, missing=missing)
