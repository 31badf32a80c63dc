"""The law of import: the spec that is written for a payload compiles to exactly that payload."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from payload_strategies import BODIES, bodies_of

from ctc.canonical import canonical_bytes
from ctc.diagnostics import has_errors
from ctc.payloads.compiling import api_body, endpoint_of
from ctc.payloads.importing import read_payloads
from ctc.payloads.lenient_json import read_json
from ctc.payloads.sugar import desugared
from ctc.payloads.writing import protected, write_spec
from ctc.specs.expansion import expand
from ctc.specs.reading import read_documents
from ctc.templates.render import render
from ctc.validation.payload import validate_payload
from ctc.variants import BY_NAME, CREATE
from tests import specs_by_hand

UNTIMED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
SMS = "/1/send/sms.json"


class NoTemplates:
    """A loader without templates: what import writes includes none."""

    def find(self, name: str) -> None:
        return None

    def names(self) -> tuple[str, ...]:
        return ()


def compiled(text: str, timezone: str = "UTC") -> Any:
    """What a spec's text stands for: endpoint and body, through read, expand, render and desugar."""
    documents, problems = read_documents("campaigns/x.yaml", text.encode())
    assert problems == ()
    (document,) = documents
    specs, problems = expand(
        document, project_vars={}, environment="sandbox", environment_vars={}, cli_vars={}
    )
    assert tuple(problems) == ()
    (spec,) = specs
    rendered, problems, _ = render(spec, NoTemplates())
    assert problems == ()
    body, problems, _ = desugared(rendered, timezone, date(2030, 1, 1))
    assert problems == ()
    return endpoint_of(rendered, body), api_body(rendered, body), rendered, body


NASTY = st.sampled_from(
    [
        "{{", "}}", "{%", "%}", "{#", "#}", "{% raw %}", "{% endraw %}", "{%- endraw -%}", "{{ x }}", "\n", "\r\n",
        "\r", "\t", " ", ": ", " #", "- ", "? ", "'", '"', "\\", "\\n", "|", ">", "&a", "*a", "!t", "%", "@", "`",
        "---", "...", "<<", "=", "~", "null", "true", "NO", "y", "0", "007", "0x1F", "1e5", "22:30", "+48100200300",
        "2025-09-01", "2031-01-15 09:30", "now", ".inf", "😀", "e\u0301", "\u2028", "\x85", "\xa0", "\ufeff", "\x00",
        "\x7f", "\u200b", "\ufffe", "{", "}", "%}\n", "#", "-%}", "+%}", "word", "a" * 200, "trim", "[", "]", ",",
    ]
)  # fmt: skip
TEXT = st.one_of(
    st.lists(NASTY, max_size=8).map("".join),
    st.text(max_size=40),
    st.text(alphabet="{%}#raweno- \n\"'\\", max_size=30),
)
KEYS = TEXT.filter(lambda key: not _is_template_key(key))
NUMBERS = st.one_of(
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([20250901, 0, -1]),
)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, TEXT),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@UNTIMED
@given(st.dictionaries(KEYS, VALUES, max_size=5))
@example({"name": "", "content": {"body": "{{ a }}{% endraw %}\r\n"}})
@example({"content": {"": {"": []}}, "x": [[], [[]], {}], "n" * 2000: "long key"})
@example({"a": "{{ Profile.name | default: 'x' }}\n", "b": "{", "c": "{%", "d": "x {# y"})
def test_any_json_value_survives(body: dict[str, Any]) -> None:
    """Whatever a payload holds, valid or not: reading and rendering what was written gives it back."""
    value = {"target_mode": "sms"} | {
        key: entry for key, entry in body.items() if key not in ("where", "when")
    }
    _survives(value, CREATE)
    send = {key: entry for key, entry in value.items() if key != "channel"}
    _survives(send, SMS)


@pytest.mark.parametrize("name", sorted(BODIES))
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
@given(data=st.data())
def test_every_valid_payload_comes_back_equal(name: str, data: st.DataObject) -> None:
    """From the pasted text to the canonical bytes, for every variant; valid on both sides."""
    value = data.draw(bodies_of(name))
    assume(not any(_is_template_key(key) for key in _keys(value)))
    endpoint = BY_NAME[name].endpoint
    ((read, problems),) = read_payloads(json.dumps(value, ensure_ascii=False), endpoint=endpoint)
    assert problems == ()
    assert read is not None
    written = write_spec(read.value, read.endpoint)
    came_endpoint, body, spec, written_body = compiled(written)
    assert came_endpoint == endpoint
    assert not has_errors(validate_payload(endpoint, body, raw=False, broadcast=spec.broadcast))
    payload = specs_by_hand.compiled(spec, written_body)
    assert canonical_bytes(payload.body) == canonical_bytes(value)
    assert payload.variant == name


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
    for entry in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _keys(entry)


def _is_template_key(key: str) -> bool:
    """A key is never a template (CTC207): a payload whose free keys hold one has no spec, and the finding says so."""
    return any(mark in key for mark in ("{{", "{%", "{#"))


@UNTIMED
@given(TEXT)
def test_a_text_survives_jinja(text: str) -> None:
    _survives({"target_mode": "sms", "content": {"body": text}, "tags": [text, [text]]}, CREATE)
    assert protected(text) == text or "{" in text


def _survives(value: dict[str, Any], endpoint: str) -> None:
    written = write_spec(value, endpoint, spec_id="x")
    assert written.endswith("\n")
    came_endpoint, came_back, _, _ = compiled(written)
    assert came_endpoint == endpoint
    assert json.dumps(came_back) == json.dumps(value), written


@UNTIMED
@given(VALUES)
def test_strict_json_is_read_as_the_standard_library_reads_it(value: Any) -> None:
    for text in (json.dumps(value), json.dumps(value, ensure_ascii=False, indent=1)):
        read, problems = read_json(text)
        assert problems == ()
        assert read is not None
        assert json.dumps(read.value) == json.dumps(json.loads(text))


@UNTIMED
@given(VALUES, st.randoms(use_true_random=False))
def test_comments_and_trailing_commas_change_nothing(value: Any, random: Any) -> None:
    """The same value with noise between its tokens, held against json5 as a second reader."""
    import json5

    text = _noisy(value, random)
    read, problems = read_json(text)
    assert problems == ()
    assert read is not None
    assert json.dumps(read.value) == json.dumps(value)
    assert json.dumps(json5.loads(text)) == json.dumps(value)


def _noisy(value: Any, random: Any) -> str:
    def gap() -> str:
        return random.choice(["", " ", "\n", "\t", '// c { " \n', '/* [ * / " */', "\r\n", "//\n"])  # type: ignore[no-any-return]

    if isinstance(value, Mapping):
        entries = [f"{json.dumps(key)}{gap()}:{gap()}{_noisy(entry, random)}" for key, entry in value.items()]
        return _joined("{", entries, "}", gap, random)
    if isinstance(value, list):
        return _joined("[", [_noisy(entry, random) for entry in value], "]", gap, random)
    return json.dumps(value)


def _joined(opened: str, entries: list[str], closed: str, gap: Any, random: Any) -> str:
    parts = f"{gap()},{gap()}".join(entries)
    tail = random.choice(["", ","]) if entries else ""
    return f"{gap()}{opened}{gap()}{parts}{gap()}{tail}{gap()}{closed}{gap()}"


@UNTIMED
@given(VALUES)
def test_every_place_points_at_its_value(value: Any) -> None:
    text = json.dumps(value, indent=2)
    read, _ = read_json(text)
    assert read is not None
    lines = text.split("\n")
    for path, place in read.places.values.items():
        leaf = value
        for part in path:
            leaf = leaf[part]
        start = json.dumps(leaf)[0] if isinstance(leaf, dict | list) else json.dumps(leaf)
        assert lines[place.line - 1][place.column - 1 :].startswith(start)
    for path, place in read.places.keys.items():
        if isinstance(path[-1], str):
            assert lines[place.line - 1][place.column - 1 :].startswith(json.dumps(path[-1]))


@UNTIMED
@given(st.text(max_size=60) | st.lists(NASTY, max_size=10).map("".join))
def test_no_text_is_ever_a_crash(text: str) -> None:
    for pasted in (text, f"curl {text}", f"curl -d '{text}", '{"a": ' + text, '{"a": "' + text):
        assert (reads := read_payloads(pasted))
        assert all(body is not None or problems for body, problems in reads)
        assert all(problem.hint is None or problem.hint for _, problems in reads for problem in problems)


@pytest.mark.parametrize("everybody", [{"where": {}}, {"segment": "all"}])
def test_everybody_is_written_out(everybody: dict[str, Any]) -> None:
    value = {"name": "A", "target_mode": "sms", "when": "now", "content": {"body": "x"}} | everybody
    text = write_spec(value, CREATE)
    _, _, spec, body = compiled(text)
    payload = specs_by_hand.compiled(spec, body)
    assert payload.broadcast
    assert canonical_bytes(payload.body) == canonical_bytes(value)
    assert text.startswith("version: 1\nid: a\nbroadcast: true\ncampaign:\n")
