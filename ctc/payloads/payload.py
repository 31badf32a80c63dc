"""A compiled payload: what is reviewed, what is sent, and the digest that ties the two."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ctc.canonical import Json
from ctc.specs.document import Places


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientFile:
    """A file of recipients under one identifier kind: what a payload holds in place of the people.

    ``count`` is what is left after blank lines are skipped and duplicates dropped; ``sha256`` is over the
    file's bytes. ``file`` is relative to the spec's folder as the author wrote it.
    """

    kind: str
    file: str
    column: str | None
    sha256: str
    count: int
    duplicates: int = 0
    """How many were dropped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """One request body, canonical.

    ``body`` is the payload as a JSON value; a file of recipients stands in it as
    ``{"file": …, "column": …, "sha256": …, "count": …}``. ``canonical`` are its bytes, ``digest`` their
    SHA-256. The request differs from it in two places alone: the name marker and ``when`` under a lead time.
    """

    address: str
    revision: int
    was: tuple[str, ...] = ()
    channel: str
    variant: str
    endpoint: str
    body: Mapping[str, Json]
    canonical: bytes
    digest: str
    broadcast: bool = False
    guards: Mapping[str, Json] = field(default_factory=dict)
    ignore: Mapping[str, str] = field(default_factory=dict)
    owner: str | None = None
    labels: tuple[str, ...] = ()
    duplicates: int = 0
    """How many recipients are named more than once, under one kind, and get it once."""
    stated: tuple[str, ...] = ()
    """The keys of the spec, beside its body, that say something."""
    file: str = ""
    at: int = 1
    """The spec's line in it, where there are no ``places``: in a saved plan."""
    places: Places | None = field(default=None, compare=False, repr=False)

    @property
    def line(self) -> int:
        """The spec's line in its file; looked up when it is asked for, as few ever are."""
        return self.line_of("id")

    def line_of(self, *path: str) -> int:
        """Where a key stands in the spec; the spec's own line where that is not known."""
        return self.places.key(path).line if self.places else self.at

    @property
    def is_send(self) -> bool:
        return self.endpoint.startswith("/1/send/")
