"""Specs against state: every address gets the first row of the action table that matches, and a reason.

The answer does not depend on the order of the payloads, and reads nothing but what it is given.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain
from operator import attrgetter

from ctc.address import parted
from ctc.payloads.payload import Payload
from ctc.payloads.request import split_marker
from ctc.plans.action import Action
from ctc.plans.case import Decision
from ctc.plans.changes import broken
from ctc.plans.facts import Facts, Listing
from ctc.plans.families import family_of
from ctc.plans.guarding import Expect, guarded
from ctc.plans.index import index_of
from ctc.plans.loosened import of_plan, with_own
from ctc.plans.matching import known_markers
from ctc.plans.plan import Change, Changes, Plan, Reach, in_safe_order
from ctc.plans.refusals import families_of, is_old, other_keys
from ctc.plans.rekeying import renamed
from ctc.plans.renames import carried, former, renamed_families, twice_claimed
from ctc.plans.respelling import respelt
from ctc.plans.view import Plain, View
from ctc.rows.family_data import FamilyData
from ctc.state.reader import StateReader
from ctc.state.record import EXISTS, Record


def make_plan(  # noqa: PLR0913 - what planning looks at, each by its name
    payloads: Iterable[Payload],
    addresses: Collection[str],
    reader: StateReader,
    facts: Facts,
    now: datetime,
    *,
    listing: Listing | None = None,
    reaches: Mapping[str, Reach] | None = None,
    selected: Callable[[str], bool] | None = None,
    families: Sequence[FamilyData] = (),
    expect: Expect | None = None,
) -> Plan:
    """What apply would do.

    ``payloads`` are all that the repository has for this environment, and ``addresses`` theirs and those that have
    none; ``selected`` says which of them, and of the vanished, are planned: what a payload that is left out takes over
    is not gone. ``now`` is the store's clock, ``listing`` None where CleverTap was not asked, ``families`` the rows of
    families from data, ``reaches`` fresh estimates. ``expect`` hears of what is looked into, before the first one is.
    """
    families = [data._replace(is_old=is_old(data.family, reader, facts)) for data in families]
    known = known_markers(reader.entries.values())
    index = index_of(listing, now, known) if listing is not None else None
    view = View(frozenset(addresses), reader, facts, now, index, known, dict(reaches or {}))
    notable, plain, view = _changes(view, payloads, selected, families, expect)
    checked, diagnostics = guarded(notable, facts, now, reader, families, expect)
    checked = with_own(checked, facts)
    return Plan(
        environment=facts.environment,
        host=facts.host,
        account_id=facts.account_id,
        region=facts.region,
        lineage=reader.binding.lineage if reader.binding else "",
        serial=reader.serial,
        commit=facts.commit,
        guards=facts.guards,
        changes=Changes(checked, plain, view.made_plainly) if plain else checked,
        as_of=next((c.payload.as_of for c in checked if c.payload and c.payload.as_of), ""),
        families=tuple(families),
        diagnostics=(*diagnostics, *of_plan(checked, families, facts), *broken(reader)),
    )


def _changes(
    view: View,
    payloads: Iterable[Payload],
    selected: Callable[[str], bool] | None,
    families: Sequence[FamilyData],
    expect: Expect | None,
) -> tuple[list[Change], list[Plain], View]:
    """What becomes of each address that is wanted, and of each that is gone, in a safe order; apart, what is plainly
    as recorded, and the view that makes changes of it."""
    every = sorted(payloads, key=attrgetter("address"))
    moved = carried(every, view.addresses, view.reader)
    taken = view.addresses | {*moved.values()} if moved else view.addresses  # not copied where that can be
    view = _with_repository(view, every, moved, taken, families)
    plain: list[Plain] = []
    rest: list[tuple[str, Payload | None]] = []
    gone = (one for one in view.reader.records if one not in taken)
    wanted = chain(((payload.address, payload) for payload in every), ((address, None) for address in gone))
    for address, payload in wanted:
        if selected is not None and not selected(address):
            continue
        if payload is not None:
            record = view.reader.record(address)
            as_recorded = view.plain(payload, record)
            if as_recorded is not None:
                plain.append(as_recorded)
                continue
            if expect is not None and record is not None and record.digest != payload.digest:
                expect(payload)
        rest.append((address, payload))
    found = (view.change(address, payload) for address, payload in rest)
    changes = [change for change in found if change is not None]
    return in_safe_order(_with_renames_untold(changes, view)), plain, view


def _with_renames_untold(changes: list[Change], view: View) -> list[Change]:
    """While what says the same by a new name waits for a word, nothing that it may have been is stopped: with ``was``
    it would be carried over, and what was stopped is not made again."""
    waiting = {one.digest: one.address for one in changes if one.payload and one.action is Action.BLOCKED}
    named = {view.vanished[digest]: address for digest, address in waiting.items() if digest in view.vanished}
    if not named:
        return changes
    known = {one.address: record for one in changes if (record := view.reader.records.get(one.address))}
    of_a_name = {
        _named(known[old]): new for old, new in named.items() if old in known and not known[old].digest
    }

    def held_by(one: Change) -> str | None:
        return waiting.get(one.recorded.digest) or _by_its_name(known.get(one.address), of_a_name)

    return [
        one._replace(
            action=Action.BLOCKED,
            reason=f"{one.reason}; {newer} says the same, and may be its new name: it is not stopped before that is "
            "told",
        )
        if one.action is Action.STOP and (newer := held_by(one))
        else one
        for one in changes
    ]


def _with_repository(
    view: View,
    every: Sequence[Payload],
    moved: Mapping[str, str],
    taken: Collection[str],
    families: Sequence[FamilyData],
) -> View:
    """The view with what follows from all that the repository has."""
    reader = view.reader
    standing = {family_of(address) for address in view.addresses if "[" in address}
    standing |= {data.family for data in families}
    return replace(
        view,
        carried=moved,
        vanished=_vanished(every, reader, taken, standing),
        standing=standing,
        disputed=twice_claimed(every),
        newer={old: one.address for one in every for old in former(one) if old != one.address},
        kept=_kept(every, reader, {data.family: data.is_kept or data.is_old for data in families}),
        rekeyed=_rekeyed(every, reader, taken),
    )


def _kept(every: Sequence[Payload], reader: StateReader, kept: dict[str, bool]) -> dict[str, bool]:
    """The families from data, and whether an instance stays when its row is gone; what is left under an older name of a
    family stays as the newer one says."""
    if not kept:
        return kept
    became = [(old, family.became) for old, family in reader.families.items()]
    return {old: kept[new] for old, new in (*became, *renamed_families(every)) if new in kept} | kept


def _rekeyed(every: Sequence[Payload], reader: StateReader, taken: Collection[str]) -> dict[str, Decision]:
    """The families whose key is another one now, and what comes of it; one instance is asked for all of them. A family
    that became one of these is meant as well: while its successor is blocked, none of it is gone."""
    one_of = {
        parted(one.address)[0]: one
        for one in every
        if one.key_columns or ("[" in one.address and reader.families)
    }
    found = renamed(every, reader, taken)
    if not one_of:
        return found
    # a family that nobody knows is not asked about: each would look through all that is recorded
    known = {family_of(address) for address in reader.records if "[" in address}
    for family, one in one_of.items():
        names = [
            name for name in families_of(one, reader) if name in known or reader.family(name).key_columns
        ]
        decision = (other_keys(one, reader) or respelt(names, one, every, reader)) if names else None
        if decision is not None:
            found |= {name: decision for name in (family, *names) if name == family or name not in one_of}
    return found


def _vanished(
    payloads: Sequence[Payload], reader: StateReader, taken: Collection[str], standing: Collection[str]
) -> dict[str, str]:
    """By digest, an address that was sent, at whatever revision, and whose document is gone; of what says no digest,
    one that has the name of what is new. The families whose documents are there are ``standing``."""
    gone = [
        (address, record)
        for address, record in reader.records.items()
        if address not in taken
        if "[" not in address or family_of(address) not in standing
    ]
    gone.sort(key=_first, reverse=True)
    found = {one.digest: name for name, _ in gone for one in reader.reached(name) if one.status in EXISTS}
    found |= _by_name(payloads, gone, reader) | {record.digest: name for name, record in gone}
    if all(family in standing for family in reader.families):
        return found
    settled = reader.of_digests(payload.digest for payload in payloads if payload.key_columns)
    return {d: name for d, name in settled.items() if family_of(name) not in standing} | found


def _by_name(
    payloads: Sequence[Payload], gone: Iterable[tuple[str, Record]], reader: StateReader
) -> dict[str, str]:
    """By digest of what is new, what has its name: what was adopted by hand says no digest, and its name alone tells
    that it may be the same."""
    names = {
        _named(one): address for address, one in gone if one.name and not one.digest and one.status in EXISTS
    }
    if not names:
        return {}
    standing = {one.address for one in reader.records.values() if one.status in EXISTS}
    new = (one for one in payloads if not one.is_send and one.address not in standing)
    named = ((one.digest, names.get((one.channel, str(one.body.get("name")).rstrip()))) for one in new)
    return {digest: address for digest, address in named if address is not None}


def _named(record: Record) -> tuple[str, str]:
    """The channel and the name of what is recorded, without a marker."""
    return record.channel, (split_marker(record.name) or record).name.rstrip()


def _by_its_name(record: Record | None, newer: Mapping[tuple[str, str], str]) -> str | None:
    """What has the name of an entry that says no digest; several may have one name."""
    return newer.get(_named(record)) if record is not None and not record.digest else None


def _first(pair: tuple[str, Record]) -> str:
    return pair[0]
