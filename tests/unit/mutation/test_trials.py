"""Which tests a mutant is put to, and what their answer is worth."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
LIMIT = "LIMIT = 3\n\n\ndef f(a=1):\n    return a < LIMIT\n\n\ndef g():\n    return 2\n"


@pytest.fixture(autouse=True)
def _tool(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tests" / "mutation"))
    for name in ("others", "places", "planting", "trial", "traces", "covering", "warm"):
        monkeypatch.delitem(sys.modules, name, raising=False)


def layer(**changes: Any) -> Any:
    from traces import Layer

    lines = {"ctc/a.py": {5: frozenset({"tests/f.py::f"}), 9: frozenset({"tests/f.py::g", "tests/f.py::h"})}}
    told = {"sources": {"ctc/a.py": LIMIT}, "tests": {"tests/f.py": "1"}, "lines": lines}
    return Layer(**{**told, "seconds": dict.fromkeys(("tests/f.py::f", "tests/f.py::g"), 0.5), **changes})


def test_a_layer_is_read_as_it_was_written(tmp_path: Path) -> None:
    from traces import known, written

    seconds = {f"tests/f.py::{name}": 0.5 for name in "fgh"}
    older, newer = layer(seconds=seconds), layer(seconds=seconds, tests={})
    written(older, tmp_path / "0001.json")
    written(newer, tmp_path / "0002.json")
    assert known(tmp_path) == [newer, older]


@pytest.mark.parametrize(
    ("now", "tests"),
    [
        (LIMIT, {5: "f", 9: "gh"}),
        (f"# a line more\n\n{LIMIT}", {7: "f", 11: "gh"}),
        (LIMIT.replace("return a < LIMIT", "b = a\n    return b < LIMIT"), {5: "f", 6: "f", 10: "gh"}),
        (f"{LIMIT}    print(3)\n", {5: "f", 9: "gh", 10: "gh"}),
        (LIMIT.replace("    return 2\n", "    pass\n"), {5: "f", 9: "gh"}),
    ],
    ids=["as it was", "moved", "one line became two", "added", "changed"],
)
def test_lines_that_moved_keep_their_tests(now: str, tests: dict[int, str]) -> None:
    found = layer().moved({"ctc/a.py": now})["ctc/a.py"]
    assert {line: "".join(sorted(name[-1] for name in names)) for line, names in found.items()} == tests


@pytest.mark.parametrize(
    ("line", "budget", "chosen", "left"),
    [
        (5, 9, "f", 0),
        (9, 9, "gh", 0),
        (9, 0.5, "g", 1),
        (4, 9, "fgh", 0),
        (1, 9, "fgh", 0),
        (1, 0.5, "f", 2),
        (1, 0.1, "g", 2),
    ],
    ids=[
        "a line",
        "two tests",
        "no time",
        "a default",
        "a constant",
        "a constant first where it stands",
        "the quickest at least",
    ],
)
def test_the_quickest_tests_of_a_line(line: int, budget: float, chosen: str, left: int) -> None:
    from covering import Covering

    seconds = {"tests/f.py::f": 0.4, "tests/f.py::g": 0.3, "tests/f.py::h": 0.35}
    known = Covering(layer().lines, seconds, {"ctc/a.py": LIMIT})
    tests, untried = known.of("ctc/a.py", line, budget)
    assert ("".join(name[-1] for name in tests), untried) == (chosen, left)


def test_what_every_import_runs_is_put_first_to_those_that_rest_on_it() -> None:
    """Each process of a test imports a constant; that says nothing of whether the test asks for it."""
    from covering import Covering

    lines = {"ctc/a.py": {**layer().lines["ctc/a.py"], 1: frozenset({"tests/p.py::p"})}}
    known = Covering(lines, {"tests/p.py::p": 0.01}, {"ctc/a.py": LIMIT})
    assert [name[-1] for name in known.of("ctc/a.py", 1, 99)[0]] == ["f", "p"]


def test_tests_of_files_that_name_a_function_or_its_module_are_put_first() -> None:
    """They ask for it: a fault is noticed by them, where a hundred quicker ones pass by."""
    from covering import Covering

    tests = {f"tests/{name}.py::{name}" for name in "abc"}
    source = "def told():\n    return 1\n"
    known = Covering({"ctc/a.py": {2: frozenset(tests)}}, dict.fromkeys(tests, 0.1), {"ctc/a.py": source})
    texts = {"tests/a.py": "told()", "tests/b.py": "from ctc import b, a", "tests/c.py": "ctc.a.told()"}
    known.__dict__["texts"] = texts
    assert [test[-1] for test in known.of("ctc/a.py", 2, 9)[0]] == ["c", "b", "a"]


def test_what_is_kept_is_put_to_all_that_ask_for_it() -> None:
    """The first test alone runs its lines: a fault there is met by the others too."""
    from covering import Covering

    source = (
        "@lru_cache\ndef a():\n    return b()\n\n\ndef b():\n    return 1\n\n\ndef c():\n    return a()\n"
    )
    lines = {"ctc/a.py": {line: frozenset({"tests/f.py::f"}) for line in (3, 7)}}
    lines["ctc/a.py"][11] = frozenset({"tests/f.py::f", "tests/f.py::g"})
    known = Covering(lines, {"tests/f.py::f": 0.1, "tests/f.py::g": 0.1}, {"ctc/a.py": source})
    known.__dict__["texts"] = {"tests/f.py": "a() + b()"}
    for line in (3, 7, 11):
        assert known.of("ctc/a.py", line, 9)[0] == ["tests/f.py::f", "tests/f.py::g"]
        assert known.of("ctc/a.py", line, 0.1)[0] == ["tests/f.py::f"], "the one that runs it is asked first"


def test_what_runs_at_import_is_put_to_all_that_name_its_module() -> None:
    """Its lines run in whichever test comes first."""
    from covering import Covering

    source = "def made(title):\n    return [title]\n\n\nONES = (made(1), made(2))\n"
    tests = {f"tests/{name}.py::{name}": 0.1 for name in "fgh"}
    known = Covering({"ctc/a.py": {2: frozenset({"tests/f.py::f"})}}, tests, {"ctc/a.py": source})
    known.__dict__["texts"] = {"tests/g.py": "from ctc.a import X", "tests/h.py": "from ctc.b import Y"}
    assert [test[-1] for test in known.of("ctc/a.py", 2, 9)[0]] == ["f", "g"]


def bench(answers: Iterator[tuple[int | None, str]]) -> Any:
    from trial import Bench

    def run(*given: Any, **more: Any) -> tuple[int | None, str]:
        return next(answers)

    found = Bench.__new__(Bench)
    found.run = found.planted = run  # type: ignore[method-assign]
    return found


OWN, OTHER = "tests/unit/state/f.py::f[a b]", "tests/f.py::g"
FAILED = (1, f"FAILED {OWN} - assert 1\n")


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ([(0, ""), (0, "")], "alive"),
        ([FAILED], f"killed {OWN}"),
        ([(0, ""), (1, f"ERROR {OTHER}\n")], f"killed {OTHER}"),
        ([(None, ""), (0, "")], "hung"),
        ([(None, f"BEGUN {OTHER}\nBEGUN {OWN}\n"), (0, "")], f"hung {OWN}"),
        ([(None, ""), (None, "")], "untold"),
        ([(2, "no test began"), (0, "")], "killed"),
        ([(4, "no such test"), (4, "no such test")], "untold"),
    ],
    ids=["none", "its own", "another", "slow", "one that hangs", "busy", "no import", "gone"],
)
def test_what_the_tests_answer_of_a_mutant(answers: list[Any], outcome: str) -> None:
    """First those of its own package, then the others; where none is named, once more without the mutant."""
    from planting import mutants_of

    [mutant] = [one for one in mutants_of("ctc/state/a.py", LIMIT) if one.kind == "boundary"]
    left = iter(answers)
    found = bench(left).try_out(mutant, [OTHER, OWN], 0, 0.1)
    assert f"{found.outcome} {found.by}".strip() == outcome
    assert [*left] == []


HANGS = """
import os
import subprocess
import sys
import threading


def test_well():
    assert True


def test_waits():
    code = "import time; print(flush=True); time.sleep(600)"
    command = [sys.executable, "-c", code]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
    child.stdout.readline()
    with open(os.path.join(os.path.dirname(__file__), "pid"), "w") as left:
        left.write(str(child.pid))
    threading.Lock().acquire() and threading.Event().wait()
"""


def test_a_test_that_hangs_is_ended_and_named(tmp_path: Path) -> None:
    """Also where it waits for what no signal of Python's ends, and with the servers that it started."""
    from trial import begun

    (tmp_path / "test_a.py").write_text(HANGS)
    names = ["test_a.py::test_well", "test_a.py::test_waits"]
    asked = {"tests": dict.fromkeys(names, 0.01), "options": ["-s"], "seconds": 20, "patience": 1}
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "mutation" / "warm.py")],
        cwd=tmp_path,
        input=json.dumps(asked) + "\n",
        capture_output=True,
        text=True,
        check=True,
    )
    answer = json.loads(done.stdout)
    assert answer["code"] is None
    assert begun(answer["said"]) == names[1]
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_what_fails_without_a_mutant_too_notices_none() -> None:
    assert bench(iter([FAILED])).failing([OTHER, OWN]) == {OWN}
    assert bench(iter([])).failing([]) == set()
