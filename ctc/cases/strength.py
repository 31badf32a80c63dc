"""How much tests notice: each campaign changed a little, all of its tests asked again."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from ctc.cases.case import Case, Target
from ctc.cases.changes import Change, changes_of, of_texts
from ctc.cases.running import Account, run
from ctc.query.clauses import Path


class Noticed(NamedTuple):
    """One change of a campaign, and whether a test failed by it."""

    file: str
    line: int
    change: str
    noticed: bool


Asked = Mapping[str, Sequence[Case]]
"""The cases of each address."""


def noticed(targets: Iterable[tuple[Target, Sequence[Case]]], account: Account) -> Iterator[Noticed]:
    """The changes of campaigns, each once: the first of a place is one in all instances of a document, and so on."""
    found: dict[tuple[str, int, Path, int], tuple[Change, bool]] = {}
    for target, cases in targets:
        file, _ = target.place(())
        seen: Counter[Path] = Counter()
        for change in _changes(target):
            key = (file, target.place(change.path)[1], change.path, seen[change.path])
            seen[change.path] += 1
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
