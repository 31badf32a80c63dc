"""Templates that nothing includes."""

from collections.abc import Iterator

from ctc.diagnostics import Diagnostic
from ctc.project.project import Project
from ctc.specs.loading import shown_path
from ctc.templates.sources import FolderTemplates


def unused_templates_of(project: Project, used: frozenset[str]) -> Iterator[Diagnostic]:
    """Findings about the project's templates; ``used`` are the paths, as they are shown, of all that specs use."""
    names = FolderTemplates((project.templates,), project.root).names()
    known = [shown_path(project.templates / name) for name in names]
    if used.issuperset(known):
        return
    from ctc.validation.rules.catalog import OFF
    from ctc.validation.rules.files import unused_templates

    if project.rules.get("CTC408") == OFF:
        return
    for name, f in unused_templates(known, used).items():
        yield Diagnostic(code=f.code, severity=f.severity, message=f.message, file=name, hint=f.hint)
