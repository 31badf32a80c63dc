"""What ``ctc compile`` asks: the payloads of a repository for one environment, and every problem in the way."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from pathlib import Path
from typing import Any, Final, NamedTuple

from ctc.canonical import compact
from ctc.choice import Choice
from ctc.diagnostics import Diagnostic, has_errors, ordered
from ctc.payloads.payload import Payload
from ctc.pipeline.changed import resolved
from ctc.pipeline.engine.across import mistakes
from ctc.pipeline.engine.contents import Content, Contents, Kept
from ctc.pipeline.engine.engine import examine, kept_bodies
from ctc.pipeline.engine.facts import Examined, PayloadFacts, UnitFacts, known_payload
from ctc.pipeline.engine.means import Means
from ctc.pipeline.families.given import given_in_vain
from ctc.pipeline.settings import Settings, home_of, settings_for
from ctc.pipeline.variables import variables_in_vain
from ctc.project.project import Environment, Project
from ctc.rows.family_data import FamilyData
from ctc.specs.loading import find, shown_path

_ADDRESS: Final = attrgetter("address")
_DIGEST: Final = PayloadFacts._fields.index("digest")
EVERY: Final = Choice()
USUAL: Final = Means(write=compact)


class Compilation(NamedTuple):
    """What a repository says for one environment."""

    project: Project
    environment: Environment
    payloads: tuple[Payload, ...]
    """In the order of their addresses."""
    paths: Mapping[str, str]
    """By address, the file that it stands in; also of addresses that have no payload."""
    diagnostics: tuple[Diagnostic, ...]
    """Every problem, in order; of what rules say only a name that the catalog does not know."""
    families: tuple[FamilyData, ...]
    """The rows that families from data were made with."""
    elsewhere: tuple[str, ...]
    """The files that hold specs for other environments alone."""
    files: int
    documents: int

    @property
    def failed(self) -> bool:
        return has_errors(self.diagnostics)


def compile_for(
    cwd: Path, environ: Mapping[str, str], paths: Sequence[Path], choice: Choice, means: Means = USUAL
) -> Compilation:
    """A compilation of what was chosen; problems of other addresses still count, as their files may matter."""
    settings = settings_for(home_of(cwd, paths), environ, choice)
    choice = resolved(choice, settings, environ)
    compilation = compile_project(settings, paths, means, choice)
    chosen = tuple(payload for payload in compilation.payloads if choice.takes(payload.address))
    if not compilation.failed and (
        mistake := choice.in_vain([each.address for each in compilation.payloads])
    ):
        compilation = compilation._replace(diagnostics=ordered([*compilation.diagnostics, mistake]))
    return compilation._replace(payloads=chosen)


def compile_project(
    settings: Settings, paths: Sequence[Path] = (), means: Means = USUAL, choice: Choice = EVERY
) -> Compilation:
    """Every spec of the project, or of ``paths``, for one environment. ``choice`` says whose instances are named."""
    files, missing = find(settings.project.root, settings.project.campaigns, paths)
    examined, problems = examine(settings, files, means, whole=not paths)
    found = [*missing, *settings.catalogued.problems, *problems]
    found += mistakes(settings, examined, choice)
    if settings.data:
        found += given_in_vain(settings.data, files)
    if settings.variables and not paths:
        found += variables_in_vain(settings)
    return Compilation(
        project=settings.project,
        environment=settings.environment,
        payloads=tuple(sorted(payloads_of(settings, examined, kept_bodies(settings, means)), key=_ADDRESS)),
        paths={unit.address: each.path for each in examined for unit in each.facts.units},
        diagnostics=ordered(found),
        families=tuple(data for each in examined for data in each.facts.families),
        elsewhere=tuple(each.path for each in examined if "every_environment" in each.facts.bound),
        files=len(examined),
        documents=sum(each.facts.documents for each in examined),
    )


def payloads_of(
    settings: Settings, examined: Sequence[Examined], kept: Kept | None = None
) -> Iterable[Payload]:
    """The payloads of what was examined, their bodies asked for where they are wanted."""
    contents, here = Contents(settings, kept), str(Path.cwd())
    for path, facts, bodies in examined:
        file = shown_path(path, here)
        texts = bodies or [None] * len(facts.units)
        for unit, text in zip(facts.units, texts, strict=True):
            if not isinstance(unit, UnitFacts):
                yield from _of_row(unit)
            elif unit.payload:
                known: Sequence[Any] = unit.payload
                content = Content(contents, path, unit.address, known[_DIGEST], text)
                yield known_payload(known, address=unit.address, file=file, content=content)


def _of_row(facts: object) -> Iterator[Payload]:
    from ctc.pipeline.families.fast import RowFacts  # a plan without changes makes no row again

    assert isinstance(facts, RowFacts)
    payload = facts.unit.payload
    if payload is not None:
        yield payload
