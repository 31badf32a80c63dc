"""What a compilation depends on beside the files: the project, the environment that was chosen, the variables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Final, NamedTuple

from ctc.choice import Choice, Given
from ctc.project.catalog import Catalogued, open_catalog
from ctc.project.opening import environment_named, find_root, open_project
from ctc.project.project import Environment, Project
from ctc.zones import zone_of

LINT_DAY: Final = date(2030, 1, 1)
"""The day that lint renders for: what it says never depends on the clock."""


class Origin(NamedTuple):
    """What settings are made from: another process makes them anew of it, as they cannot be sent."""

    home: Path
    environ: Mapping[str, str]
    choice: Choice
    every_environment: bool
    sends: bool
    remembers: bool
    """Whether what an earlier run read of the catalog is believed."""
    unsaved: bytes | None
    """ctc.yaml as an editor holds it, before it is saved."""

    def settings(self) -> "Settings":
        """Raises UserError for a broken ctc.yaml, or an environment that there is not."""
        project = open_project(self.home, self.environ, self.unsaved)
        environment = environment_named(project, self.choice.env)
        return Settings(
            project=project,
            environment=environment,
            variables=self.choice.variables,
            data=self.choice.data,
            catalogued=open_catalog(project.root, self.environ if self.remembers else None),
            as_of=self.choice.as_of or (LINT_DAY if self.every_environment else today_in(environment)),
            is_clock=self.choice.as_of is None,
            sends=self.sends,
            every_environment=self.every_environment and self.choice.env is None,
            origin=self,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a compilation depends on beside the files."""

    project: Project
    environment: Environment
    variables: Mapping[str, str]
    data: Mapping[str, Given]
    """The rows of families that the command line gave, by the id of the spec."""
    as_of: date
    """The day of the run: what relative days are counted from where a campaign goes out now."""
    is_clock: bool
    """Whether that day came from the clock."""
    sends: bool
    """Whether this is the way to a plan: a sample is nothing that anybody may receive."""
    every_environment: bool
    """Lint: a spec that is only for other environments is checked in the first of those."""
    catalogued: Catalogued
    """The names that the project's catalog knows, with what is wrong with it."""
    payloads: bool = field(default=True, compare=False)
    """Whether payloads are made of what is valid; lint asks for findings alone."""
    origin: Origin | None = field(compare=False, repr=False)


def settings_for(
    cwd: Path,
    environ: Mapping[str, str],
    choice: Choice,
    *,
    every_environment: bool = False,
    sends: bool = False,
    remembers: bool = False,
    unsaved: bytes | None = None,
) -> Settings:
    """The project around ``cwd`` and the environment that was chosen; ``unsaved`` is what its ctc.yaml is to hold."""
    origin = Origin(
        home=cwd,
        environ=environ,
        choice=choice,
        every_environment=every_environment,
        sends=sends,
        remembers=remembers,
        unsaved=unsaved,
    )
    return origin.settings()


def today_in(environment: Environment) -> date:
    """The clock's day in the environment's time zone; UTC's where it has none, which is told elsewhere."""
    try:
        zone = zone_of(environment.timezone or "UTC")
    except ValueError:
        zone = zone_of("UTC")
    return datetime.now(zone).date()


def home_of(cwd: Path, paths: Sequence[Path]) -> Path:
    """Where to look for the project: ``cwd``, or the paths' own folder where all of them lie outside of its project,
    or where it has none and they have."""
    root = find_root(cwd)
    resolved = [(cwd / path).resolve() for path in paths]
    around = (root or cwd).resolve()
    elsewhere = [path for path in resolved if path.exists() and not (root and path.is_relative_to(around))]
    if not elsewhere or len(elsewhere) < len(resolved):
        return cwd
    home = elsewhere[0] if elsewhere[0].is_dir() else elsewhere[0].parent
    return home if find_root(home) or not home.is_relative_to(around) else cwd
