"""A unit that is like another one but for its row: what both have in common is not copied, the rest made when asked."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from operator import attrgetter

from ctc.address import address_of
from ctc.canonical import Json
from ctc.diagnostics import Diagnostic, Place
from ctc.payloads.payload import Payload
from ctc.payloads.skeleton import Write, canonically
from ctc.pipeline.engine.facts import PayloadFacts
from ctc.pipeline.engine.unit import Unit
from ctc.pipeline.families.fast.kind import Kind, hash_of
from ctc.rows.instances import Keyed
from ctc.rows.row import Row
from ctc.specs.document import Document
from ctc.specs.spec import Spec

_set = object.__setattr__


class RowUnit(Unit):
    """Sound; the unit of its ``kind`` went the exact way, and the same is found in both."""

    __slots__ = ("_address", "_cells", "_column", "_key", "_kind", "_line", "_raw", "_texts")
    _address: str
    _cells: tuple[Json, ...]
    _key: tuple[str, ...]
    _kind: Kind
    _line: int
    _raw: str
    _column: int
    _texts: Sequence[str]

    def __init__(self, kind: Kind, keyed: Keyed, cells: tuple[Json, ...], texts: Sequence[str]) -> None:
        """The row is kept as its cells, and as it is written where something is found; ``texts`` are what it writes."""
        _set(self, "_kind", kind)
        _set(self, "_key", keyed.key)
        _set(self, "_address", address_of(kind.unit.spec.id, keyed.key))
        _set(self, "_cells", cells)
        _set(self, "_line", keyed.row.line)
        _set(self, "_raw", keyed.row.raw if kind.facts.found else "")
        _set(self, "_column", keyed.row.column)
        _set(self, "_texts", texts)

    def text(self, write: Write) -> str:
        """The body, written."""
        return self._kind.text(self._texts, write)

    def text_by(self, write: Write) -> str:
        """See :class:`ctc.payloads.payload.Content`."""
        return self._kind.text(self._texts, write)

    @property
    def spec_document(self) -> Document:
        return self._kind.unit.spec.document

    @property
    def row(self) -> Row | None:
        like = self._kind.unit.spec.row
        assert like is not None
        cells = dict(zip(like.values, self._cells, strict=True))
        return Row(cells, like.table, self._line, self._raw, self._column)

    @property
    def ready(self) -> "RowFacts":
        return RowFacts(self, self._kind.facts.found)

    def alone(self) -> Unit:
        """The same, as one that nobody knows anything of: rules say of it what they say, in its own words."""
        like = self._kind.unit
        return Unit(
            spec=self.spec,
            reads=like.reads,
            path=like.path,
            templates=like.templates,
            body=self.body,
            variant=like.variant,
            payload=None,
            environment=like.environment,
            findings=like.findings,
        )

    @property
    def is_of_a_row(self) -> bool:
        return True

    @property
    def is_of_a_kind(self) -> bool:
        return True

    @property
    def spec(self) -> Spec:
        """Its variables are those of the one that it is like, but for the row's."""
        like, row = self._kind.unit.spec, self.row
        assert row is not None
        variables = {**like.variables, **row.values, "row": row.values}
        return like._replace(address=self.address, key=self._key, row=row, variables=variables)

    @property
    def body(self) -> Mapping[str, object]:
        made: Mapping[str, object] = json.loads(self.text(canonically))
        return made

    @property
    def payload(self) -> Payload | None:
        return RowPayload(self) if self._kind.unit.payload is not None else None

    def place_of(self, *path: str) -> Place:
        """Where a key stands in the spec's file; see :class:`ctc.payloads.payload.Content`."""
        return self.spec_document.places.key(path)

    @property
    def digest(self) -> str:
        return hash_of(self.text(canonically))

    @property
    def length(self) -> int:
        return self._kind.length(self._texts)

    @property
    def audience(self) -> str:
        kind = self._kind
        like = kind.facts.payload.audience if isinstance(kind.facts.payload, PayloadFacts) else ""
        return (
            hash_of(kind.filled(kind.audience, self._texts)) if like and not kind.audience.is_same else like
        )

    @property
    def marks(self) -> tuple[str, ...]:
        return self._kind.marks(self._texts)

    @property
    def numbers(self) -> dict[str, float]:
        known = self._kind.facts.payload
        names = known.numbers if isinstance(known, PayloadFacts) else ()
        cells = dict(zip(self._kind.unit.spec.row.values, self._cells, strict=True)) if names else {}  # type: ignore[union-attr]
        return {name: cells[name] for name in names}

    @property
    def kind(self) -> Kind:
        return self._kind


class RowFacts:
    """What is known of a row's unit: as :class:`ctc.pipeline.engine.facts.UnitFacts`, worked out when it is asked for.

    ``found`` are the findings of its kind: where, and not in which words.
    """

    __slots__ = ("found", "unit")
    is_sound = True

    def __init__(self, unit: RowUnit, found: Sequence[Diagnostic] = ()) -> None:
        self.unit, self.found = unit, found

    def quiet(self) -> "RowFacts":
        return RowFacts(self.unit)

    @property
    def ignore(self) -> Sequence[str]:
        return self.unit.kind.facts.ignore

    @property
    def hidden(self) -> Sequence[str]:
        return self.unit.kind.facts.hidden

    @property
    def address(self) -> str:
        return self.unit.address

    @property
    def document(self) -> int:
        return self.unit.kind.facts.document

    @property
    def kind(self) -> str:
        return self.unit.kind.facts.kind

    @property
    def marks(self) -> Sequence[str]:
        return self.unit.marks

    @property
    def payload(self) -> "PayloadFacts | Sequence[Json]":
        known = self.unit.kind.facts.payload
        if not isinstance(known, PayloadFacts):
            return ()
        unit = self.unit
        return known._replace(digest=unit.digest, audience=unit.audience, numbers=unit.numbers)


class RowPayload(Payload):
    """The payload of a row's unit: what differs from that of its kind is worked out when it is asked for."""

    __slots__ = ("_digest", "_like", "_unit")
    _digest: str
    _like: Payload
    _unit: RowUnit

    def __init__(self, unit: RowUnit) -> None:
        like = unit.kind.unit.payload
        assert like is not None
        _set(self, "_unit", unit)
        _set(self, "_like", like)
        _set(self, "_digest", "")

    @property
    def length(self) -> int:
        return self._unit.length

    @property
    def digest(self) -> str:
        if not self._digest:
            _set(self, "_digest", self._unit.digest)
        return self._digest

    @property
    def audience(self) -> str:
        return self._unit.audience

    @property
    def numbers(self) -> dict[str, float]:
        return self._unit.numbers


def _read(where: str) -> property:
    """What stands elsewhere, without a call of Python's: plans ask for an address twenty times a row."""
    return property(attrgetter(where))


for _name in ("reads", "path", "templates", "variant", "environment", "findings", "is_sound"):
    setattr(RowUnit, _name, _read(f"_kind.unit.{_name}"))
for _field in fields(Payload):
    if _field.name not in vars(RowPayload):
        setattr(RowPayload, _field.name, _read(f"_like.{_field.name}"))
for _class, _name, _where in (
    (RowUnit, "address", "_address"),
    (RowPayload, "address", "_unit._address"),
    (RowPayload, "content", "_unit"),
    (RowPayload, "is_send", "_unit._kind.is_send"),
):
    setattr(_class, _name, _read(_where))
