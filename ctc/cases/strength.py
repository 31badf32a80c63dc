"""How much tests notice: each campaign changed a little, all of its tests asked again."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from ctc.cases.case import Case, Target
from ctc.cases.changes import Change, changes_of, of_texts
from ctc.cases.running import Account, run


class Noticed(NamedTuple):
    """One change of a campaign, and whether a test failed by it."""

    file: str
    line: int
    change: str
    noticed: bool


Asked = Mapping[str, Sequence[Case]]
"""The cases of each address."""


def noticed(targets: Iterable[tuple[Target, Sequence[Case]]], account: Account) -> Iterator[Noticed]:
    """The changes of campaigns, each once: what the instances of one document have in common is one change."""
    found: dict[tuple[str, int, str, object], tuple[Change, bool]] = {}
    for target, cases in targets:
        file, _ = target.place(())
        for change in _changes(target):
            kind = change.said.split("'")[0] if target.address.endswith("]") else change.said
            key = (file, target.place(change.path)[1], kind, change.path)
            before = found.get(key)
            if before is None or not before[1]:
                notices = _is_noticed(target, change, cases, account)
                found[key] = (before[0] if before else change, notices)
    for (file, line, _, _), (change, is_noticed) in sorted(found.items(), key=lambda each: each[0][:2]):
        yield Noticed(file, line, change.said, is_noticed)


def _changes(target: Target) -> Iterator[Change]:
    return changes_of(target.body) if target.kind == "campaign" else of_texts(target.body)


def _is_noticed(target: Target, change: Change, cases: Sequence[Case], account: Account) -> bool:
    changed = replace(target, body=change.body)
    return any(not run(case, changed, account).passed for case in cases)
