"""Addresses: ``id`` or ``id[key]`` or ``id[k1,k2]``, the identity of a campaign whatever its file is called."""

from collections.abc import Iterable
from unicodedata import normalize

from ctc.patterns import pattern

ID_PATTERN = r"^[a-z0-9][a-z0-9-]{0,62}$"
_ADDRESS = pattern(r"^[a-z0-9][a-z0-9-]{0,62}(\[[^\[\],]+(,[^\[\],]+)*\])?$")


def address_of(spec_id: str, keys: Iterable[str]) -> str:
    """``price-drop`` and ``("en",)`` give ``price-drop[en]``."""
    joined = ",".join(keys)
    return f"{spec_id}[{nfc(joined)}]" if joined else spec_id


def is_address(text: str) -> bool:
    return _ADDRESS.fullmatch(text) is not None


def nfc(address: str) -> str:
    """The address as it is compared and recorded: two that differ in composition alone are one."""
    return address if address.isascii() else normalize("NFC", address)


def spellings(address: str) -> tuple[str, ...]:
    """The compositions in which older states may have marked its campaigns."""
    return (
        (address,) if address.isascii() else tuple({normalize(form, address): 0 for form in ("NFC", "NFD")})
    )


def parted(address: str) -> tuple[str, str]:
    """The family and the key in its brackets: ``("price-drop", "[en]")``; no key where it is no instance."""
    family, bracket, rest = address.partition("[")
    return family, bracket + rest


def stem_of(address: str) -> str:
    """An instance's address without the last part of its key: ``drop[A1,`` of ``drop[A1,50]``; none of one part."""
    return address[: address.rfind(",") + 1]


def parts_of(address: str) -> tuple[str, ...]:
    """The parts of an instance's key; nothing of an address that names no instance."""
    key = parted(address)[1]
    return tuple(key[1:].removesuffix("]").split(",")) if key else ()
