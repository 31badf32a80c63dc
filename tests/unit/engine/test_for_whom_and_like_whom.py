"""For which environment a document is compiled, who is left out for want of people, and which of several campaigns are
told apart: with two and three of each."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import pytest

from ctc.choice import Choice
from ctc.diagnostics import Diagnostic, Severity
from ctc.pipeline.engine import across
from ctc.pipeline.engine.environments import environment_for
from ctc.pipeline.engine.facts import Examined, FileFacts, UnitFacts
from ctc.pipeline.engine.recipients import has_nobody
from ctc.pipeline.settings import Settings, settings_for
from ctc.specs.document import Document
from ctc.specs.reading import read_documents

PROJECT: Final = """\
version: 1
environments:
  bare: {region: in1}
  east: {region: sg1, timezone: UTC}
  west: {region: us1, timezone: UTC}
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ctc.yaml").write_text(PROJECT)
    return tmp_path


def document(text: str) -> Document:
    return read_documents("a.yaml", text.encode())[0][0]


@pytest.mark.parametrize(
    ("named", "every", "env", "taken", "unknown"),
    [
        ("id: a", True, None, "sandbox", []),
        ("environments: east", True, None, "sandbox", []),
        ("environments: [west, east]", True, None, "west", []),
        ("environments: [west, east]", True, "east", "east", []),
        ("environments: [west, east]", False, "sandbox", None, []),
        ("environments: [west, sandbox, eats]", True, None, "sandbox", ["'eats'"]),
        ("environments: [bare, west]", True, None, "west", []),
        ("environments: [bare]", True, None, None, ["timezone"]),
        ("environments: [bare]", False, None, None, []),
        ("environments: [eats, 5, wst]", True, None, None, ["'eats'", "'wst'"]),
        ("environments: [eats, bare]", True, None, None, ["'eats'", "timezone"]),
        ("environments: []", True, None, None, []),
    ],
)
def test_the_environment_of_a_document(
    here: Path, named: str, every: bool, env: str | None, taken: str | None, unknown: list[str]
) -> None:
    settings: Settings = settings_for(here, {}, Choice(env=env), every_environment=every)
    found, told = environment_for(settings, document(named))
    assert (found.name if found else None) == taken
    assert len(told) == len(unknown)
    assert all(word in one.message for word, one in zip(unknown, told, strict=True))
    for one in told:
        if one.code == "CTC802":
            assert "; ctc.yaml knows bare, east, sandbox, west" in one.message
            assert one.hint == ("did you mean 'west'?" if "wst" in one.message else "did you mean 'east'?")
            assert one.path == (
                "/environments/2" if "wst" in one.message or "sandbox" in named else "/environments/0"
            )


def counts(**kinds: int) -> Any:
    return {kind: SimpleNamespace(count=count) for kind, count in kinds.items()}


@pytest.mark.parametrize(
    ("to", "files", "nobody"),
    [
        (["a", "b"], counts(a=0, b=0), True),
        (["a", "b"], counts(a=0, b=1), False),
        (["a", "b"], counts(a=1, b=0), False),
        (["a", "b"], counts(a=0), False),
        (["a"], {}, False),
        ([], {}, False),
    ],
)
def test_who_is_left_out_for_want_of_people(to: list[str], files: Any, nobody: bool) -> None:
    assert has_nobody({"to": dict.fromkeys(to, "x")}, files) is nobody
    assert has_nobody({"to": "x"}, files) is False


def unit(address: str, *marks: str, sound: bool = True) -> UnitFacts:
    return UnitFacts(address, 0, "campaign", is_sound=sound, marks=marks)


def test_those_that_have_a_mark_in_common_are_compared(here: Path) -> None:
    every = [unit("a", "1", "2"), unit("b", "3"), unit("c", "4", "2"), unit("d", "5"), unit("e", "3", "6")]
    assert [name for name, _ in across.marked_alike(every)] == ["a", "b", "c", "e"]
    assert dict(across.marked_alike(every))["a"] == ("1", "2")
    assert across.marked_alike([unit("a", "1"), unit("b", "1", sound=False), unit("c", "2")]) == []
    assert across.marked_alike([unit("a", "1"), unit("a", "1")]) == [], (
        "an address that stands twice is told already"
    )


def said(text: str, code: str = "CTC401", severity: Severity = Severity.WARNING) -> Diagnostic:
    return Diagnostic(code=code, severity=severity, message=text, file="a.yaml")


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("b", ["b"]),
        ("cab", ["c", "a", "b"]),
        ("aab", ["a", "b"]),
        ("cbad", ["a", "b", "c (and 1 more instance like it)"]),
        ("cbade", ["a", "b", "c (and 2 more instances like it)"]),
    ],
)
def test_of_many_that_are_alike_three_are_told(told: str, shown: list[str]) -> None:
    assert [one.message for one in across._few([*map(said, told)])] == shown


def test_before_rules_only_what_is_wrong_for_all_counts() -> None:
    """What a project takes more seriously is no error of a plan yet; a name that nobody knows is."""
    found = [
        *(said("raised", "CTC147", Severity.ERROR), said("told", "CTC147")),
        *(said("its own", "CTC305", Severity.ERROR), said("its own too", "CTC109")),
        *(said("of a rule", "CTC412"), said("a rule that was raised", "CTC412", Severity.ERROR)),
        *(said("a name", "CTC416", Severity.ERROR), said("a name that was lowered", "CTC416")),
        *(said("a slip", "CTC489"), said("a slip that was raised", "CTC489", Severity.ERROR)),
    ]
    assert [(one.message, str(one.severity)) for one in across._before_rules(found)] == [
        *(("raised", "warning"), ("told", "warning")),
        *(("its own", "error"), ("its own too", "warning")),
        ("a name", "error"),
    ]


@pytest.mark.parametrize("select", [(), ("a",), ("b",), ("x",)])
def test_all_that_is_wrong_anywhere_keeps_a_plan_back(here: Path, select: tuple[str, ...]) -> None:
    """Of what was not chosen as well: what is missing would be taken for gone."""
    settings = settings_for(here, {}, Choice())
    wrong = [said(text, "CTC305", Severity.ERROR) for text in "mnop"]
    files = [
        Examined(
            "a.yaml", FileFacts(2, [unit("a")._replace(found=wrong[:2]), unit("c")], problems=wrong[3:])
        ),
        Examined("b.yaml", FileFacts(1, [unit("b")._replace(found=wrong[1:3])])),
    ]
    told = across.mistakes(settings, files, Choice(select=select))
    assert sorted(one.message.partition(" ")[0] for one in told) == ["m", "n", "n", "o", "p"]
