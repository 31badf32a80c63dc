"""A key of `each` is part of an address: it has a bound, told by lint at its own place."""

from pathlib import Path

import pytest

from ctc.choice import Choice
from ctc.cli.compiling import file_name
from ctc.pipeline.lint import lint_project

SPEC = """version: 1
id: sale
each: EACH
campaign:
  name: "Sale {{ text }}"
  target_mode: sms
  when: 2031-01-15 09:30
  where: {event_name: Charged, from: 2025-09-01, to: 2025-09-30}
  content: {body: "Hi. Reply STOP to opt out.", sms: {template_id: "1107161234567890123"}}
"""


def found(root: Path, each: str) -> list[tuple[str, int, str]]:
    (root / "campaigns").mkdir(exist_ok=True)
    (root / "campaigns/a.yaml").write_text(SPEC.replace("EACH", each), "utf-8")
    diagnostics = lint_project(root, {}, (), Choice()).diagnostics
    return [(d.code, d.line, d.path) for d in diagnostics if d.severity == "error"]


@pytest.mark.parametrize("length", [201, 300, 5_000])
@pytest.mark.parametrize("letter", ["x", "ż"])
def test_a_long_key_is_told(tmp_path: Path, length: int, letter: str) -> None:
    key = letter * length
    assert found(tmp_path, f"{{text: [short, {key}]}}") == [("CTC113", 3, "/each/text/1")]
    assert found(tmp_path, f"[{{key: {key}, text: a}}]") == [("CTC113", 3, "/each/0/key")]


def test_one_at_the_bound_is_fine(tmp_path: Path) -> None:
    assert found(tmp_path, f"{{text: [{'x' * 200}]}}") == []


@pytest.mark.parametrize("key", ["x" * 200, "ż" * 200, "%/:" * 66, "😀" * 200])
def test_every_address_is_a_files_name(tmp_path: Path, key: str) -> None:
    names = {file_name(f"sale[{key},{other}]") for other in ("a", "b")}
    assert len(names) == 2
    for name in names:
        (tmp_path / f"{name}.json").touch()
