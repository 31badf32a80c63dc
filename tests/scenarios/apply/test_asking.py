"""Apply asks before it sends, and takes nothing but a yes for one."""

import contextlib
import os
from typing import Any

import pytest


def test_only_yes_sends(repo: Any, sandbox: Any) -> None:
    repo.spec("alpha")
    for answer in ("no\n", "y\n", "\n", "yes please\n", "YES\n", " yes \n", "yes \n", "Yes\n"):
        assert "nothing was sent" in repo.ctc("apply", code=1, answer=answer)
    assert sandbox.requests("create") == []
    assert "Planned 1: 1 applied" in repo.ctc("apply", answer="yes\n")
    assert "Nothing to do" in repo.ctc("apply")


def test_nobody_there_to_ask_is_told_what_to_do(repo: Any, sandbox: Any) -> None:
    repo.spec("alpha")
    assert "--auto-approve" in repo.ctc("apply", code=1)
    assert "--auto-approve" in repo.ctc("apply", "--format", "json", code=2)
    assert sandbox.requests() == []


def test_a_selection_of_nothing_sends_nothing_and_says_so(repo: Any, sandbox: Any) -> None:
    """A slip in a pipeline's --select must not look like a night on which all was done."""
    repo.spec("price-drop")
    for glob, hint in (("price-dorp", "did you mean 'price-drop'"), ("", "there are: price-drop")):
        said = repo.apply("--select", glob, code=1)
        assert "CTC528" in said
        assert hint in said
    assert sandbox.requests() == []
    repo.apply("--select", "price-*")
    repo.remove("price-drop")
    repo.spec("other")
    said = repo.apply("--select", "price-drop")  # what is recorded alone can be selected too
    assert "stopped" in said


@pytest.mark.parametrize("answer", ["no", "yes"])
def test_a_yes_that_was_typed_before_the_question_is_none(repo: Any, sandbox: Any, answer: str) -> None:
    """Somebody leans on the keyboard, or pastes two lines, while the plan is still being made."""
    repo.spec("alpha")
    process, ours = repo.on_terminal("apply")
    os.write(ours, b"yes\n")
    shown = b""
    while b"is accepted" not in shown.partition(b"yes\r\n")[2]:
        shown += os.read(ours, 4096)
    os.write(ours, f"{answer}\n".encode())
    with contextlib.suppress(OSError):  # the terminal's other end is gone
        while chunk := os.read(ours, 4096):
            shown += chunk
    assert process.wait(timeout=120) == (0 if answer == "yes" else 1)
    os.close(ours)
    assert len(sandbox.requests("create")) == (answer == "yes")
