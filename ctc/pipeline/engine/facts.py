"""What is known of one file once it is read: all that findings across files and a plan need, and no tree of it.

Every file of a run becomes one of these, also where the cache knows it, so they are named tuples: they are made several
times faster than frozen dataclasses.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any, Final, NamedTuple, Protocol

from ctc.canonical import Json
from ctc.diagnostics import Diagnostic
from ctc.payloads.payload import Content, Payload
from ctc.rows.family_data import FamilyData
from ctc.variants import BY_NAME


class PayloadFacts(NamedTuple):
    """What a plan needs to know of every payload, without its body. The fields are those of Payload."""

    digest: str
    variant: str
    revision: int
    owner: str | None
    when: Json = None
    stated: Sequence[str] = ()
    audience: str = ""
    labels: Sequence[str] = ()
    guards: Mapping[str, Json] | tuple[()] = ()
    ignore: Mapping[str, str] | tuple[()] = ()
    was: Sequence[str] = ()
    broadcast: bool = False
    is_estimate: bool = False
    duplicates: int = 0
    as_of: str = ""
    key_columns: Sequence[str] = ()
    is_kept: bool = False
    blank: int = 0
    numbers: Mapping[str, float] | tuple[()] = ()
    is_uncapped: bool = False

    @classmethod
    def of(cls, payload: Payload) -> "PayloadFacts":
        return cls(*_FIELDS(payload))


_FIELDS = attrgetter(*PayloadFacts._fields)
_USUAL: Final[Mapping[str, Any]] = {each.name: {} for each in fields(Payload) if each.default_factory is dict}
"""What has no default in its class, which answers for the others."""
_VARIANT: Final = PayloadFacts._fields.index("variant")
_LISTS: Final = [(PayloadFacts._fields.index(one), one) for one in ("stated", "labels", "was", "key_columns")]
_MAPS: Final = [(PayloadFacts._fields.index(one), one) for one in ("guards", "ignore", "numbers")]


def known_payload(row: Sequence[Any], *, address: str, file: str, content: Content) -> Payload:
    """The payload of facts, or of the same fields as a list without the last ones that say nothing.

    Its own constructor would set field by field, which is most of what a known payload costs.
    """
    made, variant, count = object.__new__(Payload), BY_NAME[row[_VARIANT]], len(row)
    known = vars(made)
    known.update(_USUAL)
    known.update(zip(PayloadFacts._fields, row, strict=False))
    known.update(
        address=address, file=file, content=content, channel=variant.channel, endpoint=variant.endpoint
    )
    for at, name in _LISTS:
        if at < count:
            known[name] = tuple(row[at])
    for at, name in _MAPS:
        if at < count:
            known[name] = dict(row[at])
    return made


class UnitFacts(NamedTuple):
    """One address."""

    address: str
    document: int
    kind: str
    is_sound: bool = False
    marks: Sequence[str] = ()
    """What the rules across files compare addresses by; of what is not sound nobody knows any."""
    payload: "PayloadFacts | Sequence[Json]" = ()
    """The facts of its payload, or the same fields as a list; nothing where it has none."""
    found: Sequence[Diagnostic] = ()
    """The findings of the body, judged by the project and the spec; without those of rules across files."""
    ignore: Sequence[str] = ()
    hidden: Sequence[str] = ()
    """The codes of ``ignore`` that hid one of the findings."""

    def quiet(self) -> "UnitFacts":
        """Without findings: they are told elsewhere."""
        return self._replace(found=())


class AddressFacts(Protocol):
    """The same, whoever knows it."""

    @property
    def address(self) -> str: ...
    @property
    def document(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def is_sound(self) -> bool: ...
    @property
    def marks(self) -> Sequence[str]: ...
    @property
    def payload(self) -> "PayloadFacts | Sequence[Json]": ...
    @property
    def found(self) -> Sequence[Diagnostic]: ...
    @property
    def ignore(self) -> Sequence[str]: ...
    @property
    def hidden(self) -> Sequence[str]: ...
    def quiet(self) -> "AddressFacts": ...


_OF_UNIT = attrgetter(*UnitFacts._fields)


def at_hand(facts: AddressFacts) -> UnitFacts:
    """The facts, all of them worked out."""
    return facts if isinstance(facts, UnitFacts) else UnitFacts(*_OF_UNIT(facts))


Spot = Sequence[Any]
"""Where a finding across files may stand: the document's index, ``key`` or ``value``, a JSON Pointer, the line, the
column, and the line's text where that may be shown."""


class FileFacts(NamedTuple):
    """One file."""

    documents: int
    units: Sequence[AddressFacts]
    templates: Sequence[str] = ()
    """The paths of the templates in use, as they are shown to people."""
    is_open: bool = False
    """Whether a template's name is computed, so that any of them may be in use."""
    bound: Mapping[str, str] | tuple[()] = ()
    """What of the run they hold for alone: settings by their names, and what those were."""
    has_payloads: bool = False
    """Whether the facts of payloads were asked for."""
    problems: Sequence[Diagnostic] = ()
    """What is wrong beside the findings of the units."""
    idle: Sequence[tuple[int, str, Diagnostic]] = ()
    """By document and code: what there is to say of an ``ignore``, unless its code hid something."""
    unused: Sequence[Diagnostic] = ()
    """Variables that no template reads."""
    families: Sequence[FamilyData] = ()
    """Of its families from data, the rows that they were made with."""
    spots: Sequence["Spot"] = ()
    """What an earlier run learned of it by reading it again."""


class Examined(NamedTuple):
    """A file that could be read, and what is known of it."""

    path: str
    facts: FileFacts
    bodies: Sequence[str | None] = ()
    """The bodies of the units' payloads, written as they were asked for; nothing where they were not."""
