"""The files beside the specs as they were at the first question of a run, with what was asked."""

from collections.abc import Iterable, Mapping
from hashlib import blake2b, file_digest
from pathlib import Path
from typing import TYPE_CHECKING

from ctc.canonical import Json
from ctc.pipeline.neighbours import UNSTEADY, Question
from ctc.project.project import Project
from ctc.templates.source import TemplateRefused, TemplateSource, TemplateText
from ctc.templates.sources import FolderTemplates

if TYPE_CHECKING:
    from ctc.payloads.recipients import Described


class Remembered:
    """The files as they were at the first question of a run. Questions go, with their answers, to ``asked``.

    Answers are digests: whoever keeps questions and answers can ask again and see whether anything changed. Who
    works on several files in turn gives ``asked`` a mapping for each of them.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self.asked: dict[Question, str] = {}
        self._texts: dict[Question, TemplateText | TemplateRefused | None] = {}
        self._answers: dict[Question, str] = {}

    def templates(self, folder: Path) -> TemplateSource:
        return _RememberedTemplates(self, (folder, self._project.templates))

    def describe(self, folder: Path, kind: str, reference: Mapping[str, Json]) -> "Described":
        from ctc.payloads.recipients import describe

        name = reference.get("file")
        question: Question = ("recipients", str(folder), name if isinstance(name, str) else "")
        before = self.answer(question)
        described = describe(folder, self._project.root, kind, reference)
        self.asked[question] = before if before == self._recipients(folder, question[2]) else UNSTEADY
        return described

    def answer(self, question: Question) -> str:
        """The answer of this run: asked now, or before."""
        if question not in self._answers:
            kind, folder, name = question
            match kind:
                case "template":
                    made = _digest(self.text(question))
                case "names":
                    made = _digest(self.names(Path(folder)))
                case _:
                    made = self._recipients(Path(folder), name)
            self._answers[question] = made
        return self._answers[question]

    def text(self, question: Question) -> TemplateText | TemplateRefused | None:
        """What one folder says of a template. By words: a Path is hashed and compared slowly."""
        if question not in self._texts:
            _, folder, name = question
            try:
                self._texts[question] = FolderTemplates((Path(folder),), self._project.root).find(name)
            except TemplateRefused as refused:
                self._texts[question] = TemplateRefused(str(refused))
        return self._texts[question]

    def names(self, folder: Path) -> tuple[str, ...]:
        return tuple(FolderTemplates((folder,), self._project.root).names())

    def _recipients(self, folder: Path, name: str) -> str:
        from ctc.payloads.recipients import locate

        try:
            found = locate(folder, self._project.root, name)
            if not isinstance(found, Path):
                return _digest(found)
            with found.open("rb") as file:
                return f"{found}\0{file_digest(file, 'sha256').hexdigest()}"
        except (OSError, ValueError) as error:
            return _digest(str(error))


class _RememberedTemplates:
    """The templates of some folders, the first that has a name wins."""

    def __init__(self, remembered: Remembered, folders: tuple[Path, ...]) -> None:
        self._remembered, self._folders = remembered, folders

    def find(self, name: str) -> TemplateText | None:
        for folder in self._folders:
            question: Question = ("template", str(folder), name)
            found = self._remembered.text(question)
            self._remembered.asked[question] = self._remembered.answer(question)
            if isinstance(found, TemplateRefused):
                raise TemplateRefused(str(found))
            if found is not None:
                return found
        return None

    def names(self) -> Iterable[str]:
        for folder in self._folders:
            names = self._remembered.names(folder)
            self._remembered.asked["names", str(folder), ""] = _digest(names)
            yield from names


def _digest(answer: object) -> str:
    text = f"{type(answer).__name__} {answer!r}"
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
