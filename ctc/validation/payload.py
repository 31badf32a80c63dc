"""Is this body one that CleverTap takes? Schema, annotations and dependencies, as findings by path."""

from collections.abc import Mapping
from typing import Any

from ctc.canonical import Json
from ctc.diagnostics import JsonPath, Severity
from ctc.validation import kinds, semantics, words
from ctc.validation.envelope import validate_envelope, validate_project
from ctc.validation.finding import Finding
from ctc.validation.schema.acceptance import is_accepted
from ctc.variants import CREATE, ENDPOINTS, TARGET_MODES, Variant, variant_of

__all__ = ["validate_envelope", "validate_payload", "validate_project"]

Body = Mapping[str, Any]


def accepts(variant: Variant, body: Json) -> bool:
    """Whether the schema of a variant has nothing to say of a body, nor its annotations."""
    return is_accepted(f"payload.{variant.name}", body)


def validate_payload(
    endpoint: str, body: Json, *, raw: bool, broadcast: bool, accepted: bool | None = None
) -> tuple[Finding, ...]:
    """Everything that is wrong, doubtful or worth knowing about a request body in the API's own form.

    ``endpoint`` is a path such as ``/1/targets/create.json``. ``raw`` bodies are one request as it would go
    out (``lint --payload``, ``import``): more than 1000 recipients is an error and everybody a warning.
    Otherwise the body is a spec's, with sugar and templates gone: recipients may be files, everybody needs
    ``broadcast``, and ``channel`` may still stand in a message. ``accepted`` is what :func:`accepts` said, where it was
    asked.
    """
    if not isinstance(body, Mapping):
        return (_not_a_mapping(body),)
    if endpoint not in ENDPOINTS:
        return (kinds.of_endpoint(endpoint, body, raw=raw),)
    if endpoint != CREATE and not raw and "channel" in body:
        body = {key: value for key, value in body.items() if key != "channel"}
    if raw and endpoint == CREATE:
        return _raw_create(body, broadcast=broadcast)
    return _checked(endpoint, dict(body), raw=raw, broadcast=broadcast, accepted=accepted)


def _checked(
    endpoint: str, body: dict[str, Any], *, raw: bool, broadcast: bool, accepted: bool | None = None
) -> tuple[Finding, ...]:
    undecided = kinds.of_body(endpoint, body)
    variant = variant_of(endpoint, body)
    if undecided is not None or variant is None:
        return (undecided,) if undecided is not None else ()
    found: list[Finding] = []
    if not (accepts(variant, body) if accepted is None else accepted):
        from ctc.validation.schema.body import findings_of_body

        found += findings_of_body(variant, body)
    found += semantics.dependencies(endpoint, body, raw=raw)
    if variant.channel == "whatsapp":
        for part, finding in kinds.of_parts(body):
            found = [*(other for other in found if other.path[: len(part)] != part), finding]
    if variant.name == "send-whatsapp":
        found.append(_unofficial_channel(raw=raw))
    has_audience = endpoint == CREATE and ("where" in body or "segment" in body)
    if has_audience and not any(_breaks_audience(finding) for finding in found):
        found += semantics.everybody(body, raw=raw, broadcast=broadcast)
    return _calm(found) if found else ()


def _calm(found: list[Finding]) -> tuple[Finding, ...]:
    """Without remarks about the form of what is wrong anyway; a slip of a key explains its value's type."""
    wrong = [finding for finding in found if finding.severity is Severity.ERROR]
    slips = {finding.path: finding for finding in found if finding.code == "CTC316"}

    above = {error.path[:at] for error in wrong for at in range(len(error.path) + 1)}
    twins = {error.path[:-1] for error in wrong if error.code == "CTC314"}

    def is_moot(finding: Finding) -> bool:
        path = finding.path
        is_remark = finding.code in ("CTC316", "CTC317", "CTC318") and bool(path)
        return is_remark and (path in above or path[:-1] in twins)

    def explained(finding: Finding) -> Finding:
        slip = slips.get(finding.path) if finding.severity is Severity.ERROR else None
        return finding._replace(at="key", hint=slip.hint) if slip else finding

    return tuple(explained(finding) for finding in found if not is_moot(finding))


def _unofficial_channel(*, raw: bool) -> Finding:
    message = (
        "whatsapp messages to identities are known from client code alone, not from CleverTap's documentation"
    )
    path: JsonPath = () if raw else ("channel",)
    return Finding.of("CTC318", message, path, severity=Severity.INFO)


def _raw_create(body: Body, *, broadcast: bool) -> tuple[Finding, ...]:
    """A raw create may leave out ``target_mode`` or write it in another case, as servers and people do."""
    if set(body) == {"advanced_query"}:
        return _fragment(body, broadcast=broadcast)
    mode = body.get("target_mode")
    if "target_mode" not in body and kinds.misspelled_mode(body) is None:
        message = "the campaign lacks 'target_mode'; it is read as push, as CleverTap's server reads it"
        lenient = _lenient(message, (), "add target_mode")
        return (lenient, *_checked(CREATE, {**body, "target_mode": "push"}, raw=True, broadcast=broadcast))
    if isinstance(mode, str) and mode not in TARGET_MODES and mode.lower() in TARGET_MODES:
        lenient = _lenient(f"'{mode}' is read as '{mode.lower()}'", ("target_mode",), f"write {mode.lower()}")
        return (
            lenient,
            *_checked(CREATE, {**body, "target_mode": mode.lower()}, raw=True, broadcast=broadcast),
        )
    return _checked(CREATE, dict(body), raw=True, broadcast=broadcast)


def _fragment(body: Body, *, broadcast: bool) -> tuple[Finding, ...]:
    """``{"advanced_query": …}`` alone: the seed prints it so, as an audience without its campaign."""
    probe = {"name": "x", "target_mode": "sms", "when": "now", "content": {"body": "x"}, "where": dict(body)}
    message = "'advanced_query' alone is an audience, not a campaign: it belongs inside 'where'"
    lenient = _lenient(message, ("advanced_query",), "add name, target_mode, when and content around it")
    inside = _checked(CREATE, probe, raw=True, broadcast=broadcast)
    return (lenient, *(_lifted(finding) for finding in inside))


def _lifted(finding: Finding) -> Finding:
    return finding._replace(path=finding.path[1:])


def _breaks_audience(finding: Finding) -> bool:
    """Whether the audience cannot be judged, because something in it is wrong already."""
    return finding.severity is Severity.ERROR and finding.path[:1] in (("where",), ("segment",))


def _not_a_mapping(body: Json) -> Finding:
    actual = words.TYPES[words.type_name(body)]
    message = f"a body is a mapping of keys to values, and {actual} stands here"
    return Finding.of("CTC303", message, ())


def _lenient(message: str, path: JsonPath, hint: str) -> Finding:
    return Finding.of("CTC317", message, path, hint, severity=Severity.WARNING)
