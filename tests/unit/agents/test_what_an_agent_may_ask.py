"""What an agent's words become: a command that only reads, and never an option of one."""

import asyncio
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from ctc.agents import asking, server
from ctc.agents.asking import READING, Refused, Said, ask
from ctc.cli.main import COMMANDS, MODULES


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], dict[str, Any]]]:
    """The commands that were run, each answered."""
    found: list[tuple[list[str], dict[str, Any]]] = []

    def run(command: list[str], **how: Any) -> subprocess.CompletedProcess[bytes]:
        found.append((command, how))
        return subprocess.CompletedProcess(command, 3, b"out \xff", b"messages")

    monkeypatch.setattr(asking.subprocess, "run", run)
    return found


@pytest.mark.parametrize("tool", READING)
def test_a_command_its_options_and_then_words_alone(
    ran: list[tuple[list[str], dict[str, Any]]], tmp_path: Path, tool: str
) -> None:
    said = ask(tool, tmp_path, ["a", "b"], {"env": ["live"], "select": ["x", "y"]})
    ((command, how),) = ran
    options = ["--env", "live", "--select", "x", "--select", "y"]
    assert command == [sys.executable, "-m", "ctc", *READING[tool], *options, "--", "a", "b"]
    assert (how["cwd"], how["timeout"], how["stdin"]) == (tmp_path, 300, subprocess.DEVNULL)
    assert (how["check"], how["capture_output"]) == (False, True)
    assert said == Said(exit_code=3, output="out \ufffd", messages="messages")


@pytest.mark.parametrize("word", ["-", "--fix", "-v", "a\0b"])
def test_no_word_is_an_option(ran: list[Any], tmp_path: Path, word: str) -> None:
    why = f"^{re.escape(repr(word))} begins like an option: a tool takes names and paths alone$"
    with pytest.raises(Refused, match=why):
        ask("lint", tmp_path, ["a", word])
    with pytest.raises(Refused, match=why):
        ask("plan", tmp_path, [], {"select": ["a", word]})
    assert ran == []


def test_a_command_that_does_not_end_is_given_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def late(*_: Any, **__: Any) -> None:
        raise subprocess.TimeoutExpired("ctc", 300)

    monkeypatch.setattr(asking.subprocess, "run", late)
    with pytest.raises(Refused, match=r"^ctc plan took more than 300 seconds$"):
        ask("plan", tmp_path)
    found = server._run(tmp_path, "plan")
    assert found == {"exit_code": 2, "output": "", "messages": "ctc plan took more than 300 seconds"}


@pytest.mark.parametrize(("length", "more"), [(400_000, ""), (401_500, "\n… and 1,500 characters more")])
def test_an_answer_is_as_long_as_an_agent_can_use(length: int, more: str) -> None:
    assert asking._text(b"a" * length) == "a" * 400_000 + more


def test_a_page_is_what_was_printed_or_why_nothing_was(ran: list[Any], tmp_path: Path) -> None:
    assert server._page(tmp_path, "schema", "spec") == "out \ufffd"
    assert "begins like an option" in server._page(tmp_path, "schema", "-x")
    assert [command[-3:] for command, _ in ran] == [["schema", "--", "spec"]]
    assert server._of("live") == {"env": ("live",)}
    assert server._of(None) == server._of("") == {}


def test_each_tool_is_its_command_in_the_repository(
    ran: list[tuple[list[str], dict[str, Any]]], tmp_path: Path
) -> None:
    asked: list[tuple[str, dict[str, Any], list[str]]] = [
        ("lint", {}, ["--"]),
        ("lint", {"paths": ["a"]}, ["--", "a"]),
        ("explain", {"words": "CTC412"}, ["--", "CTC412"]),
        ("compile", {"paths": ["a"], "environment": "live"}, ["--env", "live", "--", "a"]),
        ("compile", {}, ["--"]),
        ("preview", {"path": "a"}, ["--", "a"]),
        ("test", {"paths": ["a"]}, ["--", "a"]),
        ("test", {}, ["--"]),
        ("plan", {"environment": "live", "select": ["x"]}, ["--env", "live", "--select", "x", "--"]),
        ("plan", {}, ["--"]),
        ("status", {"environment": "live", "address": "a"}, ["--env", "live", "--", "a"]),
        ("status", {}, ["--"]),
    ]

    async def conversation() -> list[Any]:
        made = server.made(tmp_path, "1.2.3")
        answers = [await made.call_tool(tool, arguments) for tool, arguments, _ in asked]
        for uri in ("ctc://schema/spec", "ctc://explain/push"):
            answers.append(await made.read_resource(uri))
        for each in await made.list_tools():
            assert each.input_schema["additionalProperties"] is False
            with pytest.raises(
                Exception, match="not permitted"
            ):  # another environment's plan would pass for it
                await made.call_tool(each.name, {"words": "x", "path": "x", "environmnet": "live"})
        assert {each.name for each in await made.list_tools()} == {tool for tool, _, _ in asked}
        assert (made.name, made.version) == ("ctc", "1.2.3")
        assert "none of them sends, stops or records anything" in (made.instructions or "")
        return answers

    with ThreadPoolExecutor(1) as pool:
        answers = pool.submit(asyncio.run, conversation()).result()
    words = [
        *((tool, words) for tool, _, words in asked),
        ("schema", ["--", "spec"]),
        ("explain", ["--", "push"]),
    ]
    assert [command[3:] for command, _ in ran] == [[*READING[tool], *rest] for tool, rest in words]
    assert {how["cwd"] for _, how in ran} == {tmp_path}
    assert '"exit_code": 3' in str(answers[0]).replace("\\n", "").replace("'", '"')


@pytest.mark.parametrize("tool", READING)
def test_a_tool_is_a_command_with_options_that_it_has(tool: str) -> None:
    """Of a name that no command has an agent would hear that it mistyped."""
    name, *options = READING[tool]
    command = import_module(f"ctc.cli.{MODULES.get(name, name)}").command
    known = {option: each for each in command.params for option in each.opts}
    for option, value in zip(options[::2], options[1::2], strict=True):
        assert value in known[option].type.choices
    assert (name in COMMANDS, name) == (True, tool)
