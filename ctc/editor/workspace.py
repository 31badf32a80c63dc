"""A repository with texts that are open in an editor: what is not saved yet stands over what is on the disk."""

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from ctc.canonical import Json
from ctc.choice import Choice
from ctc.diagnostics import Diagnostic, UserError, ordered
from ctc.pipeline.engine.across import findings
from ctc.pipeline.engine.engine import examine
from ctc.pipeline.engine.facts import Examined, FileFacts
from ctc.pipeline.engine.file import facts_of
from ctc.pipeline.engine.means import Means
from ctc.pipeline.engine.spots import Spots
from ctc.pipeline.engine.unit import Unit
from ctc.pipeline.engine.units import units_in
from ctc.pipeline.neighbours import Folders
from ctc.pipeline.settings import Settings, settings_for
from ctc.project.catalog import FILE as CATALOG
from ctc.project.catalog import FOLDER as CATALOGS
from ctc.project.catalog import Catalogued, catalog_files, read_catalog
from ctc.project.project import Project
from ctc.project.settings import FILE
from ctc.specs.loading import Source, find, shown_path
from ctc.templates.source import TemplateSource, TemplateText

_EVERY = Choice()


def encoded(text: str) -> bytes:
    """A text of the editor's as a file would hold it."""
    return text.encode("utf-8", "surrogatepass")


class Over(Folders):
    """The files beside the specs, with open templates as they are typed."""

    def __init__(self, project: Project, texts: Mapping[Path, str]) -> None:
        super().__init__(project)
        self._project, self._texts = project, texts

    def templates(self, folder: Path) -> TemplateSource:
        folders = (folder, self._project.templates)
        return _OpenTemplates(super().templates(folder), folders, self._texts)


@dataclass(frozen=True, slots=True)
class _OpenTemplates:
    below: TemplateSource
    folders: tuple[Path, ...]
    texts: Mapping[Path, str]

    def find(self, name: str) -> TemplateText | None:
        found = self.below.find(name)
        for folder in self.folders if found is not None else ():
            path = folder.joinpath(*PurePosixPath(name).parts)
            if path in self.texts and found is not None and found.shown == shown_path(path):
                return TemplateText(name=name, shown=found.shown, text=self.texts[path])
        return found

    def names(self) -> Iterable[str]:
        return self.below.names()


@dataclass(slots=True)
class Workspace:
    """One repository. ``refresh`` where files changed behind its back; else only what is open is read anew."""

    root: Path
    environ: Mapping[str, str]
    texts: dict[Path, str] = field(default_factory=dict)
    _settings: Settings | None = None
    _facts: dict[str, FileFacts] = field(default_factory=dict)
    _problems: list[Diagnostic] = field(default_factory=list)
    _fresh: dict[str, str] = field(default_factory=dict)
    """The text for which a file's facts hold, where it is open."""

    def settings(self) -> Settings:
        """Raises UserError for a broken ctc.yaml."""
        if self._settings is None:
            text = self.texts.get(self.root / FILE)
            unsaved = None if text is None else encoded(text)
            settings = settings_for(self.root, self.environ, _EVERY, every_environment=True, unsaved=unsaved)
            self._settings = replace(settings, catalogued=self._with_open_files(settings.catalogued))
        return self._settings

    def _with_open_files(self, catalogued: Catalogued) -> Catalogued:
        """The catalog with those of its files that are open as they are typed."""
        if not any(source.path in self.texts for source in catalogued.sources):
            return catalogued
        sources = [self.source(source.path) for source in catalogued.sources]
        return read_catalog(sources, catalog_files(self.root)[1])

    def refresh(self) -> None:
        """Reads everything again at the next question."""
        self._settings = None
        self._facts.clear()

    def put(self, path: Path, text: str | None) -> None:
        """A text as it is typed; None once it is closed."""
        if text is None:
            self.texts.pop(path, None)
            self._facts.pop(os.fspath(path), None)
            self._fresh.pop(os.fspath(path), None)
        else:
            self.texts[path] = text
        if path.suffix != ".yaml":
            self._forget_users_of(path)
        elif self._is_apart(path):
            self.refresh()

    def is_spec(self, path: Path) -> bool:
        """Whether a file is one of the project's specs."""
        try:
            campaigns = self.settings().project.campaigns
        except UserError:
            return False
        inside = (
            path.is_relative_to(campaigns) and path.suffix == ".yaml" and not path.name.endswith(".test.yaml")
        )
        return (
            inside
            and not self._is_apart(path)
            and not any(part.startswith(("_", ".")) for part in path.relative_to(campaigns).parts)
        )

    def _is_apart(self, path: Path) -> bool:
        """Whether a file is ctc.yaml, or one of the catalog's: no spec, also where specs lie beside it."""
        return path in (self.root / FILE, self.root / CATALOG) or (self.root / CATALOGS) in path.parents

    def findings(self) -> Mapping[str, tuple[Diagnostic, ...]]:
        """Every finding by the file that it stands in, as it is shown to people."""
        by_file: dict[str, list[Diagnostic]] = defaultdict(list)
        try:
            found = self._found()
        except UserError as error:
            found = list(error.diagnostics)
        for each in ordered(found):
            by_file[each.file].append(each)
        return {file: tuple(those) for file, those in by_file.items()}

    def _found(self) -> list[Diagnostic]:
        settings = self.settings()
        project = settings.project
        saved, missing = find(project.root, project.campaigns, ())
        paths = self._with_unsaved(saved)
        unknown = [path for path in paths if path not in self._facts and Path(path) not in self.texts]
        new = frozenset(unknown)
        examined, self._problems = examine(settings, unknown, Means(processes=False), whole=False)
        self._facts |= {each.path: each.facts for each in examined}
        neighbours = Over(project, self.texts)
        for path in paths:
            if self._is_typed(path, path in new):
                self._facts[path] = facts_of(settings, self.source(Path(path)), neighbours)
                self._fresh[path] = self.texts.get(Path(path), "")
        known = [Examined(path, self._facts[path]) for path in paths if path in self._facts]
        across = findings(settings, known, _EVERY, whole=True, spots=Spots(self._read))
        return [*missing, *settings.catalogued.problems, *self._problems, *across]

    def _is_typed(self, path: str, is_new: bool) -> bool:
        """Whether what the disk says of a file does not hold: it is typed, or a template that it uses is."""
        text, facts = self.texts.get(Path(path)), self._facts.get(path)
        if text is not None:
            return facts is None or self._fresh.get(path) != text
        if facts is None or not is_new:
            return False
        typed = {shown_path(each) for each in self.texts if each.suffix != ".yaml"}
        return bool(typed) and (facts.is_open or not typed.isdisjoint(facts.templates))

    def _with_unsaved(self, saved: Sequence[str]) -> Sequence[str]:
        """The files of specs, those among them that were begun in the editor and are no files yet."""
        known = set(saved)
        begun = [text for path in self.texts if (text := os.fspath(path)) not in known and self.is_spec(path)]
        begun = [path for path in begun if not os.path.lexists(path)]
        return sorted([*saved, *begun], key=lambda path: path.split(os.sep)) if begun else saved  # noqa: PTH206

    def source(self, path: Path) -> Source:
        """A file as it is typed, else as it stands. Raises OSError."""
        text = self.texts.get(path)
        data = path.read_bytes() if text is None else encoded(text)
        return Source(path=path, shown=shown_path(path), data=data)

    def _read(self, path: str) -> Source | None:
        """The same of any file; None where it is gone."""
        try:
            return self.source(Path(path))
        except OSError:
            return None

    def units(self, path: Path) -> list[Unit]:
        """The addresses of one spec file, rendered as far as they can be."""
        settings = self.settings()
        return units_in(settings, self.source(path), Over(settings.project, self.texts))[0]

    def variables(self) -> Mapping[str, Json]:
        """The variables of the project and of the environment that is chosen by default."""
        settings = self.settings()
        return {**settings.project.vars, **settings.environment.vars}

    def _forget_users_of(self, path: Path) -> None:
        """A template changed: the files that use it are read again, and those of which nobody can tell."""
        shown = shown_path(path)
        for file, facts in list(self._facts.items()):
            if facts.is_open or shown in facts.templates:
                del self._facts[file]
