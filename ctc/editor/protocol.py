"""ctc's findings, offers and places in the words of the language server protocol."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from lsprotocol import types as lsp

from ctc.diagnostics import Diagnostic, Severity
from ctc.editor import actions, completing, reading
from ctc.editor.texts import Units

_KINDS: Final = {
    "key": lsp.CompletionItemKind.Property,
    "value": lsp.CompletionItemKind.EnumMember,
    "variable": lsp.CompletionItemKind.Variable,
    "template": lsp.CompletionItemKind.File,
    "name": lsp.CompletionItemKind.Constant,
}

_SEVERITY: Final = {
    Severity.ERROR: lsp.DiagnosticSeverity.Error,
    Severity.WARNING: lsp.DiagnosticSeverity.Warning,
    Severity.INFO: lsp.DiagnosticSeverity.Information,
}


def edit(fix: actions.Action, lines: Sequence[str], units: Units) -> lsp.TextEdit:
    if fix.line is None:
        end = lsp.Position(len(lines), 0)
        return lsp.TextEdit(lsp.Range(lsp.Position(0, 0), end), fix.text)
    start, end = (lsp.Position(fix.line, units.of(lines[fix.line][:at])) for at in (fix.start, fix.end))
    return lsp.TextEdit(lsp.Range(start, end), fix.text)


def item(offer: completing.Offer) -> lsp.CompletionItem:
    about = lsp.MarkupContent(lsp.MarkupKind.Markdown, offer.about) if offer.about else None
    return lsp.CompletionItem(
        label=offer.label,
        kind=_KINDS[offer.kind],
        insert_text=offer.text,
        detail=offer.detail or None,
        documentation=about,
    )


def symbol(each: reading.Symbol) -> lsp.DocumentSymbol:
    whole = lsp.Range(lsp.Position(each.line, 0), lsp.Position(each.end, 0))
    return lsp.DocumentSymbol(
        name=each.name, detail=each.detail, kind=lsp.SymbolKind.Class, range=whole, selection_range=whole
    )


def diagnostic(each: Diagnostic, lines: Sequence[str], units: Units) -> lsp.Diagnostic:
    line = max(0, min(each.line - 1, len(lines) - 1))
    text = lines[line] if lines else ""
    start = min(each.column - 1, len(text))
    end = start + length(text[start:])
    return lsp.Diagnostic(
        range=lsp.Range(lsp.Position(line, units.of(text[:start])), lsp.Position(line, units.of(text[:end]))),
        message=f"{each.message}\nhelp: {each.hint}" if each.hint else each.message,
        severity=_SEVERITY[each.severity],
        code=each.code,
        source="ctc",
    )


def length(text: str) -> int:
    """How far the key or value that begins here goes on its line."""
    if text[:1] in ("'", '"'):
        return text.find(text[0], 1) + 1 or len(text.rstrip())
    ends = [at for at in (text.find(mark) for mark in (": ", " #", ",", "}", "]")) if at > 0]
    return min(ends, default=len(text.rstrip().removesuffix(":"))) or 1


def path_of(uri: str) -> Path:
    """The file of a URI, where its links lead; for a text that is none yet, one that no project has."""
    try:
        parts = urlsplit(uri)
        return Path(unquote(parts.path)).resolve() if parts.scheme == "file" else Path(f"/{parts.scheme}:")
    except (ValueError, OSError):  # what no file can be called
        return Path("/:")


def path_shown(file: str) -> Path:
    """The path of a file that is shown as seen from here."""
    return Path(file).resolve()
