"""What ``ctc lint`` and ``ctc compile`` ask: a compilation, and the rules over it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from ctc.choice import Choice
from ctc.diagnostics import Diagnostic, has_errors, ordered
from ctc.pipeline.compilation import Compilation, Settings, Unit, compile_project, placed
from ctc.pipeline.importing import check
from ctc.pipeline.mending import mend
from ctc.pipeline.projects import environment_named, find_root, open_project
from ctc.pipeline.subjects import subject_of
from ctc.pipeline.unused import unused
from ctc.validation.finding import Finding
from ctc.validation.rules.catalog import run_cross_rules, run_rules
from ctc.validation.rules.policy import apply_policy, idle_ignores


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What lint found."""

    diagnostics: tuple[Diagnostic, ...]
    files: int
    documents: int
    fixed: tuple[str, ...] = ()


def settings_for(
    cwd: Path, environ: Mapping[str, str], choice: Choice, *, every_environment: bool = False
) -> Settings:
    """The project around ``cwd`` and the environment that was chosen."""
    project = open_project(cwd, environ)
    environment = environment_named(project, choice.env)
    return Settings(
        project=project,
        environment=environment,
        variables=choice.variables,
        every_environment=every_environment and choice.env is None,
    )


def home_of(cwd: Path, paths: Sequence[Path]) -> Path:
    """Where to look for the project: ``cwd``, or the paths' own folder where they lie outside of it."""
    root = (find_root(cwd) or cwd).resolve()
    for path in paths:
        resolved = (cwd / path).resolve()
        if resolved.exists() and not resolved.is_relative_to(root):
            return resolved if resolved.is_dir() else resolved.parent
    return cwd


def compile_for(cwd: Path, environ: Mapping[str, str], paths: Sequence[Path], choice: Choice) -> Compilation:
    """A compilation of what was chosen; problems of other addresses still count, as their files may matter."""
    compilation = compile_project(settings_for(home_of(cwd, paths), environ, choice), paths)
    chosen = tuple(unit for unit in compilation.units if choice.takes(unit.spec.address))
    left_out = (unit.placed(f) for unit in compilation.units if unit not in chosen for f in unit.findings)
    return replace(compilation, units=chosen, problems=ordered([*compilation.problems, *left_out]))


def lint_payload(file: str, text: str, endpoint: str | None) -> Report:
    """A raw API body against the schemas, as it would be posted."""
    pasted = check(text, file=file, endpoint=endpoint)
    return Report(diagnostics=pasted.diagnostics, files=1, documents=1)


def lint_project(
    cwd: Path, environ: Mapping[str, str], paths: Sequence[Path], choice: Choice, *, fix: bool = False
) -> Report:
    """Every finding of every file: what cannot be compiled, and what a careful sender would not send.

    With ``fix`` what is mechanical is mended first, and the findings are those that are left.
    """
    settings = settings_for(home_of(cwd, paths), environ, choice, every_environment=True)
    compilation = compile_project(settings, paths)
    units = [unit for unit in compilation.units if choice.takes(unit.spec.address)]
    if fix:
        fixed = tuple(mend(units, settings.project.rules))
        if fixed:
            return replace(lint_project(cwd, environ, paths, choice), fixed=fixed)
    found = [*compilation.problems, *judge(units, settings.project.rules)]
    if len(units) == len(compilation.units):
        found += unused(compilation, whole=not paths and not has_errors(found))
    return Report(diagnostics=ordered(found), files=compilation.files, documents=compilation.documents)


def judge(units: Sequence[Unit], severities: Mapping[str, str]) -> Iterable[Diagnostic]:
    """The findings of all units with those of the rules, as the project and each spec want them judged."""
    subjects = [(unit, subject_of(unit)) for unit in units if unit.is_sound]
    across = run_cross_rules([subject for _, subject in subjects], severities)
    by_address: dict[str, list[Finding]] = defaultdict(list)
    for unit, subject in subjects:
        by_address[unit.spec.address] += [
            *run_rules(subject, severities),
            *across.get(subject.address, ()),
        ]
    hidden: dict[int, set[str]] = defaultdict(set)
    for unit in units:
        found = [*unit.findings, *by_address[unit.spec.address]]
        judged = apply_policy(found, severities, unit.spec.ignore, _ignorable())
        hidden[id(unit.spec.document)] |= judged.hidden
        yield from (unit.placed(finding) for finding in judged.findings)
    for unit in {id(unit.spec.document): unit for unit in units if unit.spec.ignore}.values():
        idle = idle_ignores(unit.spec.ignore, frozenset(hidden[id(unit.spec.document)]), _ignorable())
        yield from (placed(unit.spec.document, finding) for finding in idle)


@cache
def _ignorable() -> frozenset[str]:
    """Codes of other stages that a spec may ignore."""
    from ctc.pipeline.explanations import explanations
    from ctc.validation.rules.catalog import BY_CODE

    return frozenset(c.code for c in explanations().values() if c.ignorable and c.code not in BY_CODE)
