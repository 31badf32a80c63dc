"""What a compilation depends on beside the files: the project, the environment that was chosen, the variables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ctc.choice import Choice
from ctc.project.opening import environment_named, find_root, open_project
from ctc.project.project import Environment, Project

if TYPE_CHECKING:
    from ctc.pipeline.neighbours import Neighbours


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a compilation depends on beside the files."""

    project: Project
    environment: Environment
    variables: Mapping[str, str]
    every_environment: bool = False
    """Lint: a spec that is only for other environments is checked in the first of those."""
    beside: "Neighbours | None" = None
    """The files beside the specs; the folders as they are, unless told otherwise."""
    payloads: bool = True
    """Whether payloads are made of what is valid; lint asks for findings alone."""

    @property
    def neighbours(self) -> "Neighbours":
        if self.beside is not None:
            return self.beside
        from ctc.pipeline.neighbours import Folders

        return Folders(self.project)


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
    """Where to look for the project: ``cwd``, or the paths' own folder where all of them lie outside of it."""
    root = (find_root(cwd) or cwd).resolve()
    resolved = [(cwd / path).resolve() for path in paths]
    outside = [path for path in resolved if path.exists() and not path.is_relative_to(root)]
    if not outside or len(outside) < len(resolved):
        return cwd
    return outside[0] if outside[0].is_dir() else outside[0].parent
