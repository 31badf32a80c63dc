"""Fixtures of hostile tests."""

import subprocess
from pathlib import Path

import pytest

from tests.hostile.shop import PAYLOAD, PROJECT, SPEC


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A repository with one campaign."""
    root = tmp_path / "shop"
    (root / "campaigns").mkdir(parents=True)
    (root / "ctc.yaml").write_text(PROJECT, "utf-8")
    (root / "campaigns" / "ż.yaml").write_text(SPEC, "utf-8")
    (root / "payload.json").write_text(PAYLOAD, "utf-8")
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    return root
