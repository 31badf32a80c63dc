"""A spec: what one address says, before and after its templates are rendered."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from ctc.canonical import Json
from ctc.diagnostics import Diagnostic, JsonPath, Severity
from ctc.rows.row import Row
from ctc.specs.document import Document

Kind = Literal["campaign", "message"]


class Spec(NamedTuple):
    """One instance of one document: an address and the request body that it stands for.

    ``body`` is the value of ``campaign:`` or ``message:`` (``kind``): with templates as read, with values
    after :func:`ctc.templates.render.render`. ``variables`` are the names its templates see, already merged
    (project < environment < file < command line, then the ``each`` keys, ``id``, ``revision``,
    ``environment``). Before rendering, the file's own are apart in ``file_vars``, in order of writing and
    without those that a stronger name overrides: they may be templates over the others. A named tuple, as each file
    makes two.
    """

    address: str
    id: str
    key: tuple[str, ...]
    revision: int
    was: tuple[str, ...]
    environments: tuple[str, ...] | None
    owner: str | None
    description: str | None
    labels: tuple[str, ...]
    broadcast: bool
    guards: Mapping[str, Json]
    ignore: Mapping[str, str]
    kind: Kind
    body: Mapping[str, Json]
    variables: Mapping[str, Json]
    file_vars: Mapping[str, Json]
    each_vars: Mapping[str, Json]
    """Before rendering: what the instance's entry of an ``each`` list names beside its key; may be templates too."""
    each_path: JsonPath
    """Where that entry stands."""
    row: Row | None
    """The row of a data file that the instance is made of."""
    key_columns: tuple[str, ...]
    """The columns that make its key."""
    is_kept: bool
    """Whether it stays when that row is gone."""
    document: Document

    def diagnostic(
        self,
        code: str,
        severity: Severity,
        message: str,
        path: JsonPath,
        *,
        at: Literal["key", "value"] = "value",
        hint: str | None = None,
    ) -> Diagnostic:
        """A finding about ``path`` inside ``body``, placed at the line that a person edits."""
        path = (self.kind, *path)
        return self.document.diagnostic(code, path, message, hint, severity=severity, at=at)
