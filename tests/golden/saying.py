"""What is said of a body, a file or a template, in lines: the kinds of cases of ``said/*.txt`` (``test_said.py``)."""

import copy
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from ruamel.yaml import YAML
from saying_more import MAPPINGS, WORDS  # type: ignore[import-not-found]

from ctc.canonical import Json
from ctc.catalog.catalog import Catalog
from ctc.diagnostics import Diagnostic, JsonPath, Place
from ctc.pipeline.fmt import formatted
from ctc.specs.document import Document
from ctc.specs.expansion import expand
from ctc.specs.family import family_of, is_family
from ctc.specs.node_reading import documents_of
from ctc.specs.reading import compose, read_documents
from ctc.specs.spec import Spec
from ctc.templates.budget import Room
from ctc.templates.limits import MAX_ALL_STEPS, MAX_ALL_WORK
from ctc.templates.render import render
from ctc.templates.source import TemplateText
from ctc.templates.usage import compared_in, names_in, reads_name, usage, variables_in
from ctc.validation.cases import validate_cases
from ctc.validation.catalog import contradictions, doubts, validate_catalog
from ctc.validation.envelope import validate_envelope, validate_guards, validate_project
from ctc.validation.finding import Finding
from ctc.validation.payload import validate_payload
from ctc.validation.rules.catalog import edits_for, run_rules
from ctc.validation.rules.rule import Subject
from ctc.validation.schema.published import bundled
from ctc.variants import BY_NAME, CREATE, SEND, variant_of

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
    "macros.j2": "{% macro q(x) %}{{ x }}{% endmacro %}",
    "plain.j2": "{{ dish }}",
    "two.j2": "<p>{{ dish }}{{ name }}</p>\n<b>{{ city.name }}{{ dish | upper }}</b> {{ '<i>own' }}",
    "outer.html": "<div>{% include 'plain.j2' %}</div>",
    "loop.j2": "{% include 'loop.j2' %}{{ z }}",
}


class Files:
    def find(self, name: str) -> TemplateText | None:
        text = TEMPLATES.get(name)
        return None if text is None else TemplateText(name=name, shown=f"_shared/{name}", text=text)

    def names(self) -> Iterable[str]:
        return TEMPLATES


def spec_of(text: str) -> Spec:
    data = {"version": 1, "id": "sale", "campaign": {"x": text}}
    document = read_documents("x.yaml", json.dumps(data, indent=1, ensure_ascii=False).encode())[0][0]
    (spec,), _ = expand(
        document, project_vars=VARIABLES, environment="sandbox", environment_vars={}, cli_vars={}
    )
    return spec


def of_leaf(text: str) -> Iterator[str]:
    """The value of a text of a spec, and what it cost; or what is wrong."""
    room = Room()
    rendered, problems, read = render(spec_of(text), Files(), room)
    value = json.dumps(rendered.body["x"], ensure_ascii=False)
    steps, work = MAX_ALL_STEPS - room.steps, MAX_ALL_WORK - room.work
    is_wrong = any(one.severity == "error" for one in problems)
    yield f"  {steps:,} steps, {work:,} characters" + ("" if is_wrong else f": {value[:120]}")
    yield from told(problems)
    yield from (f"  mend {one.file}:{one.line}: {one.old} -> {one.new}" for one in read.mends)


def of_render(changes: dict[str, Any]) -> Iterator[str]:
    """All that is rendered of a spec, and what its templates read."""
    data = laid({"version": 1, "id": "sale", "campaign": {"name": "x"}}, changes)
    (document,), _ = read_documents("x.yaml", json.dumps(data, indent=1, ensure_ascii=False).encode())
    specs, problems = expand(
        document, project_vars=VARIABLES, environment="sandbox", environment_vars={}, cli_vars={}
    )
    yield from told(problems)
    for spec in specs:
        rendered, problems, read = render(spec, Files())
        shown = {"body": rendered.body, "guards": rendered.guards, "owner": rendered.owner}
        shown |= {"description": rendered.description, "labels": rendered.labels}
        shown |= {name: value for name, value in rendered.variables.items() if name not in VARIABLES}
        kept = {
            name: value
            for name, value in shown.items()
            if value and name not in ("id", "as_of", "environment")
        }
        yield f"  {spec.address}: {json.dumps(kept, ensure_ascii=False)}"
        found = usage(document, read, Files())
        names = [
            f"{name} {'used' if reads_name(name, document, read, Files()) else 'not used'}" for name in "ab"
        ]
        yield f"    reads {', '.join(sorted(found.variables))}; {', '.join(names)}; comes to {read.size}"
        yield from told(problems)


def of_usage(text: str) -> Iterator[str]:
    """What a text reads, by every way of asking."""
    spec = spec_of(text)
    found = usage(spec.document, render(spec, Files())[2], Files())
    for name, each in (
        ("variables", found.variables),
        ("templates", found.templates),
        ("columns", names_in(text)),
        ("own names", variables_in(text)),
        ("compared", compared_in(text)),
    ):
        if each:
            yield f"  {name}: {', '.join(sorted(each))}"
    if found.is_open:
        yield "  a template's name is computed"


def told(problems: Iterable[Diagnostic]) -> Iterator[str]:
    for one in problems:
        yield f"  {one.severity} {one.code} at {one.file}:{one.line}:{one.column} {one.path}: {one.message}"
        if one.hint is not None:
            yield f"    help: {one.hint}"


def paths_of(value: Json, path: JsonPath = ()) -> Iterator[tuple[JsonPath, Json]]:
    yield path, value
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, below in entries:
        yield from paths_of(below, (*path, key))


def of_yaml(text: str) -> Iterator[str]:
    """Where everything of a file stands, by the quick way where it can tell and by the nodes, which must agree."""
    documents, problems = read_documents("x.yaml", text.encode())
    exact = documents_of("x.yaml", text, compose)[0] if documents else ()
    for document, other in zip(documents, exact, strict=True):
        assert repr(document.data) == repr(other.data)
        yield f"  document {document.index}"
        for path, value in paths_of(document.data):
            places = [_places(each, path, value) for each in (document, other)]
            assert places[0] == places[1]
            if isinstance(value, dict) and value:  # what is missing has the place of what it is missing in
                absent = (*path, "not there", next(iter(value)))
                nearest = {_places(each, absent, {}) for each in (document, other)}
                assert nearest == {_places(document, path, {})}
            quick = [document.places._in_lines(path, key=key) for key in (True, False)]
            if isinstance(value, str) and value.strip() and document.places._lines:
                quick.append(document.places._lines.index_in(path, len(value.rstrip()) - 1))
            slow = [name for name, at in zip(("key", "value", "end"), quick, strict=False) if at is None]
            of_nodes = f", {' and '.join(slow)} of a node" if slow else ""
            yield f"    /{'/'.join(map(str, path))}: {places[0]}{of_nodes}"
    yield from told(problems)


def _places(document: Document, path: JsonPath, value: Json) -> str:
    """Of key and value, and of the last character of a text that can be seen."""
    found = [document.places.key(path), document.places.value(path)]
    if isinstance(value, str) and value.strip():
        found.append(document.places.inside(path, len(value.rstrip()) - 1))
    shown = "" if isinstance(value, dict | list) else f" {json.dumps(value, ensure_ascii=False)}"
    return " ".join(map(_place, found)) + shown


def _place(place: Place) -> str:
    return f"{place.line}:{place.column}"


def of_layout(text: str) -> Iterator[str]:
    each = formatted("x.yaml", text.encode())
    if each.after != each.before:
        yield from (f"  |{line}" for line in each.after.replace("\r", "\\r").split("\n"))
    yield from told(each.problems)


def of_expansion(changes: dict[str, Any], given: dict[str, Any]) -> Iterator[str]:
    data = laid({"version": 1, "id": "sale", "campaign": {"name": "x"}}, changes)
    (document,), _ = read_documents("x.yaml", json.dumps(data, indent=1, ensure_ascii=False).encode())
    if is_family(data.get("each")):
        family, problems = family_of(document)
        yield f"  {family}"
        yield from told(problems)
        return
    specs, problems = expand(
        document,
        project_vars=given.get("project", {}),
        environment="sandbox",
        environment_vars=given.get("environment", {}),
        cli_vars=given.get("cli", {}),
    )
    for spec in specs:
        own = {n: v for n, v in spec.variables.items() if n not in ("id", "environment", "as_of")}
        yield f"  {spec.address}: {json.dumps(own, ensure_ascii=False)}"
        rest = {"was": spec.was, "vars": spec.file_vars, "labels": spec.labels, "guards": spec.guards}
        more = {"ignore": spec.ignore, "owner": spec.owner, "entry": spec.each_vars, "at": spec.each_path}
        kept = {name: value for name, value in {**rest, **more}.items() if value}
        if kept:
            yield f"    {json.dumps(kept, ensure_ascii=False)}"
    yield from told(problems)


TEXTS = {"leaf": of_leaf, "reads": of_usage, "yaml": of_yaml, "layout": of_layout, **WORDS}
"""Kinds that are asked about one text, which may stand in quotes."""


def said_of(asked: str, with_: str) -> list[str]:
    """The lines below a case. ``with_`` is what holds for it and for those after it."""
    kind, _, text = asked.partition(" ")
    if kind in MAPPINGS:
        return [*MAPPINGS[kind](read(text))]
    if kind in TEXTS:
        return [*TEXTS[kind](read(text) if text[:1] == '"' else text)]
    head, _, rest = asked.partition(" {")
    words, changes, given = head.split(), read("{" + rest if rest else "{}"), read(with_)
    if words[-2:-1] == ["="]:
        changes, words = read(words[-1]), words[:-2]
    if kind in ("payload", "raw"):
        return [*of_payload(words, changes, given)]
    if kind == "render":
        return [*of_render(changes)]
    if kind == "expand":
        return [*of_expansion(changes, given)]
    if kind in FILES:
        data = laid(BASES[kind], changes) if isinstance(changes, dict) else changes
        return [*shown(FILES[kind](data))]
    return [*of_rules(kind, changes, given)]
