"""A unit that is like another one but for its row: what both have in common is not copied."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ctc.canonical import Json
from ctc.diagnostics import Path
from ctc.payloads.payload import Held, Payload
from ctc.payloads.skeleton import Skeleton, Write, canonically
from ctc.pipeline.engine.facts import PayloadFacts, UnitFacts
from ctc.pipeline.engine.unit import Unit
from ctc.rows.instances import Keyed
from ctc.rows.row import Row
from ctc.specs.document import Document
from ctc.specs.spec import Spec

_set = object.__setattr__


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What one unit says for all rows of its kind: where their texts stand in its body."""

    unit: Unit
    facts: UnitFacts
    paths: tuple[Path, ...]
    texts: dict[Write, Skeleton] = field(default_factory=dict)

    def text(self, values: Sequence[Json], write: Write) -> str:
        """The body with a row's texts in it."""
        if write not in self.texts:
            body = self.unit.payload.body if self.unit.payload is not None else self.unit.body
            self.texts[write] = Skeleton(body, self.paths, write)
        return self.texts[write].text(values)


class RowUnit(Unit):
    """Sound, and nothing is found in it; the unit of its ``kind`` went the exact way."""

    __slots__ = ("_cells", "_facts", "_key", "_kind", "_line", "_values")
    _cells: tuple[Json, ...]
    _facts: UnitFacts
    _key: tuple[str, ...]
    _kind: Kind
    _line: int
    _values: Sequence[Json]

    def __init__(self, kind: Kind, facts: UnitFacts, keyed: Keyed, values: Sequence[Json]) -> None:
        """The row is kept as its cells, which have the columns of the kind's own."""
        _set(self, "_kind", kind)
        _set(self, "_facts", facts)
        _set(self, "_key", keyed.key)
        _set(self, "_cells", tuple(keyed.row.values.values()))
        _set(self, "_line", keyed.row.line)
        _set(self, "_values", values)

    def text(self, write: Write) -> str:
        """The body, written."""
        return self._kind.text(self._values, write)

    @property
    def address(self) -> str:
        return self._facts.address

    @property
    def document(self) -> Document:
        return self._kind.unit.spec.document

    @property
    def row(self) -> Row | None:
        like = self._kind.unit.spec.row
        assert like is not None
        return Row(dict(zip(like.values, self._cells, strict=True)), like.table, self._line)

    @property
    def ready(self) -> UnitFacts | None:
        return self._facts

    @property
    def is_of_a_row(self) -> bool:
        return True

    @property
    def spec(self) -> Spec:
        """Made when it is asked for; its variables are those of the one that it is like, but for the row's."""
        like, row = self._kind.unit.spec, self.row
        assert row is not None
        variables = {**like.variables, **row.values, "row": row.values}
        return replace(like, address=self.address, key=self._key, row=row, variables=variables)

    @property
    def body(self) -> Mapping[str, object]:
        made: Mapping[str, object] = json.loads(self.text(canonically))
        return made

    @property
    def payload(self) -> Payload | None:
        """Made when it is asked for; its facts are known without it."""
        known = self._facts.payload
        if not isinstance(known, PayloadFacts):
            return None
        document = self.document
        held = Held(body=json.loads(self.text(canonically)), places=document.places)
        return known.payload(address=self.address, file=document.file, content=held)


def _shared(name: str) -> property:
    return property(lambda self: getattr(self._kind.unit, name))


for _name in ("reads", "path", "templates", "variant", "environment", "findings", "is_sound"):
    setattr(RowUnit, _name, _shared(_name))
