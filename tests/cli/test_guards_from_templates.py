"""A guard may be a template: it is validated as what it becomes, at the place where it is written."""

import json
from collections.abc import Callable

import pytest

SPEC = """\
version: 1
id: hello
vars: {most: 5000, hours: "22:00-08:00", word: many}
guards: {GUARD}
campaign:
  name: Hello
  target_mode: push
  devices: [ios]
  when: 2031-01-15 09:30
  where: {event_name: Charged, from: 2025-01-01, to: 2025-12-31}
  content: {title: Hi, body: Hello}
"""


@pytest.mark.parametrize(
    ("guard", "codes"),
    [
        ('max_reach: "{{ most }}", quiet_hours: "{{ hours }}"', []),
        ('max_reach: "{{ word }}"', ["CTC303"]),
        ('max_reach: "{{ mst }}"', ["CTC202"]),
        ('quiet_hours: "{{ word }}"', ["CTC304"]),
        ('max_reach: "{{ word }}", quiet_hours: "{{ word }}"', ["CTC303", "CTC304"]),
        ('max_rech: "{{ most }}"', ["CTC305"]),
        ('max_reach: "5000"', ["CTC303"]),
    ],
)
def test_a_guard_may_be_a_template(ctc: Callable, write: Callable, guard: str, codes: list[str]) -> None:
    write("campaigns/a.yaml", SPEC.replace("GUARD", guard))
    found = json.loads(ctc("lint", "--format", "json").out)["diagnostics"]
    assert [(d["code"], d["line"]) for d in found if d["severity"] == "error"] == [
        (code, 4) for code in codes
    ]
