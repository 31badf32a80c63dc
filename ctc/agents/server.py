"""The server of ``ctc mcp``: its tools and resources, through the protocol's own library."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.tools import Tool

from ctc.agents.asking import Refused, Said, ask

_INSTRUCTIONS = """\
ctc is Terraform for CleverTap campaigns: YAML specs are linted, compiled, previewed, tested, planned. These tools read;
none of them sends, stops or records anything. Start with lint; `explain` says what a code or a field means."""


def made(root: Path, version: str) -> MCPServer[Any]:
    """The server for the repository around ``root``."""
    server: MCPServer[Any] = MCPServer(
        "ctc", version=version, instructions=_INSTRUCTIONS, log_level="WARNING", tools=_tools(root)
    )
    _resources(server, root)
    return server


def _run(root: Path, tool: str, words: Sequence[str] = (), **options: Sequence[str]) -> dict[str, Any]:
    try:
        return _answer(ask(tool, root, words, options))
    except Refused as error:
        return {"exit_code": 2, "output": "", "messages": str(error)}


def _tools(root: Path) -> list[Tool]:
    run = partial(_run, root)

    def lint(paths: list[str] | None = None) -> dict[str, Any]:
        """Check campaign specs: every finding with its code, file, line, column and how to mend it."""
        return run("lint", paths or ())

    def explain(words: str) -> dict[str, Any]:
        """What a code (CTC412) means, or what a field (push.content.title, campaign.when) takes."""
        return run("explain", (words,))

    def compile(  # noqa: A001 - the tool is called as the command is
        paths: list[str] | None = None, environment: str | None = None
    ) -> dict[str, Any]:
        """The exact request bodies that the specs stand for, with their digests."""
        return run("compile", paths or (), **_of(environment))

    def preview(path: str) -> dict[str, Any]:
        """Write preview.html: every message of a file or folder as its recipient would see it."""
        return run("preview", (path,))

    def test(paths: list[str] | None = None) -> dict[str, Any]:
        """Run the tests of campaigns: who would get them, and what they would read."""
        return run("test", paths or ())

    def plan(environment: str | None = None, select: list[str] | None = None) -> dict[str, Any]:
        """What `ctc apply` would do; reads only. `select` are globs on addresses."""
        return run("plan", (), **_of(environment), select=select or ())

    def status(environment: str | None = None, address: str | None = None) -> dict[str, Any]:
        """What is recorded as sent, what CleverTap says now, and what is in doubt."""
        return run("status", (address,) if address else (), **_of(environment))

    every: tuple[Callable[..., dict[str, Any]], ...] = (lint, explain, compile, preview, test, plan, status)
    return [_strict(each) for each in every]


def _strict(function: Callable[..., dict[str, Any]]) -> Tool:
    """A tool that takes what it names and nothing else: a misspelt argument would be answered for another thing."""
    tool = Tool.from_function(function)
    taken = tool.fn_metadata.arg_model
    taken.model_config["extra"] = "forbid"
    taken.model_rebuild(force=True)
    tool.parameters["additionalProperties"] = False
    return tool


def _resources(server: MCPServer[Any], root: Path) -> None:
    @server.resource("ctc://schema/{name}", mime_type="application/schema+json")
    def schema(name: str) -> str:
        """A bundled JSON Schema: spec, project, payload.push …"""
        return _page(root, "schema", name)

    @server.resource("ctc://explain/{words}", mime_type="text/plain")
    def explained(words: str) -> str:
        """A code's or a field's page."""
        return _page(root, "explain", words)


def _page(root: Path, tool: str, words: str) -> str:
    """What a resource holds; where there is none, why."""
    said = _run(root, tool, (words,))
    return str(said["output"] or said["messages"])


def _of(environment: str | None) -> dict[str, Sequence[str]]:
    return {"env": (environment,)} if environment else {}


def _answer(said: Said) -> dict[str, Any]:
    return {"exit_code": said.exit_code, "output": said.output, "messages": said.messages}
