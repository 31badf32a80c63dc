"""What lint says where there is much to say: counts, what is alike folded, and a baseline to begin with."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from ctc.validation.schema.published import bundled
from tests.cli.conftest import Ctc

Write = Callable[[str, str], Path]

SPEC = """\
version: 1
id: {id}
campaign:
  name: {id}
  target_mode: sms
  when: 2031-01-15 09:30
  where: {{event_name: Product Viewed, from: 2025-09-01, to: 2025-09-30}}
  content: {{body: Tea for you {id}}}
"""
OPT_OUT = "CTC414"


def _repository(write: Write, count: int) -> None:
    for number in range(count):
        write(f"campaigns/sms-{number}.yaml", SPEC.format(id=f"sms-{number}"))


def test_findings_with_the_same_words_are_folded(ctc: Ctc, write: Write) -> None:
    _repository(write, 8)
    said = ctc("lint")
    assert said.out.count(OPT_OUT) == 5
    assert "… and 3 more like it; -v shows them" in said.out
    assert "8 warnings" in ctc("lint", "--select", "sms-*").err or "warnings" in said.err
    assert ctc("lint", "-v").out.count(OPT_OUT) == 8
    assert len(json.loads(ctc("lint", "--format", "json").out)["diagnostics"]) >= 8


def test_one_code_in_one_file_is_folded_though_the_words_differ(ctc: Ctc, write: Write) -> None:
    keys = "".join(f"x{n}y: 1\n" for n in range(30))
    write("campaigns/a.yaml", SPEC.format(id="a") + keys.replace("x", "unknown-"))
    said = ctc("lint").out
    assert said.count(": error CTC3") == 20
    assert "… and 10 more like it" in said


@pytest.mark.parametrize("command", ["plan", "apply", "compile", "preview"])
def test_so_they_are_by_every_command_that_is_refused_for_them(ctc: Ctc, write: Write, command: str) -> None:
    for number in range(9):
        write(f"campaigns/sms-{number}.yaml", SPEC.format(id=f"sms-{number}").replace("when", "whn"))
    args = [command, "-o", "page.html"] if command == "preview" else [command]
    said = ctc(*args).err
    assert said.count("did you mean 'when'?") == 5
    assert "… and 4 more like it; -v shows them" in said
    assert ctc(*args, "-v").err.count("did you mean 'when'?") == 9


def test_names_are_in_the_order_in_which_people_count(ctc: Ctc, write: Write) -> None:
    for number in (1, 2, 10, 9, 100):
        write(f"campaigns/w{number}.yaml", SPEC.format(id=f"week-{number}"))
    order = [f"week-{number}" for number in (1, 2, 9, 10, 100)]
    for args in (
        ["plan"],
        ["apply", "--auto-approve"],
        ["status"],
        ["state", "list"],
        ["log"],
        ["preview", "-o", "-"],
    ):
        found = re.findall(r"week-[0-9]+", ctc(*args).out)
        assert [*dict.fromkeys(found)] == order, args


def test_statistics_count_by_code(ctc: Ctc, write: Write) -> None:
    _repository(write, 3)
    text = ctc("lint", "--statistics").out.splitlines()
    assert [line.split()[:3] for line in text if OPT_OUT in line] == [["3", "warning", OPT_OUT]]
    answer = json.loads(ctc("lint", "--statistics", "--format", "json").out)
    Draft202012Validator(bundled("output.statistics")).validate(answer)
    counts = {each["code"]: each["count"] for each in answer["statistics"]}
    assert counts[OPT_OUT] == 3
    assert sum(counts.values()) >= answer["summary"]["warnings"]
    assert ctc("lint", "--statistics", "--format", "sarif").code == 2


def test_a_baseline_accepts_what_stands_today_and_nothing_else(ctc: Ctc, write: Write) -> None:
    _repository(write, 2)
    assert ctc("lint", "--strict").code == 1
    assert ctc("lint", "--strict", "--baseline", "b.json", "--write-baseline").code == 0
    file = write("campaigns/sms-0.yaml", "# moved down by a line\n" + SPEC.format(id="sms-0"))
    assert ctc("lint", "--strict", "--baseline", "b.json").code == 0  # a line is no part of a finding
    write("campaigns/sms-9.yaml", SPEC.format(id="sms-9"))
    later = ctc("lint", "--strict", "--baseline", "b.json")
    assert later.code == 1
    assert "sms-9.yaml" in later.out
    assert "sms-1.yaml" not in later.out
    file.unlink()
    assert "gone" in ctc("lint", "--baseline", "b.json").err
    inside = ctc("lint", "--strict", "--baseline", "b.json", "campaigns/sms-1.yaml")
    assert inside.code == 0
    assert "gone" not in inside.err  # a part of the repository cannot tell


def test_a_baseline_that_is_written_from_a_part_forgets_nothing(
    ctc: Ctc, write: Write, tmp_path: Path
) -> None:
    _repository(write, 2)
    assert ctc("lint", "--baseline", "b.json", "--write-baseline").code == 0
    before = (tmp_path / "b.json").read_bytes()
    for part in (["--select", "sms-0"], ["--exclude", "sms-0"], ["campaigns/sms-0.yaml"]):
        said = ctc("lint", "--baseline", "b.json", "--write-baseline", *part)
        assert said.code == 2
        assert "would forget" in said.err
    write("ctc.yaml", "version: [1\n")
    assert "is not written: no spec was read" in ctc("lint", "--baseline", "b.json", "--write-baseline").err
    assert (tmp_path / "b.json").read_bytes() == before


def test_a_baseline_accepts_nothing_that_may_not_be_ignored(ctc: Ctc, write: Write) -> None:
    write("campaigns/a.yaml", SPEC.format(id="a").replace("target_mode", "target_mod"))
    said = ctc("lint", "--baseline", "b.json", "--write-baseline")
    assert said.code == 1
    assert "target_mod" in said.out
    assert json.loads(Path(write("x", "").parent / "b.json").read_text("utf-8"))["accepted"] == []


def test_what_is_no_baseline_is_told(ctc: Ctc, write: Write) -> None:
    _repository(write, 1)
    for text in (
        "",
        "[]",
        "{}",
        '{"format_version": 2, "accepted": []}',
        '{"format_version": 1, "accepted": [1]}',
        "[" * 100_000,
    ):
        write("b.json", text)
        said = ctc("lint", "--baseline", "b.json")
        assert (said.code, "CTC854" in said.out + said.err) == (1, True), text
    assert "CTC854" in ctc("lint", "--baseline", "none.json").err
    assert ctc("lint", "--write-baseline").code == 2
    assert ctc("lint", "--baseline", "b.json", "--payload", "x.json").code == 2
