"""A state's file is kept out of git, and in a pipeline it is refused: it would be gone, or old, in the next job."""

import subprocess
from typing import Any

import pytest


def ignored(repo: Any, path: str) -> bool:
    done = subprocess.run(["git", "check-ignore", "-q", path], cwd=repo.root, check=False)
    return done.returncode == 0


@pytest.fixture
def committed(repo: Any) -> Any:
    subprocess.run(["git", "init", "-q"], cwd=repo.root, check=True)
    repo.spec("alpha")
    return repo


@pytest.mark.parametrize("left", ["", "\n \n"])
def test_an_ignore_file_that_a_full_disk_left_empty_is_mended(
    committed: Any, sandbox: Any, left: str
) -> None:
    committed.write(".ctc/.gitignore", left)
    committed.apply()
    assert ignored(committed, ".ctc/local.db")
    assert [path.name for path in (committed.root / ".ctc").glob(".gitignore*")] == [".gitignore"]


def test_a_state_elsewhere_is_kept_out_too(committed: Any, sandbox: Any) -> None:
    committed.configure(state="sqlite:///kept/here/prod.db")
    committed.ctc("state", "init")
    for name in ("prod.db", "prod.db-journal", ".prod.db.12-34"):
        assert ignored(committed, f"kept/here/{name}")
    assert not ignored(committed, "kept/here/notes.txt")


def test_an_ignore_file_of_ones_own_is_not_touched(committed: Any, sandbox: Any) -> None:
    own = committed.write(".gitignore", "*.pyc\n")
    committed.configure(state="sqlite:///prod.db")
    assert "git does not ignore the state's file yet" in committed.ctc("state", "init")
    assert own.read_text() == "*.pyc\n"
    own.write_text("*.pyc\n/prod.db*\n")
    committed.state.unlink(missing_ok=True)
    (committed.root / "prod.db").unlink()
    assert "git does not ignore" not in committed.ctc("state", "init")


PRODUCTION = {"region": "in1", "account_id": "A", "passcode": "P", "timezone": "UTC"}


@pytest.mark.parametrize(
    "command", [["plan"], ["apply", "--auto-approve"], ["state", "list"], ["state", "init"]]
)
def test_a_file_in_a_pipeline_is_refused(repo: Any, sandbox: Any, command: list[str]) -> None:
    repo.spec("alpha")
    environments = {"local": {}, "production": {**PRODUCTION, "state": "sqlite:///prod.db"}}
    repo.configure(project={"project": "acme", "environments": environments})
    said = repo.ctc(*command, "--env", "production", code=1, CI="true")
    assert "CTC725" in said
    assert "CTC_LOCAL_STATE=1" in said
    assert not (repo.root / "prod.db").exists()


def test_what_is_meant_or_local_is_not_refused(repo: Any, sandbox: Any) -> None:
    repo.spec("alpha")
    repo.apply(CI="true")  # a loopback host
    environments = {"production": {**PRODUCTION, "state": "sqlite:///prod.db"}}
    repo.configure(
        project={"project": "acme", "default_environment": "production", "environments": environments}
    )
    for environ in ({"CI": "true", "CTC_LOCAL_STATE": "1"}, {"CI": "false"}, {"CI": ""}, {}):
        assert "CTC702" in repo.ctc("state", "list", code=1, **environ)
