"""A pasted payload: checked as it stands, and written as a spec."""

from collections.abc import Mapping
from dataclasses import dataclass

from ctc.diagnostics import Diagnostic, Place, Severity, has_errors, ordered
from ctc.payloads.importing import ApiBody, read_payload
from ctc.payloads.writing import write_spec
from ctc.validation.payload import validate_payload


@dataclass(frozen=True, slots=True, kw_only=True)
class Pasted:
    """A raw API body with every finding about it; None where it could not even be read."""

    body: ApiBody | None
    diagnostics: tuple[Diagnostic, ...]

    @property
    def failed(self) -> bool:
        return self.body is None or has_errors(self.diagnostics)


def check(text: str, *, file: str, endpoint: str | None) -> Pasted:
    """The body in ``text``, held against the schema of its variant as one request."""
    body, problems = read_payload(text, file=file, endpoint=endpoint)
    if body is None:
        return Pasted(body=None, diagnostics=ordered(problems))
    findings = validate_payload(body.endpoint, body.value, raw=True, broadcast=True)
    return Pasted(body=body, diagnostics=ordered([*problems, *(body.diagnostic(f) for f in findings)]))


def spec_text(pasted: Pasted, spec_id: str | None) -> str:
    """The spec of a sound body. Raises ValueError for an id that is none."""
    if pasted.body is None:
        raise ValueError("nothing to write")
    return write_spec(pasted.body.value, pasted.body.endpoint, spec_id=spec_id)


def unreadable(file: str, reason: str) -> Diagnostic:
    place: Mapping[str, int] = {"line": 1, "column": 1}
    at = Place(**place)
    return Diagnostic(
        code="CTC360",
        severity=Severity.ERROR,
        message=f"{file} cannot be read: {reason}",
        file=file,
        line=at.line,
        column=at.column,
    )
