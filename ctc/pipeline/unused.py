"""Variables that no template reads."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from ctc.diagnostics import Diagnostic
from ctc.pipeline.compilation import Unit, placed
from ctc.project.project import Project
from ctc.specs.document import Document
from ctc.templates.usage import Usage
from ctc.validation.rules.catalog import OFF
from ctc.validation.rules.files import unused_variables


def unused_variables_of(
    used: Sequence[tuple[Unit, Usage]], project: Project
) -> Iterator[tuple[Document, tuple[Diagnostic, ...]]]:
    """Findings about the variables of each document of one file, by all of its units; ``ignore`` is not asked."""
    if project.rules.get("CTC407") == OFF:
        return
    by_document: dict[int, list[tuple[Unit, Usage]]] = defaultdict(list)
    for unit, each in used:
        by_document[unit.spec.document.index].append((unit, each))
    for together in by_document.values():
        document = together[0][0].spec.document
        declared = document.data.get("vars") or {}
        if not declared or any(each.is_open for _, each in together):
            continue
        names = frozenset(name for _, each in together for name in each.variables)
        found = tuple(placed(document, finding) for finding in unused_variables(declared, names))
        if found:
            yield document, found
