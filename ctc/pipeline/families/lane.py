"""Rows that differ in free texts alone become units at once: one of each kind goes the exact way for all of them.

Only speed: the lane answers with a unit, or says None, and then the row goes the exact way. A kind is what rows have in
common beside the free texts: every other value that a row changes, and the shapes of what rules look at.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final, Literal, NamedTuple

from ctc.address import address_of
from ctc.audience import AUDIENCE_PARTS
from ctc.canonical import Json, canonical_bytes
from ctc.diagnostics import Path
from ctc.payloads.skeleton import Skeleton
from ctc.pipeline.engine.facts import PayloadFacts, UnitFacts
from ctc.pipeline.engine.unit import Unit
from ctc.pipeline.families.row_unit import Kind, RowUnit
from ctc.pipeline.families.shapes import shape_of
from ctc.rows.instances import Keyed
from ctc.specs.family import Family
from ctc.specs.spec import Spec
from ctc.templates.budget import Room
from ctc.templates.cutting import is_template
from ctc.templates.fused import Fused
from ctc.templates.source import TemplateSource
from ctc.validation.rules.duplication import AUDIENCE, NAME, PEOPLE
from ctc.validation.schema.free import is_free

Judge = Callable[[Unit], UnitFacts]
_MOST_KINDS: Final = 20_000


class _Digests(NamedTuple):
    """What the digests of a kind are taken over."""

    body: Skeleton
    audience: Skeleton
    people: Skeleton | None


class Lane:
    """One family. ``exact`` is the way of one row; ``judge`` asks the rules, of one unit of each kind.

    ``payloads`` says whether payloads are made: lint asks for findings alone.
    """

    def __init__(
        self,
        spec: Spec,
        family: Family,
        templates: TemplateSource,
        room: Room,
        exact: Callable[[Keyed], Unit | None],
        judge: Judge,
        *,
        payloads: bool = True,
    ) -> None:
        self._id, self._exact, self._judge, self._payloads = spec.id, exact, judge, payloads
        self._columns = tuple(spec.row.values) if spec.row else ()
        own = {name: spec.variables[name] for name in ("id", "revision", "environment", "as_of")}
        self._before = {**spec.variables, **spec.file_vars}
        self._after = own
        leaves = list(_leaves(spec.body, ()))
        self._paths = [path for path, _ in leaves]
        texts = [text for _, text in leaves]
        self._where = family.where is not None
        self._fused = Fused([*texts, *([family.where] if family.where else [])], templates, room)
        beside = (spec.guards, spec.description, spec.owner, list(spec.labels), dict(spec.file_vars))
        self._is_open = all(map(Fused.takes, texts)) and not any(map(_holds_template, beside))
        self._free: list[int] = []
        self._bound = list(range(len(leaves)))
        self._kinds: dict[object, tuple[Kind, _Digests] | None] = {}
        self._name = self._paths.index(("name",)) if ("name",) in self._paths else None

    def begin(self, unit: Unit) -> bool:
        """Whether the lane is any use: ``unit`` went the exact way, and has free texts that rows change."""
        if not self._is_open or unit.variant is None or "to" in unit.body:
            return False
        self._free = [i for i, path in enumerate(self._paths) if is_free(unit.variant.name, path)]
        self._bound = [i for i in range(len(self._paths)) if i not in self._free]
        return bool(self._free)

    def unit(self, keyed: Keyed) -> "RowUnit | Literal[False] | None":
        """The unit of a row; False where ``where`` leaves it out; None where it wants the exact way."""
        row = keyed.row.values
        if tuple(row) != self._columns:
            return None
        values = self._fused.values({**self._before, **row, "row": row, **self._after})
        if values is None:
            return None
        if self._where:
            holds = values.pop()
            if holds is False:
                return False
            if holds is not True:
                return None
        kind = self._kind_of(keyed, values)
        return self._made(*kind, keyed, values) if kind is not None else None

    def _kind_of(self, keyed: Keyed, values: list[Json]) -> tuple[Kind, _Digests] | None:
        key = self._bound_values(values)
        if key is None or not self._adds_texts(key, values):
            return None
        for cell in keyed.row.values.values():
            shape = shape_of(cell)
            if shape is None:
                return None
            key.append(shape)
        name = tuple(key)
        if name not in self._kinds:
            self._kinds[name] = self._new(keyed, values) if len(self._kinds) < _MOST_KINDS else None
        return self._kinds[name]

    def _bound_values(self, values: Sequence[Json]) -> list[object] | None:
        """The values that are part of a kind as they are; None where one of them cannot be."""
        key: list[object] = []
        for index in self._bound:
            value = values[index]
            if isinstance(value, dict | list):
                return None
            key += (type(value), value)
        return key

    def _adds_texts(self, key: list[object], values: Sequence[Json]) -> bool:
        """What a kind says of free texts: their types and lengths."""
        for index in self._free:
            value = values[index]
            kind = type(value)
            if kind is not int and kind is not float and (kind is not str or not value.strip()):
                return False
            key += (kind, len(str(value)))
        return True

    def _new(self, keyed: Keyed, values: Sequence[Json]) -> tuple[Kind, _Digests] | None:
        """The kind of a row, which goes the exact way once for it; None where anything is found."""
        unit = self._exact(keyed)
        if unit is None or unit.findings or unit.variant is None or "to" in unit.body or not unit.is_sound:
            return None
        if self._payloads and unit.payload is None:
            return None
        if not all(is_free(unit.variant.name, self._paths[index]) for index in self._free):
            return None
        facts = self._judge(unit)
        if facts.found or facts.ignore or not facts.is_sound:
            return None
        body = unit.payload.body if unit.payload is not None else unit.body
        paths = tuple(self._paths[index] for index in self._free)
        digests = _digests(unit, body, paths)
        if digests.body.text(self._filling(values)).encode() != canonical_bytes(body):
            return None
        return Kind(unit=unit, facts=facts, paths=paths), digests

    def _filling(self, values: Sequence[Json]) -> list[Json]:
        return [values[index] for index in self._free]

    def _made(self, kind: Kind, digests: _Digests, keyed: Keyed, values: Sequence[Json]) -> RowUnit:
        filling, like = self._filling(values), kind.facts
        cells, payload = keyed.row.values, like.payload
        if isinstance(payload, PayloadFacts):
            payload = payload._replace(
                digest=_hash(digests.body.text(filling)),
                audience=_hash(digests.audience.text(filling)),
                numbers={name: cells[name] for name in payload.numbers},
            )
        facts = UnitFacts(
            address_of(self._id, keyed.key),
            like.document,
            like.kind,
            True,
            tuple(self._marks(like, digests, values, filling)),
            payload,
        )
        return RowUnit(kind, facts, keyed, filling)

    def _marks(
        self, like: UnitFacts, digests: _Digests, values: Sequence[Json], filling: Sequence[Json]
    ) -> Iterator[str]:
        """The marks of the kind, with this row's name and people in them."""
        for mark in like.marks:
            if mark.startswith(NAME):
                name = values[self._name] if self._name is not None else mark.removeprefix(NAME)
                yield f"{NAME}{str(name).strip()}"
            elif digests.people is not None:
                yield f"{PEOPLE}{_hash(digests.people.text(filling))[:32]}"


def _digests(unit: Unit, body: Mapping[str, Any], paths: tuple[Path, ...]) -> _Digests:
    assert unit.variant is not None
    audience = {name: body[name] for name in AUDIENCE_PARTS if name in body}
    people = {name: body[name] for name in AUDIENCE if name in body}
    marked = isinstance(body.get("when"), str) and body.get("estimate_only") is not True
    of_people = [unit.variant.channel, body.get("when"), people]
    return _Digests(
        body=Skeleton(body, paths),
        audience=Skeleton(audience, paths),
        people=Skeleton(of_people, [(2, *path) for path in paths]) if marked else None,
    )


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _leaves(value: Json, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        if is_template(value):
            yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _leaves(inner, (*path, index))


def _holds_template(value: object) -> bool:
    return any(True for _ in _leaves(value, ()))
