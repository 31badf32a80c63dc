"""A rendered, valid spec becomes a payload: canonical bytes and their digest. Pure."""

from collections.abc import Mapping

from ctc.audience import is_everybody
from ctc.canonical import Json
from ctc.payloads.payload import Payload, RecipientFile, payload_of
from ctc.specs.spec import Spec
from ctc.variants import CREATE, Variant, send_endpoint


def endpoint_of(spec: Spec, body: Mapping[str, Json]) -> str | None:
    """The endpoint that a body goes to; None for a ``message`` without a known ``channel``."""
    if spec.kind == "campaign":
        return CREATE
    return send_endpoint(body.get("channel"), body)


def api_body(spec: Spec, body: Mapping[str, Json]) -> Mapping[str, Json]:
    """The body as the API knows it: a ``message`` without its ``channel``, which is in the endpoint."""
    if spec.kind == "campaign":
        return body
    return {key: value for key, value in body.items() if key != "channel"}


def payload_from(
    spec: Spec,
    variant: Variant,
    content: Mapping[str, Json],
    recipients: Mapping[str, RecipientFile],
    as_of: str,
    numbers: Mapping[str, float] | None = None,
) -> Payload:
    """The payload of a spec whose body is desugared and valid, as the API knows it (:func:`api_body`).

    ``recipients`` holds, by identifier kind (``Identity``…), what is known of each file that ``to`` names.
    Raises ValueError for an audience of everybody without ``broadcast``, which the schema stage should have refused;
    KeyError where a file is missing from ``recipients``.
    """
    if spec.kind == "campaign" and not spec.broadcast and is_everybody(content):
        raise ValueError(f"{spec.address}: goes to everybody, and does not say `broadcast: true`")
    return payload_of(
        _with_files(content, recipients),
        address=spec.address,
        revision=spec.revision,
        was=spec.was,
        channel=variant.channel,
        variant=variant.name,
        endpoint=variant.endpoint,
        broadcast=spec.broadcast,
        guards=spec.guards,
        ignore=spec.ignore,
        owner=spec.owner,
        labels=spec.labels,
        duplicates=_duplicates(content, recipients),
        blank=sum(file.blank for file in recipients.values()),
        stated=stated_keys(spec.document.data),
        as_of=as_of,
        key_columns=spec.key_columns,
        is_kept=spec.is_kept,
        numbers=numbers or {},
        file=spec.document.file,
        places=spec.document.places,
    )


def _with_files(body: Mapping[str, Json], recipients: Mapping[str, RecipientFile]) -> Mapping[str, Json]:
    to = body.get("to")
    if not isinstance(to, dict) or not any(is_file_reference(value) for value in to.values()):
        return body
    seen = {
        kind: _reference(recipients[kind]) if is_file_reference(value) else value
        for kind, value in to.items()
        if not is_file_reference(value) or recipients[kind].count
    }
    return {**body, "to": seen}


def stated_keys(data: Json) -> tuple[str, ...]:
    """The keys of a document whose values say something: blank texts and empty lists do not."""
    said = data.items() if isinstance(data, dict) else ()
    return tuple(key for key, value in said if (value.strip() if isinstance(value, str) else value))


def _duplicates(body: Mapping[str, Json], recipients: Mapping[str, RecipientFile]) -> int:
    to = body.get("to")
    lists = [people for people in to.values() if isinstance(people, list)] if isinstance(to, dict) else []
    named = sum(len(people) - len(set(people)) for people in lists)
    return named + sum(file.duplicates for file in recipients.values())


def is_file_reference(value: Json) -> bool:
    """Whether the recipients of one kind stand in a file: ``{file: users.csv, column: id}``."""
    return isinstance(value, dict) and "file" in value


def _reference(file: RecipientFile) -> Mapping[str, Json]:
    match = {"match": dict(file.match)} if file.match is not None else {}
    return {"file": file.file, "column": file.column, **match, "sha256": file.sha256, "count": file.count}
