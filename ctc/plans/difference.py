"""What differs between the payload last applied and the one of now, field by field."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Final

from ctc.canonical import Json, canonical_bytes
from ctc.diagnostics import Path, pointer
from ctc.plans.plan import FieldDifference

_MANY: Final = 200
"""Entries of a list above which they are compared in their order: looking for those that moved takes a time that grows
with the square of their number."""


def difference(before: Mapping[str, Json], after: Mapping[str, Json]) -> tuple[FieldDifference, ...]:
    """The differences, ordered by path. An entry that a list has more or less is one of them, and moves no other.

    A path leads to where a field stands now; to where it stood, if it is gone.
    """
    return tuple(sorted(_between(before, after, ()), key=lambda field: field.path))


def _between(before: Json, after: Json, path: Path) -> Iterator[FieldDifference]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in {**before, **after}:
            if key not in after:
                yield _field((*path, key), before[key], None, "after")
            elif key not in before:
                yield _field((*path, key), None, after[key], "before")
            else:
                yield from _between(before[key], after[key], (*path, key))
    elif isinstance(before, list) and isinstance(after, list):
        yield from _between_lists(before, after, path)
    elif type(before) is not type(after) or before != after:
        yield _field(path, before, after, "")


def _between_lists(before: list[Json], after: list[Json], path: Path) -> Iterator[FieldDifference]:
    """Entries that are alike stay; between them the others are compared one by one."""
    for old, new in _unlike([*map(canonical_bytes, before)], [*map(canonical_bytes, after)]):
        both = min(len(old), len(new))
        for i, j in zip(old, new, strict=False):
            yield from _between(before[i], after[j], (*path, j))
        for i in old[both:]:
            yield _field((*path, i), before[i], None, "after")
        for j in new[both:]:
            yield _field((*path, j), None, after[j], "before")


def _unlike(before: Sequence[bytes], after: Sequence[bytes]) -> Iterator[tuple[range, range]]:
    """The stretches of two lists that are not alike."""
    start = _alike(before, after)
    end = _alike(before[start:][::-1], after[start:][::-1])
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    if not old or not new or len(old) + len(new) > _MANY:
        yield range(start, start + len(old)), range(start, start + len(new))
        return
    for kind, i, to_i, j, to_j in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield range(start + i, start + to_i), range(start + j, start + to_j)


def _alike(before: Sequence[bytes], after: Sequence[bytes]) -> int:
    pairs = zip(before, after, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(before), len(after)))


def _field(path: Path, before: Json, after: Json, missing: str) -> FieldDifference:
    return FieldDifference(path=pointer(path), before=before, after=after, missing=missing)
