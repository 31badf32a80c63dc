"""The mutants of ``make mutants``: what is planted, and that it is what it says."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def _tool(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tests" / "mutation"))
    for name in ("operators", "others", "places", "planting", "trial", "report", "traces", "covering"):
        monkeypatch.delitem(sys.modules, name, raising=False)


@pytest.mark.parametrize(
    ("source", "planted"),
    [
        ("x = a < 3", "x = a <= 3"),
        ("x = a < 3", "x = a < (3 + 1)"),
        ("if a and b: c()", "if a or b: c()"),
        ("if a and b: c()", "if b: c()"),
        ("if a and b: c()", "if a and b: pass"),
        ("if ready: c()", "if (not ready): c()"),
        ("x = not a", "x = bool(a)"),
        ("raise E(żółć)", "pass"),
        ("try: a()\nexcept E: b()", "try: a()\nexcept (): b()"),
        ("x = sorted(a)", "x = list(a)"),
        ("x = f(a, key=b)", "x = f(a)"),
        ("'żó'; x = 'ł' in a", "'żó'; x = 'ł' not in a"),
        ("def f(a=True): return a, b", "def f(a=False): return a, b"),
        ("def f(a=True): return a, b", "def f(a=True): return (b, a)"),
        ("self.limit = 3", "pass"),
        ('x = {"status": a}', "x = {'statusx': a}"),
        ("x = f(a=b)", "x = f(a=None)"),
        ("for a in b: continue", "for a in b: break"),
        ("for a in b: break", "for a in b: continue"),
        ("def f():\n for a in b: break", "def f():\n for a in b: return"),
        ("x = a < 3", "x = a < (3 - 1)"),
        ("x = a and b and c", "x = a and b"),
        ("x = a(b)", "x = None"),
        ("f(a, b, c=d, e=g)", "f(b, a, c=d, e=g)"),
        ("f(a, b, c=d, e=g)", "f(a, None, c=d, e=g)"),
        ("f(a, b, c=d, e=g)", "f(a, b, e=g)"),
        ("x = sorted(a, key=b)", "x = sorted(a)"),
        ("x = reversed(a)", "x = list(a)"),
        ("f('so it is')", "f('XXso it is')"),
        ("x = f'of {a}, {b!r}'", "x = f'of , {b!r}'"),
        ("x = f'of {a}, {b!r}'", "x = f'of {a}XX, {b!r}'"),
        ("x = [Kind.ONE, Kind.TWO]", "x = [Kind.TWO, Kind.TWO]"),
        ("x = [Kind.ONE, Kind.TWO]", "x = [Kind.TWO]"),
        ("x = -a", "x = a"),
        ("x += 1", "x = 1"),
        ("x += 1", "x -= 1"),
        ("if a < b: c()", "if True: c()"),
        ("x = a if b else c", "x = (c)"),
        ("for a in b: c()", "for a in [*b][:1]: c()"),
        ("x = [a for a in b if a]", "x = [a for a in b if True]"),
        ("match a:\n case 1 if b: c()", "match a:\n case 1 if False: c()"),
        ("match a:\n case 1: c()", "match a:\n case 1 if False: c()"),
        ("def f():\n if a: return\n b()", "def f():\n if a: pass\n b()"),
        ("def f():\n yield a\n yield b", "def f():\n None\n yield b"),
        ("try: a()\nexcept (E, F): b()", "try: a()\nexcept (E, ()): b()"),
        ("with a(): b()", "if True: b()"),
        ("x = a[1:b]", "x = a[1:]"),
        ("@a\ndef f(): ...", "@(lambda same: same)\ndef f(): ..."),
        ("x = a.strip().partition(b)", "x = a.partition(b)"),
        ("x = a.strip().partition(b)", "x = a.strip().rpartition(b)"),
        ("x = timedelta(hours=a)", "x = timedelta(minutes=a)"),
    ],
)
def test_what_is_planted(source: str, planted: str) -> None:
    from planting import mutants_of

    assert planted in [mutant.planted(source) for mutant in mutants_of("ctc/a.py", source)]


def test_words_and_types_are_left_alone() -> None:
    from planting import mutants_of

    source = 'def f(a: dict[str, 3]) -> 4:\n    """Says 5."""\n    x: tuple[1, 2]\n'
    assert mutants_of("ctc/a.py", source) == []
    assert mutants_of("ctc/a.py", "class A(Protocol):\n    def b(self, c: int = 1) -> int: ...\n") == []
    assert mutants_of("ctc/a.py", "def f():\n    pass\n    return None\n") == []
    pair = [
        one.planted("x = a in (b, c), (d, e)") for one in mutants_of("ctc/a.py", "x = a in (b, c), (d, e)")
    ]
    assert ("x = a in (b, c), (e, d)" in pair, "x = a in (c, b), (d, e)" in pair) == (True, False)
    split = [
        one.planted("x = a.split(b), a.split(b, c)")
        for one in mutants_of("ctc/a.py", "x = a.split(b), a.split(b, c)")
    ]
    assert ("x = a.split(b), a.rsplit(b, c)" in split, "x = a.rsplit(b), a.split(b, c)" in split) == (
        True,
        False,
    )
    tried = "def f():\n    try:\n        pass\n    except E:\n        return None\n"
    assert [one.kind for one in mutants_of("ctc/a.py", tried)] == ["handler dropped"]
    assert "pass" not in [mutant.after for mutant in mutants_of("ctc/a.py", 'run.failpoints.hit("here")')]


def test_one_place_changes_and_a_key_holds_when_lines_move() -> None:
    from planting import is_python, mutants_of

    path = ROOT / "ctc" / "state" / "verifying.py"
    source = path.read_text("utf-8")
    before = ast.dump(ast.parse(source))
    found = mutants_of("ctc/state/verifying.py", source)
    planted = [mutant.planted(source) for mutant in found]
    assert (
        sum(is_python(one) and ast.dump(ast.parse(one)) != before for one in planted)
        > 0.95 * len(planted)
        > 30
    )
    moved = mutants_of("ctc/state/verifying.py", f"# a line\n{source}")
    assert [mutant.key for mutant in moved] == [mutant.key for mutant in found]
    assert len({mutant.key for mutant in found}) == len(found)


TWINS = """
A = b < c

class D:
    def e(self):
        return self.f < g

    def h(self):
        return self.f < g

    def i(self):
        for j in k:
            return self.f < g
        return self.f < g < l
"""


def test_a_key_is_of_one_place() -> None:
    """What is explained of one line explains no other line of its file that reads the same."""
    from planting import mutants_of

    keys = [one.key for one in mutants_of("ctc/a.py", TWINS) if one.kind == "boundary"]
    same = "boundary: < -> <="
    assert keys == [
        f"ctc/a.py: file: A = b < c | {same}",
        f"ctc/a.py: D.e: return self.f < g | {same}",
        f"ctc/a.py: D.h: return self.f < g | {same}",
        f"ctc/a.py: D.i: return self.f < g | {same}",
        f"ctc/a.py: D.i: return self.f < g < l | {same}",
        f"ctc/a.py: D.i: return self.f < g < l | {same} (2)",
    ]


def test_a_survivor_is_told_and_counts_against_its_package() -> None:
    from planting import mutants_of
    from report import shown
    from trial import Verdict

    [mutant] = [one for one in mutants_of("ctc/state/a.py", "x = a < b") if one.kind == "boundary"]
    killed, alive = Verdict(mutant, "killed", 3, 0), Verdict(mutant, "alive", 3, 2)
    assert shown([killed] * 20, 7)[1]
    text, held = shown([*[killed] * 18, *[alive] * 2], 7)
    assert not held
    assert "| state | 20 | 18 | 90% short |" in text
    assert "ctc/state/a.py:1: boundary: `<` -> ` <= ` (alive; 3 tests, 2 not tried)" in text
    assert '\n  "ctc/state/a.py: file: x = a < b | boundary: < -> <="' in text


def test_what_is_explained_counts_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    import report
    from planting import mutants_of
    from trial import Verdict

    first, second = [
        one for one in mutants_of("ctc/state/a.py", "x = a < b\nx = a < b") if one.kind == "boundary"
    ]
    monkeypatch.setattr(report, "explained", lambda: {first.key: "as soon"})
    text, _ = report.shown([Verdict(one, "alive", 3, 0) for one in (first, second)], 7)
    assert "ctc/state/a.py:2: " in text
    assert "ctc/state/a.py:1: " not in text


def test_what_is_explained_is_still_there() -> None:
    """A line that went takes its excuse along."""
    from planting import mutants_of
    from report import explained

    known = explained()
    files = {key.partition(": ")[0] for key in known}
    found = {mutant.key for file in files for mutant in mutants_of(file, (ROOT / file).read_text("utf-8"))}
    assert known.keys() - found == set()
    assert all(reason.strip() for reason in known.values())
