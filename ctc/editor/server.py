"""The language server: ``ctc lsp`` speaks the protocol over stdin and stdout, through pygls."""

import asyncio
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

from ctc.diagnostics import Diagnostic
from ctc.editor import actions, completing, protocol, reading
from ctc.editor.repositories import Repositories, concerns, may_be_asked, wish
from ctc.editor.texts import Units, lines_of, place_at, replaced
from ctc.editor.workspace import Workspace

PREVIEW: Final = "ctc.preview"
"""The command that gives a file's preview as one HTML page."""
_PAUSE: Final = 0.03
"""Seconds after the last keystroke until findings are worked out."""


class Server(LanguageServer):
    """The repositories of an editor's folders; findings are published for every file that has some, and taken back
    where they are gone."""

    def __init__(self, environ: Mapping[str, str], version: str) -> None:
        super().__init__("ctc", version, text_document_sync_kind=lsp.TextDocumentSyncKind.Full)
        self.environ = environ
        self.repositories = Repositories(environ)
        self.texts: dict[str, str] = {}
        """What is open, by the URI that the editor gave it."""
        self.told: dict[str, tuple[Diagnostic, ...]] = {}
        self.waiting: asyncio.Task[None] | None = None

    @property
    def units(self) -> Units:
        encoding = self.workspace.position_encoding or "utf-16"
        return Units(str(getattr(encoding, "value", encoding)))

    def lines(self, uri: str) -> Sequence[str]:
        return lines_of(self.texts.get(uri, ""))

    def changed(self, uri: str, text: str | None) -> None:
        if text is None:
            self.texts.pop(uri, None)
        else:
            self.texts[uri] = text
        self.repositories.put(protocol.path_of(uri), text)
        self.soon()

    def soon(self) -> None:
        """Publishes once nobody has typed for a moment."""
        if self.waiting is not None:
            self.waiting.cancel()
        self.waiting = asyncio.ensure_future(self._publish())

    async def _publish(self) -> None:
        await asyncio.sleep(_PAUSE)
        opened = {protocol.path_of(uri): uri for uri in self.texts}
        found: dict[str, tuple[Diagnostic, ...]] = {}
        for file, those in self.repositories.findings().items():
            path = protocol.path_shown(file)
            found[opened.get(path) or path.as_uri()] = those
        for uri in self.told:
            if uri not in found:
                self._tell(uri, ())
        for uri, those in found.items():
            if uri in self.texts or self.told.get(uri) != those:
                self._tell(uri, those)
        self.told = found

    def _tell(self, uri: str, found: Sequence[Diagnostic]) -> None:
        lines = self.lines_anywhere(uri) if found else ()
        shown = [protocol.diagnostic(each, lines, self.units) for each in found]
        self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri=uri, diagnostics=shown))

    def lines_anywhere(self, uri: str) -> Sequence[str]:
        """The lines of a text that is open, or of a file."""
        if uri in self.texts:
            return self.lines(uri)
        try:
            return lines_of(protocol.path_of(uri).read_bytes().decode("utf-8"))
        except (OSError, UnicodeDecodeError):
            return ("",)


def serve(environ: Mapping[str, str], version: str) -> None:
    """Runs until the editor ends it. The streams are its own: pygls closes them, and ctc flushes stdout at its end."""
    with os.fdopen(os.dup(0), "rb") as stdin, os.fdopen(os.dup(1), "wb") as stdout:
        made(environ, version).start_io(stdin, stdout)


def made(environ: Mapping[str, str], version: str) -> Server:
    """The server with all that it can do."""
    server = Server(environ, version)
    _register_folders(server)
    _register_texts(server)
    _register_questions(server)
    return server


def _register_folders(server: Server) -> None:
    @server.feature(lsp.INITIALIZED)
    def begun(ls: Server, _params: lsp.InitializedParams) -> None:
        folders = [protocol.path_of(uri) for uri in ls.workspace.folders]
        root = ls.workspace.root_path
        ls.repositories.begin(folders or [Path(root).resolve() if root else Path.cwd()])
        if may_be_asked(ls.client_capabilities):
            ls.client_register_capability(wish())
        ls.soon()

    @server.feature(lsp.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def regrouped(ls: Server, params: lsp.DidChangeWorkspaceFoldersParams) -> None:
        ls.repositories.leave(protocol.path_of(each.uri) for each in params.event.removed)
        ls.repositories.begin(protocol.path_of(each.uri) for each in params.event.added)
        ls.soon()

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    def saved(ls: Server, _params: Any) -> None:
        ls.repositories.refresh()
        ls.soon()

    @server.feature(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def changed_elsewhere(ls: Server, params: lsp.DidChangeWatchedFilesParams) -> None:
        if concerns(params.changes, ls.repositories.folders):
            saved(ls, params)


def _register_texts(server: Server) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def opened(ls: Server, params: lsp.DidOpenTextDocumentParams) -> None:
        ls.changed(params.text_document.uri, params.text_document.text)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def typed(ls: Server, params: lsp.DidChangeTextDocumentParams) -> None:
        uri = params.text_document.uri
        text = ls.texts.get(uri, "")
        for change in params.content_changes:
            text = _typed(text, change, ls.units)
        ls.changed(uri, text)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def closed(ls: Server, params: lsp.DidCloseTextDocumentParams) -> None:
        ls.changed(params.text_document.uri, None)


def _typed(text: str, change: Any, units: Units) -> str:
    """The text with a change: whole, or of a part, which some editors send whatever they are asked for."""
    if not isinstance(change, lsp.TextDocumentContentChangePartial):
        return str(change.text)
    lines = lines_of(text)
    ends = (change.range.start, change.range.end)
    start, end = (place_at(lines, each.line, each.character, units) for each in ends)
    return replaced(text, start, end, change.text)


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
        return None if found is None else _location(ls, found)

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


def _location(server: Server, target: reading.Target) -> lsp.Location:
    uri = target.path.as_uri()
    text = server.lines_anywhere(uri)[target.line] if target.line else ""
    place = lsp.Position(target.line, server.units.of(text[: target.column]))
    return lsp.Location(uri, lsp.Range(place, place))


def _preview(server: Server, uri: str) -> str:
    """The page of one file as it is saved. Raises UserError where the project itself is broken."""
    from ctc.choice import Choice
    from ctc.pipeline.preview import page_of, preview_of

    path = protocol.path_of(uri)
    if not os.path.isfile(path):  # noqa: PTH113 - whatever it is called
        raise JsonRpcException("save the file first: the preview is of what is saved")
    _, messages = preview_of(path.parent, server.environ, (path,), Choice())
    return page_of(messages, path.name)


def _asked(server: Server, params: Any) -> tuple[Workspace | None, Path, Sequence[str], int, int]:
    """Where somebody asks: the column in characters."""
    uri = params.text_document.uri
    lines, path = server.lines(uri), protocol.path_of(uri)
    at = place_at(lines, params.position.line, params.position.character, server.units)
    return server.repositories.of(path), path, lines, at.line, at.column


def _actions(server: Server, params: lsp.CodeActionParams) -> Any:
    uri = params.text_document.uri
    lines, path = server.lines(uri), protocol.path_of(uri)
    for each in params.context.diagnostics:
        at = place_at(lines, each.range.start.line, each.range.start.character, server.units)
        fix = actions.rename_key(path, lines, at.line, at.column)
        if fix is not None:
            yield lsp.CodeAction(
                title=fix.title,
                kind=lsp.CodeActionKind.QuickFix,
                diagnostics=[each],
                is_preferred=True,
                edit=lsp.WorkspaceEdit(changes={uri: [protocol.edit(fix, lines, server.units)]}),
            )
    repository = server.repositories.of(path)
    if repository is not None and repository.is_spec(path):
        for fix in actions.mend(repository, path):
            edit = lsp.WorkspaceEdit(changes={uri: [protocol.edit(fix, lines, server.units)]})
            yield lsp.CodeAction(title=fix.title, kind=lsp.CodeActionKind.SourceFixAll, edit=edit)
