"""No variant lacks its schema, its example, its fixture, its rendered preview or the sandbox's answer."""

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ctc.choice import Choice
from ctc.clevertap.client import Client
from ctc.clevertap.limiter import Limiter
from ctc.clevertap.outcome import Result
from ctc.payloads.importing import read_payloads
from ctc.payloads.payload import Payload
from ctc.pipeline.compile import compile_for
from ctc.pipeline.preview import message_of, page_of
from ctc.project.project import Credentials
from ctc.sandbox.embedded import running
from ctc.validation.schema.published import bundled
from ctc.variants import BY_NAME, CREATE, VARIANTS, Variant, is_send, variant_of

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "tests" / "fixtures"
CLIENT_CODE_ONLY = {"send-whatsapp", "send-externaltrigger-list"}
"""Accepted with an info finding; no example promotes them."""


@pytest.fixture(scope="module")
def examples() -> dict[str, list[Payload]]:
    found = defaultdict(list)
    for env in ("sandbox", "production"):
        for payload in compile_for(ROOT, {}, (), Choice(env=env)).payloads:
            found[payload.variant].append(payload)
    return found


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, examples: dict[str, list[Payload]]) -> Iterator[Client]:
    """A sandbox that has the segments of every environment."""
    folder = tmp_path_factory.mktemp("sandbox")
    named = {
        body["segment"] for each in examples.values() for body in (p.body for p in each) if "segment" in body
    }
    lines = [
        json.dumps({"segment": number, "name": str(number), "where": {"event_name": "Charged"}})
        for number in named
    ]
    people = folder / "people.ndjson"
    people.write_text("\n".join([*lines, json.dumps({"properties": {"City": "Pune"}})]), "utf-8")
    with running(folder, load=people) as url:
        client = Client(
            url,
            lambda: Credentials(account_id="sandbox", passcode="sandbox", token="sandbox"),
            zone=ZoneInfo("UTC"),
            timeout=30.0,
            limiter=Limiter(0),
        )
        yield client
        client.close()


def fixtures() -> dict[str, list[Any]]:
    """Valid payloads by variant: the seed's samples, and our own beside them."""
    found = defaultdict(list)
    for path in [*(FIXTURES / "seed").glob("*.json*"), *(FIXTURES / "valid").glob("*.json")]:
        endpoint = BY_NAME[path.stem].endpoint if path.stem.startswith("send-") else CREATE
        ((body, _),) = read_payloads(path.read_text("utf-8"), endpoint=endpoint)
        assert body is not None, path
        variant = variant_of(body.endpoint, body.value)
        if variant is not None:
            found[variant.name].append(body.value)
    return found


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_a_variant_is_whole(variant: Variant, examples: dict[str, list[Payload]], client: Client) -> None:
    assert bundled(f"payload.{variant.name}")["type"] == "object"
    assert fixtures()[variant.name], "no valid fixture"
    bodies = [(payload.endpoint, payload.body, payload.broadcast) for payload in examples[variant.name]]
    if variant.name in CLIENT_CODE_ONLY:
        bodies += [(variant.endpoint, body, False) for body in fixtures()[variant.name]]
    assert bodies, "no example under campaigns/"
    for endpoint, body, broadcast in bodies:
        assert answer(client, endpoint, body, broadcast) is Result.SENT


def answer(client: Client, endpoint: str, body: Any, broadcast: bool) -> Result:
    if is_send(endpoint):
        to = {
            kind: people if isinstance(people, list) else ["somebody"] for kind, people in body["to"].items()
        }
        return client.send(endpoint, json.dumps({**body, "to": to}).encode()).result
    if body.get("estimate_only"):
        return client.estimate(json.dumps(body).encode()).result
    return client.create(json.dumps(body).encode(), broadcast=broadcast).result


def test_every_example_has_a_picture(examples: dict[str, list[Payload]]) -> None:
    compilation = compile_for(ROOT, {}, (), Choice())
    messages = [message_of(payload, compilation.environment) for payload in compilation.payloads]
    page = page_of(messages, "examples")
    for message in messages:
        assert message.address in page


TARGETING = {
    "by event": lambda body: "event_name" in body.get("where", {}),
    "by profile": lambda body: "common_profile_properties" in body.get("where", {}),
    "by advanced_query": lambda body: "advanced_query" in body.get("where", {}),
    "by segment": lambda body: "segment" in body,
    "estimate_only": lambda body: body.get("estimate_only") is True,
    "async_estimate": lambda body: body.get("async_estimate") is True,
}


@pytest.mark.parametrize("form", TARGETING)
def test_every_form_of_targeting_has_an_example(form: str, examples: dict[str, list[Payload]]) -> None:
    bodies = [payload.body for payloads in examples.values() for payload in payloads]
    assert any(TARGETING[form](body) for body in bodies)


@pytest.mark.parametrize("header", ["text", "image", "video", "document", "location"])
@pytest.mark.parametrize("buttons", [True, False])
def test_interactive_headers_come_with_and_without_buttons(
    header: str, buttons: bool, examples: dict[str, list[Payload]]
) -> None:
    found = [payload.body["content"] for payload in examples[f"whatsapp-interactive-{header}"]]
    assert any(("buttons" in content) is buttons for content in found)


@pytest.mark.parametrize("kind", ["Image", "Video", "Document"])
def test_every_kind_of_attachment_has_an_example(kind: str, examples: dict[str, list[Payload]]) -> None:
    found = [
        payload.body["content"]["attachments"]["type"] for payload in examples["whatsapp-standard-media"]
    ]
    assert kind in found
