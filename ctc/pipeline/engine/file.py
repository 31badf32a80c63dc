"""From files to their facts: read, compiled, judged."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from typing import NamedTuple

from ctc.diagnostics import Diagnostic
from ctc.pipeline.batches import batches
from ctc.pipeline.engine.facts import AddressFacts, FileFacts, at_hand
from ctc.pipeline.engine.judging import ignorable, judge, judged_one, weight_of
from ctc.pipeline.engine.unit import Unit
from ctc.pipeline.engine.units import units_of_each
from ctc.pipeline.neighbours import Neighbours
from ctc.pipeline.settings import Settings
from ctc.project.project import Project
from ctc.rows.family_data import FamilyData
from ctc.source_lines import SourceLines, with_line
from ctc.specs.document import Document
from ctc.specs.loading import Source
from ctc.specs.reading import read_documents
from ctc.templates.usage import Usage, usage
from ctc.validation.rules.catalog import OFF
from ctc.validation.rules.files import unused_variables
from ctc.validation.rules.policy import idle_ignores


class _File(NamedTuple):
    """A file that was compiled."""

    source: Source
    units: Sequence[Unit]
    problems: Sequence[Diagnostic]
    documents: Sequence[Document]
    is_of_a_day: bool
    families: Sequence[FamilyData]
    hidden: Sequence[tuple[int, str]]

    def weight(self) -> int:
        return max(1, sum(map(weight_of, self.units)))


def facts_of(settings: Settings, source: Source, neighbours: Neighbours) -> FileFacts:
    """All that is known of one file. Pure but for what ``neighbours`` reads."""
    return next(facts_of_each(settings, [(source, neighbours)]))[0]


def facts_of_each(
    settings: Settings, files: Sequence[tuple[Source, Neighbours]]
) -> Iterator[tuple[FileFacts, Sequence[Unit]]]:
    """The facts of each file, and the units that they are about; many files take each stage together."""
    read = [read_documents(source.shown, source.data) for source, _ in files]
    for some in batches(_compiled(settings, files, read), _File.weight):
        judged = iter([*judge([unit for file in some for unit in file.units], settings)])
        facts = [_facts(settings, file, tuple(islice(judged, len(file.units)))) for file in some]
        lined = [with_lines(each, file.source) for file, each in zip(some, facts, strict=True)]
        yield from zip(lined, (file.units for file in some), strict=True)


def _compiled(
    settings: Settings,
    files: Sequence[tuple[Source, Neighbours]],
    read: Sequence[tuple[Sequence[Document], Sequence[Diagnostic]]],
) -> Iterator[_File]:
    beside = [
        (source, documents, neighbours)
        for (source, neighbours), (documents, _) in zip(files, read, strict=True)
    ]
    made = units_of_each(settings, beside)
    for (source, documents, _), (_, problems), each in zip(beside, read, made, strict=True):
        yield _File(
            source,
            each.units,
            [*problems, *each.problems],
            documents,
            each.is_of_a_day,
            each.families,
            each.hidden,
        )


def _facts(settings: Settings, file: _File, judged: tuple[AddressFacts, ...]) -> FileFacts:
    units, documents = file.units, file.documents
    judged, of_rows = _told_of_rows(settings, units, judged)
    problems = [*file.problems, *of_rows]
    used = _usages_of(units)
    unused = list(_unused_variables_of(used, settings.project))
    return FileFacts(
        documents=len(documents),
        problems=tuple(problems),
        units=judged,
        idle=tuple(_idle(units, frozenset([*file.hidden, *((d.index, "CTC407") for d, _ in unused)]))),
        unused=tuple(d for document, found in unused if not _ignores(document, "CTC407") for d in found),
        templates=tuple({name for _, each in used for name in each.templates}),
        is_open=any(each.is_open for _, each in used),
        bound=_bound(settings, file),
        has_payloads=settings.payloads,
        families=tuple(file.families),
    )


def _told_of_rows(
    settings: Settings, units: Sequence[Unit], judged: tuple[AddressFacts, ...]
) -> tuple[tuple[AddressFacts, ...], list[Diagnostic]]:
    """The findings of instances that are made of rows are the file's: told at the row, or once at the document."""
    families: dict[int, list[int]] = {}
    instances: Counter[int] = Counter()
    for index, unit in enumerate(units):
        if unit.is_of_a_row:
            instances[judged[index].document] += 1
            if judged[index].found:
                families.setdefault(judged[index].document, []).append(index)
    if not families:
        return judged, []
    from ctc.pipeline.families.compiling import findings_of

    found: list[Diagnostic] = []
    for document, members in families.items():
        of = [judged[i].found for i in members]
        say = partial(judged_one, settings=settings)
        found += findings_of([units[i] for i in members], of, instances[document], say)
    quiet = (
        facts.quiet() if facts.found and unit.is_of_a_row else facts
        for unit, facts in zip(units, judged, strict=True)
    )
    return tuple(quiet), found


def _bound(settings: Settings, file: _File) -> dict[str, str] | tuple[()]:
    """What of the run the facts of a file hold for alone."""
    names = dict.fromkeys(["as_of"] if file.is_of_a_day else [])
    for document in file.documents:
        data = document.data if isinstance(document.data, dict) else {}
        named, each = data.get("environments"), data.get("each")
        if isinstance(named, list) and settings.environment.name not in named:
            names["every_environment"] = None
        if isinstance(each, dict) and "sample" in each:
            names["sends"] = None
    return {name: str(getattr(settings, name)) for name in names} or ()


def _ignores(document: Document, code: str) -> bool:
    ignore = document.data.get("ignore")
    return isinstance(ignore, dict) and isinstance(ignore.get(code), str)


def _idle(units: Sequence[Unit], hiding: frozenset[tuple[int, str]]) -> Iterator[tuple[int, str, Diagnostic]]:
    """What there is to say of each ``ignore``. Of a body with errors no rule is asked, so that nobody knows yet."""
    with_ignore = {u.spec_document.index: u for u in units if u.ready is None and u.spec.ignore}
    unsound = {unit.spec_document.index for unit in units if not unit.is_sound} if with_ignore else ()
    for unit in with_ignore.values():
        document, ignore = unit.spec.document, unit.spec.ignore
        hidden = frozenset(ignore) if document.index in unsound else frozenset()
        hidden |= {code for index, code in hiding if index == document.index}
        for finding in idle_ignores(ignore, hidden, ignorable()):
            yield document.index, str(finding.path[-1]), finding.placed(document)


def _usages_of(units: Sequence[Unit]) -> list[tuple[Document, Usage]]:
    """What each document of one file refers to: all of its instances have the same leaves."""
    first: dict[int, Unit] = {}
    for unit in units:
        first.setdefault(unit.spec_document.index, unit)
    return [(u.spec.document, usage(u.spec.document, u.reads, u.templates)) for u in first.values()]


def _unused_variables_of(
    used: Sequence[tuple[Document, Usage]], project: Project
) -> Iterator[tuple[Document, tuple[Diagnostic, ...]]]:
    """Findings about the variables of each document; ``ignore`` is not asked."""
    if project.rules.get("CTC407") == OFF:
        return
    for document, each in used:
        declared = document.data.get("vars")
        if isinstance(declared, dict) and declared and not each.is_open:
            found = tuple(f.placed(document) for f in unused_variables(declared, each.variables))
            if found:
                yield document, found


def with_lines(facts: FileFacts, source: Source) -> FileFacts:
    """The facts of a file, its findings with their lines; those that may not be shown are left to whoever asks."""
    if not (facts.problems or facts.idle or facts.unused or any(unit.found for unit in facts.units)):
        return facts
    lined = partial(with_line, file=source.shown, lines=SourceLines(source.data))

    def all_lined(found: Sequence[Diagnostic]) -> Sequence[Diagnostic]:
        return tuple(map(lined, found))

    return facts._replace(
        problems=all_lined(facts.problems),
        units=tuple(at_hand(u)._replace(found=all_lined(u.found)) if u.found else u for u in facts.units),
        idle=tuple((document, code, lined(found)) for document, code, found in facts.idle),
        unused=all_lined(facts.unused),
    )
