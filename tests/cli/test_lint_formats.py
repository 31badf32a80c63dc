"""The formats of ``ctc lint``: escapes, order, colour, and what stdout and stderr are for."""

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

SPEC = """\
version: 1
id: hello
campaign:
  name: {name}
  target_mode: sms
  when: 2031-01-15 09:30
  where: {{event_name: Charged, from: 2025-01-01, to: 2025-12-31}}
  content: {{body: "Hello. Reply STOP to opt out", sms: {{template_id: "1107"}}}}
"""
FORMATS = ["text", "json", "sarif", "github"]


def test_a_caret_stands_under_wide_characters(ctc: Callable, write: Callable) -> None:
    write("campaigns/x.yaml", SPEC.format(name='"日本語🎉 é e\u0301 क्या\t{{ nope }}"'))
    lines = ctc("lint").out.splitlines()
    source, caret = lines[1], lines[2]
    before = source[: source.index("nope")]
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in before)
    none = sum(unicodedata.category(char) == "Mn" for char in before)
    assert caret.index("^") == len(before) + wide - none
    assert wide == 4
    assert none == 2  # the acute accent and the virama; a vowel sign of Devanagari has a width


def test_a_long_line_is_cut_around_the_caret(ctc: Callable, write: Callable) -> None:
    write("campaigns/x.yaml", SPEC.format(name=f'"{"a " * 200}{{{{ nope }}}}{" z" * 200}"'))
    _, source, caret, *_ = ctc("lint").out.splitlines()
    assert source[caret.index("^") :].startswith("nope }} z")
    assert source.startswith("    4 | … a")
    assert source.endswith("z …")
    assert len(source) == 168


def test_lines_are_counted_as_yaml_counts_them(ctc: Callable, write: Callable) -> None:
    """A paragraph separator inside of a text is content, and ends no line."""
    write("campaigns/x.yaml", "# one \u2028 \x85 line\r\n" + SPEC.format(name='"{{ nope }}"'))
    assert '    5 |   name: "{{ nope }}"' in ctc("lint").out


def test_a_file_name_cannot_drive_a_terminal(ctc: Callable, write: Callable) -> None:
    write("campaigns/a\x1b[31m\nb.yaml", "id: [\n")
    assert "\x1b" not in ctc("lint", "--color", "never").out
    assert ctc("lint", "--color", "never").out.startswith(r"campaigns/a\u001b[31m\nb.yaml:")


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_name_that_is_no_text(ctc: Callable, tmp_path: Path, form: str) -> None:
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "campaigns" / "\udcff.yaml").write_text("id: [\n")
    assert "CTC101" in ctc("lint", "--format", form).out


def test_github_escapes_names_and_texts(ctc: Callable, write: Callable) -> None:
    write("campaigns/50%, a:b.yaml", SPEC.format(name='"{{ x | nope }}"'))
    (line,) = ctc("lint", "--format", "github").out.splitlines()
    assert line.startswith("::error file=campaigns/50%25%2C a%3Ab.yaml,line=4,col=")
    assert "%0Ahelp: " in line


def test_github_and_sarif_name_files_from_the_repository(
    ctc: Callable, write: Callable, tmp_path: Path
) -> None:
    (tmp_path / ".git").mkdir()
    write("ctc.yaml", "version: 1\ncampaigns: .\n")
    write("shop/x.yaml", "id: [\n")
    import subprocess
    import sys

    def printed(form: str) -> str:
        command = [sys.executable, "-m", "ctc", "lint", "--format", form, "x.yaml"]
        run = subprocess.run(command, cwd=tmp_path / "shop", capture_output=True, text=True, check=False)
        return run.stdout

    assert printed("github").startswith("::error file=shop/x.yaml,line=")
    assert '"uri": "shop/x.yaml"' in printed("sarif")
    assert printed("text").startswith("x.yaml:")


def test_a_finding_about_no_file_has_no_file(ctc: Callable) -> None:
    assert ctc("lint", "--env", "nope", "--format", "github").out.startswith("::error title=CTC802::")


@pytest.mark.parametrize("form", FORMATS)
def test_a_broken_configuration_is_told_in_the_format_asked_for(
    ctc: Callable, write: Callable, form: str
) -> None:
    write("ctc.yaml", "version: 1\nenviroments: {}\n")
    answer = ctc("lint", "--format", form)
    assert answer.code == 1
    assert "CTC305" in answer.out
    if form in ("json", "sarif"):
        json.loads(answer.out)


def test_colour_is_for_terminals_and_for_who_asks(ctc: Callable, write: Callable) -> None:
    write("campaigns/x.yaml", "id: [\n")
    assert "\x1b[" not in ctc("lint").out
    assert "\x1b[" in ctc("lint", "--color", "always", NO_COLOR="1").out
    for form in ("json", "sarif", "github"):
        assert "\x1b[" not in ctc("lint", "--format", form, "--color", "always").out


def test_the_summary_is_talk(ctc: Callable, write: Callable) -> None:
    write("campaigns/x.yaml", SPEC.format(name='"{{ nope }}"'))
    loud, quiet = ctc("lint"), ctc("lint", "-q")
    assert loud.err == "1 file, 1 document: 1 error\n"
    assert quiet.err == ""
    assert quiet.out == loud.out


def test_ten_thousand_findings_come_in_order(ctc: Callable, write: Callable) -> None:
    write("campaigns/b.yaml", "a: 1\n" * 9_000)
    write("campaigns/a.yaml", "a: 1\n" * 1_001)
    for form in FORMATS:
        answer = ctc("lint", "--format", form)
        assert answer.code == 1
    found = [(d["file"], d["line"]) for d in json.loads(ctc("lint", "--format", "json").out)["diagnostics"]]
    assert len(found) > 10_000 - 10
    assert found == sorted(found)
