"""What ``ctc test --strength`` and ``--generate`` ask: what would no test notice, and which tests would?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ctc.cases.case import Case, Target
from ctc.cases.generating import drafts_of
from ctc.cases.reading import NOWHERE
from ctc.cases.running import Undecided, content_for, decision_of, run, today_of
from ctc.cases.strength import Noticed, noticed
from ctc.cases.writing import Drafted, text_of
from ctc.choice import Choice, matches, nothing_matches
from ctc.diagnostics import Diagnostic, UserError, has_errors, ordered
from ctc.personalisation.filling import is_personal
from ctc.pipeline.changed import resolved
from ctc.pipeline.engine.units import units_of
from ctc.pipeline.neighbours import Folders
from ctc.pipeline.settings import home_of, settings_for
from ctc.pipeline.testing import Repository, read_cases, target_of
from ctc.pipeline.variables import variables_in_vain


@dataclass(frozen=True, slots=True, kw_only=True)
class Strength:
    """Which changes the tests notice."""

    changes: tuple[Noticed, ...]
    problems: tuple[Diagnostic, ...]
    failing: int
    """Tests that fail without any change: they notice nothing."""
    campaigns: int
    """Those that were changed; none where nothing is there, or none is chosen."""

    @property
    def problems_count(self) -> int:
        return int(has_errors(self.problems))


def strength_of(cwd: Path, environ: Mapping[str, str], paths: Sequence[Path], choice: Choice) -> Strength:
    """The changes of every campaign; with ``paths``, of those that the tests there name."""
    settings = settings_for(home_of(cwd, paths), environ, choice, every_environment=True)
    choice = resolved(choice, settings, environ)
    cases, problems, _ = read_cases(settings, paths)
    repository = Repository(settings, environ)
    asked: dict[str, tuple[Target, list[Case]]] = {}
    failing = 0
    for case in cases:
        targets, failures = repository.targets(case)
        failing += bool(failures) and choice.may_take(case.campaign)
        for target in targets:
            if run(case, target, repository.account).passed:
                asked.setdefault(target.address, (target, []))[1].append(case)
            else:
                failing += choice.takes(target.address)
    if not paths:
        for target in _all(repository):
            asked.setdefault(target.address, (target, []))
    if (mistake := choice.mistake(repository.named_by(cases) | asked.keys())) is not None:
        raise UserError(mistake)
    chosen = [each for address, each in asked.items() if choice.takes(address)]
    changes = tuple(noticed(chosen, repository.account))
    problems += variables_in_vain(settings) if settings.variables and not paths else ()
    problems += repository.faults if not paths else ()
    return Strength(changes=changes, problems=ordered(problems), failing=failing, campaigns=len(chosen))


def _all(repository: Repository) -> list[Target]:
    """Every campaign of the repository that compiles."""
    found: list[Target] = []
    folders = Folders(repository.settings.project)
    for source, document, _ in repository.documents:
        units = units_of(repository.settings, source, [document], folders).units
        found += [target_of(unit) for unit in units if unit.is_sound]
    return found


def generated(cwd: Path, environ: Mapping[str, str], address: str, choice: Choice) -> tuple[str, str | None]:
    """A file of tests for a campaign, or why there can be none."""
    settings = settings_for(cwd, environ, choice, every_environment=True)
    repository = Repository(settings, environ)
    every = _all(repository)
    targets = [target for target in every if matches(target.address, address)]
    if not targets:
        known = {target.address for target in every}
        mistake = nothing_matches("--generate", address, known)
        said = f"{mistake.message}{f' ({mistake.hint})' if mistake.hint and known else ''}"
        return "", f"{said}{repository.unread}"
    drafted = [case for target in targets for case in drafted_for(target, repository)]
    return text_of(drafted), None


def drafted_for(target: Target, repository: Repository) -> list[Drafted]:
    """The cases of one campaign, expecting what it does today; those that nobody can decide are left out."""
    account = repository.account
    named = {number: name for name, number in account.segments.items()}
    probe = _case(target.address, {})
    today = today_of(probe, target)
    found: list[Drafted] = []
    if target.kind == "campaign":
        for draft in drafts_of(target.body, today, named):
            try:
                decided = decision_of(replace(probe, person=draft.person), target, account)
            except (Undecided, ValueError):
                continue
            if decided.inside is not None:
                expect = {"audience": decided.inside}
                found.append(
                    Drafted(name=draft.name, campaign=target.address, person=draft.person, expect=expect)
                )
    return [*found, *_texts(target)]


def _texts(target: Target) -> list[Drafted]:
    """What those read of whom everything is known, and those of whom nothing is."""
    content = target.body.get("content", target.body.get("webhook_key_value"))
    if content is None:
        return []
    found: list[Drafted] = []
    people: list[tuple[str, dict[str, Any]]] = [("somebody of whom nothing is known reads this", {})]
    if is_personal(content):
        from ctc.cases.attributes import attributes_in

        known = {name: f"«{name}»" for name in attributes_in(content)}
        people.append(("what is personal stands in its place", {"profile": known} if known else {}))
        for name in known:
            left = {other: value for other, value in known.items() if other != name}
            people.append((f"nothing is known of {name}", {"profile": left} if left else {}))
    for name, person in people:
        try:
            filled = content_for(replace(_case(target.address, {}), person=person), target)
        except Undecided:
            continue
        expect = {"message": shown_texts(filled)}
        if expect["message"] and all(each.person != person or each.expect != expect for each in found):
            found.append(Drafted(name=name, campaign=target.address, person=person, expect=expect))
    return found


def shown_texts(content: Any) -> Any:
    """The texts of a content that a person reads: titles, bodies and subjects, or what is personal elsewhere."""
    if isinstance(content, list):
        content = content[0] if content else {}
    if not isinstance(content, Mapping):
        return {}
    shown = {}
    for key in ("subject", "title", "body", "message"):
        value = content.get(key)
        value = value.get("text") if isinstance(value, Mapping) and set(value) == {"text"} else value
        if isinstance(value, str) and len(value) <= 500:
            shown[key] = value
    return shown


def _case(address: str, expect: dict[str, Any]) -> Case:
    return Case(name="", campaign=address, expect=expect, document=NOWHERE, index=0)
