"""What the instances of one document have in common is said once; what some of them alone have names them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from ctc.diagnostics import Diagnostic

Key = TypeVar("Key")
Told = tuple[str, Diagnostic]
"""A finding and the address of the instance that has it."""


def told_once(found: Iterable[Told], instances: int) -> Iterator[Diagnostic]:
    """The findings of a document of so many instances, one at each place for each thing that is wrong there.

    A template that goes wrong in every instance is one mistake, though its values differ: the first stands for all.
    """
    if instances < 2:
        yield from dict.fromkeys(finding for _, finding in found)
        return
    alike: dict[Diagnostic, list[str]] = {}
    for address, finding in found:
        alike.setdefault(finding, []).append(address)
    places: dict[tuple[object, ...], list[Diagnostic]] = {}
    for finding in alike:
        places.setdefault(_place(finding), []).append(finding)
    for group in places.values():
        every = [address for finding in group for address in alike[finding]]
        if len(group) == 1 or len(set(every)) < len(every):  # two things are wrong at one place
            yield from (_naming(finding, alike[finding], instances) for finding in group)
        else:
            yield _naming(group[0], every, 0)


def by_document(found: Iterable[tuple[Key, Told]], instances: Mapping[Key, int]) -> Iterator[Diagnostic]:
    """The same over many documents, each known by a key of its own."""
    groups: dict[Key, list[Told]] = {}
    for document, told in found:
        groups.setdefault(document, []).append(told)
    for document, group in groups.items():
        if len(group) == 1 and instances[document] == 1:
            yield group[0][1]
        else:
            yield from told_once(group, instances[document])


def _place(finding: Diagnostic) -> tuple[object, ...]:
    f = finding
    return (f.code, f.severity, f.file, f.line, f.column, f.path)


def _naming(finding: Diagnostic, addresses: list[str], instances: int) -> Diagnostic:
    names = list(dict.fromkeys(addresses))
    if len(names) == instances:
        return finding
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return finding._replace(message=f"{finding.message} (in {names[0]}{more})")
