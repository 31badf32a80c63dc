"""Which record a renamed address takes over. A spec with ``each`` states one ``was`` for all its instances."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from ctc.address import nfc, parted
from ctc.payloads.payload import Payload
from ctc.state.reader import StateReader


def former(payload: Payload) -> tuple[str, ...]:
    """The addresses that a payload had before, as its ``was`` names them: of a family the instance with its key;
    ``old`` means ``old[en]`` too, where it has a key itself."""
    if not payload.was:
        return ()
    key = _key(payload.address)
    found: list[str] = []
    for old in map(nfc, payload.was):
        if key and not _key(old):
            found.append(f"{old}{key}")
        if not key or _key(old) in ("", key):
            found.append(old)
    return tuple(dict.fromkeys(found))


def carried_names(payload: Payload) -> tuple[str, ...]:
    """The former names that an intent carries. Those of its key in a family that became its own need none: that
    the family did is recorded once."""
    key = _key(payload.address)
    return tuple(dict.fromkeys(old for old in map(nfc, payload.was) if _key(old) == key))


def former_with_its_key(payload: Payload) -> tuple[str, ...]:
    """The former names of a campaign that is found to exist: also those of its key in families, for no rename of these
    need be recorded."""
    key = _key(payload.address)
    return tuple(old for old in former(payload) if _key(old) == key)


def carried(
    payloads: Sequence[Payload], addresses: Collection[str], reader: StateReader
) -> Mapping[str, str]:
    """By address, the record that it takes over: the first of its former ones that no spec holds.

    ``payloads`` are in order of address. Where the keys of a family were renamed as well, a record goes to the
    one instance that is left for it, and to none where there are several.
    """
    new = [one for one in payloads if one.was and not _is_recorded(one.address, reader)]
    taken: dict[str, str] = {}
    used: set[str] = set()

    def take(payload: Payload, candidates: Sequence[str]) -> None:
        for old in candidates:
            if old not in addresses and old not in used and _is_recorded(old, reader):
                taken[payload.address] = old
                used.add(old)
                return

    for payload in new:
        take(payload, former(payload))
    rest = [payload for payload in new if payload.address not in taken]
    claims = Counter(old for payload in rest for old in {*map(nfc, payload.was)})
    for payload in rest:
        take(payload, [old for old in map(nfc, payload.was) if claims[old] == 1])
    return taken


def renamed_families(payloads: Iterable[Payload]) -> list[tuple[str, str]]:
    """Which family became which, as instances say it: ``was`` names the old one without a key."""
    found = {
        (nfc(old), parted(payload.address)[0])
        for payload in payloads
        if _key(payload.address)
        for old in payload.was
        if not _key(old)
    }
    return sorted(pair for pair in found if pair[0] != pair[1])


def twice_claimed(payloads: Iterable[Payload]) -> Mapping[str, str]:
    """By address, why it cannot be planned: another spec says that it was the same one."""
    claims: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for payload in payloads:
        for old in map(nfc, payload.was):
            claims[old][payload.address.partition("[")[0]].append(payload.address)
    return {
        address: f"`was: [{old}]` stands in {' and in '.join(sorted(specs))}: only one of them can have taken it over. "
        "Take the line out of the others"
        for old, specs in claims.items()
        if len(specs) > 1
        for addresses in specs.values()
        for address in addresses
    }


def _is_recorded(address: str, reader: StateReader) -> bool:
    record = reader.record(address)
    return record is not None and record.revision > 0


def _key(address: str) -> str:
    """``[en]`` of ``price-drop[en]``; empty where there is none."""
    return address[len(address.partition("[")[0]) :]
