"""``ctc mcp`` as an agent speaks to it: it answers as the commands do, and nothing that it offers sends or stops."""

import asyncio
import json
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

SPEC = "version: 1\nid: a\nmessage:\n  channel: sms\n  to: {Identity: [JohnDoe]}\n  content: {body: Hi}\n"
CAMPAIGN = """version: 1
id: b
campaign:
  name: B
  target_mode: sms
  when: 2031-01-15 09:30
  where: {event_name: Charged, from: 2026-01-01, to: 2026-01-31}
  content: {body: Hi}
"""


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """A CleverTap that lists nothing, and the paths that it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.path)
            self.rfile.read(int(self.headers.get("content-length", 0)))
            body = json.dumps({"status": "success", "targets": []}).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{http.server_port}", asked
        http.shutdown()
        thread.join()


def talk(folder: Path, conversation: Callable[[Any], Awaitable[None]]) -> None:
    """One session with ``ctc mcp`` in a folder."""
    from mcp import ClientSession, StdioServerParameters, stdio_client

    async def session() -> None:
        environ = {"CTC_ID": "TEST-1", "CTC_CODE": "secret"}
        there = StdioServerParameters(
            command=sys.executable, args=["-m", "ctc", "mcp"], cwd=str(folder), env=environ
        )
        async with stdio_client(there) as (read, write), ClientSession(read, write) as client:
            await client.initialize()
            await conversation(client)

    with ThreadPoolExecutor(1) as pool:  # a browser's loop may run in this thread
        pool.submit(asyncio.run, session()).result()


async def call(client: Any, tool: str, **arguments: Any) -> dict[str, Any]:
    answer = await client.call_tool(tool, arguments)
    found: dict[str, Any] = json.loads(answer.content[0].text)
    return found


def test_tools_answer_as_the_commands_do(tmp_path: Path, write: Callable) -> None:
    write("campaigns/a.yaml", SPEC.replace("body: Hi", "bdy: Hi"))

    async def conversation(client: Any) -> None:
        found = await call(client, "lint")
        assert found["exit_code"] == 1
        assert "CTC305" in found["output"]
        assert "did you mean 'body'?" in found["output"]
        write("campaigns/a.yaml", SPEC)
        compiled = json.loads((await call(client, "compile"))["output"])
        assert compiled["payloads"][0]["address"] == "a"
        assert (
            "now, later, recurring" in (await call(client, "explain", words="campaign.when.type"))["output"]
        )
        assert (await call(client, "preview", path="campaigns/a.yaml"))["exit_code"] == 0
        refused = await call(client, "lint", paths=["--fix"])
        assert refused["exit_code"] == 2
        schema = await client.read_resource("ctc://schema/payload.sms")
        assert "properties" in json.loads(schema.contents[0].text)

    talk(tmp_path, conversation)


def test_no_tool_reaches_a_create_or_a_stop(
    tmp_path: Path, write: Callable, server: tuple[str, list[str]]
) -> None:
    """Every tool that is offered, with and without arguments, against a server that counts."""
    api, asked = server
    write("campaigns/a.yaml", SPEC)
    write("campaigns/b.yaml", CAMPAIGN)
    settings = f"{{api: '{api}', account_id: '{{{{ env.CTC_ID }}}}', passcode: '{{{{ env.CTC_CODE }}}}'"
    write("ctc.yaml", f"version: 1\nproject: acme\nenvironments:\n  here: {settings}, timezone: UTC}}\n")
    values = {"paths": ["campaigns"], "path": "campaigns", "words": "push", "environment": "here"}
    values |= {"select": ["*"], "address": "a"}

    async def conversation(client: Any) -> None:
        tools = (await client.list_tools()).tools
        assert {tool.name for tool in tools} == {
            "lint", "explain", "compile", "preview", "test", "plan", "status",
        }  # fmt: skip
        for tool in tools:
            names = tool.input_schema["properties"]
            needed = tool.input_schema.get("required", ())
            for arguments in ({n: values[n] for n in names}, {n: values[n] for n in needed}):
                await call(client, tool.name, **arguments)

    talk(tmp_path, conversation)
    assert set(asked) <= {"/1/targets/list.json"}
    assert not (tmp_path / ".ctc" / "here.db").exists()
