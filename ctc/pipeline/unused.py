"""What is written and has no effect: variables that no template reads, templates that nothing includes."""

from collections import defaultdict
from collections.abc import Iterator

from ctc.diagnostics import Diagnostic
from ctc.pipeline.compilation import Compilation, Unit, placed
from ctc.specs.loading import shown_path
from ctc.templates.sources import FolderTemplates
from ctc.templates.usage import Usage, usage
from ctc.validation.rules.catalog import OFF
from ctc.validation.rules.files import unused_templates, unused_variables


def unused(compilation: Compilation, *, whole: bool) -> Iterator[Diagnostic]:
    """Findings about variables; about templates only where ``whole`` says that every spec was read."""
    used = [(unit, usage(unit.raw, unit.templates)) for unit in compilation.units]
    rules = compilation.project.rules
    if rules.get("CTC407") != OFF:
        yield from _variables(used)
    if whole and rules.get("CTC408") != OFF and not any(each.is_open for _, each in used):
        yield from _templates(compilation, frozenset(name for _, each in used for name in each.templates))


def _variables(used: list[tuple[Unit, Usage]]) -> Iterator[Diagnostic]:
    by_document: dict[int, list[tuple[Unit, Usage]]] = defaultdict(list)
    for unit, each in used:
        by_document[id(unit.spec.document)].append((unit, each))
    for together in by_document.values():
        spec = together[0][0].spec
        declared = spec.document.data.get("vars") or {}
        if not declared or "CTC407" in spec.ignore or any(each.is_open for _, each in together):
            continue
        names = frozenset(name for _, each in together for name in each.variables)
        yield from (placed(spec.document, finding) for finding in unused_variables(declared, names))


def _templates(compilation: Compilation, used: frozenset[str]) -> Iterator[Diagnostic]:
    project = compilation.project
    known = [
        shown_path(project.templates / n) for n in FolderTemplates((project.templates,), project.root).names()
    ]
    for name, f in unused_templates(known, used).items():
        yield Diagnostic(code=f.code, severity=f.severity, message=f.message, file=name, hint=f.hint)
