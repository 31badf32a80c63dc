"""What the way of a family's document to its units depends on."""

from pathlib import Path
from typing import NamedTuple

from ctc.pipeline.neighbours import Neighbours
from ctc.pipeline.settings import Settings
from ctc.project.project import Environment
from ctc.templates.budget import Room


class Road(NamedTuple):
    """The settings, the environment that is compiled for, what stands beside the spec, and what rendering may cost."""

    settings: Settings
    environment: Environment
    neighbours: Neighbours
    folder: Path
    room: Room
