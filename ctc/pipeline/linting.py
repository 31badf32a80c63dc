"""What ``ctc lint`` and ``ctc compile`` ask: a compilation, and the rules over it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ctc.choice import Choice
from ctc.diagnostics import Diagnostic
from ctc.pipeline.compilation import Compilation, Settings, compile_project
from ctc.pipeline.importing import check
from ctc.pipeline.projects import environment_named, find_root, open_project


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
    settings = settings_for(home_of(cwd, paths), environ, choice)
    compilation = compile_project(settings, paths)
    units = tuple(unit for unit in compilation.units if choice.takes(unit.spec.address))
    return replace(compilation, units=units)


def lint_payload(file: str, text: str, endpoint: str | None) -> Report:
    """A raw API body against the schemas, as it would be posted."""
    pasted = check(text, file=file, endpoint=endpoint)
    return Report(diagnostics=pasted.diagnostics, files=1, documents=1)


def lint_project(
    cwd: Path, environ: Mapping[str, str], paths: Sequence[Path], choice: Choice, *, fix: bool = False
) -> Report:
    """Every finding of every file: what cannot be compiled, and what a careful sender would not send."""
    settings = settings_for(home_of(cwd, paths), environ, choice, every_environment=True)
    compilation = compile_project(settings, paths)
    return Report(
        diagnostics=compilation.diagnostics, files=compilation.files, documents=compilation.documents
    )
