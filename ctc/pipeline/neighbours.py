"""What compilation asks of the files beside a spec: templates by name, and lists of recipients."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from ctc.canonical import Json
from ctc.project.project import Project
from ctc.templates.source import TemplateSource
from ctc.templates.sources import FolderTemplates

if TYPE_CHECKING:
    from ctc.payloads.recipients import Described
    from ctc.pipeline.families.data import DataFile

Question = tuple[Literal["template", "names", "recipients", "data"], str, str]
"""What was asked: the kind, the folder, the name in it (nothing for ``names``)."""
GIVEN = "."
"""The folder of a question about what the command line gave, which is a path by itself."""
UNSTEADY = ""
"""The answer of a file that changed while it was looked at."""


class Neighbours(Protocol):
    """The files beside the specs."""

    def templates(self, folder: Path) -> TemplateSource:
        """The templates that a spec in ``folder`` sees."""
        ...

    def describe(self, folder: Path, kind: str, reference: Mapping[str, Json]) -> "Described":
        """See :func:`ctc.payloads.recipients.describe`."""
        ...

    def data(self, folder: Path, name: str) -> "DataFile | str":
        """The data file that a spec in ``folder`` names, or why it is none; the folder GIVEN is for a path that the
        command line gave."""
        ...

    def seen(self, folder: Path, name: str, sha256: str) -> None:
        """That file was read, and had this hash."""
        ...


class Folders:
    """The files as they are at each question."""

    def __init__(self, project: Project) -> None:
        self._project = project

    def templates(self, folder: Path) -> TemplateSource:
        return FolderTemplates((folder, self._project.templates), self._project.root)

    def describe(self, folder: Path, kind: str, reference: Mapping[str, Json]) -> "Described":
        from ctc.payloads.recipients import describe  # most projects have no such file

        return describe(folder, self._project.root, kind, reference)

    def data(self, folder: Path, name: str) -> "DataFile | str":
        from ctc.pipeline.families.data import located

        return located(folder, self._project, name)

    def seen(self, folder: Path, name: str, sha256: str) -> None:
        """Nothing is kept of it."""
