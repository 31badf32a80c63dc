"""Which endpoint a pasted payload is for, and what is not a payload."""

import json
from typing import Any

import pytest

from ctc.diagnostics import Severity
from ctc.payloads.importing import Read, read_payloads
from ctc.validation.finding import Finding
from ctc.variants import CREATE

TO = {"Identity": ["JohnDoe"]}
PUSH = {"title": "a", "body": "b"}


def read_payload(text: str, **how: Any) -> Read:
    (only,) = read_payloads(text, **how)
    return only


@pytest.mark.parametrize(
    ("body", "endpoint"),
    [
        ({"name": "a", "target_mode": "sms"}, CREATE),
        ({"target_mode": "push", "to": TO, "content": PUSH}, "/1/send/push.json"),
        ({"target_mode": "SMS", "name": "a", "when": "now", "to": ["a"]}, "/1/send/sms.json"),
        ({"target_mode": "sms", "to": "20250101", "from": "20250101"}, CREATE),
        ({"name": "a", "where": {}}, CREATE),
        ({"to": TO, "content": {"body": "x"}}, "/1/send/sms.json"),
        ({"to": TO, "content": {"subject": "x"}}, "/1/send/email.json"),
        ({"to": TO, "content": {"template_name": "x"}}, "/1/send/whatsapp.json"),
        ({"to": TO, "content": PUSH | {"platform_specific": {"ios": {}}}}, "/1/send/push.json"),
        ({"to": TO, "content": PUSH, "badge_id": 1}, "/1/send/push.json"),
        ({"to": TO, "content": PUSH | {"platform_specific": {"chrome": {}}}}, "/1/send/webpush.json"),
        ({"to": TO, "campaign_id": 1, "ExternalTrigger": {}}, "/1/send/externaltrigger.json"),
        ({"to": TO, "campaign_id_list": [1, 2], "ExternalTrigger": {}}, "/2/send/externaltrigger.json"),
    ],
)
def test_the_shape_tells_the_endpoint(body: Any, endpoint: str) -> None:
    read, problems = read_payload(json.dumps(body))
    assert problems == ()
    assert read is not None
    assert (read.value, read.endpoint) == (body, endpoint)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"content": {}},
        {"to": TO},
        {"to": TO, "target_mode": "fax", "when": "now"},
        {"to": TO, "content": PUSH},
        {"to": TO, "content": PUSH | {"platform_specific": {"ios": {}, "chrome": {}}}},
        {"to": TO, "content": "x"},
    ],
)
def test_what_no_shape_tells_is_asked_for(body: Any) -> None:
    read, (problem,) = read_payload(json.dumps(body), file="x.json")
    assert read is None
    assert (problem.code, problem.file) == ("CTC365", "x.json")
    assert "--endpoint /1/send/push.json" in (problem.hint or "")
    read, problems = read_payload(json.dumps(body), endpoint="/1/send/push.json")
    assert read is not None
    assert (read.endpoint, problems) == ("/1/send/push.json", ())


@pytest.mark.parametrize(
    ("stated", "hint"),
    [
        ("/1/target/create.json", "did you mean '/1/targets/create.json'?"),
        ("https://in1.api.clevertap.com/1/targets/create.json", "did you mean '/1/targets/create.json'?"),
        ("push", "there are /1/targets/create.json"),
    ],
)
def test_an_unknown_endpoint_is_a_finding(stated: str, hint: str) -> None:
    read, (problem,) = read_payload("{}", endpoint=stated)
    assert read is None
    assert problem.code == "CTC366"
    assert (problem.hint or "").startswith(hint)


def test_url_and_option_must_agree() -> None:
    command = "curl https://x/1/send/sms.json -d '{}'"
    assert read_payload(command, endpoint="/1/send/sms.json")[1] == ()
    assert [d.code for d in read_payload(command, endpoint=CREATE)[1]] == ["CTC366"]
    assert [d.code for d in read_payload(command.replace("sms", "fax"))[1]] == ["CTC366"]


@pytest.mark.parametrize(
    "query",
    [{"advanced_query": {"did_all": []}}, {"event_name": "Charged", "from": 20200101, "to": 20200218}],
)
def test_an_audience_alone_is_pointed_to_where(query: Any) -> None:
    read, (problem,) = read_payload(json.dumps(query))
    assert read is None
    assert problem.code == "CTC367"
    assert "inside `where`" in (problem.hint or "")


@pytest.mark.parametrize("text", ["[]", '"x"', "3", "null", '// c\n  ["x"]', '[{"name": "a"}, 5]'])
def test_a_payload_is_an_object(text: str) -> None:
    read, (problem,) = read_payload(text)
    assert read is None
    assert (problem.code, problem.line) == ("CTC362", 2 if "//" in text else 1)


def test_places_in_a_command_are_those_of_the_command() -> None:
    """A finding about a pasted command points into the pasted text, where its quoting allows it."""
    command = 'curl -X POST \\\n  -d \'{\n  "name": "a", "target_mode": "sms"}\' \\\n  https://x/1/targets/create.json'
    read, _ = read_payload(command, file="x.sh")
    assert read is not None
    finding = Finding(code="CTC300", severity=Severity.ERROR, message="m", path=("target_mode",), at="key")
    placed = read.diagnostic(finding)
    assert (placed.file, placed.line, placed.column, placed.path) == ("x.sh", 3, 16, "/target_mode")
    _, (problem,) = read_payload(command.replace('"a"', "'\\''"))
    assert problem.code == "CTC360"


def test_a_command_that_cannot_be_read_is_a_finding() -> None:
    read, (problem,) = read_payload("curl -d @secret.json https://x/1/send/sms.json", file="x.sh")
    assert read is None
    assert (problem.code, problem.file, problem.severity) == ("CTC364", "x.sh", Severity.ERROR)
