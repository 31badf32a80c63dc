"""Whatever stands in a body, the sandbox answers: success or a fail text, never an exception."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ctc.people.population import Profile, SmallPopulation
from ctc.sandbox import sends, targets
from ctc.sandbox.clock import Clock
from ctc.sandbox.reach import PopulationAudience
from ctc.sandbox.settings import SandboxSettings
from ctc.sandbox.store import Call, RequestStore
from ctc.sandbox.targets import Sandbox

CARD = {"title": {"text": "t"}, "message": {"text": "m"}, "media": {"url": "u"}}
BODIES: list[dict[str, Any]] = [
    {
        "target_mode": "push",
        "content": {"title": "t", "body": "b", "platform_specific": {"android": {"wzrk_cid": "m"}}},
        "devices": ["android"],
        "ttl": {"ttl_type": "relative", "value": 5},
    },
    {"target_mode": "email", "content": {"subject": "s", "body": "b", "sender_name": "n"}},
    {"target_mode": "webhook", "webhook_endpoint_name": "e", "webhook_fields": ["tokens"]},
    {"target_mode": "notificationinbox", "template_type": "carousel", "content": [CARD]},
    {
        "target_mode": "whatsapp",
        "content": {"template_name": "t", "header": {"type": "image"}, "buttons": []},
    },
]
COMMON: dict[str, Any] = {
    "name": "n",
    "when": {
        "type": "recurring",
        "start_time": "20990101 10:00",
        "repeat_type": "day",
        "end_by_occurrences": 2,
    },
    "where": {
        "event_name": "Charged",
        "from": 20250101,
        "event_properties": [{"name": "a", "operator": "between", "value": [1, 2]}],
        "advanced_query": {
            "did_any": {"any_events": [{"event_name": "x", "operator": "equals", "value": 1}]}
        },
        "exclude_segments": ["1001"],
    },
    "control_group": {"type": "campaign", "percentage": 5},
    "provider_nick_name": "p",
    "exclude_segments": [1002],
    "to": {"Identity": ["a"]},
}
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    store = RequestStore(tmp_path_factory.mktemp("robust"))
    people = SmallPopulation([Profile(id=1)])
    known = frozenset({"p"})
    yield Sandbox(
        settings=SandboxSettings(providers=known, channels=frozenset({"m"}), control_groups=known),
        store=store,
        audience=PopulationAudience(lambda: people),
        clock=Clock(),
    )
    store.close()


def paths(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield at
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from paths(inner, (*at, key))


def replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    if isinstance(value, dict):
        return {
            key: replaced(inner, path[1:], new) if key == path[0] else inner for key, inner in value.items()
        }
    return [replaced(inner, path[1:], new) if n == path[0] else inner for n, inner in enumerate(value)]


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data(), st.sampled_from(BODIES), json_values)
def test_any_value_anywhere_is_answered(
    sandbox: Sandbox, data: st.DataObject, extra: Any, value: Any
) -> None:
    body = {**COMMON, **extra}
    path = data.draw(st.sampled_from([path for path in paths(body) if path]))
    changed = replaced(body, path, value)
    call = Call(
        kind="create",
        path="/",
        headers={},
        raw=b"",
        body=changed,
        at=datetime(2026, 1, 10, tzinfo=UTC),
        channel=str(changed.get("target_mode", "push")),
    )
    answers = [targets.create(sandbox, call), sends.send(sandbox, call_on("sms", call, changed))]
    assert {answer.body["status"] for answer in answers} <= {"success", "partial", "fail"}
    assert all((answer.status == 200) == (answer.body["status"] != "fail") for answer in answers)
    assert targets.listing(sandbox, call, lag=0.0).body["status"] == "fail"


def call_on(channel: str, call: Call, body: dict[str, Any]) -> Call:
    return Call(kind="send", path="/", headers={}, raw=b"", body=body, at=call.at, channel=channel)


def test_the_bodies_are_valid_before_they_are_changed(sandbox: Sandbox, tmp_path: Path) -> None:
    for extra in BODIES:
        call = Call(
            kind="create",
            path="/",
            headers={},
            raw=b"",
            body={**COMMON, **extra},
            at=datetime(2026, 1, 10, tzinfo=UTC),
            channel=extra["target_mode"],
        )
        assert targets.create(sandbox, call).accepted
