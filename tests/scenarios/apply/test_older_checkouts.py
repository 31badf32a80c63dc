"""An older commit that is planned would undo what a newer one sent: a reviewer is told, whatever guards are on."""

import subprocess
from typing import Any

from tests.scenarios.apply.places import BOTH

pytestmark = BOTH


def git(repo: Any, *arguments: str) -> None:
    named = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")
    subprocess.run(["git", *named, *arguments], cwd=repo.root, check=True, capture_output=True)


def test_an_older_checkout_that_stops_what_is_newer_says_so(repo: Any) -> None:
    repo.spec("alpha")
    git(repo, "init")
    git(repo, "add", "campaigns", "ctc.yaml")
    git(repo, "commit", "-m", "one")
    repo.spec("beta")
    git(repo, "add", "campaigns")
    git(repo, "commit", "-m", "two")
    repo.ctc("state", "init")
    assert "CTC732" not in repo.apply()
    assert "CTC732" not in repo.ctc("plan")
    git(repo, "checkout", "--detach", "HEAD~1")
    said = repo.ctc("plan")
    assert "- beta  stop" in said
    assert "CTC732" in said
    assert "is this an older checkout?" in " ".join(said.split())
