"""Paths as a selection: the addresses of the specs in them. What lies elsewhere is left out, and is not gone."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ctc.choice import Choice
from ctc.project.project import Project


class OutsideError(ValueError):
    """A path that selects nothing of the project's campaigns, in words for a person."""


def places(paths: Sequence[Path], cwd: Path, project: Project) -> Mapping[Path, Path]:
    """Where paths lead, each a campaign's file, a folder of them, or one around them all. Raises OutsideError."""
    campaigns = project.campaigns.resolve()
    found = {path: (cwd / path).resolve() for path in paths}
    for path, place in found.items():
        is_around = campaigns.is_relative_to(place) and place.is_relative_to(project.root.resolve())
        if not (place.is_relative_to(campaigns) or is_around):
            raise OutsideError(f"{path} lies outside of {project.campaigns.name}/: a path selects campaigns")
    return found


def within(choice: Choice, chosen: Mapping[Path, Path], files: Mapping[str, str]) -> Choice:
    """The choice with the addresses of the specs in some places; ``files`` has the file of every address.

    Raises OutsideError where a place holds none.
    """
    if not chosen:
        return choice
    taken: set[str] = set()
    for path, place in chosen.items():
        inside = {file for file in {*files.values()} if Path(file).is_relative_to(place)}
        if not inside:
            raise OutsideError(f"there is no spec in {path}")
        taken |= inside
    return replace(choice, within=frozenset(address for address, file in files.items() if file in taken))
