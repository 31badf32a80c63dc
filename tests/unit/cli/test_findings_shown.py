"""Findings as people and machines read them: folded, with their line and a caret, as annotations and as SARIF."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ctc.cli.views import diagnostics as view
from ctc.cli.views.excerpts import excerpt
from ctc.cli.views.markdown_escapes import code, fenced, one_line, plain, warning
from ctc.cli.views.repository import in_repository
from ctc.cli.views.sarif import sarif_of
from ctc.diagnostics import Diagnostic, Severity
from tests.styles import in_words

FOUND = Diagnostic(code="CTC305", severity=Severity.ERROR, message="what", file="a.yaml", line=2, column=3)


@pytest.mark.parametrize(("severity", "colour"), [("error", "red"), ("warning", "yellow"), ("info", "cyan")])
def test_a_finding_its_place_its_line_and_how_to_mend_it(severity: str, colour: str) -> None:
    found = FOUND._replace(severity=Severity(severity), hint="do\nthis", source="a: 1", message="wh\nat")
    assert in_words(view.text_of(found)).split("\n") == [
        f"<b>a.yaml:2:3: </><{colour}><b>{severity} CTC305</>: wh\\nat",
        "<dim>    2 | </>a: 1",
        f"<dim>      | </>  <{colour}><b>^</>",
        "<green><b>help</>: do\\nthis",
    ]


def test_a_finding_about_no_place() -> None:
    assert in_words(view.text_of(FOUND._replace(file=""))) == "<b></><red><b>error CTC305</>: what"


def folded(capsys: pytest.CaptureFixture[str], found: list[Diagnostic], *, whole: bool = False) -> list[str]:
    view.print_folded(found, whole=whole)
    return capsys.readouterr().out.splitlines()


@pytest.mark.parametrize(
    ("count", "more"), [(4, ""), (5, ""), (6, "… and 1 more like it; -v shows them"), (1_100, "1,095 more")]
)
def test_the_same_words_are_told_five_times(
    capsys: pytest.CaptureFixture[str], count: int, more: str
) -> None:
    found = [FOUND._replace(file=f"{number}.yaml") for number in range(count)]
    lines = folded(capsys, found)
    assert len(lines) == min(count, 5) + bool(more)
    assert more in lines[-1]
    assert len(folded(capsys, found, whole=True)) == count


@pytest.mark.parametrize(("count", "more"), [(20, ""), (21, "… and 1 more like it; -v shows them")])
def test_one_code_in_one_file_is_told_twenty_times(
    capsys: pytest.CaptureFixture[str], count: int, more: str
) -> None:
    found = [FOUND._replace(message=f"row {number}") for number in range(count)]
    lines = folded(capsys, [*found, FOUND._replace(code="CTC306"), FOUND._replace(file="b.yaml")])
    assert len(lines) == min(count, 20) + bool(more) + 2
    assert more in lines[-3]


def test_findings_go_where_they_are_sent(capsys: pytest.CaptureFixture[str]) -> None:
    view.print_diagnostics(iter([FOUND] * 6), err=True)
    said = capsys.readouterr()
    assert (said.out, len(said.err.splitlines())) == ("", 6)


@pytest.mark.parametrize(
    ("column", "text", "shown", "caret"),
    [
        (1, "\tx: 1", " x: 1", 0),
        (3, "ab\u200bcd", "ab\\u200bcd", 2),
        (4, "ab\u200bcd", "ab\\u200bcd", 8),
        (3, "\u65e5\u672cx", "\u65e5\u672cx", 4),
        (3, "e\u0301x", "e\u0301x", 1),
        (9, "ab", "ab", 8),
        (1, "x" * 160, "x" * 160, 0),
        (1, "x" * 161, "x" * 159 + "…", 0),
        (161, "x" * 161, "…" + "x" * 79, 79),
        (80, "x" * 400, "x" * 159 + "…", 79),
        (81, "x" * 400, "…" + "x" * 158 + "…", 79),
        (200, "x" * 280, "…" + "x" * 159, 79),
    ],
)
def test_a_caret_stands_below_its_character(column: int, text: str, shown: str, caret: int) -> None:
    line, below = (in_words(part) for part in excerpt(FOUND._replace(column=column, source=text)))
    assert line == f"<dim>    2 | </>{shown}"
    assert below == f"<dim>      | </>{' ' * caret}<red><b>^</>"


@pytest.mark.parametrize(
    ("file", "path", "text", "is_shown"),
    [
        ("shop/ctc.yaml", "", "timezone: UTC", True),
        ("shop/ctc.yaml", "", "  Passcode: x", False),
        ("shop/ctc.yaml", "", "passw: x", False),
        ("shop/ctc.yaml", "", "TOKEN: x", False),
        ("shop/ctc.yaml", "", "state: postgresql://a:b@c", False),
        ("shop/ctc.yaml", "", "api: https://a/b@c", True),
        ("shop/ctc.yaml", "/environments/live/passcode", "  x", False),
        ("shop/ctc.yaml", "/environments/live/state", "  x", False),
        ("shop/ctc.yaml", "/environments/live/trigger_token", "  x", False),
        ("shop/ctc.yaml", "/environments/live/region", "  x", True),
        ("shop/a.yaml", "/environments/live/state", "passcode: x", True),
    ],
)
def test_no_line_with_a_credential_is_shown(file: str, path: str, text: str, is_shown: bool) -> None:
    assert bool(excerpt(FOUND._replace(file=file, path=path, source=text))) is is_shown


def test_a_line_is_read_from_a_file_that_is_not_endless(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    for size, shown in ((10_000_000, True), (10_000_001, False)):
        file = tmp_path / f"{size}.yaml"
        file.write_bytes(b"a\nb: 1\n".ljust(size, b"#"))
        assert bool(excerpt(FOUND._replace(file=str(file)))) is shown
    assert excerpt(FOUND._replace(file=str(file), line=9)) == []
    assert excerpt(FOUND._replace(source="x", is_private=True)) == []


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: a project below the root of a repository."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "shop").mkdir()
    monkeypatch.chdir(tmp_path / "shop")
    in_repository.cache_clear()
    return tmp_path


def test_files_are_named_from_the_root_of_the_repository(repository: Path) -> None:
    (repository / "link").symlink_to("/etc")
    assert in_repository("a.yaml") == "shop/a.yaml"
    assert in_repository("../link/x") == "link/x"
    assert in_repository("/elsewhere/a.yaml") == "/elsewhere/a.yaml"


@pytest.mark.parametrize(
    ("severity", "level"), [("error", "error"), ("warning", "warning"), ("info", "notice")]
)
def test_an_annotation(
    repository: Path, capsys: pytest.CaptureFixture[str], severity: str, level: str
) -> None:
    view.annotate(FOUND._replace(severity=Severity(severity), hint="mend"))
    view.annotate(FOUND._replace(file="", severity=Severity(severity)))
    assert capsys.readouterr().out.splitlines() == [
        f"::{level} file=shop/a.yaml,line=2,col=3,title=CTC305::what%0Ahelp: mend",
        f"::{level} title=CTC305::what",
    ]


def test_sarif_of_a_finding(repository: Path) -> None:
    log: Any = sarif_of(
        [FOUND._replace(path="/a\ud800", hint="mend"), FOUND._replace(code="CTC001", file="")]
    )
    (run,) = log["runs"]
    (result,) = run["results"]
    assert (result["ruleId"], result["ruleIndex"], result["level"]) == ("CTC305", 0, "error")
    assert result["message"] == {"text": "what\nmend"}
    (location,) = result["locations"]
    assert location["physicalLocation"]["region"] == {"startLine": 2, "startColumn": 3}
    assert location["physicalLocation"]["artifactLocation"] == {"uri": "shop/a.yaml"}
    assert location["logicalLocations"] == [{"fullyQualifiedName": "/a\\ud800", "kind": "value"}]
    (told,) = run["invocations"][0]["toolConfigurationNotifications"]
    assert told == {"descriptor": {"id": "CTC001", "index": 0}, "level": "error", "message": {"text": "what"}}
    driver = run["tool"]["driver"]
    assert driver["notifications"] == [{"id": "CTC001"}]
    (rule,) = driver["rules"]
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert rule["properties"] == {"problem.severity": "error", "precision": "high"}
    assert "Instead of:\n\n```yaml\n" in rule["help"]["markdown"]
    assert "\n\nwrite:\n\n```yaml\n" in rule["help"]["markdown"]
    assert "Source:" in str(sarif_of([FOUND._replace(code="CTC452")]))


def test_a_fingerprint_tells_codes_files_and_paths_apart() -> None:
    found = [
        FOUND,
        FOUND,
        FOUND._replace(code="CTC306"),
        FOUND._replace(file="b.yaml"),
        FOUND._replace(path="/a"),
        FOUND._replace(path="/a", message="else"),
        FOUND._replace(message="else"),
    ]
    log: Any = sarif_of(found)
    prints = [result["partialFingerprints"]["ctcFinding/v1"] for result in log["runs"][0]["results"]]
    heads = [each.partition(":")[0] for each in prints]
    assert heads[0] == heads[1]
    assert heads[4] == heads[5]
    assert len(set(heads)) == 5
    assert [each[-1] for each in prints] == ["1", "2", "1", "1", "1", "2", "1"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "a*b_c`|<>~!$[]{}\\",
            "a&#42;b&#95;c&#96;&#124;&#60;&#62;&#126;&#33;&#36;&#91;&#93;&#123;&#125;&#92;",
        ),
        ("a & b", "a &amp; b"),
        ("@ann #12 GH-3 GH-x", "@\u200bann #\u200b12 GH-\u200b3 GH-x"),
        ("a\nb", "a&#92;nb"),
    ],
)
def test_text_in_markdown_calls_nobody_and_opens_nothing(text: str, shown: str) -> None:
    assert plain(text) == shown


@pytest.mark.parametrize(
    "cut", [lambda text: plain(text, 5), lambda text: code(text, 5), lambda text: one_line(text, 5)]
)
def test_no_more_than_is_asked_for(cut: Callable[[str], str]) -> None:
    assert cut("abcde") == "abcde"
    assert cut("abcdef") == "abcde…"


def test_how_much_is_shown_where_nobody_says() -> None:
    assert [len(shown("a" * 2_000)) for shown in (plain, code, one_line)] == [1_001, 301, 1_001]
    assert code("a`b|c") == "a'b\\|c"


@pytest.mark.parametrize(("run", "fence"), [(0, 3), (1, 3), (3, 4), (7, 8)])
def test_a_fence_is_longer_than_what_it_holds(run: int, fence: int) -> None:
    text = f"a ` {'`' * run}\u202e"
    assert fenced(text, "diff") == ["`" * fence + "diff", f"a ` {'`' * run}\\u202e", "`" * fence, ""]


def test_a_long_block_is_cut_and_says_so() -> None:
    assert fenced("\u00e9" * 3, "x", 6)[1] == "\u00e9" * 3
    assert fenced("\u00e9" * 4, "x", 7)[1] == "\u00e9" * 3 + "\n… (cut; `ctc plan` shows all of it)"
    assert len(fenced("a" * 7_000, "x")[1].split("\n")[0]) == 6_000


def test_a_finding_as_a_quotation() -> None:
    found = FOUND._replace(message="a*b", hint="c*d")
    assert warning(found) == "> **error CTC305** `a.yaml:2` a&#42;b **help:** c&#42;d\n"
    assert warning(found._replace(file="", hint=None)) == "> **error CTC305** a&#42;b\n"
