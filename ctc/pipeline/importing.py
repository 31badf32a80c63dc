"""A pasted payload: checked as it stands, and written as a spec."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from ctc.canonical import Json
from ctc.diagnostics import Diagnostic, Path, Severity, has_errors, ordered
from ctc.payloads.importing import ApiBody, read_payload
from ctc.payloads.writing import write_spec
from ctc.templates.cutting import is_template
from ctc.validation.finding import Finding
from ctc.validation.payload import validate_payload
from ctc.variants import CREATE, TARGET_MODES

_ALONE = "CTC367"
"""The code of an audience without its campaign, as the seed prints one: fit to be checked, not to be sent."""

_BODY = re.compile(r"\s*(?:[{\[]|//|/\*)")
"""How a body begins; a command, or a request in another language, begins otherwise."""
_CREDENTIAL = re.compile(r"pass|token|authorization|account-id|\bcurl\b", re.IGNORECASE)


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
    if body is None and {problem.code for problem in problems} == {_ALONE}:
        body, problems = read_payload(text, file=file, endpoint=CREATE)
    if body is None:
        return Pasted(body=None, diagnostics=_told(text, problems))
    findings = validate_payload(body.endpoint, body.value, raw=True, broadcast=True)
    return Pasted(body=body, diagnostics=_told(text, [*problems, *(body.diagnostic(f) for f in findings)]))


def check_for_spec(text: str, *, file: str, endpoint: str | None) -> Pasted:
    """The same for a body that shall become a spec: an audience alone is refused."""
    pasted = check(text, file=file, endpoint=endpoint)
    if pasted.body is not None and set(pasted.body.value) != {"advanced_query"}:
        braces = [pasted.body.diagnostic(finding) for finding in _template_keys(pasted.body.value, ())]
        return replace(pasted, diagnostics=_told(text, [*pasted.diagnostics, *braces]))
    if pasted.body is None:
        return pasted
    _, refusal = read_payload(text, file=file)
    return Pasted(body=None, diagnostics=_told(text, refusal))


def _told(text: str, found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The findings in their order. No line is shown of a text that is more than a body: it may hold a credential."""
    is_private = _BODY.match(text) is None or _CREDENTIAL.search(text) is not None
    return ordered(replace(one, is_private=True) if is_private else one for one in found)


def _template_keys(value: Json, path: Path) -> Iterator[Finding]:
    """Free keys with braces: a body may have them, but a spec reads no template in a key."""
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, inner in entries:
        if isinstance(key, str) and is_template(key):
            message = "a spec cannot hold a key with template braces, so this body cannot become one"
            hint = "give the key a plain name"
            at = (*path, key)
            yield Finding(
                code="CTC207", severity=Severity.ERROR, message=message, path=at, at="key", hint=hint
            )
        yield from _template_keys(inner, (*path, key))


def spec_text(pasted: Pasted, spec_id: str | None) -> str:
    """The spec of a sound body. Raises ValueError for an id that is none."""
    if pasted.body is None:
        raise ValueError("nothing to write")
    return write_spec(_as_read(pasted.body), pasted.body.endpoint, spec_id=spec_id)


def _as_read(body: ApiBody) -> Mapping[str, Json]:
    """A raw create whose ``target_mode`` is missing or in another case, as CleverTap reads it: a spec says it."""
    if body.endpoint != CREATE or body.value.get("target_mode") in TARGET_MODES:
        return body.value
    return {**body.value, "target_mode": str(body.value.get("target_mode", "push")).lower()}


def unreadable(file: str, reason: str) -> Diagnostic:
    """A file that cannot be read at all."""
    message = f"{file} cannot be read: {reason}"
    return Diagnostic(code="CTC360", severity=Severity.ERROR, message=message, file=file)
