"""What ``ctc compile`` asks: the payloads of a repository for one environment, and every problem in the way."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from ctc.choice import Choice
from ctc.diagnostics import Diagnostic, has_errors, ordered
from ctc.payloads.payload import Payload
from ctc.pipeline.batches import Tell, silent, together, weight_of_source
from ctc.pipeline.engine.units import Unit, units_of
from ctc.pipeline.instances import by_document
from ctc.pipeline.neighbours import Folders
from ctc.pipeline.settings import Settings, home_of, settings_for
from ctc.project.project import Environment, Project
from ctc.specs.document import Document
from ctc.specs.expansion import duplicates
from ctc.specs.loading import load
from ctc.specs.reading import read_documents


@dataclass(frozen=True, kw_only=True)
class Compilation:
    """What a repository says for one environment."""

    project: Project
    environment: Environment
    units: tuple[Unit, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    """What is wrong beside the findings of the units."""
    files: int = 0
    documents: int = 0
    unread: bool = False
    """Whether a file could not be read, so that nobody knows what it says."""

    @cached_property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Every problem, in order; rules are not asked."""
        instances = Counter(id(unit.spec.document) for unit in self.units)
        told = (
            (id(unit.spec.document), (unit.spec.address, unit.placed(f)))
            for unit in self.units
            if unit.spec.row is None
            for f in unit.findings
        )
        return ordered([*self.problems, *by_document(told, instances), *_of_families(self.units)])

    @property
    def payloads(self) -> tuple[Payload, ...]:
        found = (unit.payload for unit in self.units if unit.payload is not None)
        return tuple(sorted(found, key=lambda payload: payload.address))

    @property
    def failed(self) -> bool:
        return has_errors(self.diagnostics)


def _of_families(units: Sequence[Unit]) -> Iterator[Diagnostic]:
    """What validation says of the instances that are made of rows."""
    families: dict[int, list[Unit]] = {}
    for unit in units:
        if unit.spec.row is not None:
            families.setdefault(id(unit.spec.document), []).append(unit)
    if not families:
        return
    from ctc.pipeline.families.compiling import findings_of

    for members in families.values():
        yield from findings_of(members, [[unit.placed(f) for f in unit.findings] for unit in members])


def compile_for(
    cwd: Path, environ: Mapping[str, str], paths: Sequence[Path], choice: Choice, tell: Tell = silent
) -> Compilation:
    """A compilation of what was chosen; problems of other addresses still count, as their files may matter."""
    compilation = compile_project(settings_for(home_of(cwd, paths), environ, choice), paths, tell)
    if not (choice.select or choice.exclude):
        return compilation
    chosen, left_out = [], list(compilation.problems)
    for unit in compilation.units:
        if choice.takes(unit.spec.address):
            chosen.append(unit)
        else:
            left_out += (unit.placed(finding) for finding in unit.findings)
    return replace(compilation, units=tuple(chosen), problems=ordered(left_out))


def compile_project(settings: Settings, paths: Sequence[Path] = (), tell: Tell = silent) -> Compilation:
    """Every spec of the project, or of ``paths``, for one environment."""
    sources, unread = load(settings.project.root, settings.project.campaigns, paths)
    neighbours = Folders(settings.project)
    found = [*unread, *settings.catalogued.problems]
    units: list[Unit] = []
    every: list[Document] = []
    documents = done = 0
    for some in together(sources, weight_of_source):
        read = [read_documents(source.shown, source.data) for source in some]
        for source, (of_file, problems) in zip(some, read, strict=True):
            compiled, wrong = units_of(settings, source, of_file, neighbours)
            units += compiled
            found += [*problems, *wrong]
            documents += len(of_file)
            every += of_file if settings.data else ()
        done += len(some)
        tell(done, len(sources))
    if settings.data:
        from ctc.pipeline.families.given import strangers

        found += strangers(settings.data, every)
    found += duplicates([unit.spec for unit in units])
    return Compilation(
        project=settings.project,
        environment=settings.environment,
        units=tuple(units),
        problems=ordered(found),
        unread=has_errors(unread),
        files=len(sources),
        documents=documents,
    )
