"""From files to their facts: read, compiled, judged."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import NamedTuple

from ctc.diagnostics import Diagnostic
from ctc.pipeline.batches import together, weight_of_size
from ctc.pipeline.compile import Unit, compile_documents, placed
from ctc.pipeline.engine.facts import Facts, UnitFacts
from ctc.pipeline.engine.subjects import subject_of
from ctc.pipeline.engine.unused import unused_variables_of, usages_of
from ctc.pipeline.neighbours import Question, Remembered
from ctc.pipeline.settings import Settings
from ctc.specs.document import Document
from ctc.specs.loading import Source
from ctc.specs.reading import read_documents
from ctc.validation.finding import Finding
from ctc.validation.rules.catalog import run_rules_over
from ctc.validation.rules.duplication import marks
from ctc.validation.rules.policy import NOTHING, apply_policy, idle_ignores
from ctc.validation.rules.rule import Subject


class _File(NamedTuple):
    """A file that was compiled."""

    units: Sequence[Unit]
    problems: Sequence[Diagnostic]
    documents: int
    asked: dict[Question, str]

    def weight(self) -> int:
        return max(1, sum(map(_weight, self.units)))


def facts_of(
    settings: Settings, beside: Remembered, sources: Sequence[Source]
) -> Iterator[tuple[Facts, Mapping[Question, str]]]:
    """The facts of each file, and what was asked of the files ``beside`` it; stage by stage, see ``together``."""
    read = [read_documents(source.shown, source.data) for source in sources]
    for some in together(_compiled(settings, beside, sources, read), _File.weight):
        judged = _judged([unit for file in some for unit in file.units], settings.project.rules)
        for file in some:
            beside.asked = file.asked
            yield _facts(settings, file, tuple(islice(judged, len(file.units)))), file.asked


def _compiled(
    settings: Settings,
    beside: Remembered,
    sources: Sequence[Source],
    read: Sequence[tuple[Sequence[Document], Sequence[Diagnostic]]],
) -> Iterator[_File]:
    for source, (documents, problems) in zip(sources, read, strict=True):
        beside.asked = {}
        units, wrong = compile_documents(settings, source, documents)
        yield _File(units, [*problems, *wrong], len(documents), beside.asked)


def _facts(settings: Settings, file: _File, judged: tuple[UnitFacts, ...]) -> Facts:
    units, problems, documents, _ = file
    used = usages_of(units)
    unused = list(unused_variables_of(used, settings.project))
    return Facts(
        documents=documents,
        problems=tuple(problems),
        units=judged,
        idle=tuple(_idle(units, frozenset(document.index for document, _ in unused))),
        unused=tuple(d for document, found in unused if not _ignores(document, "CTC407") for d in found),
        templates=tuple(sorted({name for _, each in used for name in each.templates})),
        is_open=any(each.is_open for _, each in used),
    )


def _judged(units: Sequence[Unit], severities: Mapping[str, str]) -> Iterator[UnitFacts]:
    for some in together(units, _weight):
        subjects = [subject_of(unit) if unit.is_sound else None for unit in some]
        ruled = iter(run_rules_over([subject for subject in subjects if subject], severities))
        for unit, subject in zip(some, subjects, strict=True):
            found = [*unit.findings, *(next(ruled) if subject else ())]
            yield _unit(unit, subject, found, severities)


def _weight(unit: Unit) -> int:
    return weight_of_size(unit.reads.size)


def _unit(
    unit: Unit, subject: Subject | None, found: Sequence[Finding], severities: Mapping[str, str]
) -> UnitFacts:
    spec = unit.spec
    judged = apply_policy(found, severities, spec.ignore, ignorable()) if found else NOTHING
    return UnitFacts(
        address=spec.address,
        document=spec.document.index,
        kind=spec.kind,
        is_sound=subject is not None,
        marks=marks(subject) if subject else (),
        found=tuple(unit.placed(finding) for finding in judged.findings),
        ignore=tuple(spec.ignore),
        hidden=tuple(sorted(judged.hidden)),
    )


def _ignores(document: Document, code: str) -> bool:
    ignore = document.data.get("ignore")
    return isinstance(ignore, dict) and isinstance(ignore.get(code), str)


def _idle(units: Sequence[Unit], with_unused: frozenset[int]) -> Iterator[tuple[int, str, Diagnostic]]:
    """What there is to say of each ``ignore``. Of a body with errors no rule is asked, so that nobody knows yet."""
    with_ignore = {unit.spec.document.index: unit for unit in units if unit.spec.ignore}
    unsound = {unit.spec.document.index for unit in units if not unit.is_sound} if with_ignore else ()
    for unit in with_ignore.values():
        document, ignore = unit.spec.document, unit.spec.ignore
        hidden = frozenset(ignore) if document.index in unsound else frozenset()
        if document.index in with_unused:
            hidden |= {"CTC407"}
        for finding in idle_ignores(ignore, hidden, ignorable()):
            yield document.index, str(finding.path[-1]), placed(document, finding)


@cache
def ignorable() -> frozenset[str]:
    """Codes of other stages that a spec may ignore."""
    from ctc.validation.rules.catalog import BY_CODE
    from ctc.validation.rules.explanations import explanations

    return frozenset(c.code for c in explanations().values() if c.ignorable and c.code not in BY_CODE)
