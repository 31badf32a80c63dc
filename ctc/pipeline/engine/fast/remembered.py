"""The files beside the specs as they were at the first question of a run, with what was asked."""

from collections.abc import Iterable, Mapping
from hashlib import blake2b, file_digest
from pathlib import Path
from typing import TYPE_CHECKING

from ctc.canonical import Json
from ctc.pipeline.neighbours import GIVEN, UNSTEADY, Question
from ctc.project.project import Project
from ctc.rows.limits import MAX_DATA
from ctc.templates.source import TemplateRefused, TemplateSource, TemplateText
from ctc.templates.sources import FolderTemplates

if TYPE_CHECKING:
    from ctc.payloads.recipients import Described
    from ctc.pipeline.families.data import DataFile


class Memory:
    """The files as they were at the first question of a run.

    Answers are digests: whoever keeps questions and answers can ask again and see whether anything changed.
    """

    def __init__(self, project: Project) -> None:
        self.project = project
        self._texts: dict[Question, TemplateText | TemplateRefused | None] = {}
        self._answers: dict[Question, str] = {}

    def answer(self, question: Question) -> str:
        """The answer of this run: asked now, or before."""
        if question not in self._answers:
            kind, folder, name = question
            match kind:
                case "template":
                    made = _digest(self.text(question))
                case "names":
                    made = _digest(self.names(Path(folder)))
                case "data":
                    made = self._data(folder, name)
                case _:
                    made = self.recipients(Path(folder), name)
            self._answers[question] = made
        return self._answers[question]

    def text(self, question: Question) -> TemplateText | TemplateRefused | None:
        """What one folder says of a template. By words: a Path is hashed and compared slowly."""
        if question not in self._texts:
            _, folder, name = question
            try:
                self._texts[question] = FolderTemplates((Path(folder),), self.project.root).find(name)
            except TemplateRefused as refused:
                self._texts[question] = TemplateRefused(str(refused))
        return self._texts[question]

    def names(self, folder: Path) -> tuple[str, ...]:
        return tuple(FolderTemplates((folder,), self.project.root).names())

    def _data(self, folder: str, name: str) -> str:
        """The hash of a data file; without a folder it is a path that the command line gave."""
        from ctc.pipeline.families.data import DataFile, located

        found = (
            located(Path(folder), self.project, name)
            if folder != GIVEN
            else DataFile(shown=name, path=Path(name))
        )
        try:
            if isinstance(found, str) or found.path is None or not found.path.is_file():
                return _digest(found)
            if found.path.stat().st_size > MAX_DATA:
                return UNSTEADY  # it is refused, and not read whole for that
            with found.path.open("rb") as file:
                return file_digest(file, "sha256").hexdigest()
        except OSError as error:
            return _digest(str(error))

    def recipients(self, folder: Path, name: str) -> str:
        """The answer of a list of recipients as it is at this moment."""
        from ctc.payloads.recipients import locate

        try:
            found = locate(folder, self.project.root, name)
            if not isinstance(found, Path):
                return _digest(found)
            with found.open("rb") as file:
                return f"{found}\0{file_digest(file, 'sha256').hexdigest()}"
        except (OSError, ValueError) as error:
            return _digest(str(error))


class Remembered:
    """What the memory knows of the files beside one spec file; its questions go, with their answers, to ``asked``."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self.asked: dict[Question, str] = {}

    def templates(self, folder: Path) -> TemplateSource:
        return _RememberedTemplates(self._memory, self.asked, (folder, self._memory.project.templates))

    def describe(self, folder: Path, kind: str, reference: Mapping[str, Json]) -> "Described":
        from ctc.payloads.recipients import describe

        name = reference.get("file")
        question: Question = ("recipients", str(folder), name if isinstance(name, str) else "")
        before = self._memory.answer(question)
        described = describe(folder, self._memory.project.root, kind, reference)
        after = described.read or self._memory.recipients(folder, question[2])
        self.asked[question] = before if before == after else UNSTEADY
        return described

    def data(self, folder: Path, name: str) -> "DataFile | str":
        from ctc.pipeline.families.data import located

        question: Question = ("data", str(folder), name)
        self.asked[question] = self._memory.answer(question)
        return located(folder, self._memory.project, name)

    def seen(self, folder: Path, name: str, sha256: str) -> None:
        question: Question = ("data", str(folder), name)
        if self.asked.get(question, sha256) != sha256:
            self.asked[question] = UNSTEADY


class _RememberedTemplates:
    """The templates of some folders, the first that has a name wins."""

    def __init__(self, memory: Memory, asked: dict[Question, str], folders: tuple[Path, ...]) -> None:
        self._memory, self._asked, self._folders = memory, asked, folders

    def find(self, name: str) -> TemplateText | None:
        for folder in self._folders:
            question: Question = ("template", str(folder), name)
            found = self._memory.text(question)
            self._asked[question] = self._memory.answer(question)
            if isinstance(found, TemplateRefused):
                raise TemplateRefused(str(found))
            if found is not None:
                return found
        return None

    def names(self) -> Iterable[str]:
        for folder in self._folders:
            names = self._memory.names(folder)
            self._asked["names", str(folder), ""] = _digest(names)
            yield from names


def _digest(answer: object) -> str:
    text = f"{type(answer).__name__} {answer!r}"
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
