"""The questions: who gets a campaign, and what is read."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from ctc.cases.case import Case, Target
from ctc.cases.reading import NOWHERE
from ctc.cases.running import Account, Undecided, content_for, decision_of
from ctc.choice import Choice
from ctc.people.person import check_asked
from ctc.pipeline.settings import settings_for
from ctc.pipeline.testing import Repository

Person = Mapping[str, Any]
"""As ``person:`` of a test: profile, groups, identities, segments, events."""
Row = Mapping[str, Any]


class NotDecided(AssertionError):
    """Nobody can tell; the message says why. It is no ``False``: a test that asks must not pass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """One compiled campaign. ``body`` is the request as it would be sent."""

    address: str
    body: Mapping[str, Any] = field(repr=False)
    target: Target = field(repr=False)
    account: Account = field(repr=False)


def campaign(
    address: str,
    *,
    row: Row | None = None,
    as_of: date | str | None = None,
    root: Path | str | None = None,
    env: str | None = None,
    variables: Mapping[str, str] | None = None,
) -> Campaign:
    """The campaign of an address, as it is on a day; of a family from data, the instance that ``row`` makes.

    ``root`` is a folder of the project, the current one by default. Raises LookupError where there is no such
    campaign, or it does not compile.
    """
    choice = Choice(env=env, variables=variables or {})
    settings = settings_for(Path(root or Path.cwd()), os.environ, choice, every_environment=True)
    repository = Repository(settings, os.environ)
    targets, failures = repository.targets(_case(address, {}, as_of=as_of, row=row))
    if failures or len(targets) != 1:
        several = f"'{address}' names {len(targets)} campaigns: {', '.join(t.address for t in targets)}"
        raise LookupError(failures[0].message if failures else several)
    (target,) = targets
    return Campaign(address=target.address, body=target.body, target=target, account=repository.account)


def audience(
    spec: str | Campaign,
    person: Person,
    *,
    as_of: date | str | None = None,
    row: Row | None = None,
    root: Path | str | None = None,
) -> bool:
    """Whether a person is in the audience on a day. Raises NotDecided where nobody can tell, ValueError for a person
    that cannot be read, LookupError for a campaign that there is not."""
    asked = spec if isinstance(spec, Campaign) else campaign(spec, row=row, as_of=as_of, root=root)
    case = _case(asked.address, person, as_of=as_of)
    try:
        decided = decision_of(case, asked.target, asked.account)
    except Undecided as error:
        raise NotDecided(str(error)) from None
    if decided.inside is None:
        raise NotDecided(next(verdict.why for verdict in decided.verdicts if verdict.holds is None))
    return decided.inside


def message(
    spec: str | Campaign,
    person: Person,
    *,
    as_of: date | str | None = None,
    row: Row | None = None,
    root: Path | str | None = None,
) -> Any:
    """What a person reads: the content of the request, its personalisation filled. Raises as :func:`audience`."""
    asked = spec if isinstance(spec, Campaign) else campaign(spec, row=row, as_of=as_of, root=root)
    try:
        return content_for(_case(asked.address, person), asked.target)
    except Undecided as error:
        raise NotDecided(str(error)) from None


def _case(address: str, person: Person, *, as_of: date | str | None = None, row: Row | None = None) -> Case:
    check_asked(person)
    day = date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
    return Case(
        name="", campaign=address, expect={}, row=row, as_of=day, person=person, document=NOWHERE, index=0
    )
