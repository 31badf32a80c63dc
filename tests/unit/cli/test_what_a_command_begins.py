"""Commands that begin something: with what a sandbox, a language server, the tools for agents and a question begin."""

import io
import os
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ctc.cli import asking
from ctc.cli.doctor import _lines
from ctc.pipeline.checked import Checked, Health
from tests.styles import in_words

URL = "http://127.0.0.1:9"


def begun(ctc: Any, monkeypatch: pytest.MonkeyPatch, *args: str) -> tuple[Any, dict[str, Any]]:
    given: dict[str, Any] = {}

    def serve(**how: Any) -> None:
        given.update(how)
        how["on_ready"](URL)

    monkeypatch.setattr("ctc.sandbox.server.serve", serve)
    return ctc("sandbox", *args), given


def test_a_sandbox_begins_as_it_is_asked_to(ctc: Any, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said, given = begun(ctc, monkeypatch)
    assert (said.code, said.out) == (0, f"{URL}\n")
    assert said.err.splitlines() == [
        f"sandbox listens on {URL}  (account `sandbox`, passcode `sandbox`; inbox: {URL}/)",
        f'use it: environments: {{local: {{api: "{URL}", account_id: sandbox, passcode: sandbox, timezone: UTC}}}}',
    ]
    assert (given["port"], given["data_dir"], given["faults"], given["load"]) == (
        8787,
        Path(".ctc/sandbox"),
        (),
        None,
    )
    assert (str(given["settings"].timezone), given["settings"].per_second) == ("UTC", None)
    (here / "people.ndjson").touch()
    asked = ("--port", "0", "--data", "box", "--load", "people.ndjson", "--fault", "500", "--fault", "slow")
    said, given = begun(ctc, monkeypatch, *asked, "--timezone", "Asia/Kolkata", "--rate", "2.5")
    assert "timezone: Asia/Kolkata}" in said.err
    assert (given["port"], given["data_dir"], given["faults"], given["load"]) == (
        0,
        Path("box"),
        ("500", "slow"),
        Path("people.ndjson"),
    )
    assert (str(given["settings"].timezone), given["settings"].per_second) == ("Asia/Kolkata", 2.5)


def test_a_sandbox_says_why_it_does_not_begin(ctc: Any, here: Path) -> None:
    (here / "people.ndjson").write_text("{", "utf-8")
    said = ctc("sandbox", "--load", "people.ndjson", "--port", "0")
    assert (said.code, "people.ndjson" in said.err) == (2, True)


def test_a_language_server_begins_with_the_process_environment(
    ctc: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    began: list[Any] = []
    monkeypatch.setattr("ctc.editor.server.serve", lambda *given: began.extend(given))
    monkeypatch.setattr("ctc.cli.lsp.version", lambda name: f"1.2 of {name}")
    assert ctc("lsp").code == 0
    assert began == [os.environ, "1.2 of ctc"]


def test_the_tools_for_agents_begin_in_this_folder(
    ctc: Any, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began: list[Any] = []
    server = SimpleNamespace(run=lambda: began.append("runs"))
    made = SimpleNamespace(made=lambda *given: began.extend(given) or server)
    monkeypatch.setitem(sys.modules, "ctc.agents.server", made)  # which takes seconds to import
    monkeypatch.setattr("ctc.cli.mcp.version", lambda name: f"1.2 of {name}")
    assert ctc("mcp").code == 0
    assert began == [here, "1.2 of ctc", "runs"]


def test_what_was_typed_before_the_question_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who types ahead has not read what would be sent."""
    person, terminal = os.openpty()
    forget = asking._forget_what_was_typed

    def forgets() -> None:
        forget()
        os.write(person, b"no\n")

    with open(terminal, encoding="utf-8") as stdin:  # noqa: PTH123 - a number, no path
        monkeypatch.setattr(sys, "stdin", stdin)
        monkeypatch.setattr(asking, "_forget_what_was_typed", forgets)
        os.write(person, b"yes\n")
        assert asking.says_yes("Send this") is False
    os.close(person)


def test_a_system_without_terminals_has_nothing_to_forget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "termios", None)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    asking._forget_what_was_typed()


def test_doctor_says_what_it_saw_and_what_to_do() -> None:
    found = [
        Checked(part=part, name=name, health=health, seen=seen, help=mend)
        for part, name, health, seen, mend in (
            ("this machine", "Python", Health.FINE, "3.11", "not told"),
            ("this machine", "a name that is long", Health.NOTE, "word " * 20, "help " * 20),
            ("project", "ctc\n.yaml", Health.WRONG, "", "mend\nit"),
            ("project", "specs", Health.WRONG, "none", ""),
        )
    ]
    assert [in_words(line) for line in _lines(found)] == [
        "<b>this machine</>",
        "  <green>✓</> Python:        3.11",
        f"  <yellow>!</> a name that is long: {' '.join(['word'] * 15)}",
        f"{' ' * 19}{' '.join(['word'] * 5)}",
        f"{' ' * 19}help: {' '.join(['help'] * 14)}",
        f"{' ' * 19}{' '.join(['help'] * 6)}",
        "\n<b>project</>",
        "  <red>✗</> ctc\\n.yaml:    ",
        f"{' ' * 19}help: mend\\nit",
        "  <red>✗</> specs:         none",
    ]
