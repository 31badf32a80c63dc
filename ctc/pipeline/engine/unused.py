"""Variables that no template reads."""

from collections.abc import Iterator, Sequence

from ctc.diagnostics import Diagnostic
from ctc.pipeline.compile import Unit, placed
from ctc.project.project import Project
from ctc.specs.document import Document
from ctc.templates.usage import Usage, usage
from ctc.validation.rules.catalog import OFF
from ctc.validation.rules.files import unused_variables


def usages_of(units: Sequence[Unit]) -> list[tuple[Document, Usage]]:
    """What each document of one file refers to: all of its instances have the same leaves."""
    first: dict[int, Unit] = {}
    for unit in units:
        first.setdefault(unit.spec.document.index, unit)
    return [(u.spec.document, usage(u.spec.document, u.reads, u.templates)) for u in first.values()]


def unused_variables_of(
    used: Sequence[tuple[Document, Usage]], project: Project
) -> Iterator[tuple[Document, tuple[Diagnostic, ...]]]:
    """Findings about the variables of each document; ``ignore`` is not asked."""
    if project.rules.get("CTC407") == OFF:
        return
    for document, each in used:
        declared = document.data.get("vars")
        if isinstance(declared, dict) and declared and not each.is_open:
            found = tuple(placed(document, f) for f in unused_variables(declared, each.variables))
            if found:
                yield document, found
