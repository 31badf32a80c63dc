"""One case asked of one campaign: what is not as it was expected, each with the line that says why."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from ctc import sms
from ctc.canonical import Json
from ctc.cases.case import Case, CaseOutcome, Failure, Target
from ctc.cases.reading_message import differences
from ctc.diagnostics import JsonPath
from ctc.digits import whole
from ctc.people.days import read_day
from ctc.people.person import person_of
from ctc.people.population import Population
from ctc.people.segments import Segment
from ctc.personalisation.filling import fill, is_personal
from ctc.personalisation.personas import persona_of
from ctc.query.deciding import Decision, Person, Verdict, decide
from ctc.query.evaluate import audience_of
from ctc.query.parse import QueryError

DAY: Final = date(2030, 1, 1)
"""The day of a case that names none, of a campaign that names none."""


class Undecided(Exception):
    """Nobody can tell; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What cases know of the account: segments by name, those that are known by their queries, and populations by the
    name that a case gives (None: the sample); opening one may raise ValueError."""

    segments: Mapping[str, int]
    queries: Mapping[int, Segment]
    population: Callable[[Case], Population]


def run(case: Case, target: Target, account: Account) -> CaseOutcome:
    """What became of a case with one campaign."""
    failures: list[Failure] = []
    try:
        failures += _failures(case, target, account)
    except Undecided as error:
        failures.append(_at_case(case, str(error), "expect"))
    return CaseOutcome(case=case, campaign=target.address, failures=tuple(dict.fromkeys(failures)))


def _failures(case: Case, target: Target, account: Account) -> Iterator[Failure]:
    expect = case.expect
    if "audience" in expect:
        yield from _audience(case, target, account, wanted=bool(expect["audience"]))
    if "message" in expect:
        yield from _message(case, target, expect["message"])
    if "sms" in expect:
        yield from _sms(case, target, expect["sms"])
    if "reach" in expect:
        yield from _reach(case, target, account, expect["reach"])


def today_of(case: Case, target: Target) -> date:
    """The day that a case is asked for: its own, else the day of ``when``, of several the first."""
    if case.as_of is not None:
        return case.as_of
    when = target.body.get("when")
    if isinstance(when, Mapping):
        when = when.get("start_time") or when.get("delivery_date_time")
    first = min(when, key=str, default="") if isinstance(when, list) else when
    return read_day(whole(first[:8]) if isinstance(first, str) else None) or DAY


def person_in(case: Case, account: Account) -> Person:
    """The person of a case. Raises Undecided where a segment has no such name."""
    said = dict(case.person or {})
    names = said.pop("segments", None)
    profile, events = person_of(1, {**said, **({} if names is None else {"segments": _ids(names, account)})})
    return Person(profile=profile, events=events, says_segments=names is not None, segments=account.queries)


def _ids(names: Sequence[Json], account: Account) -> list[int]:
    found = {str(name): account.segments.get(str(name)) or whole(str(name)) for name in names}
    if unknown := [name for name, number in found.items() if number is None]:
        raise Undecided(f"there is no segment '{unknown[0]}' in the catalog for this environment")
    return [number for number in found.values() if number is not None]


def decision_of(case: Case, target: Target, account: Account) -> Decision:
    """Whether the person of a case is in the audience. Raises Undecided where the audience cannot be evaluated."""
    if target.kind == "message":
        return _listed(case, target)
    groups = target.body.get("subscription_groups")
    try:
        decided = decide(target.body, person_in(case, account), today=today_of(case, target))
    except QueryError as error:
        raise Undecided(f"the audience cannot be evaluated: {error}") from None
    if groups and decided.inside:
        raise Undecided("nobody can tell who is in a subscription group")
    return decided


def _listed(case: Case, target: Target) -> Decision:
    """The recipients of a message are named: by one of its identities a person is among them, or not."""
    to = target.body.get("to")
    own: Mapping[str, Any] = (case.person or {}).get("identities", {})
    for kind, people in (to if isinstance(to, dict) else {}).items():
        if isinstance(people, list) and own.get(kind) in people:
            return Decision(inside=True)
        if not isinstance(people, list) and kind in own:
            raise Undecided("the recipients stand in a file, which a test does not read")
    if not own:
        raise Undecided("a message goes to those that it names: say `identities:` of the person")
    return Decision(inside=False)


def _audience(case: Case, target: Target, account: Account, *, wanted: bool) -> Iterator[Failure]:
    decided = decision_of(case, target, account)
    if decided.inside is wanted:
        return
    if decided.inside is None:
        for verdict in decided.verdicts:
            if verdict.holds is None:
                yield _at(target, verdict.clause.path, f"cannot be decided: {verdict.why}")
    elif wanted:
        broken = [verdict for verdict in decided.verdicts if verdict.holds is False]
        for verdict in broken:
            yield _at(
                target, verdict.clause.path, f"kept out: the person does not meet '{verdict.clause.said}'"
            )
        if not broken:
            yield _at(target, ("to",), "kept out: the message does not name the person")
    else:
        yield from _let_in(target, decided.verdicts)


def _let_in(target: Target, verdicts: Sequence[Verdict]) -> Iterator[Failure]:
    for verdict in verdicts:
        yield _at(target, verdict.clause.path, f"let in: the person meets '{verdict.clause.said}'")
    if not verdicts:
        path: JsonPath = (
            ("to",) if target.kind == "message" else ("segment",) if "segment" in target.body else ("where",)
        )
        why = "the message names the person" if target.kind == "message" else "the audience is everybody"
        yield _at(target, path, f"let in: {why}")


def content_for(case: Case, target: Target) -> Any:
    """What the person reads. Raises Undecided where the text is not in the request, or cannot be filled."""
    content = target.body.get("content", target.body.get("webhook_key_value"))
    if content is None:
        raise Undecided("the request holds no text: it stands in the dashboard")
    if not is_personal(content):
        return content
    person = case.person or {}
    attributes = {
        **(person.get("identities") or {}),
        **(person.get("profile", person.get("properties")) or {}),
    }
    filled = fill(content, persona_of(attributes))
    if filled.problems:
        raise Undecided(f"the text cannot be filled: {filled.problems[0]}")
    return filled.value


def _message(case: Case, target: Target, expected: Json) -> Iterator[Failure]:
    content = content_for(case, target)
    root = "content" if "content" in target.body else "webhook_key_value"
    for difference in differences(expected, content):
        if difference.actual is None:
            yield _at_case(case, difference.message, "expect", "message", *difference.expected)
        else:
            yield _at(target, (root, *difference.actual), difference.message)


def _sms(case: Case, target: Target, expected: Mapping[str, Json]) -> Iterator[Failure]:
    content = content_for(case, target)
    body = content.get("body") if isinstance(content, Mapping) else None
    if target.channel != "sms" or not isinstance(body, str):
        raise Undecided(f"{target.address} is no SMS")
    found = sms.segments(body)
    if "parts" in expected and found.parts != expected["parts"]:
        why = f"{found.characters} characters of {found.encoding}"
        if found.culprits:
            why += f", because of {' '.join(repr(char) for char in found.culprits[:5])}"
        yield _at(
            target, ("content", "body"), f"the text takes {found.parts} parts, not {expected['parts']}: {why}"
        )
    if "encoding" in expected and found.encoding != expected["encoding"]:
        yield _at(
            target, ("content", "body"), f"the text is sent as {found.encoding}, not {expected['encoding']}"
        )


def _reach(case: Case, target: Target, account: Account, expected: Mapping[str, Json]) -> Iterator[Failure]:
    if target.kind == "message":
        raise Undecided("a message goes to those that it names, whatever the population")
    try:
        people = account.population(case)
        inside = len(audience_of(target.body, people, today=today_of(case, target)))
    except (QueryError, ValueError) as error:
        raise Undecided(f"the reach cannot be counted: {error}") from None
    total = len(people.profiles)
    if not total:
        raise Undecided("the population holds nobody, so nothing follows from it")
    share = 100 * inside / total
    for key, is_below in (("at_least", True), ("at_most", False)):
        if key not in expected:
            continue
        bound = expected[key]
        actual = share if isinstance(bound, str) else float(inside)
        limit = float(bound.rstrip("%")) if isinstance(bound, str) else float(bound)
        if (actual < limit) if is_below else (actual > limit):
            message = (
                f"reaches {inside} of {total} people ({share:.1f}%), not {key.replace('_', ' ')} {bound}"
            )
            yield _at_case(case, message, "expect", "reach", key)


def _at(target: Target, path: JsonPath, message: str) -> Failure:
    file, line = target.place(path)
    return Failure(message, file, line)


def _at_case(case: Case, message: str, *below: str | int) -> Failure:
    return Failure(message, case.document.file, case.place(*below).line)
