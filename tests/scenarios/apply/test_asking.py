"""Apply asks before it sends, and takes nothing but a yes for one."""

from typing import Any


def test_only_yes_sends(repo: Any, sandbox: Any) -> None:
    repo.spec("alpha")
    for answer in ("no\n", "y\n", "\n", "yes please\n"):
        assert "nothing was sent" in repo.ctc("apply", code=1, answer=answer)
    assert sandbox.requests("create") == []
    assert "Planned 1: 1 applied" in repo.ctc("apply", answer="yes\n")
    assert "Nothing to do" in repo.ctc("apply")


def test_nobody_there_to_ask_is_told_what_to_do(repo: Any, sandbox: Any) -> None:
    repo.spec("alpha")
    assert "--auto-approve" in repo.ctc("apply", code=1)
    assert "--auto-approve" in repo.ctc("apply", "--format", "json", code=2)
    assert sandbox.requests() == []
