"""The language server: ``ctc lsp`` speaks the protocol over stdin and stdout, through pygls."""

import asyncio
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

from ctc.diagnostics import Diagnostic
from ctc.editor import actions, completing, protocol, reading
from ctc.editor.workspace import Workspace

PREVIEW: Final = "ctc.preview"
"""The command that gives a file's preview as one HTML page."""
_PAUSE: Final = 0.03
"""Seconds after the last keystroke until findings are worked out."""


class Server(LanguageServer):
    """One repository; findings are published for every file that has some, and taken back where they are gone."""

    def __init__(self, environ: Mapping[str, str], version: str) -> None:
        super().__init__("ctc", version, text_document_sync_kind=lsp.TextDocumentSyncKind.Full)
        self.environ = environ
        self.repository: Workspace | None = None
        self.told: set[str] = set()
        self.waiting: asyncio.Task[None] | None = None

    def begin(self, root: Path) -> None:
        os.chdir(root)  # files are shown as seen from here
        self.repository = Workspace(root, self.environ)

    def lines(self, uri: str) -> Sequence[str]:
        return self.workspace.get_text_document(uri).source.split("\n")

    def changed(self, uri: str, text: str | None) -> None:
        if self.repository is not None:
            self.repository.put(protocol.path_of(uri), text)
            self.soon()

    def soon(self) -> None:
        """Publishes once nobody has typed for a moment."""
        if self.waiting is not None:
            self.waiting.cancel()
        self.waiting = asyncio.ensure_future(self._publish())

    async def _publish(self) -> None:
        await asyncio.sleep(_PAUSE)
        assert self.repository is not None
        found = {protocol.uri_of(file): those for file, those in self.repository.findings().items() if file}
        for uri in sorted(self.told - found.keys()):
            self._tell(uri, ())
        for uri, those in found.items():
            self._tell(uri, those)
        self.told = set(found)

    def _tell(self, uri: str, found: Sequence[Diagnostic]) -> None:
        lines = self._text(uri).split("\n")
        shown = [protocol.diagnostic(each, lines) for each in found]
        self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri=uri, diagnostics=shown))

    def _text(self, uri: str) -> str:
        path = protocol.path_of(uri)
        texts = self.repository.texts if self.repository is not None else {}
        try:
            return texts[path] if path in texts else path.read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            return ""


def serve(environ: Mapping[str, str], version: str) -> None:
    """Runs until the editor ends it. The streams are its own: pygls closes them, and ctc flushes stdout at its end."""
    with os.fdopen(os.dup(0), "rb") as stdin, os.fdopen(os.dup(1), "wb") as stdout:
        made(environ, version).start_io(stdin, stdout)


def made(environ: Mapping[str, str], version: str) -> Server:
    """The server with all that it can do."""
    server = Server(environ, version)
    _register_texts(server)
    _register_questions(server)
    return server


def _register_texts(server: Server) -> None:
    @server.feature(lsp.INITIALIZED)
    def begun(ls: Server, _params: lsp.InitializedParams) -> None:
        folder = ls.workspace.root_path
        ls.begin(Path(folder).resolve() if folder else Path.cwd())
        ls.soon()

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def opened(ls: Server, params: lsp.DidOpenTextDocumentParams) -> None:
        ls.changed(params.text_document.uri, params.text_document.text)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def typed(ls: Server, params: lsp.DidChangeTextDocumentParams) -> None:
        uri = params.text_document.uri
        ls.changed(uri, ls.workspace.get_text_document(uri).source)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def closed(ls: Server, params: lsp.DidCloseTextDocumentParams) -> None:
        ls.changed(params.text_document.uri, None)

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    @server.feature(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def saved(ls: Server, _params: Any) -> None:
        if ls.repository is not None:
            ls.repository.refresh()
            ls.soon()


def _register_questions(server: Server) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    def hover(ls: Server, params: lsp.HoverParams) -> lsp.Hover | None:
        repository, path, lines, line, column = _asked(ls, params)
        text = reading.hover(repository, path, lines, line, column) if repository else None
        return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, text)) if text else None

    @server.feature(
        lsp.TEXT_DOCUMENT_COMPLETION, lsp.CompletionOptions(trigger_characters=[":", " ", "{", '"', "'"])
    )
    def complete(ls: Server, params: lsp.CompletionParams) -> list[lsp.CompletionItem]:
        repository, path, lines, line, column = _asked(ls, params)
        found = completing.offers(repository, path, lines, line, column) if repository else []
        return [protocol.item(offer) for offer in found]

    @server.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    def define(ls: Server, params: lsp.DefinitionParams) -> lsp.Location | None:
        repository, path, lines, line, column = _asked(ls, params)
        found = reading.definition(repository, path, lines, line, column) if repository else None
        if found is None:
            return None
        place = lsp.Position(found.line, found.column)
        return lsp.Location(found.path.as_uri(), lsp.Range(place, place))

    @server.feature(lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def symbols(ls: Server, params: lsp.DocumentSymbolParams) -> list[lsp.DocumentSymbol]:
        lines = ls.lines(params.text_document.uri)
        return [protocol.symbol(each) for each in reading.symbols(lines)]

    @server.feature(
        lsp.TEXT_DOCUMENT_CODE_ACTION,
        lsp.CodeActionOptions(
            code_action_kinds=[lsp.CodeActionKind.QuickFix, lsp.CodeActionKind.SourceFixAll]
        ),
    )
    def act(ls: Server, params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        return list(_actions(ls, params))

    @server.command(PREVIEW)
    def preview(ls: Server, uri: str) -> str:
        return _preview(ls, uri)


def _preview(server: Server, uri: str) -> str:
    """The page of one file as it is saved. Raises UserError where the project itself is broken."""
    from ctc.choice import Choice
    from ctc.pipeline.preview import page_of, preview_of

    path = protocol.path_of(uri)
    _, messages = preview_of(path.parent, server.environ, (path,), Choice())
    return page_of(messages, path.name)


def _asked(server: Server, params: Any) -> tuple[Workspace | None, Path, Sequence[str], int, int]:
    """Where somebody asks: the column in characters, as the protocol counts UTF-16."""
    lines = server.lines(params.text_document.uri)
    line = params.position.line
    text = lines[line] if line < len(lines) else ""
    column = len(text.encode("utf-16-le")[: params.position.character * 2].decode("utf-16-le", "ignore"))
    return server.repository, protocol.path_of(params.text_document.uri), lines, line, column


def _actions(server: Server, params: lsp.CodeActionParams) -> Any:
    uri = params.text_document.uri
    lines = server.lines(uri)
    for each in params.context.diagnostics:
        fix = actions.rename_key(lines, each.range.start.line, each.range.start.character)
        if fix is not None:
            yield lsp.CodeAction(
                title=fix.title,
                kind=lsp.CodeActionKind.QuickFix,
                diagnostics=[each],
                is_preferred=True,
                edit=lsp.WorkspaceEdit(changes={uri: [protocol.edit(fix, lines)]}),
            )
    if server.repository is not None and server.repository.is_spec(protocol.path_of(uri)):
        for fix in actions.mend(server.repository, protocol.path_of(uri)):
            edit = lsp.WorkspaceEdit(changes={uri: [protocol.edit(fix, lines)]})
            yield lsp.CodeAction(title=fix.title, kind=lsp.CodeActionKind.SourceFixAll, edit=edit)
