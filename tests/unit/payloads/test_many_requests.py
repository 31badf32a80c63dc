"""Many requests in one paste: each is read, each gets an id of its own, and there is a bound."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctc.payloads.importing import MAX_REQUESTS
from ctc.payloads.pasted import place_at
from ctc.pipeline.importing import check_for_spec, spec_texts

URL = "https://in1.api.clevertap.com/1/send/sms.json"
BODY = '{"to": {"Identity": ["a"]}, "content": {"body": "x"}}'
FORMS = {
    "http": lambda n: f"POST {URL}\n\n{BODY}\n\n###\n" * n,
    "curl": lambda n: f"curl -X POST {URL} -d '{BODY}'\n" * n,
    "JSON": lambda n: f"{BODY}\n" * n,
    "a list": lambda n: json.dumps([json.loads(BODY)] * n),
    "Postman": lambda n: json.dumps(
        {"info": {}, "item": [{"request": {"url": URL, "body": {"raw": BODY}}}] * n}
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_more_than_anybody_pastes_is_told_and_not_begun(form: str) -> None:
    endpoint = "/1/send/sms.json" if form in ("JSON", "a list") else None
    few = check_for_spec(FORMS[form](30), file="f", endpoint=endpoint)
    assert len(few) == 30
    assert all(one.body is not None for one in few)
    (told,) = check_for_spec(FORMS[form](MAX_REQUESTS + 1), file="f", endpoint=endpoint)
    assert told.body is None
    assert [(found.code, "1,000 requests" in found.message) for found in told.diagnostics] == [
        ("CTC360", True)
    ]


@pytest.mark.parametrize("form", ["http", "JSON"])
def test_as_many_as_there_may_be_are_read(form: str) -> None:
    endpoint = "/1/send/sms.json" if form == "JSON" else None
    assert len(check_for_spec(FORMS[form](MAX_REQUESTS), file="f", endpoint=endpoint)) == MAX_REQUESTS


def test_what_stands_behind_the_bound_is_not_read() -> None:
    """Millions of small values would else be read for seconds, only to be refused."""
    (told,) = check_for_spec("{}\n" * (MAX_REQUESTS + 1) + '{"never": closed', file="f", endpoint=None)
    assert ["1,000 requests" in found.message for found in told.diagnostics] == [True]


def test_ids_stay_distinct_and_begin_anew_for_another_name() -> None:
    bodies = check_for_spec(FORMS["http"](12), file="f", endpoint=None)
    ids = re.findall("^id: (.*)$", spec_texts(bodies, "x"), re.MULTILINE)
    assert ids == ["x", *(f"x-{n}" for n in range(2, 13))]
    long = re.findall("^id: (.*)$", spec_texts(bodies, "y" * 63), re.MULTILINE)
    assert len(set(long)) == 12
    assert {len(each) for each in long} == {63}


@given(st.text(alphabet="a\n\r ", max_size=30), st.data())
def test_a_place_is_the_line_and_what_stands_before_it(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    if text[offset - 1 : offset + 1] == "\r\n":
        return
    before = re.split("\r\n|\r|\n", text[:offset])
    place = place_at(text, offset)
    assert (place.line, place.column) == (len(before), len(before[-1]) + 1)
