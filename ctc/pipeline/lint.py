"""What ``ctc lint`` asks: every finding of every file, or of a raw body."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from ctc.choice import Choice
from ctc.diagnostics import Diagnostic, has_errors, ordered
from ctc.pipeline.batches import Tell, silent
from ctc.pipeline.changed import resolved
from ctc.pipeline.engine.across import findings
from ctc.pipeline.engine.engine import examine, remember
from ctc.pipeline.engine.facts import Examined
from ctc.pipeline.engine.means import Means
from ctc.pipeline.engine.spots import Spots
from ctc.pipeline.families.given import given_in_vain
from ctc.pipeline.settings import Settings, home_of, settings_for
from ctc.pipeline.variables import variables_in_vain
from ctc.specs.loading import find, shown_path


class Report(NamedTuple):
    """What lint found."""

    diagnostics: tuple[Diagnostic, ...]
    files: int
    documents: int
    outside: tuple[str, ...] = ()
    """Files that no plan reads: they were named, and lie outside of the folder of campaigns."""
    fixed: tuple[str, ...] = ()
    unfixed: Mapping[str, str] = MappingProxyType({})
    """Files that could be mended and could not be written, with the reason."""


class Way(NamedTuple):
    """How to lint: mend first; believe what earlier runs found; start processes where there are many files; tell
    how far it got."""

    fix: bool = False
    cache: bool = True
    processes: bool = True
    tell: Tell = silent


USUAL: Final = Way()


def lint_payload(file: str, text: str, endpoint: str | None) -> Report:
    """Raw API bodies against the schemas, as they would be posted."""
    from ctc.pipeline.importing import check

    pasted = check(text, file=file, endpoint=endpoint)
    found = ordered(finding for one in pasted for finding in one.diagnostics)
    return Report(diagnostics=found, files=1, documents=len(pasted))


def lint_project(
    cwd: Path, environ: Mapping[str, str], paths: Sequence[Path], choice: Choice, way: Way = USUAL
) -> Report:
    """Every finding of every file: what cannot be compiled, and what a careful sender would not send.

    With ``way.fix`` what is mechanical is mended first, and the findings are those that are left. Where an
    environment is chosen, its guards are held against what needs no state.
    """
    home = home_of(cwd, paths)
    settings = settings_for(home, environ, choice, every_environment=True, remembers=way.cache)
    choice = resolved(choice, settings, environ)
    if way.fix:
        return _mended(settings, cwd, environ, paths, choice, way)
    files, missing = find(settings.project.root, settings.project.campaigns, paths)
    guarded = choice.env is not None
    means = Means(payloads=guarded, cache=way.cache, processes=way.processes, tell=way.tell)
    examined, problems = examine(settings, files, means, whole=not paths)
    found = [*missing, *settings.catalogued.problems, *problems]
    found += _of_files(settings, examined, choice, means, whole=not paths)
    if guarded:
        from ctc.pipeline.plan_checks import standing_breaches

        found += standing_breaches(settings, examined)
    if settings.data:
        found += given_in_vain(settings.data, files)
    if settings.variables and not paths:
        found += variables_in_vain(settings)
    if not (choice.is_whole or has_errors(found)):
        mistake = choice.in_vain({unit.address for each in examined for unit in each.facts.units})
        found += [mistake] if mistake else []
    return Report(
        diagnostics=ordered(found),
        files=len(examined),
        documents=sum(each.facts.documents for each in examined),
        outside=tuple(_outside(settings, files)) if paths else (),
    )


def _of_files(
    settings: Settings, examined: Sequence[Examined], choice: Choice, means: Means, *, whole: bool
) -> list[Diagnostic]:
    """What stands in files and across them; what had to be looked for in a file again is known from then on."""
    spots = Spots()
    found = findings(settings, examined, choice, whole=whole, spots=spots)
    remember(settings, spots.learned, means)
    return found


def _outside(settings: Settings, files: Sequence[str]) -> Iterator[str]:
    """Files that no plan reads: where no path was given there are none."""
    campaigns = settings.project.campaigns.resolve()
    return (shown_path(path) for path in files if not Path(path).is_relative_to(campaigns))


def _mended(
    settings: Settings,
    cwd: Path,
    environ: Mapping[str, str],
    paths: Sequence[Path],
    choice: Choice,
    way: Way,
) -> Report:
    from ctc.pipeline.engine.fixing import mend
    from ctc.pipeline.engine.units import all_units

    units = [unit for unit in all_units(settings, paths) if choice.takes(unit.spec.address)]
    mended = mend(units, settings.project.rules)
    left = lint_project(cwd, environ, paths, choice, way._replace(fix=False))
    return left._replace(fixed=mended.files, unfixed=mended.refused)
