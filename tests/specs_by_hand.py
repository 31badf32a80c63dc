"""Specs that no file says, and their payloads: for tests of what is made of a body."""

from collections.abc import Mapping
from typing import Any

from ctc.diagnostics import JsonPath, Place
from ctc.payloads.compiling import api_body, endpoint_of, payload_from
from ctc.payloads.payload import Payload, RecipientFile
from ctc.specs.document import Document
from ctc.specs.spec import Spec
from ctc.variants import variant_of


class NoPlaces:
    def key(self, path: JsonPath) -> Place:
        return Place(line=1, column=1)

    value = key

    def inside(self, path: JsonPath, offset: int) -> Place:
        return Place(line=1, column=1)


_NOTHING: dict[str, Any] = {
    "key": (),
    "revision": 1,
    "was": (),
    "environments": None,
    "owner": None,
    "description": None,
    "labels": (),
    "broadcast": False,
    "guards": {},
    "ignore": {},
    "variables": {},
    "file_vars": {},
    "each_vars": {},
    "each_path": (),
    "row": None,
    "key_columns": (),
    "is_kept": False,
}


def spec_of(data: dict[str, Any], body: dict[str, Any], **more: Any) -> Spec:
    """A campaign ``x`` with this body that says nothing else; its file says ``data``, and no places."""
    document = Document(file="x.yaml", index=0, data=data, places=NoPlaces())
    named = {"address": "x", "id": "x", "kind": "campaign"}
    return Spec(body=body, document=document, **{**_NOTHING, **named, **more})


def compiled(
    spec: Spec,
    body: Mapping[str, Any],
    *,
    recipients: Mapping[str, RecipientFile] | None = None,
    as_of: str = "",
) -> Payload:
    """The payload of a spec whose ``body`` is desugared and valid."""
    content = api_body(spec, body)
    variant = variant_of(endpoint_of(spec, body) or "", content)
    assert variant is not None, "no variant of the API has this shape"
    return payload_from(spec, variant, content, recipients or {}, as_of)
