"""A pasted payload: checked as it stands, and written as a spec."""

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import count
from typing import Final

from ctc.canonical import Json
from ctc.diagnostics import Diagnostic, JsonPath, Severity, has_errors, ordered
from ctc.patterns import pattern
from ctc.payloads.importing import ApiBody, Read, read_payloads
from ctc.payloads.writing import channel_of, slug_of, write_spec
from ctc.templates.cutting import is_template
from ctc.validation.finding import Finding
from ctc.validation.payload import validate_payload
from ctc.variants import CREATE, TARGET_MODES

_ALONE = "CTC367"
"""The code of an audience without its campaign, as the seed prints one: fit to be checked, not to be sent."""

_PROVIDED: Final = frozenset({"email", "sms", "whatsapp"})
_LONGEST: Final = 63
"""Characters of an id."""
_BODY = pattern(r"\s*(?:[{\[]|//|/\*)")
"""How a body begins; a command, or a request in another language, begins otherwise."""
_CREDENTIAL = pattern(r"pass|token|authorization|account-id|\bcurl\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pasted:
    """A raw API body with every finding about it; None where it could not be read, or makes no campaign."""

    body: ApiBody | None
    diagnostics: tuple[Diagnostic, ...]

    @property
    def failed(self) -> bool:
        return has_errors(self.diagnostics)


def check(text: str, *, file: str, endpoint: str | None) -> tuple[Pasted, ...]:
    """Each request in ``text``, held against the schema of its variant as one request."""
    reads = read_payloads(text, file=file, endpoint=endpoint)
    if _is_audience(reads):
        reads = read_payloads(text, file=file, endpoint=CREATE)
    return tuple(_checked(text, body, problems) for body, problems in reads)


def check_for_spec(text: str, *, file: str, endpoint: str | None) -> tuple[Pasted, ...]:
    """The same for bodies that shall become specs: an audience alone is refused."""
    reads = read_payloads(text, file=file, endpoint=endpoint)
    return tuple(_fit_for_spec(text, _checked(text, body, problems)) for body, problems in reads)


def _is_audience(reads: tuple[Read, ...]) -> bool:
    return len(reads) == 1 and reads[0][0] is None and {problem.code for problem in reads[0][1]} == {_ALONE}


def _checked(text: str, body: ApiBody | None, problems: tuple[Diagnostic, ...]) -> Pasted:
    if body is None:
        return Pasted(body=None, diagnostics=_told(text, problems))
    findings = [*validate_payload(body.endpoint, body.value, raw=True, broadcast=True), *_provider(body)]
    return Pasted(body=body, diagnostics=_told(text, [*problems, *(body.diagnostic(f) for f in findings)]))


def _provider(body: ApiBody) -> Iterator[Finding]:
    """A body over a channel whose requests usually name who delivers it, and that does not."""
    channel = str(body.value.get("target_mode", "")) if body.endpoint == CREATE else channel_of(body.endpoint)
    if channel in _PROVIDED and "provider_nick_name" not in body.value:
        message = f"no 'provider_nick_name' says which provider delivers this {channel}"
        hint = (
            "some clients refuse that; without one it is the account's default that delivers, if it has one"
        )
        yield Finding.of("CTC321", message, (), hint, severity=Severity.INFO)


def _fit_for_spec(text: str, pasted: Pasted) -> Pasted:
    if pasted.body is None:
        return pasted
    if set(pasted.body.value) == {"advanced_query"}:
        _, refusal = read_payloads(json.dumps(pasted.body.value), file=pasted.body.file)[0]
        return Pasted(body=None, diagnostics=_told(text, refusal))
    braces = [pasted.body.diagnostic(finding) for finding in _template_keys(pasted.body.value, ())]
    return replace(pasted, diagnostics=_told(text, [*pasted.diagnostics, *braces]))


def _told(text: str, found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The findings in their order. No line is shown of a text that is more than a body: it may hold a credential."""
    is_private = _is_private(text)
    return ordered(one._replace(is_private=True) if is_private else one for one in found)


@lru_cache(maxsize=4)
def _is_private(text: str) -> bool:
    return _BODY.match(text) is None or _CREDENTIAL.search(text) is not None


def _template_keys(value: Json, path: JsonPath) -> Iterator[Finding]:
    """Free keys with braces: a body may have them, but a spec reads no template in a key."""
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, inner in entries:
        if isinstance(key, str) and is_template(key):
            message = "a spec cannot hold a key with template braces, so this body cannot become one"
            hint = "give the key a plain name"
            at = (*path, key)
            yield Finding.of("CTC207", message, at, hint, key=True)
        yield from _template_keys(inner, (*path, key))


def spec_texts(pasted: Iterable[Pasted], spec_id: str | None) -> str:
    """The specs of sound bodies, one document each, their ids distinct. Raises ValueError for an id that is none."""
    ids: set[str] = set()
    numbers: defaultdict[str, Iterator[int]] = defaultdict(lambda: count(2))
    texts = []
    for body in (one.body for one in pasted if one.body is not None):
        value = _as_read(body)
        wanted = spec_id or slug_of(value, body.endpoint)
        ids.add(own := _distinct(wanted, ids, numbers[wanted]))
        texts.append(write_spec(value, body.endpoint, spec_id=own))
    return "---\n".join(texts)


def _distinct(wanted: str, ids: Collection[str], numbers: Iterator[int]) -> str:
    """The id itself, or with the first number behind it that makes it another; ``numbers`` are those not yet tried."""
    if wanted not in ids:
        return wanted
    numbered = (f"{wanted[: _LONGEST - len(str(n)) - 1]}-{n}" for n in numbers)
    return next(each for each in numbered if each not in ids)


def _as_read(body: ApiBody) -> Mapping[str, Json]:
    """A raw create whose ``target_mode`` is missing or in another case, as CleverTap reads it: a spec says it."""
    if body.endpoint != CREATE or body.value.get("target_mode") in TARGET_MODES:
        return body.value
    return {**body.value, "target_mode": str(body.value.get("target_mode", "push")).lower()}


def unreadable(file: str, reason: str) -> Diagnostic:
    """A file that cannot be read at all."""
    message = f"{file} cannot be read: {reason}"
    return Diagnostic.of("CTC360", message, file=file)
