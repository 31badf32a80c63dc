"""How a fault is written."""

import pytest

from ctc.sandbox.faults import KINDS, FaultError, Faults, parse_fault


@pytest.mark.parametrize("name", KINDS)
def test_every_fault_can_be_written_by_its_name_alone(name: str) -> None:
    fault = parse_fault(name)
    assert (fault.name, fault.first, fault.last) == (name, 1, None)
    assert fault.concerns


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("429", (1, None)),
        ("429:3", (1, 3)),
        ("429:2@4", (4, 5)),
        ("refuse@3", (3, 3)),
        ("refuse@2-4", (2, 4)),
        ("refuse:403@2-/create", (2, None)),
    ],
)
def test_which_requests(text: str, span: tuple[int, int | None]) -> None:
    fault = parse_fault(text)
    assert (fault.first, fault.last) == span


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no",
        "refuse:soon",
        "refuse:200",
        "drop-after-accept:1",
        "429@",
        "429@x",
        "latency:1/nowhere",
        "429:",
    ],
)
def test_what_cannot_be_read(text: str) -> None:
    with pytest.raises(FaultError):
        parse_fault(text)


def test_each_fault_counts_what_it_concerns() -> None:
    faults = Faults(["refuse@2/stop", "429@1"])
    assert [fault.name for fault in faults.take("stop")] == ["429"]
    assert [fault.name for fault in faults.take("list")] == []
    assert [fault.name for fault in faults.take("stop")] == ["refuse"]
    assert faults.take("stop") == ()


WRITES = {"create", "send"}


@pytest.mark.parametrize("endpoint", ["create", "estimate", "send", "list", "stop", "result"])
def test_what_a_fault_concerns_by_itself(endpoint: str) -> None:
    """A test of a client counts on it that no other request of its misbehaves."""
    hit = set()
    for name in KINDS:
        faults = Faults(texts=())
        faults.arm([name])
        if faults.take(endpoint):
            hit.add(name)
    lists = {name for name in KINDS if name.startswith("list-")}
    always = {"429", "latency"}
    expected = always | (lists if endpoint == "list" else set())
    if endpoint in WRITES:
        expected |= {*KINDS} - lists - ({"reaches"} if endpoint == "send" else set())
    assert hit == expected
