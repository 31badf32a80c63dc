"""What ``ctc test`` asks: the tests of a repository, each with the campaigns that it names."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final

from ctc.address import nfc
from ctc.cases.case import Case, CaseOutcome, Failure, Target
from ctc.cases.reading import cases_of
from ctc.cases.running import Account, run
from ctc.choice import Choice, Given, is_exact, matches
from ctc.diagnostics import Diagnostic, JsonPath, Severity, UserError, has_errors, ordered
from ctc.people.population import Population
from ctc.people.segments import SEGMENTS
from ctc.pipeline.changed import resolved
from ctc.pipeline.engine.unit import Unit
from ctc.pipeline.engine.units import units_of
from ctc.pipeline.neighbours import Folders
from ctc.pipeline.settings import Settings, home_of, settings_for
from ctc.pipeline.variables import variables_in_vain
from ctc.specs.document import Document
from ctc.specs.loading import Source, find_tests, load, read_source, shown_path
from ctc.specs.reading import read_documents
from ctc.suggest import did_you_mean

EVERY: Final = Choice()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReport:
    """What became of all tests, and what is wrong with the files that they stand in."""

    outcomes: tuple[CaseOutcome, ...]
    problems: tuple[Diagnostic, ...]
    files: int

    @property
    def failed(self) -> bool:
        return has_errors(self.problems) or any(not outcome.passed for outcome in self.outcomes)


def run_tests(cwd: Path, environ: Mapping[str, str], paths: Sequence[Path], choice: Choice) -> CaseReport:
    """Every test below ``paths``, or of the project, of the campaigns that are chosen. Raises UserError where a
    selection takes none that any test names."""
    settings = settings_for(home_of(cwd, paths), environ, choice, every_environment=True)
    choice = resolved(choice, settings, environ)
    cases, problems, files = read_cases(settings, paths)
    repository = Repository(settings, environ)
    if not choice.is_whole and (mistake := choice.mistake(repository.named_by(cases))) is not None:
        raise UserError(mistake)
    outcomes = [outcome for case in cases for outcome in repository.outcomes(case, choice)]
    found = [*settings.catalogued.problems, *problems]
    found += variables_in_vain(settings) if settings.variables and not paths else ()
    return CaseReport(outcomes=tuple(outcomes), problems=ordered(found), files=files)


def read_cases(settings: Settings, paths: Sequence[Path]) -> tuple[list[Case], list[Diagnostic], int]:
    """The cases of the test files below ``paths``, what is wrong with these, and how many there are."""
    found, missing = find_tests(settings.project.root, settings.project.campaigns, paths)
    problems = list(missing)
    cases: list[Case] = []
    for path in found:
        source = read_source(path, problems)
        if source is not None:
            documents, wrong = read_documents(source.shown, source.data)
            read, more = cases_of(documents)
            problems += [*wrong, *more]
            cases += read
    return cases, problems, len(found)


class Units:
    """The campaigns of one document: a family may have as many instances as tests."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._by_address: dict[str, list[Unit]] = {}
        for unit in units:
            self._by_address.setdefault(unit.spec.address, []).append(unit)

    def taken(self, glob: str) -> list[Unit]:
        if "[" in glob and is_exact(glob):
            return self._by_address.get(nfc(glob), [])
        found = [units for address, units in self._by_address.items() if matches(address, glob)]
        return [unit for units in found for unit in units]


class Repository:
    """The campaigns of a project, compiled as far as tests ask for them."""

    def __init__(self, settings: Settings, environ: Mapping[str, str]) -> None:
        self.settings = settings
        self._environ = environ
        self._folders = Folders(settings.project)
        self._units: dict[tuple[object, ...], tuple[Units, list[Diagnostic]]] = {}
        self._populations: dict[str | None, Population] = {}

    @cached_property
    def documents(self) -> Sequence[tuple[Source, Document, str]]:
        """Every document with an id, and its file."""
        return [
            (source, document, str(document.data["id"]))
            for source, documents, _ in self._read
            for document in documents
            if isinstance(document.data, dict) and isinstance(document.data.get("id"), str)
        ]

    @cached_property
    def _named(self) -> Mapping[str, Sequence[tuple[Source, Document, str]]]:
        """The documents by their ids."""
        named: dict[str, list[tuple[Source, Document, str]]] = {}
        for each in self.documents:
            named.setdefault(each[2], []).append(each)
        return named

    @cached_property
    def faults(self) -> Sequence[Diagnostic]:
        """What keeps files of specs from being read, so that nobody knows what they hold."""
        return [d for _, _, found in self._read for d in found if d.severity is Severity.ERROR]

    @property
    def unread(self) -> str:
        """The first of these in words; empty where all can be read."""
        wrong = next(iter(self.faults), None)
        return f"; {wrong.file}:{wrong.line} cannot be read: {wrong.message}" if wrong else ""

    @cached_property
    def _read(self) -> Sequence[tuple[Source, Sequence[Document], Sequence[Diagnostic]]]:
        sources, _ = load(self.settings.project.root, self.settings.project.campaigns)
        return [(source, *read_documents(source.shown, source.data)) for source in sources]

    @cached_property
    def account(self) -> Account:
        environment = self.settings.environment
        catalog = self.settings.catalogued.catalog
        named = {
            name: number
            for name in catalog.section("segments")
            if (number := catalog.segment_id(name, environment.name)) is not None
        }
        queries = SEGMENTS if environment.is_sandbox else {}
        return Account(segments=named, queries=queries, population=self._population)

    def outcomes(self, case: Case, choice: Choice = EVERY) -> Iterator[CaseOutcome]:
        """What became of a case: one outcome for each chosen campaign that it names, at least one where all are."""
        targets, failures = self.targets(case)
        if failures and choice.may_take(case.campaign):
            yield CaseOutcome(case=case, campaign=case.campaign, failures=tuple(failures))
        for target in targets:
            if choice.takes(target.address):
                yield run(case, target, self.account)

    def named_by(self, cases: Iterable[Case]) -> set[str]:
        """The addresses that cases name; what a case says, where nobody knows any."""
        asked = [(case, *self.targets(case)) for case in cases]
        unknown = {case.campaign for case, _, failures in asked if failures}
        return unknown | {target.address for _, targets, _ in asked for target in targets}

    def targets(self, case: Case) -> tuple[list[Target], list[Failure]]:
        """The campaigns that a case names, and why it cannot be asked of some."""
        wanted, glob = case.campaign.partition("[")[0], case.campaign
        names = [wanted] if is_exact(wanted) else [name for name in self._named if matches(name, wanted)]
        meant = [each for name in names for each in self._named.get(name, ())]
        row = "" if case.row is None else json.dumps(case.row, ensure_ascii=False)
        targets: list[Target] = []
        failures: list[Failure] = []
        for source, document, name in meant:
            units, problems = self._compiled(source, document, name, row, case.as_of)
            wrong = [Failure(f"{name} cannot be compiled: {d.message}", d.file, d.line) for d in problems]
            failures += dict.fromkeys(wrong)  # what all instances have stands there once
            targets += [target_of(unit) for unit in units.taken(wanted if case.row is not None else glob)]
        if not targets and not failures:
            failures.append(self._nothing(case, [name for _, _, name in meant]))
        return targets, failures

    def _compiled(
        self, source: Source, document: Document, name: str, row: str, day: date | None
    ) -> tuple[Units, list[Diagnostic]]:
        """The campaigns of a document on a day, and what is wrong with them; once where the day is no matter."""
        always = (str(source.path), document.index, row)
        settings = replace(self.settings, as_of=day or self.settings.as_of)
        known = self._units.get(always) or self._units.get((*always, settings.as_of))
        if known is None:
            if row:
                given = Given(shown="the test's row", content=row.encode())
                settings = replace(settings, data={**settings.data, name: given})
            made = units_of(settings, source, [document], self._folders)
            wrong = [d for d in made.problems if d.severity is Severity.ERROR]
            wrong += [u.placed(f) for u in made.units for f in u.findings if f.severity is Severity.ERROR]
            known = Units(unit for unit in made.units if unit.is_sound), wrong
            self._units[(*always, settings.as_of) if made.is_of_a_day else always] = known
        return known

    def _nothing(self, case: Case, found: Sequence[str]) -> Failure:
        """Why a case names no campaign."""
        if case.row is not None and found:
            message = f"the row makes no instance of {found[0]}: its `where` leaves it out"
            return Failure(message, case.document.file, case.place("row").line)
        if found:
            message = f"'{found[0]}' has no instance '{case.campaign}'"
        else:
            hint = did_you_mean(case.campaign.partition("[")[0], self._named)
            message = f"there is no campaign '{case.campaign}'{f': {hint}' if hint else self.unread}"
        return Failure(message, case.document.file, case.place("campaign").line)

    def _population(self, case: Case) -> Population:
        """The people of a case, opened once. Raises ValueError."""
        name = case.population
        key = name and f"{case.document.file}\0{name}"
        if key not in self._populations:
            self._populations[key] = self._opened(case, name)
        return self._populations[key]

    def _opened(self, case: Case, name: str | None) -> Population:
        from ctc.people.load import read_people
        from ctc.people.population import population_of
        from ctc.people.sample.generate import generate

        if name is None:
            return population_of(generate())
        root = self.settings.project.root.resolve()
        for base in (Path(case.document.file).resolve().parent, self.settings.project.campaigns, root):
            file = (base / name).resolve()
            if file.is_file() and file.is_relative_to(root):
                return population_of(read_people(Path(shown_path(file))))
        raise ValueError(f"there is no file '{name}' beside the test or in the repository")


def target_of(unit: Unit) -> Target:
    """A compiled request as cases see it."""
    variant, spec = unit.variant, unit.spec

    def place(path: JsonPath) -> tuple[str, int]:
        return spec.document.file, spec.document.places.value((spec.kind, *path)).line

    return Target(
        address=spec.address,
        kind=spec.kind,
        channel=variant.channel if variant else "",
        variant=variant.name if variant else "",
        body=unit.body,
        place=place,
    )
