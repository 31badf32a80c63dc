"""What ``ctc lint`` and ``ctc compile`` ask: a compilation, and the rules over it."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ctc.choice import Choice
from ctc.diagnostics import Diagnostic, has_errors, ordered
from ctc.pipeline.batches import Tell, silent
from ctc.pipeline.engine.across import findings
from ctc.pipeline.engine.fast.examining import Examination
from ctc.pipeline.settings import home_of, settings_for
from ctc.project.configure import FILE
from ctc.specs.loading import find

if TYPE_CHECKING:
    from ctc.pipeline.compile import Compilation
    from ctc.pipeline.engine.fast.examining import Examiner
    from ctc.pipeline.engine.fast.workers import Workers


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What lint found."""

    diagnostics: tuple[Diagnostic, ...]
    files: int
    documents: int
    is_in_vain: bool = False
    """Whether addresses were selected, and there is none of them."""
    fixed: tuple[str, ...] = ()
    unfixed: Mapping[str, str] = field(default_factory=dict)
    """Files that could be mended and could not be written, with the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How to lint: mend first; believe what earlier runs found; start processes where there are many files; tell
    how far it got."""

    fix: bool = False
    cache: bool = True
    processes: bool = True
    tell: Tell = silent


USUAL: Final = Way()


def compile_for(
    cwd: Path, environ: Mapping[str, str], paths: Sequence[Path], choice: Choice, tell: Tell = silent
) -> "Compilation":
    """A compilation of what was chosen; problems of other addresses still count, as their files may matter."""
    from ctc.pipeline.compile import compile_project

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


def lint_payload(file: str, text: str, endpoint: str | None) -> Report:
    """A raw API body against the schemas, as it would be posted."""
    from ctc.pipeline.importing import check

    pasted = check(text, file=file, endpoint=endpoint)
    return Report(diagnostics=pasted.diagnostics, files=1, documents=1)


def lint_project(
    cwd: Path, environ: Mapping[str, str], paths: Sequence[Path], choice: Choice, way: Way = USUAL
) -> Report:
    """Every finding of every file: what cannot be compiled, and what a careful sender would not send.

    With ``way.fix`` what is mechanical is mended first, and the findings are those that are left.
    """
    home = home_of(cwd, paths)
    settings = settings_for(home, environ, choice, every_environment=True)
    if way.fix:
        from ctc.pipeline.compile import compile_project
        from ctc.pipeline.engine.fixing import mend

        units = [u for u in compile_project(settings, paths).units if choice.takes(u.spec.address)]
        mended = mend(units, settings.project.rules)
        left = lint_project(cwd, environ, paths, choice, replace(way, fix=False))
        return replace(left, fixed=mended.files, unfixed=mended.refused)
    files, missing = find(settings.project.root, settings.project.campaigns, paths)
    problems = list(missing)
    with ExitStack() as stack:
        examination = Examination(settings=settings, problems=problems, tell=way.tell)
        if way.cache and (settings.project.root / FILE).is_file():
            from ctc.pipeline.engine.fast.context import opened

            examination.store = stack.enter_context(opened(settings))
        if way.processes:
            examination.workers = lambda here: _workers(stack, here, home, environ, choice)
        examined = examination.of(files)
        if examination.store is not None and not paths:
            examination.store.keep_only(files)
    found = [*problems, *findings(settings, examined, choice, whole=not paths)]
    addresses = (unit.address for each in examined for unit in each.facts.units)
    return Report(
        diagnostics=ordered(found),
        files=len(examined),
        documents=sum(each.facts.documents for each in examined),
        is_in_vain=bool(choice.select) and not (has_errors(found) or any(map(choice.takes, addresses))),
    )


def _workers(
    stack: ExitStack, here: "Examiner", home: Path, environ: Mapping[str, str], choice: Choice
) -> "Workers | None":
    """Processes that live as long as the run; None where there is one processor alone."""
    from ctc.pipeline.engine.fast.workers import Workers, processors

    return stack.enter_context(Workers(here, home, environ, choice)) if processors() > 1 else None
