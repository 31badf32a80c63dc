"""From what somebody types to the fields that are meant: ``push.content.title``, ``campaign.when``, ``wzrk_cid``."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ctc.patterns import pattern
from ctc.suggest import nearest
from ctc.validation.schema.fields import NAME, Field, fields_of, roots

_FILES: Final = ("spec", "ctc.yaml", "test", "catalog.yaml")
"""The roots that stand for a kind of file."""
_EVERYWHERE: Final = ("spec", "campaign", "message", *_FILES[1:])
"""The roots that together hold every field."""
_ENTRY: Final = pattern(r"\[\d+\]")
"""The place of an entry of a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A field with the variants that have it alike, and the names of what stands below it."""

    field: Field
    schemas: tuple[str, ...]
    below: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """The word that nothing is called, where it was looked for, and what is known there."""

    word: str
    where: str
    known: frozenset[str]


def found(words: str) -> Sequence[Found] | Missing:
    """The fields that ``words`` may mean: several where variants differ, or where a name stands in several places.

    A path may be written with dots or as a JSON Pointer, with the places of a list's entries or without.
    """
    root, steps = _split(_ENTRY.sub("[]", words.strip().replace("/", ".")))
    if root is not None:
        return _below_root(root, steps) if steps else [_whole(root, roots()[root])]
    for file in _FILES if len(steps) > 1 else ():
        answer = _below_root(file, steps)
        if not isinstance(answer, Missing):
            return answer
    return _by_name(steps)


def _below_root(root: str, steps: Sequence[str]) -> Sequence[Found] | Missing:
    schemas = roots()[root]
    if answer := _merged(schemas, ".".join(steps)):
        return answer
    walked: list[str] = []
    for step in (each.removesuffix("[]") for each in steps):
        parent = ".".join(walked)
        known = frozenset(f.path.rsplit(".", 1)[-1] for s in schemas for f in _children(s, parent))
        if step in known:
            walked.append(step)
        elif walked and NAME in known and nearest(step, known - {NAME}) is None:
            walked.append(NAME)
        elif not (walked and step.isdigit()):  # a number is the place of a list's entry
            where = f"below {parent}" if parent else f"in {root}"
            return Missing(word=step, where=where, known=known)
    return _merged(schemas, ".".join(walked))


def _split(words: str) -> tuple[str | None, list[str]]:
    words = words.strip(".")
    root = next((r for r in roots() if f"{words}.".startswith(f"{r}.")), None)
    return root, [step for step in words[len(root or "") :].split(".") if step]


def _whole(root: str, schemas: Sequence[str]) -> Found:
    first = Field(
        path="",
        types=("object",),
        is_required=False,
        allowed=(),
        limits=(),
        example=None,
        description="",
        source="",
    )
    below = {f.path: f for schema in schemas for f in fields_of(schema) if f.depth == 1}
    return Found(field=replace(first, path=root), schemas=tuple(schemas), below=tuple(below.values()))


def _merged(schemas: Sequence[str], path: str) -> list[Found]:
    """The field of each schema; those that are alike are one."""
    answers: dict[Field, list[str]] = {}
    for schema in schemas:
        for field in fields_of(schema):
            if path in (field.path, field.path.replace("[]", ""), _plain(field.path)):
                answers.setdefault(field, []).append(schema)
                break
    return [
        Found(field=field, schemas=tuple(those), below=tuple(_children(those[0], field.path)))
        for field, those in answers.items()
    ]


def _by_name(steps: Sequence[str]) -> Sequence[Found] | Missing:
    """Every field whose path ends in these words."""
    steps = [step.removesuffix("[]") for step in steps]
    for reading in _readings(steps):
        if answers := _ending(".".join(reading)):
            return answers
    if len(steps) > 1:
        before = _by_name(steps[:-1])
        if isinstance(before, Missing):
            return before
        below = frozenset(each.path.rsplit(".", 1)[-1] for one in before for each in one.below)
        return Missing(word=steps[-1], where=f"below {'.'.join(steps[:-1])}", known=below)
    every = (field for root in _EVERYWHERE for schema in roots()[root] for field in fields_of(schema))
    names = {_plain(field.path).rsplit(".", 1)[-1] for field in every}
    return Missing(word=".".join(steps), where="in any schema", known=frozenset({*names, *roots()}))


def _readings(steps: Sequence[str]) -> Iterator[Sequence[str]]:
    """The words as they are, and with one of them for a name that an author chooses."""
    yield steps
    for at in range(len(steps) - 1, 0, -1):
        yield [*steps[:at], NAME, *steps[at + 1 :]]


def _ending(wanted: str) -> list[Found]:
    """The fields whose path ends in it; those that several schemas have alike are one."""
    answers: dict[Field, list[str]] = {}
    for root in _EVERYWHERE:
        for schema in roots()[root]:
            for field in fields_of(schema):
                paths = (_plain(field.path), field.path.replace("[]", ""))
                if any(f".{path}".endswith(f".{wanted}") for path in paths):
                    answers.setdefault(field, []).append(schema)
    return [
        Found(field=field, schemas=tuple(those), below=tuple(_children(those[0], field.path)))
        for field, those in answers.items()
    ]


def _children(schema: str, path: str) -> Iterator[Field]:
    """The fields right below a path; those of a list's entries stand below the list."""
    for field in fields_of(schema):
        parent, _, _ = field.path.rpartition(".")
        if path in (parent, parent.replace("[]", ""), _plain(parent)) and (path or not parent):
            yield field


def _plain(path: str) -> str:
    """A path as people type it: without ``[]``, and without the names that authors choose."""
    return path.replace("[]", "").replace(f".{NAME}", "")
