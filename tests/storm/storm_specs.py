"""Specs of a story, and the payloads that they come to."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from ctc.address import address_of
from ctc.payloads.payload import Payload, payload_of
from ctc.rows.family_data import FamilyData

Row = tuple[str, str]
"""A product and its price."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """``concept`` is what its author means, whatever its file is called."""

    kind: str
    """``campaign``, ``send`` or ``family``."""
    concept: str
    revision: int = 1
    text: str = "t"
    when: str = "now"
    was: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    in_file: bool = False
    """Whether its people or rows stand in a file; rows that do not are a list in the spec."""
    only: str = ""
    """The one environment that it is for."""
    rows: tuple[Row, ...] = ()
    texts: bool = False
    """Whether the column of prices holds texts, which are written otherwise than numbers."""
    key: tuple[str, ...] = ()
    keeps: bool = False

    def __str__(self) -> str:
        shown = f"{self.concept}@{self.revision} {self.text} {self.when}"
        shown += f" was {','.join(self.was)}" if self.was else ""
        shown += f" only {self.only}" if self.only else ""
        shown += f" {'file ' if self.in_file else ''}{','.join(self.people)}" if self.people else ""
        rows = " ".join(map(":".join, self.rows)) + (" as texts" if self.texts else "")
        where = "rows" if self.in_file else "list"
        return f"{shown} key {','.join(self.key)} {where} {rows}" if self.kind == "family" else shown


Tree = Mapping[str, Spec]
"""A commit: specs by their ids."""
_COLUMNS: Final = {"sku": 0, "SKU": 0, "price": 1}


def payloads_of(tree: Tree, folder: Path, env: str = "") -> tuple[Payload, ...]:
    """All of them, or those of an environment."""
    specs = ((name, spec) for name, spec in sorted(tree.items()) if not env or spec.only in ("", env))
    return tuple(payload for name, spec in specs for payload in _payloads(name, spec, folder))


def _payloads(name: str, spec: Spec, folder: Path) -> list[Payload]:
    if spec.kind == "family":
        return [_instance(name, spec, row) for row in sorted(spec.rows)]
    soul = f"{spec.concept}@{spec.revision}"
    body = _send(spec, soul, folder) if spec.kind == "send" else _campaign(spec, soul, f"Name {spec.concept}")
    return [_payload(name, spec, body)]


def _instance(name: str, spec: Spec, row: Row) -> Payload:
    """What a person is told once is its key."""
    said = [row[_COLUMNS[column]] for column in spec.key]
    key = [
        f"{one}.0" if spec.texts and column == "price" else one
        for column, one in zip(spec.key, said, strict=True)
    ]
    names = [column.lower() for column in spec.key]  # of a list they are not told apart, and people see none
    soul = f"{spec.concept}@{spec.revision} {','.join(map('='.join, zip(names, said, strict=True)))}"
    body = _campaign(spec, soul, f"Name {spec.concept} {' '.join(said)}")
    columns: dict[str, Any] = {}
    if spec.in_file:
        numbers = {} if spec.texts else {"price": float(row[1])}
        columns = {"key_columns": spec.key, "is_kept": spec.keeps, "numbers": numbers}
    return _payload(address_of(name, key), spec, body, **columns)


def _campaign(spec: Spec, soul: str, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "target_mode": "push",
        "when": _when(spec.when),
        "where": {"event_name": "V", "from": 20300101, "to": 20300201},
        "content": {"title": soul, "body": spec.text},
    }


def _when(said: str) -> Any:
    """``every …`` recurs, and ``user …`` goes by users' own clocks."""
    how, _, start = said.partition(" ")
    if how == "user":
        return {"type": "later", "delivery_date_time": [start], "delivery_timezone": "user"}
    return {"type": "recurring", "start_time": start} if how == "every" else said


def _send(spec: Spec, soul: str, folder: Path) -> dict[str, Any]:
    to: Any = list(spec.people)
    if spec.in_file:
        data = written(spec, folder)
        hashed = sha256(data).hexdigest()
        to = {"file": file_of(spec), "column": "id", "sha256": hashed, "count": len(data.split()) - 1}
    return {"to": {"Identity": to}, "content": {"title": soul, "body": spec.text}}


def file_of(spec: Spec) -> str:
    return f"{spec.concept}.csv"


def written(spec: Spec, folder: Path) -> bytes:
    """The file of its recipients as a checkout leaves it."""
    data = "\n".join(("id", *spec.people, "")).encode()
    path = folder / file_of(spec)
    if not path.exists() or path.read_bytes() != data:
        path.write_bytes(data)
    return data


def _payload(address: str, spec: Spec, body: Mapping[str, Any], **more: Any) -> Payload:
    return payload_of(
        body,
        address=address,
        revision=spec.revision,
        was=spec.was,
        channel="push",
        variant="push",
        endpoint="/1/send/push.json" if spec.kind == "send" else "/1/targets/create.json",
        file="campaigns/a.yaml",
        **more,
    )


def families_of(tree: Tree, env: str = "") -> tuple[FamilyData, ...]:
    return tuple(
        FamilyData(
            family=name,
            shown="rows.csv",
            sha256=sha256(repr(spec.rows).encode()).hexdigest(),
            rows=len(spec.rows),
            is_kept=spec.keeps,
            key_columns=spec.key,
        )
        for name, spec in sorted(tree.items())
        if spec.kind == "family" and spec.in_file and (not env or spec.only in ("", env))
    )
