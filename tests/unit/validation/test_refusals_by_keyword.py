"""What a schema refuses is put in words, also where the gate calls the place of a keyword otherwise."""

from typing import Any, NamedTuple

import pytest

from ctc.validation.payload import validate_envelope
from ctc.validation.schema import engine

BROKEN: dict[str, Any] = {"version": "1", "id": "a", "campaign": {}, "labels": 5}


class Kind(NamedTuple):
    name: str


class Elsewhere(NamedTuple):
    """A refusal as another version of the gate may tell it: the steps go another way through the schema."""

    schema_path: list[str | int]
    instance_path: list[str | int] = ["version"]  # noqa: RUF012
    kind: Kind = Kind("type")


class Gate(NamedTuple):
    said: list[Elsewhere]

    def is_valid(self, instance: Any) -> bool:
        return not self.said

    def iter_errors(self, instance: Any) -> list[Elsewhere]:
        return self.said


@pytest.mark.parametrize(
    "steps",
    [
        ["properties", "nowhere", "type"],
        ["allOf", 99, "required"],
        ["required", "properties", "type"],
        ["$schema", "type"],
        ["title", "type"],
        ["properties", "version", "format"],
        [],
    ],
    ids=str,
)
def test_a_gate_that_goes_another_way_through_the_schema_is_understood(
    steps: list[str | int], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = validate_envelope(BROKEN)
    assert [(one.code, one.path) for one in told] == [("CTC303", ("version",)), ("CTC303", ("labels",))]
    monkeypatch.setattr(engine, "gate", lambda name: Gate([Elsewhere(steps)]))
    assert sorted(validate_envelope(BROKEN), key=str) == sorted(told, key=str)
