"""A compiled payload: what is reviewed, what is sent, and the digest that ties the two."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, Protocol

from ctc.audience import audience_key
from ctc.canonical import Json, digest_of
from ctc.diagnostics import Place
from ctc.specs.document import Places
from ctc.variants import is_send


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientFile:
    """A file of recipients under one identifier kind: what a payload holds in place of the people.

    ``count`` is what is left after blank lines are skipped and duplicates dropped; ``sha256`` is over the
    file's bytes; where ``match`` takes some of its rows, over those recipients. ``file`` is relative to the spec's
    folder as the author wrote it.
    """

    kind: str
    file: str
    column: str | None
    sha256: str
    count: int
    duplicates: int
    """How many were dropped."""
    blank: int
    """Rows that name nobody."""
    match: Mapping[str, Json] | None = None
    """By column, the value that a row must have."""


SPOKEN: Final = ("title", "subject", "body")
"""The texts of a content that people read first."""


class Content(Protocol):
    """The body of a payload with the lines of its spec: at hand, or made when it is first asked for."""

    @property
    def body(self) -> Mapping[str, Json]: ...

    def text_by(self, write: Callable[[Json], str]) -> str:
        """The body as ``write`` writes it, or wrote it before."""
        ...

    def place_of(self, *path: str) -> Place:
        """Where a key stands in the spec's file; the spec's own line where that is not known."""
        ...


class Held(NamedTuple):
    """A body at hand. ``line`` is the spec's, where there are no ``places``: in a saved plan."""

    body: Mapping[str, Json]
    places: Places | None = None
    line: int = 1

    def text_by(self, write: Callable[[Json], str]) -> str:
        return write(self.body)

    def place_of(self, *path: str) -> Place:
        return self.places.key(path) if self.places else Place(line=self.line, column=1)


@dataclass(
    frozen=True, kw_only=True
)  # without slots: what a row's makes when it is asked for takes no room in it
class Payload:
    """One request body and what stands beside it.

    ``digest`` is the SHA-256 of the body's canonical bytes. The request differs from the body in two places alone:
    the name marker and ``when`` under a lead time. What planning asks of every payload is a field, so that the body
    itself is asked for where it is reviewed or sent.
    """

    address: str
    revision: int
    was: tuple[str, ...] = ()
    channel: str
    variant: str
    endpoint: str
    digest: str
    when: Json = None
    """When it goes out, as the body says it."""
    is_estimate: bool = False
    """Whether it asks for a reach and creates nothing."""
    is_uncapped: bool = False
    """Whether it goes out whatever the account's frequency caps say."""
    audience: str = ""
    """A key of whom it is for: payloads with one audience share one estimate."""
    broadcast: bool = False
    guards: Mapping[str, Json] = field(default_factory=dict)
    ignore: Mapping[str, str] = field(default_factory=dict)
    owner: str | None = None
    labels: tuple[str, ...] = ()
    duplicates: int = 0
    """How many recipients are named more than once, under one kind, and get it once."""
    blank: int = 0
    """How many rows of its files of recipients name nobody."""
    stated: tuple[str, ...] = ()
    """The keys of the spec, beside its body, that say something."""
    as_of: str = ""
    """The day of the run, where the body would be another one on another day."""
    key_columns: tuple[str, ...] = ()
    """The columns that make the key of an instance from data: what a person is told once."""
    is_kept: bool = False
    """Whether it stays when its row is gone (``absent: keep``)."""
    numbers: Mapping[str, float] = field(default_factory=dict)
    """Of an instance from data, the numbers in its key and in the columns that ``max_change`` bounds."""
    file: str = ""
    content: Content = field(compare=False, repr=False)

    @property
    def body(self) -> Mapping[str, Json]:
        """The payload as a JSON value; a file of recipients stands in it as
        ``{"file": …, "column": …, "sha256": …, "count": …}``."""
        return self.content.body

    @property
    def line(self) -> int:
        """The spec's line in its file; looked up when it is asked for, as few ever are."""
        return self.line_of("id")

    def line_of(self, *path: str) -> int:
        """Where a key stands in the spec; the spec's own line where that is not known."""
        return self.place_of(*path).line

    def place_of(self, *path: str) -> Place:
        """The same with its column."""
        return self.content.place_of(*path)

    @property
    def length(self) -> int:
        """The characters of its title, subject and body, as far as they are texts."""
        content = self.body.get("content")
        texts = [content.get(name) for name in SPOKEN] if isinstance(content, dict) else []
        return sum(len(text) for text in texts if isinstance(text, str))

    @property
    def is_send(self) -> bool:
        return is_send(self.endpoint)

    @property
    def is_now(self) -> bool:
        """Whether it says that it goes out at once, in either form of ``when``."""
        return self.when == "now" or (isinstance(self.when, dict) and self.when.get("type") == "now")


def payload_of(
    body: Mapping[str, Json],
    *,
    digest: str = "",
    places: Places | None = None,
    line: int = 1,
    **beside: Any,
) -> Payload:
    """The payload of a body that is at hand; ``beside`` are the fields that do not follow from it."""
    return Payload(
        digest=digest or digest_of(body),
        content=Held(body=body, places=places, line=line),
        **said_by(body),
        **beside,
    )


def said_by(body: Mapping[str, Json]) -> dict[str, Any]:
    """The fields of a payload that repeat what its body says."""
    return {
        "when": body.get("when"),
        "is_estimate": body.get("estimate_only") is True,
        "is_uncapped": body.get("respect_frequency_caps") is False,
        "audience": audience_key(body) if "to" not in body else "",
    }
