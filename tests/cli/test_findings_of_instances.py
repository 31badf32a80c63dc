"""Findings about a document with `each`: one at each place, and whose it is where it is not everybody's."""

import json
from collections.abc import Callable

import pytest

SPEC = """\
version: 1
id: hello
each: EACH
campaign:
  name: Hello
  target_mode: push
  devices: [ios]
  when: 2031-01-15 09:30
  where: {event_name: Charged, from: 2025-01-01, to: 2025-12-31}
  content: {title: TITLE, body: Hello}
"""


@pytest.mark.parametrize(
    ("each", "title", "line", "ends"),
    [
        ("{l: [en, hi]}", "'{{ nope }}'", 10, "a hole in it"),
        ("{l: [1, 2, 3]}", "'{{ l }}'", 10, "1 is a whole number (in hello[1] and 2 more)"),
        ("{l: [a, 2, 3]}", "'{{ l }}'", 10, "2 is a whole number (in hello[2] and 1 more)"),
        ("[{key: en, g: Hi}, {key: hi}]", "'{{ g }}'", 10, "a hole in it (in hello[hi])"),
        ("{l: [en, hi]}", "''", 10, "'title' is empty"),
        ("{l: [en, hi, en]}", "Hi", 3, "cannot be told apart"),
    ],
)
def test_one_mistake_is_one_finding(
    ctc: Callable, write: Callable, each: str, title: str, line: int, ends: str
) -> None:
    write("campaigns/a.yaml", SPEC.replace("EACH", each).replace("TITLE", title))
    found = json.loads(ctc("lint", "--format", "json").out)["diagnostics"]
    errors = [(d["line"], d["message"]) for d in found if d["severity"] == "error"]
    assert [at for at, _ in errors] == [line]
    assert errors[0][1].endswith(ends)
    assert ctc("compile").err.count("error CTC") == 1


def test_a_copied_file_is_one_finding(ctc: Callable, write: Callable) -> None:
    spec = SPEC.replace("EACH", "{l: [en, hi, ta]}").replace("TITLE", "Hi")
    write("campaigns/a.yaml", spec)
    write("campaigns/b.yaml", spec)
    answer = ctc("lint")
    assert answer.out.count("error CTC") == 1
    assert (
        "campaigns/b.yaml:2:5: error CTC121: campaigns/a.yaml:2 has the address hello[en] and 2 more"
        in answer.out
    )


def test_two_mistakes_at_one_place_stay_two(ctc: Callable, write: Callable) -> None:
    spec = SPEC.replace("EACH", "{l: [en, hi]}").replace("{title: TITLE, body: Hello}", "{}")
    write("campaigns/a.yaml", spec)
    assert ctc("lint").out.count("'content' lacks") == 2


@pytest.mark.parametrize("each", ["{l: [en, hi]}", "[{key: en}]"])
@pytest.mark.parametrize("written", ["id: Hello World\n", "id: 5\n", "id: [a]\n", ""])
def test_a_bad_id_hides_nothing_else(ctc: Callable, write: Callable, each: str, written: str) -> None:
    spec = SPEC.replace("EACH", each).replace("TITLE", "'{{ nope }}', titel: x")
    write("campaigns/a.yaml", spec.replace("id: hello\n", written))
    found = json.loads(ctc("lint", "--format", "json").out)["diagnostics"]
    assert [d["code"] for d in found if d["path"].startswith("/campaign")] == ["CTC202", "CTC305"]
    assert sum(not d["path"].startswith("/campaign") for d in found) == 1


@pytest.mark.parametrize("written", ["[a]", "{a: b}", "5", "null", "Hello World"])
def test_an_id_that_is_none_of_a_family_from_data_is_a_finding(
    ctc: Callable, write: Callable, written: str
) -> None:
    write("campaigns/rows.csv", "l\nen\n")
    spec = SPEC.replace("EACH", "{file: rows.csv, key: l}").replace("TITLE", "x")
    write("campaigns/a.yaml", spec.replace("id: hello", f"id: {written}"))
    said = ctc("lint", "--format", "json")
    assert said.code == 1
    assert [d["path"] for d in json.loads(said.out)["diagnostics"]] == ["/id"]
