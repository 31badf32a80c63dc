"""What a compilation depends on beside the files: the project, the environment that was chosen, the variables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ctc.choice import Choice, Given
from ctc.project.catalog import NOTHING, Catalogued, open_catalog
from ctc.project.opening import environment_named, find_root, open_project
from ctc.project.project import Environment, Project


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What settings are made from: another process makes them anew of it, as they cannot be sent."""

    home: Path
    environ: Mapping[str, str]
    choice: Choice
    every_environment: bool = False

    def settings(self) -> "Settings":
        """Raises UserError for a broken ctc.yaml, or an environment that there is not."""
        project = open_project(self.home, self.environ)
        return Settings(
            project=project,
            environment=environment_named(project, self.choice.env),
            variables=self.choice.variables,
            data=self.choice.data,
            catalogued=open_catalog(project.root),
            every_environment=self.every_environment and self.choice.env is None,
            origin=self,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a compilation depends on beside the files."""

    project: Project
    environment: Environment
    variables: Mapping[str, str]
    data: Mapping[str, Given] = field(default_factory=dict)
    """The rows of families that the command line gave, by the id of the spec."""
    every_environment: bool = False
    """Lint: a spec that is only for other environments is checked in the first of those."""
    catalogued: Catalogued = NOTHING
    """The names that the project's catalog knows, with what is wrong with it."""
    payloads: bool = True
    """Whether payloads are made of what is valid; lint asks for findings alone."""
    origin: Origin | None = field(default=None, compare=False, repr=False)


def settings_for(
    cwd: Path, environ: Mapping[str, str], choice: Choice, *, every_environment: bool = False
) -> Settings:
    """The project around ``cwd`` and the environment that was chosen."""
    return Origin(home=cwd, environ=environ, choice=choice, every_environment=every_environment).settings()


def home_of(cwd: Path, paths: Sequence[Path]) -> Path:
    """Where to look for the project: ``cwd``, or the paths' own folder where all of them lie outside of it."""
    root = (find_root(cwd) or cwd).resolve()
    resolved = [(cwd / path).resolve() for path in paths]
    outside = [path for path in resolved if path.exists() and not path.is_relative_to(root)]
    if not outside or len(outside) < len(resolved):
        return cwd
    return outside[0] if outside[0].is_dir() else outside[0].parent
