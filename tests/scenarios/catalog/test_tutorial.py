"""The page "Test a campaign before anybody gets it": its files are written, its commands run, its answers compared."""

import re
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parents[3] / "docs/how-to/test-a-campaign.md"


def test_the_page_shows_what_happens(tmp_path: Path) -> None:
    (tmp_path / "ctc.yaml").write_text("version: 1\n")
    answers = 0
    for language, block in re.findall(
        r"^```(\w+)\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL
    ):
        if language == "yaml":
            file = tmp_path / block.splitlines()[0].removeprefix("# ")
            file.parent.mkdir(exist_ok=True)
            file.write_text(block, "utf-8")
        elif language == "console":
            command, shown = block.split("\n", 1)
            answer = subprocess.run(
                [sys.executable, "-m", "ctc", *command.split()[2:]],
                cwd=tmp_path,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            assert answer.stdout == shown
            answers += 1
        else:
            (tmp_path / "test_tea.py").write_text(block, "utf-8")
    assert answers == 3


def test_the_python_of_the_page_and_its_yaml_run_under_pytest(tmp_path: Path) -> None:
    blocks = re.findall(r"^```(\w+)\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    (tmp_path / "ctc.yaml").write_text("version: 1\n")
    (tmp_path / "campaigns").mkdir()
    for language, block in blocks[:2]:
        assert language == "yaml"
        (tmp_path / block.splitlines()[0].removeprefix("# ")).write_text(block, "utf-8")
    (tmp_path / "test_tea.py").write_text(next(b for lang, b in blocks if lang == "python"), "utf-8")
    answer = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "ctc.testing.plugin", "-p", "no:cacheprovider"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "HOME": str(tmp_path)},
    )
    assert "3 passed" in answer.stdout, answer.stdout + answer.stderr
