"""What a file is that is no spec, where its keys say so: told once, in the place of a finding for each key."""

from collections.abc import Mapping
from typing import Final

from ctc.canonical import Json
from ctc.validation.finding import Finding

_OF_SPECS: Final = frozenset({"id", "campaign", "message"})
_KINDS: Final = (
    ("tests", list, "a file of tests", "give it a name that ends in .test.yaml: `ctc test` asks it"),
    ("environments", Mapping, "a ctc.yaml", "it stands in the project's folder, and in no other"),
    ("events", Mapping, "a catalog", "it stands as catalog.yaml, or below catalog/, in the project's folder"),
    ("repos", list, "a list of hooks", "it stands in the repository's folder"),
    ("jobs", Mapping, "a pipeline", "it stands where GitHub looks for it"),
)
"""A key with what stands below it, what a file is that has it, and where such a file belongs."""


def other_kind(data: Mapping[str, Json]) -> Finding | None:
    """The finding about a document that is meant for something else; None where it may be a spec."""
    if not _OF_SPECS.isdisjoint(data):
        return None
    for key, form, what, hint in _KINDS:
        if isinstance(data.get(key), form):
            return Finding.of("CTC320", f"this is {what}, and no spec", (), hint)
    return None
