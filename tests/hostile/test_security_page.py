"""The page about security says how much is tried; its numbers are those of the corpora, and its pins are whole."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.hostile import tame
from tests.hostile.shop import COMMANDS
from tests.hostile.test_links_everywhere import COMMANDS as LINKED
from tests.hostile.test_links_everywhere import TRIED as LINKS
from tests.hostile.test_sandbox_doors import TRIED
from tests.hostile.test_streams import ALPHABETS, CONDITIONS, ENDLESS, SAID_OTHERWISE
from tests.laws.test_pasted import FORMS
from tests.unit.project.test_resolving import ADDRESSES, COMPUTED
from tests.unit.specs.test_sizes_doubled import SHAPES
from tests.unit.templates.test_costs import filters

ROOT = Path(__file__).resolve().parents[2]
TARGETS = (ROOT / "tests" / "laws" / "fuzz_targets.py").read_text("utf-8").partition("TARGETS: Final")[2]
PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")


def test_the_table_says_what_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CTC_HOSTILE", "all")
    assert [int(row) for row in re.findall(r"^\|[^|]+\| (\d+) \|", PAGE, re.MULTILINE)] == [
        len(tame.strings()),
        len(COMMANDS) * len(CONDITIONS),
        len(COMMANDS) * len(ALPHABETS),
        len(ENDLESS) + len(SAID_OTHERWISE),
        LINKS * len(LINKED),
        TRIED,
        len(COMPUTED) + len(ADDRESSES),
        len(filters()),
        len(SHAPES),
        len(FORMS),
        len(re.findall(r"^    \"\w+\": \w+,$", TARGETS, re.MULTILINE)),
    ]


def test_what_users_install_is_pinned_with_hashes_and_above_every_floor() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    pins = (ROOT / "requirements" / "constraints.txt").read_text("utf-8")
    found = dict(re.findall(r"^([\w.-]+)==([\d.]+)[^\n]* \\\n    --hash=sha256:", pins, re.MULTILINE))
    assert len(found) == len(re.findall("^[^ ]+==", pins, re.MULTILINE))
    for wanted in (*project["dependencies"], *project["optional-dependencies"]["postgresql"]):
        name, floor = re.fullmatch(r"([\w.-]+)(?:\[\w+\])?>=([\d.]+).*", wanted).groups()  # type: ignore[union-attr]
        pinned = found[name.replace(".", "-")]
        assert [int(part) for part in pinned.split(".")] >= [int(part) for part in floor.split(".")], name
