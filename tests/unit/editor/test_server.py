"""The language server as an editor speaks to it, over stdin and stdout of a real process."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp
from pytest_lsp import ClientServerConfig, LanguageClient

SPEC = """version: 1
id: hello
vars: {who: World}
campaign:
  name: Hello
  target_mode: push
  when: 2031-01-15 09:30
  where: {event_name: App Launched, from: 2026-01-01, to: 2026-01-31}
  content:
    title: "Hello {{ who }}"
    body: "{% include 'text.j2' %}"
    platform_specific:
      android: {wzrk_cid: Marketing}
"""


def session(folder: Path, conversation: Callable[[LanguageClient], Awaitable[None]]) -> None:
    """One session with ``ctc lsp`` over a repository, in a thread of its own: a browser's loop may run in this one."""
    (folder / "campaigns" / "_shared").mkdir(parents=True)
    (folder / "campaigns" / "_shared" / "text.j2").write_text("Good to see you.", "utf-8")
    (folder / "campaigns" / "hello.yaml").write_text(SPEC, "utf-8")
    (folder / "ctc.yaml").write_text("version: 1\nproject: acme\nvars: {brand: Acme}\n", "utf-8")

    async def talk() -> None:
        config = ClientServerConfig(server_command=[sys.executable, "-m", "ctc", "lsp"])
        client = await config.start()
        assert isinstance(client, LanguageClient)
        await client.initialize_session(
            lsp.InitializeParams(
                capabilities=lsp.ClientCapabilities(),
                root_uri=folder.as_uri(),
                workspace_folders=[lsp.WorkspaceFolder(folder.as_uri(), "acme")],
            )
        )
        try:
            await conversation(client)
        finally:
            await client.shutdown_session()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, talk()).result()


class Editor:
    """One open file."""

    def __init__(self, client: LanguageClient, path: Path) -> None:
        self.client, self.uri, self.version = client, path.as_uri(), 1

    def open(self, text: str) -> None:
        item = lsp.TextDocumentItem(self.uri, "yaml", 1, text)
        self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))

    def type(self, text: str) -> None:
        self.version += 1
        document = lsp.VersionedTextDocumentIdentifier(self.version, self.uri)
        change = lsp.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(lsp.DidChangeTextDocumentParams(document, [change]))

    async def found(self, wanted: int) -> list[lsp.Diagnostic]:
        """The findings of this file, once there are so many."""
        while len(self.client.diagnostics.get(self.uri, ())) != wanted:
            await asyncio.wait_for(
                self.client.wait_for_notification(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS), timeout=30
            )
        return list(self.client.diagnostics.get(self.uri, ()))

    def at(self, text: str, needle: str, offset: int = 0) -> dict[str, Any]:
        line = next(n for n, each in enumerate(text.split("\n")) if needle in each)
        column = text.split("\n")[line].index(needle) + offset
        return {
            "text_document": lsp.TextDocumentIdentifier(self.uri),
            "position": lsp.Position(line, column),
        }


def test_a_slip_is_told_while_it_is_typed_and_mended_by_a_quick_fix(tmp_path: Path) -> None:
    async def conversation(client: LanguageClient) -> None:
        editor = Editor(client, tmp_path / "campaigns" / "hello.yaml")
        editor.open(SPEC)
        wrong = SPEC.replace("    title:", "    titel:")
        editor.type(wrong)
        found = await editor.found(1)
        slip = next(
            each for each in found if each.range.start.character == 4 and each.range.end.character == 9
        )
        assert slip.source == "ctc"
        document = lsp.TextDocumentIdentifier(editor.uri)
        context = lsp.CodeActionContext(diagnostics=[slip])
        offered = await editor.client.text_document_code_action_async(
            lsp.CodeActionParams(document, slip.range, context)
        )
        fix = next(each for each in offered or () if each.kind == lsp.CodeActionKind.QuickFix)
        assert fix.edit is not None
        assert fix.edit.changes is not None
        assert [edit.new_text for edit in fix.edit.changes[editor.uri]] == ["title"]
        editor.type(SPEC)
        assert await editor.found(0) == []

    session(tmp_path, conversation)


def test_hover_says_what_a_field_takes_and_what_it_renders_to(tmp_path: Path) -> None:
    async def conversation(client: LanguageClient) -> None:
        editor = Editor(client, tmp_path / "campaigns" / "hello.yaml")
        editor.open(SPEC)
        answer = await editor.client.text_document_hover_async(
            lsp.HoverParams(**editor.at(SPEC, "title: ", offset=2))
        )
        assert answer is not None
        assert "**content.title**" in answer.contents.value
        assert '"Hello World"' in answer.contents.value

    session(tmp_path, conversation)


def test_keys_values_variables_and_templates_are_completed(tmp_path: Path) -> None:
    async def conversation(client: LanguageClient) -> None:
        editor = Editor(client, tmp_path / "campaigns" / "hello.yaml")
        text = SPEC.replace("  content:\n", "  contr\n  control_group:\n    type: \n  content:\n", 1)
        editor.open(text)

        async def labels(needle: str, offset: int) -> set[str]:
            params = lsp.CompletionParams(**editor.at(text, needle, offset))
            found = await editor.client.text_document_completion_async(params)
            assert isinstance(found, list)
            return {each.label for each in found}

        assert {"control_group", "devices", "ttl"} <= await labels("  contr", 7)
        assert {"custom", "campaign"} <= await labels("    type: ", 10)
        assert {"who", "brand", "id"} <= await labels("{{ who", 4)
        assert "text.j2" in await labels("include '", 9)
        assert {"sms", "push"} <= await labels("target_mode: ", 13)

    session(tmp_path, conversation)


def test_an_include_and_a_variable_lead_to_where_they_are_written(tmp_path: Path) -> None:
    async def conversation(client: LanguageClient) -> None:
        editor = Editor(client, tmp_path / "campaigns" / "hello.yaml")
        editor.open(SPEC)
        ask = editor.client.text_document_definition_async
        file = await ask(lsp.DefinitionParams(**editor.at(SPEC, "text.j2", 2)))
        assert isinstance(file, lsp.Location)
        assert file.uri == (tmp_path / "campaigns/_shared/text.j2").as_uri()
        variable = await ask(lsp.DefinitionParams(**editor.at(SPEC, "who }}", 1)))
        assert isinstance(variable, lsp.Location)
        assert (variable.range.start.line, variable.range.start.character) == (2, 7)

    session(tmp_path, conversation)


def test_documents_are_symbols_and_a_file_has_a_preview(tmp_path: Path) -> None:
    async def conversation(client: LanguageClient) -> None:
        editor = Editor(client, tmp_path / "campaigns" / "hello.yaml")
        editor.open(SPEC)
        document = lsp.TextDocumentIdentifier(editor.uri)
        symbols = await editor.client.text_document_document_symbol_async(lsp.DocumentSymbolParams(document))
        assert [(each.name, each.detail) for each in symbols or ()] == [("hello", "campaign push")]
        page = await editor.client.workspace_execute_command_async(
            lsp.ExecuteCommandParams("ctc.preview", [editor.uri])
        )
        assert "Hello World" in page

    session(tmp_path, conversation)


def test_a_template_that_is_typed_reaches_the_specs_that_include_it(tmp_path: Path) -> None:
    async def conversation(client: LanguageClient) -> None:
        editor = Editor(client, tmp_path / "campaigns" / "hello.yaml")
        editor.open(SPEC)
        template = Editor(client, tmp_path / "campaigns/_shared/text.j2")
        template.open("{{ nobody }}")
        (finding,) = await template.found(1)
        assert finding.code == "CTC202"
        assert finding.range.start.character == 3
        template.type("Good to see you.")
        assert await template.found(0) == []

    session(tmp_path, conversation)


def test_the_server_ends_well_when_the_editor_says_so(tmp_path: Path) -> None:
    asked = (
        {"id": 1, "method": "initialize", "params": {"processId": None, "rootUri": None, "capabilities": {}}},
        {"id": 2, "method": "shutdown"},
        {"method": "exit"},
    )
    bodies = [json.dumps({"jsonrpc": "2.0", **each}).encode() for each in asked]
    said = b"".join(b"Content-Length: %d\r\n\r\n%s" % (len(body), body) for body in bodies)
    done = subprocess.run(
        [sys.executable, "-m", "ctc", "lsp"], input=said, capture_output=True, cwd=tmp_path, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b'"id":2' in done.stdout.replace(b" ", b"")
