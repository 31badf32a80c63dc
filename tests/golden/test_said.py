"""What is said of a body, a file or a template, word for word and at its place: one line a case, in ``said/*.txt``.

A case begins with what is asked: ``push {title: Hi}`` asks the rules of a campaign in which nothing else is to find,
``payload push {…}`` the schema of its first example, ``spec``, ``project``, ``catalog``, ``tests``, ``guards`` a file.
A key with dots is a path, ``GONE`` takes out what stands there, ``<3*ab>`` is ``ababab``, ``spec = []`` is no mapping.
``with {…}`` holds for all that follow: a catalog, an environment. Below it stands what is found, and what ``--fix``
would write. ``leaf TEXT`` is one text of a spec: its value and what it cost, or what is wrong with it.

``CTC_GOLDEN=write`` writes what is said now; read every line of the difference before it is committed.
"""

import copy
import json
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from ruamel.yaml import YAML

from ctc.catalog.catalog import Catalog
from ctc.specs.expansion import expand
from ctc.specs.reading import read_documents
from ctc.templates.budget import Room
from ctc.templates.limits import MAX_ALL_STEPS, MAX_ALL_WORK
from ctc.templates.render import render
from ctc.templates.source import TemplateText
from ctc.validation.cases import validate_cases
from ctc.validation.catalog import contradictions, doubts, validate_catalog
from ctc.validation.envelope import validate_envelope, validate_guards, validate_project
from ctc.validation.finding import Finding
from ctc.validation.payload import validate_payload
from ctc.validation.rules.catalog import edits_for, run_rules
from ctc.validation.rules.rule import Subject
from ctc.validation.schema.published import bundled
from ctc.variants import BY_NAME, CREATE, SEND, variant_of

SAID = Path(__file__).with_name("said")
GONE = "GONE"
QUIET: dict[str, dict[str, Any]] = {
    "push": {"title": "Hi", "body": "Hello", "platform_specific": {"android": {"wzrk_cid": "news"}}},
    "webpush": {"title": "Hi", "body": "Hello"},
    "email": {
        "subject": "The harvest is in",
        "sender_name": "Acme",
        "pre_header": "Forty tins",
        "body": '<p>The harvest of spring is in.</p><a href="https://a.example/unsubscribe">x</a>',
    },
    "sms": {"body": "Hello. Reply STOP to opt out", "sms": {"template_id": "1"}},
    "webhook": {},
    "whatsapp": {"template_name": "order"},
    "notificationinbox": {},
}
"""The content of messages in which the rules find nothing."""


class Case(NamedTuple):
    asked: str
    given: str
    """What ``with`` says before it."""


def cases(path: Path) -> Iterator[Case]:
    given = "{}"
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("with "):
            given = line.removeprefix("with ")
        elif line and line[0] not in " #":
            yield Case(line, given)


def read(text: str) -> Any:
    written = re.sub(r"<(\d+)\*([^<>]+)>", lambda match: match[2] * int(match[1]), text)
    return YAML(typ="safe", pure=True).load(written)


def laid(base: Any, changes: dict[str, Any]) -> Any:
    made = copy.deepcopy(base)
    for path, value in changes.items():
        *above, last = path.split(".")
        at = made
        for step in above:
            at = at[int(step)] if isinstance(at, list) else at.setdefault(step, {})
        key: Any = int(last) if isinstance(at, list) else last
        if value == GONE:
            del at[key]
        elif isinstance(at, list) and key == len(at):
            at.append(value)
        else:
            at[key] = value
    return made


def of_rules(channel: str, changes: dict[str, Any], given: dict[str, Any]) -> Iterator[str]:
    facts = {"environment": "production", "timezone": "Asia/Kolkata", "address": "a", **given}
    facts["catalog"] = Catalog(data=facts.get("catalog", {}))
    severities = facts.pop("rules", {})
    body = {
        "name": "A campaign",
        "target_mode": channel,
        "when": "20310115 10:00",
        "where": {"event_name": "Charged", "from": 20300901, "to": 20300930},
        "content": QUIET[channel],
    }
    if channel == "notificationinbox":
        body |= {"template_type": "simple", "content": [{"title": {"text": "Hi"}, "message": {"text": "Hi"}}]}
    body = laid(body, changes)
    endpoint = SEND.format(channel=channel) if facts.pop("send", False) else CREATE
    variant = variant_of(endpoint, body)
    subject = Subject(
        variant=variant.name if variant else "", channel=channel, endpoint=endpoint, body=body, **facts
    )
    findings = run_rules(subject, severities)
    yield from shown(findings)
    yield from (f"  {edit}" for edit in edits_for(subject, findings))


def of_payload(words: list[str], changes: Any, given: dict[str, Any]) -> Iterable[str]:
    """``payload VARIANT`` or ``payload ENDPOINT``; ``raw`` is a request as it would go out."""
    kind, name = words
    base = bundled(f"payload.{name}")["examples"][0] if name in BY_NAME else {}
    endpoint = BY_NAME[name].endpoint if name in BY_NAME else name
    body = laid(base, changes) if isinstance(changes, dict) else changes
    broadcast = bool(given.get("broadcast"))
    return shown(validate_payload(endpoint, body, raw=kind == "raw", broadcast=broadcast))


def of_catalog(data: Any) -> Iterable[Finding]:
    found = validate_catalog(data)
    return found or [*contradictions(data), *doubts(data)]


FILES = {
    "spec": validate_envelope,
    "guards": validate_guards,
    "project": validate_project,
    "catalog": of_catalog,
    "tests": validate_cases,
}
BASES: dict[str, dict[str, Any]] = {
    "spec": {"version": 1, "id": "x", "campaign": {}},
    "guards": {},
    "project": {"version": 1, "environments": {"p": {"region": "in1"}}},
    "catalog": {"version": 1},
    "tests": {
        "version": 1,
        "tests": [{"name": "n", "campaign": "sale", "person": {}, "expect": {"audience": True}}],
    },
}


def shown(findings: Iterable[Finding]) -> Iterator[str]:
    for one in findings:
        place = "/" + "/".join(map(str, one.path))
        yield f"  {one.severity} {one.code} at {one.at} {place}: {one.message}"
        if one.hint is not None:
            yield f"    help: {one.hint}"


VARIABLES = {
    "name": "Ann",
    "n": 5,
    "digits": "07",
    "items": ["b", "a"],
    "city": {"name": "Pune", "tags": ["x", "y"]},
    "nothing": None,
    "big": "x" * 900_000,
    "dish": "Mac & <b>Cheese",
    "row": {"sku": "A1", "Old price": 5},
}
TEMPLATES = {
    "hello.j2": "Hello {{ name }}\n",
    "bad.j2": "one\n\n  {{ nmae }}\n",
    "outer.j2": "outer\n{% include 'bad.j2' %}\n",
    "syntax.j2": "one\n{% if %}\n",
    "a.html": "<p>{{ dish }}</p>",
    "text.j2": "<p>\n{{ n }}{{ dish }}</p>",
    "macros.html": "{% macro p(x) %}<p>{{ x }}</p>{% endmacro %}",
}


class Files:
    def find(self, name: str) -> TemplateText | None:
        text = TEMPLATES.get(name)
        return None if text is None else TemplateText(name=name, shown=f"_shared/{name}", text=text)

    def names(self) -> Iterable[str]:
        return TEMPLATES


def of_leaf(text: str) -> Iterator[str]:
    written = read(text) if text[:1] == '"' else text
    data = {"version": 1, "id": "sale", "campaign": {"x": written}}
    document = read_documents("x.yaml", json.dumps(data, indent=1, ensure_ascii=False).encode())[0][0]
    (spec,), _ = expand(
        document, project_vars=VARIABLES, environment="sandbox", environment_vars={}, cli_vars={}
    )
    room = Room()
    rendered, problems, _ = render(spec, Files(), room)
    value = json.dumps(rendered.body["x"], ensure_ascii=False)
    steps, work = MAX_ALL_STEPS - room.steps, MAX_ALL_WORK - room.work
    is_wrong = any(one.severity == "error" for one in problems)
    yield f"  {steps:,} steps, {work:,} characters" + ("" if is_wrong else f": {value[:120]}")
    for one in problems:
        yield f"  {one.severity} {one.code} at {one.file}:{one.line}:{one.column}: {one.message}"
        yield f"    help: {one.hint}"


def said(case: Case) -> list[str]:
    if case.asked.startswith("leaf "):
        return [*of_leaf(case.asked.removeprefix("leaf "))]
    head, _, rest = case.asked.partition(" {")
    words, changes, given = head.split(), read("{" + rest if rest else "{}"), read(case.given)
    if words[-2:-1] == ["="]:
        changes, words = read(words[-1]), words[:-2]
    if words[0] in ("payload", "raw"):
        return [*of_payload(words, changes, given)]
    if words[0] in FILES:
        data = laid(BASES[words[0]], changes) if isinstance(changes, dict) else changes
        return [*shown(FILES[words[0]](data))]
    return [*of_rules(words[0], changes, given)]


def rewritten(path: Path) -> None:
    lines: list[str] = []
    every = cases(path)
    for line in path.read_text("utf-8").splitlines():
        if not line.startswith(" "):
            lines.append(line)
            if line and line[0] != "#" and not line.startswith("with "):
                lines += said(next(every))
    path.write_text("\n".join(lines) + "\n", "utf-8")


def expected(path: Path) -> Iterator[tuple[Case, list[str]]]:
    """Each case with the lines below it."""
    every = [*cases(path)]
    blocks: list[list[str]] = []
    for line in path.read_text("utf-8").splitlines():
        if line.startswith(" "):
            blocks[-1].append(line)
        elif line and line[0] != "#" and not line.startswith("with "):
            blocks.append([])
    return zip(every, blocks, strict=True)


if os.environ.get("CTC_GOLDEN") == "write":
    for file in SAID.glob("*.txt"):
        rewritten(file)
ALL = [
    pytest.param(case, lines, id=f"{path.stem}-{number}")
    for path in sorted(SAID.glob("*.txt"))
    for number, (case, lines) in enumerate(expected(path))
]


@pytest.mark.parametrize(("case", "lines"), ALL)
def test_what_is_said(case: Case, lines: list[str]) -> None:
    assert "\n".join([case.asked, *said(case)]) == "\n".join([case.asked, *lines])
