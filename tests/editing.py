"""An editor that speaks to the language server, word by word, in the process of the tests."""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp
from pytest_lsp.client import make_test_lsp_client

from ctc.editor.server import Server, made

PUBLISHED = lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS
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


def repository(folder: Path) -> Path:
    """One campaign with a template, and its ctc.yaml."""
    (folder / "campaigns" / "_shared").mkdir(parents=True)
    (folder / "campaigns" / "_shared" / "text.j2").write_text("Good to see you.", "utf-8")
    (folder / "campaigns" / "hello.yaml").write_text(SPEC, "utf-8")
    (folder / "ctc.yaml").write_text("version: 1\nproject: acme\nvars: {brand: Acme}\n", "utf-8")
    return folder


class Wire:
    """What one of two says is what the other one hears, as soon as it is said."""

    def __init__(self, hears: Any) -> None:
        self.hears = hears.protocol
        self.said: list[dict[str, Any]] = []

    def write(self, data: bytes) -> None:
        self.said.append(json.loads(data))
        self.hears.handle_message(self.hears.structure_message(json.loads(data)))


def session(
    folder: Path,
    conversation: Callable[["Client"], Awaitable[None]],
    folders: Sequence[Path] = (),
    able: lsp.ClientCapabilities | None = None,
    begun: lsp.InitializeParams | None = None,
) -> None:
    """One session over a repository, or over others, in a thread of its own: a browser's loop may run in this one."""
    shown = () if begun else folders or (repository(folder),)
    params = begun or lsp.InitializeParams(
        capabilities=able or lsp.ClientCapabilities(),
        root_uri=shown[0].as_uri(),
        workspace_folders=[lsp.WorkspaceFolder(each.as_uri(), each.name) for each in shown],
    )

    async def talk() -> None:
        client = Client(made({}, "1.2"))
        client.answer = await client.client.initialize_session(params)
        await conversation(client)
        await client.told()

    with ThreadPoolExecutor(1) as pool, contextlib.chdir(folder):
        pool.submit(asyncio.run, talk()).result()


class Client:
    """An editor that speaks to a server of this process."""

    def __init__(self, server: Server) -> None:
        self.server, self.client = server, make_test_lsp_client()
        self.client.protocol.set_writer(Wire(server), include_headers=False)
        self.heard = Wire(self.client)
        server.protocol.set_writer(self.heard, include_headers=False)
        self.asked: list[lsp.RegistrationParams] = []
        self.answer: lsp.InitializeResult

        @self.client.feature(lsp.CLIENT_REGISTER_CAPABILITY)
        def wished(params: lsp.RegistrationParams) -> None:
            self.asked.append(params)

    async def told(self) -> Mapping[str, Sequence[lsp.Diagnostic]]:
        """Everything that the server has to say of each file, once it is said."""
        while self.server.waiting is not None and not self.server.waiting.done():
            await asyncio.wait([self.server.waiting])
        if self.server.waiting is not None:
            self.server.waiting.result()
        assert self.client.messages == [], "something was wrong with what the server was told"
        return self.client.diagnostics

    def published(self) -> list[tuple[str, int]]:
        """The files that something was said of since this was asked last, and how many findings each time."""
        said = [each["params"] for each in self.heard.said if each.get("method") == PUBLISHED]
        self.heard.said.clear()
        return [(Path(each["uri"]).name, len(each["diagnostics"])) for each in said]


def able(encodings: Sequence[lsp.PositionEncodingKind]) -> lsp.ClientCapabilities:
    """What an editor can do that counts in its own way."""
    item = lsp.ClientCompletionItemOptions(documentation_format=[lsp.MarkupKind.Markdown])
    return lsp.ClientCapabilities(
        general=lsp.GeneralClientCapabilities(position_encodings=encodings),
        text_document=lsp.TextDocumentClientCapabilities(
            completion=lsp.CompletionClientCapabilities(completion_item=item)
        ),
    )


def watchful() -> lsp.ClientCapabilities:
    """What an editor can do that watches files for its servers."""
    files = lsp.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True)
    return lsp.ClientCapabilities(workspace=lsp.WorkspaceClientCapabilities(did_change_watched_files=files))


class Editor:
    """One open file."""

    def __init__(self, client: Client, path: Path) -> None:
        self.client, self.uri, self.version = client, path.as_uri(), 1
        self.ask = client.client

    def open(self, text: str) -> None:
        item = lsp.TextDocumentItem(self.uri, "yaml", 1, text)
        self.ask.text_document_did_open(lsp.DidOpenTextDocumentParams(item))

    def type(self, text: str) -> None:
        self.version += 1
        document = lsp.VersionedTextDocumentIdentifier(self.version, self.uri)
        change = lsp.TextDocumentContentChangeWholeDocument(text)
        self.ask.text_document_did_change(lsp.DidChangeTextDocumentParams(document, [change]))

    def close(self) -> None:
        document = lsp.TextDocumentIdentifier(self.uri)
        self.ask.text_document_did_close(lsp.DidCloseTextDocumentParams(document))

    def save(self) -> None:
        document = lsp.TextDocumentIdentifier(self.uri)
        self.ask.text_document_did_save(lsp.DidSaveTextDocumentParams(document))

    async def found(self) -> Sequence[lsp.Diagnostic]:
        """The findings of this file."""
        return (await self.client.told()).get(self.uri, ())

    async def codes(self) -> list[Any]:
        return [each.code for each in await self.found()]

    def at(self, text: str, needle: str, offset: int = 0) -> dict[str, Any]:
        line = next(n for n, each in enumerate(text.split("\n")) if needle in each)
        column = text.split("\n")[line].index(needle) + offset
        return {
            "text_document": lsp.TextDocumentIdentifier(self.uri),
            "position": lsp.Position(line, column),
        }
