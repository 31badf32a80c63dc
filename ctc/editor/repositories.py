"""The repositories that an editor has open: one for each folder of its workspace, and one for each ctc.yaml below it
in whose folder a file is opened."""

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from lsprotocol import types as lsp

from ctc.diagnostics import Diagnostic
from ctc.editor.protocol import path_of
from ctc.editor.workspace import Workspace
from ctc.project.opening import find_root


class Repositories:
    """Answers which repository a file belongs to, and what is to be said of all of them."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.folders: list[Path] = []
        """What the editor shows."""
        self._known: dict[Path, Workspace] = {}
        self._found: dict[Path, Mapping[str, tuple[Diagnostic, ...]]] = {}
        """What was found in each, as long as it holds."""

    def begin(self, folders: Iterable[Path]) -> None:
        """The editor shows these folders, too. Files are shown as seen from the first."""
        for folder in folders:
            if not self.folders and folder.is_dir():
                os.chdir(folder)
            self.folders.append(folder)
            self._at(find_root(folder) or folder)

    def leave(self, folders: Iterable[Path]) -> None:
        """The editor shows these folders no longer."""
        for folder in folders:
            self.folders = [each for each in self.folders if each != folder]
            for root in [each for each in self._known if each.is_relative_to(folder)]:
                del self._known[root]
                self._found.pop(root, None)

    def of(self, path: Path) -> Workspace | None:
        """The repository that a file is part of; None where no folder of the editor's holds it."""
        root = find_root(path.parent)
        inside = [each for each in self.folders if path.is_relative_to(each)]
        if root is None:
            root = max(inside, key=lambda each: len(each.parts), default=None)
        return self._at(root) if root is not None and (inside or root in self._known) else None

    def put(self, path: Path, text: str | None) -> None:
        """A text as it is typed; None once it is closed."""
        repository = self.of(path)
        if repository is not None:
            repository.put(path, text)
            self._found.pop(repository.root, None)

    def refresh(self) -> None:
        """Files changed behind the editor's back."""
        self._found.clear()
        for repository in self._known.values():
            repository.refresh()

    def findings(self) -> Mapping[str, tuple[Diagnostic, ...]]:
        """Every finding of every repository, by the file that it stands in."""
        for root, repository in self._known.items():
            if root not in self._found:
                self._found[root] = repository.findings()
        return {file: those for found in self._found.values() for file, those in found.items() if file}

    def _at(self, root: Path) -> Workspace:
        return self._known.setdefault(root, Workspace(root, self._environ))


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
