"""The findings of a repository, from the facts of its files: those of each file, and those across files.

Mostly nothing is found and no two addresses are alike: that is looked at first, and only then is imported what tells
more.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from ctc.choice import Choice
from ctc.diagnostics import Diagnostic, Severity, has_errors
from ctc.pipeline.engine.duplicates import Chosen, Place, duplicates, repeated
from ctc.pipeline.engine.facts import AddressFacts, Examined
from ctc.pipeline.engine.spots import Spots
from ctc.pipeline.instances import by_document
from ctc.pipeline.settings import Settings
from ctc.project.project import Project
from ctc.rows.tally import SHOWN
from ctc.specs.loading import shown_path
from ctc.templates.sources import FolderTemplates

if TYPE_CHECKING:
    from ctc.validation.rules.rule import Marked


def findings(
    settings: Settings,
    examined: Sequence[Examined],
    choice: Choice,
    *,
    whole: bool,
    spots: Spots,
) -> list[Diagnostic]:
    """Every finding, in no particular order. ``whole`` says that the files are all those of the project; ``spots``
    learns what is looked for in files once more."""
    units = [(each, unit) for each in examined for unit in each.facts.units]
    chosen = units
    if not choice.is_whole:
        chosen = [(each, unit) for each, unit in units if choice.takes(unit.address)]
    files = {each.path for each, _ in chosen}
    found = [
        problem
        for each in examined
        for problem in each.facts.problems  # of a family from data, also what all of its rows have
        if problem.severity is Severity.ERROR or each.path in files or not each.facts.units
    ]
    found += duplicates(units, spots)
    found += _told(chosen)
    across, hidden = _across(chosen, settings.project.rules, spots)
    found += across
    complete = whole and len(chosen) == len(units)
    found += _idle(units, chosen, hidden, complete=complete)
    if len(chosen) == len(units):
        sound = not has_errors(found)
        found += [finding for each in examined for finding in each.facts.unused]
        if whole and sound and not any(each.facts.is_open for each in examined):
            used = frozenset(chain.from_iterable(each.facts.templates for each in examined))
            found += _unused_templates(settings.project, used)
    return found


def mistakes(settings: Settings, examined: Sequence[Examined], choice: Choice) -> list[Diagnostic]:
    """What is wrong with a repository before any rule is asked, in no particular order: errors of it end a compilation.

    ``choice`` says whose instances are named where they share a finding.
    """
    units = [(each, unit) for each in examined for unit in each.facts.units]
    problems = [problem for each in examined for problem in each.facts.problems]
    found = [*(_before_rules(problems) if problems else ()), *duplicates(units, Spots())]
    spoken = [(each, unit) for each, unit in units if unit.found]
    if spoken:
        chosen = frozenset(unit.address for _, unit in units if choice.takes(unit.address))
        found += _before_rules(_told([(each, unit) for each, unit in units if unit.address in chosen]))
        left = (finding for _, unit in spoken if unit.address not in chosen for finding in unit.found)
        found += _before_rules(left)
    return found


def _before_rules(findings: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Without those of rules, but for a name that the catalog does not know: a plan by it reaches nobody, or strangers.

    What a project takes more seriously than ctc does is no error yet.
    """
    from ctc.pipeline.engine.judging import ignorable
    from ctc.validation.rules.catalog import BY_CODE
    from ctc.validation.rules.rule import Rule

    for finding in findings:
        if finding.code not in BY_CODE:
            is_raised = finding.severity is Severity.ERROR and finding.code in ignorable()
            yield finding._replace(severity=Severity.WARNING) if is_raised else finding
            continue
        rule = BY_CODE[finding.code]
        is_name = isinstance(rule, Rule) and bool(rule.sections)
        if is_name and finding.severity is rule.severity is Severity.ERROR:
            yield finding


def _told(chosen: Chosen) -> Iterable[Diagnostic]:
    """The findings of bodies; those that the instances of a document share are told once."""
    files = {each.path for each, unit in chosen if unit.found}
    if not files:
        return ()
    beside = [((each.path, unit.document), unit) for each, unit in chosen if each.path in files]
    told = ((document, (unit.address, found)) for document, unit in beside for found in unit.found)
    return by_document(told, Counter(document for document, _ in beside))


def _across(
    chosen: Chosen, severities: Mapping[str, str], spots: Spots
) -> tuple[list[Diagnostic], dict[Place, set[str]]]:
    """The findings across files, and the codes that specs ignored among them, by document."""
    found: list[Diagnostic] = []
    hidden: dict[Place, set[str]] = defaultdict(set)
    alike = marked_alike(unit for _, unit in chosen)
    if not alike:
        return found, hidden
    from ctc.validation.rules.catalog import run_cross_rules
    from ctc.validation.rules.policy import apply_policy

    across = run_cross_rules(alike, severities)
    like: dict[object, list[Diagnostic]] = defaultdict(list)
    for each, unit in chosen if across else ():
        findings = across.get(unit.address, ()) if unit.is_sound else ()
        judged = apply_policy(findings, severities, dict.fromkeys(unit.ignore, ""))
        hidden[each.path, unit.document] |= judged.hidden
        for finding in judged.findings:
            placed = spots.placed(each, unit.document, finding._replace(path=(unit.kind, *finding.path)))
            like[each.path, unit.document, placed.code, placed.path].append(placed)
    return [told for same in like.values() for told in _few(same)], hidden


def _few(same: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    """What is said of many instances of a document at one place: of three of them, and how many more there are."""
    same = tuple(dict.fromkeys(same))
    more = len(same) - SHOWN
    if more <= 0:
        yield from same
        return
    *first, last = sorted(same[:SHOWN], key=lambda each: each.message)  # the order in which they are shown
    yield from first
    yield last._replace(message=f"{last.message} (and {more:,} more instance{'s'[: more != 1]} like it)")


def marked_alike(units: Iterable[AddressFacts]) -> "list[Marked]":
    """Those that have a mark in common with others, with all of their marks.

    An address that stands twice is one mistake, and told already.
    """
    by_address = {unit.address: unit.marks for unit in units if unit.is_sound}
    common = repeated([*chain.from_iterable(by_address.values())])
    return [pair for pair in by_address.items() if not common.isdisjoint(pair[1])] if common else []


def _idle(
    units: Chosen, chosen: Chosen, across: Mapping[Place, set[str]], *, complete: bool
) -> Iterator[Diagnostic]:
    """The findings about ``ignore`` of the chosen documents: all of their instances count, whoever was chosen.

    A run that is not ``complete`` cannot judge the codes across files, as it saw a part of them.
    """
    wanted = {(each.path, unit.document): each for each, unit in chosen if unit.ignore}
    if not wanted:
        return
    from ctc.validation.rules.catalog import CROSS_RULES

    unknown = frozenset() if complete else frozenset(rule.code for rule in CROSS_RULES)
    hidden: dict[Place, set[str]] = defaultdict(set)
    for each, unit in units:
        if unit.ignore:
            place = (each.path, unit.document)
            hidden[place] |= {*unit.hidden, *across.get(place, ())}
    for (path, document), each in wanted.items():
        for index, code, finding in each.facts.idle:
            if index == document and code not in hidden[path, document] and code not in unknown:
                yield finding


def _unused_templates(project: Project, used: frozenset[str]) -> Iterator[Diagnostic]:
    """Findings about the project's templates; ``used`` are the paths, as they are shown, of all that specs use."""
    names = FolderTemplates((project.templates,), project.root).names()
    known = [shown_path(project.templates / name) for name in names]
    if used.issuperset(known):
        return
    from ctc.validation.rules.catalog import OFF
    from ctc.validation.rules.files import unused_templates

    if project.rules.get("CTC408") == OFF:
        return
    yield from unused_templates(known, used)
