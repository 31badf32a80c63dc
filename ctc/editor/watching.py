"""What the editor is asked to tell of when it changes behind its back: by a checkout, a rename, another program."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from lsprotocol import types as lsp

from ctc.editor.protocol import path_of

_FILES: Final = "**/*.{yaml,yml,j2,html,txt,csv,tsv,json,jsonl,ndjson}"
"""Specs, templates and rows, wherever a project keeps them."""


def may_be_asked(able: lsp.ClientCapabilities) -> bool:
    """Whether the editor takes such a wish once it has begun; others tell what they tell."""
    told = able.workspace.did_change_watched_files if able.workspace else None
    return bool(told and told.dynamic_registration)


def wish() -> lsp.RegistrationParams:
    options = lsp.DidChangeWatchedFilesRegistrationOptions([lsp.FileSystemWatcher(_FILES)])
    return lsp.RegistrationParams(
        [lsp.Registration("ctc-files", lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)]
    )


def concerns(changes: Iterable[lsp.FileEvent], folders: Sequence[Path]) -> bool:
    """Whether one of these files may be a project's: none in a hidden folder is, as git's and ctc's own are."""
    return any(not _is_hidden(path_of(each.uri), folders) for each in changes)


def _is_hidden(path: Path, folders: Sequence[Path]) -> bool:
    shown = next((path.relative_to(each) for each in folders if path.is_relative_to(each)), path)
    return any(part.startswith(".") for part in shown.parts)
