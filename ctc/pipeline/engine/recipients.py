"""What the recipient files of a send hold: a count and a hash each."""

from collections.abc import Mapping
from pathlib import Path

from ctc.canonical import Json
from ctc.diagnostics import Diagnostic, Severity
from ctc.payloads.compiling import is_file_reference
from ctc.payloads.payload import RecipientFile
from ctc.pipeline.neighbours import Neighbours
from ctc.specs.spec import Spec


def recipient_files(
    neighbours: Neighbours, folder: Path, spec: Spec, body: Mapping[str, Json]
) -> tuple[dict[str, RecipientFile], list[Diagnostic]]:
    """By identifier kind, what is known of each file that ``to`` names, and what is wrong with them.

    Where no row of any file matches, an instance of a family is left out by whoever asks; elsewhere that is an error.
    """
    files: dict[str, RecipientFile] = {}
    found: list[Diagnostic] = []
    to = body.get("to")
    for kind, reference in to.items() if isinstance(to, dict) else ():
        if is_file_reference(reference):
            described = neighbours.describe(folder, kind, reference)
            found += [finding.placed(spec.document, spec.kind, "to", kind) for finding in described.findings]
            if described.file is not None:
                files[kind] = described.file
    if spec.row is None and has_nobody(body, files):
        found.append(_nobody(spec, next(iter(files))))
    return files, found


def has_nobody(body: Mapping[str, Json], files: Mapping[str, RecipientFile]) -> bool:
    """Whether a body's recipients stand in files alone, of which no row matches."""
    to = body.get("to")
    return (
        isinstance(to, dict) and bool(files) and all(kind in files and not files[kind].count for kind in to)
    )


def _nobody(spec: Spec, kind: str) -> Diagnostic:
    message = "no row of this file matches, so nobody gets it"
    hint = "look whether the columns of `match` hold these values"
    return spec.diagnostic("CTC353", Severity.ERROR, message, ("to", kind, "match"), hint=hint)
