"""Whatever form requests are pasted in, each of them is read, as the value that it is."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctc.payloads.importing import read_payloads
from ctc.variants import CREATE

URL = f"https://in1.api.clevertap.com{CREATE}"
TEXTS = st.text(st.sampled_from("ab \"'`\\$\n\t{}[]:,#/é😀%&;|<>^!-="), max_size=12) | st.text(
    st.characters(exclude_categories=["Cs", "Cc"]), max_size=8
)
LEAVES = TEXTS | st.integers(-(10**12), 10**12) | st.booleans() | st.none()
VALUES = st.recursive(
    LEAVES, lambda below: st.lists(below, max_size=3) | st.dictionaries(TEXTS, below, max_size=3)
)
BODIES = st.lists(st.fixed_dictionaries({"name": TEXTS, "content": VALUES}), min_size=1, max_size=4)


def curls(bodies: list[Any]) -> str:
    quoted = (json.dumps(body, ensure_ascii=False).replace("'", "'\\''") for body in bodies)
    return "\n".join(
        f"curl -X POST -H 'X-CleverTap-Passcode: p' -d '{body}' \\\n  {URL} | jq ." for body in quoted
    )


def here_documents(bodies: list[Any]) -> str:
    return "".join(f"$ curl {URL} -d @- <<'EOF'\n{json.dumps(body)}\nEOF\n# next\n" for body in bodies)


def http_file(bodies: list[Any]) -> str:
    heads = f"POST {URL} HTTP/1.1\nX-CleverTap-Passcode: p\nContent-Type: application/json\n\n"
    return "@host = x\n\n" + "\n### next\n# said\n".join(
        heads + json.dumps(body, indent=1) for body in bodies
    )


def collection(bodies: list[Any]) -> str:
    def item(body: Any) -> Any:
        raw = {"mode": "raw", "raw": json.dumps(body)}
        return {"name": "r", "request": {"method": "POST", "url": {"raw": URL}, "body": raw}}

    first, *others = map(item, bodies)
    return json.dumps({"info": {"name": "c"}, "item": [first, {"name": "folder", "item": others}]})


def javascript(bodies: list[Any]) -> str:
    def key(name: str) -> str:
        return name if name.isidentifier() and name.isascii() else written(name)

    def written(value: Any) -> str:
        if isinstance(value, dict):
            return "{" + "".join(f"{key(name)}: {written(below)}," for name, below in value.items()) + "}"
        if isinstance(value, list):
            return f"[{', '.join(map(written, value))}]"
        if isinstance(value, str):
            return "'" + json.dumps(value)[1:-1].replace('\\"', '"').replace("'", "\\'") + "'"
        return json.dumps(value)

    return "\n".join(map(written, bodies))


FORMS: dict[str, Callable[[list[Any]], str]] = {
    "one behind the other": lambda bodies: "\n".join(json.dumps(body, ensure_ascii=False) for body in bodies),
    "a list": json.dumps,
    "curl": curls,
    "curl with here-documents": here_documents,
    "an .http file": http_file,
    "a Postman collection": collection,
    "JavaScript": javascript,
}


@pytest.mark.parametrize("form", FORMS)
@settings(deadline=None, max_examples=30)
@given(BODIES)
def test_every_request_is_read(form: str, bodies: list[Any]) -> None:
    reads = read_payloads(FORMS[form](bodies), file="x")
    assert [problems for _, problems in reads] == [()] * len(bodies)
    assert [body.value for body, _ in reads if body] == bodies


@settings(deadline=None, max_examples=30)
@given(BODIES)
def test_a_dict_of_python_is_read_or_told(bodies: list[Any]) -> None:
    """What its repr escapes as no JavaScript does is told; nothing is read as another text."""
    for body in bodies:
        ((read, problems),) = read_payloads(repr(body), file="x")
        assert (read is not None and read.value == body) or {problem.code for problem in problems} == {
            "CTC360"
        }
