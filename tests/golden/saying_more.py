"""More kinds of cases of ``said/*.txt`` (``test_said.py``): rows, edits, tests of campaigns, tracking plans."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from jsonschema import Draft202012Validator
from saying_at_cursors import of_cursor  # type: ignore[import-not-found]
from saying_computed import of_computed  # type: ignore[import-not-found]
from saying_of_projects import of_family, of_message  # type: ignore[import-not-found]

from ctc.cases.attributes import attributes_in
from ctc.cases.case import Case, Target
from ctc.cases.changes import changes_of
from ctc.cases.generating import drafts_of
from ctc.cases.reading import NOWHERE, cases_of
from ctc.cases.running import Account, run
from ctc.cases.writing import Drafted, text_of
from ctc.catalog.catalog import Catalog
from ctc.catalog.merging import merged
from ctc.catalog.plan import TrackingPlan
from ctc.catalog.reading_plans import plan_of_csv, plan_of_documents, plan_of_json
from ctc.people.person import person_of
from ctc.people.population import SmallPopulation
from ctc.personalisation.personas import PERSONAS
from ctc.sandbox.faults import KINDS, FaultError, parse_fault
from ctc.specs.reading import read_documents
from ctc.templates.budget import Room
from ctc.templates.counting import CURRENT, Rendering
from ctc.templates.expressions import to_json
from ctc.templates.fast.fused import Fused
from ctc.templates.leaves import Scope, render_plainly
from ctc.validation.row_keywords import absent_columns, idle_words, place_in
from ctc.validation.row_schema import RowSchema, SchemaRefused
from ctc.validation.rules.catalog import BY_CODE
from ctc.validation.rules.edit import Edit, Insert, Rename, Replace
from ctc.validation.rules.fixes import apply_fixes
from ctc.validation.rules.rule import Rule
from ctc.validation.schema.fields import Field
from ctc.validation.schema.free import is_free
from ctc.validation.schema.lookup import Missing, found
from ctc.validation.schema.published import bundled
from ctc.validation.subject.markup import parsed, read_plain
from ctc.wording.clauses import any_of_words, comparison_words, event_words
from ctc.wording.texts import text_difference


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def of_row(said: Mapping[str, Any]) -> Iterator[str]:
    """A row's schema, and rows that are held against it."""
    text = said.get("text") or json.dumps(said["schema"])
    try:
        schema = RowSchema(text)
    except SchemaRefused as error:
        yield f"  {error.place.line}:{error.place.column}: {error}"
        return
    types = {name: sorted(of) for name, of in schema.types.items()}
    yield f"  columns {sorted(schema.columns)}, of which {sorted(schema.required)} must be there: {_json(types)}"
    for idle in idle_words(schema.schema):
        place = place_in(text, idle.path)
        yield f"  {place.line}:{place.column}: '{idle.word}' does nothing; '{idle.meant}'?"
    for name, meant in absent_columns(schema.columns, said.get("columns", sorted(schema.columns))):
        yield f"  no row has '{name}'; '{meant}'?"
    for row in said.get("rows", ()):
        typed = schema.typed(row)
        yield f"  {_json(typed)}"
        for wrong in schema.wrong(typed) if not schema.accepts(typed) else ():
            yield f"    {wrong.column}: {wrong.message}"
            if wrong.discreet != wrong.message:
                yield f"      of many: {wrong.discreet}"
            if wrong.hint:
                yield f"      help: {wrong.hint}"


def _edit(said: Mapping[str, Any]) -> Edit:
    path = tuple(said["at"])
    if "rename" in said:
        return Rename(path=path, new=said["rename"])
    if "insert" in said:
        return Insert(path=path, key=said["insert"], value=said["value"])
    return Replace(path=path, old=said["old"], new=said["new"])


def of_fix(said: Mapping[str, Any]) -> Iterator[str]:
    """What edits make of a file; nothing where they change nothing."""
    edits = [(each.get("document", 0), _edit(each)) for each in said["edits"]]
    after = apply_fixes(said["text"].encode(), edits).decode()
    if after != said["text"]:
        yield from (f"  |{line}" for line in after.replace("\r", "\\r").split("\n"))


def of_explain(words: str) -> Iterator[str]:
    """What ``ctc explain`` finds."""
    answers = found(words)
    if isinstance(answers, Missing):
        known = sorted(answers.known)
        yield f"  nothing is called '{answers.word}' {answers.where}: {', '.join(known[:12])} ({len(known)})"
        return
    for answer in answers:
        yield f"  {_field(answer.field)}"
        schemas = [name.removeprefix("payload.") for name in answer.schemas]
        below = [field.path.rpartition(".")[2] for field in answer.below]
        yield f"    of {', '.join(schemas)}" + (f"; below: {', '.join(below)}" if below else "")


def _field(field: Field) -> str:
    words = [field.path, "/".join(field.types), "required" if field.is_required else ""]
    words += [f"one of {', '.join(field.allowed)}" if field.allowed else "", *field.limits]
    words += [f"as {field.example}" if field.example else "", field.source]
    return "; ".join(filter(None, [*words, "and free keys" if field.takes_free_keys else ""]))


def of_free(variant: str) -> Iterator[str]:
    """The texts of a body whose content no validation looks into."""
    schema = bundled(f"payload.{variant}")
    for path in _paths(schema, schema, ()):
        assert not is_free(variant, (*path, "name", "name"))
        if is_free(variant, path):
            yield f"  {'/'.join(map(str, path))}"


def _paths(node: Any, schema: Any, at: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    while isinstance(node, dict) and "$ref" in node:
        node = schema["$defs"][node["$ref"].removeprefix("#/$defs/")]
    if isinstance(node, dict):
        yield at
        for name, below in node.get("properties", {}).items():
            yield from _paths(below, schema, (*at, name))
        if "items" in node:
            yield from _paths(node["items"], schema, (*at, 0))


def of_editor(body: Mapping[str, Any], kind: str = "campaign") -> Iterator[str]:
    """What an editor underlines in a spec, as the published schema has it."""
    kind = "message" if "channel" in body else kind
    validator = Draft202012Validator(bundled("spec"))
    for error in validator.iter_errors({"version": 1, "id": "x", kind: body}):
        yield f"  {error.json_path}: {error.message[:200]}"


def of_html(html: str) -> Iterator[str]:
    """What rules read of an email's HTML; by the quick way, where it can, and by the parser."""
    real, quick = parsed(html), read_plain(html)
    assert quick in (None, real)
    yield f"  {'not ' * (quick is None)}plain{', HTML' * real.is_html}: {_json(real.words)}"
    for anchor in real.anchors:
        yield f"    to {_json(anchor.href)}: {_json(anchor.words)}"
    rest = {"images": real.images, "without_alt": real.without_alt, "stripped": real.stripped}
    rest |= {"preheader": real.preheader}
    yield from (f"    {name}: {_json(value)}" for name, value in rest.items() if value)


def of_change(body: Mapping[str, Any]) -> Iterator[str]:
    """The changes of a campaign that its tests should notice."""
    for change in changes_of(body):
        yield f"  /{'/'.join(map(str, change.path))} {change.said}"
        yield f"    {_json({key: value for key, value in change.body.items() if body.get(key) != value})}"


def of_draft(body: Mapping[str, Any]) -> Iterator[str]:
    """The tests that ctc writes for a campaign."""
    for draft in drafts_of(body, date(2031, 1, 15), {17: "vip"}):
        yield f"  {draft.name}: {_json(draft.person)}"


def of_written(said: Mapping[str, Any]) -> Iterator[str]:
    """Tests as ctc writes them into a file."""
    text = text_of([Drafted(*each) for each in said["tests"]])
    yield from (f"  |{line}" for line in text.split("\n"))


def of_ask(said: Mapping[str, Any]) -> Iterator[str]:
    """One test asked of one campaign."""
    body = said["body"]
    people = [person_of(number, each) for number, each in enumerate(said.get("people", ()), start=1)]
    events = [each for _, done in people for each in done]
    crowd = SmallPopulation([profile for profile, _ in people], events)
    account = Account(segments={"vip": 17}, queries={}, population=lambda _: crowd)
    case = Case(
        name="n",
        campaign="sale",
        expect=said["expect"],
        as_of=date.fromisoformat(said["as_of"]) if "as_of" in said else None,
        person=said.get("person"),
        document=NOWHERE,
        index=0,
    )
    target = Target(
        address="sale",
        kind="message" if "to" in body else "campaign",
        channel=said.get("channel", "sms"),
        body=body,
        place=lambda path: (f"/{'/'.join(map(str, path))}", 1),
        variant="",
    )
    for failure in run(case, target, account).failures:
        yield f"  {failure.file or 'the test'}: {failure.message}"
    named = attributes_in(body.get("content"))
    if named:
        yield f"  it names {', '.join(named)}"


def of_cases(text: str) -> Iterator[str]:
    """A file of tests."""
    documents, _ = read_documents("x.test.yaml", text.encode())
    cases, problems = cases_of(documents)
    for case in cases:
        place = case.place("expect")
        yield f"  {case.index} {case.name} of {case.campaign} at {case.place().line}:{place.line} {_json(case.expect)}"
        rest = {"row": case.row, "as_of": case.as_of, "person": case.person, "population": case.population}
        yield f"    {_json({name: value for name, value in rest.items() if value is not None})}"
    for one in problems:
        yield f"  {one.severity} {one.code} at {one.file}:{one.line}:{one.column} {one.path}: {one.message}"
        if one.hint is not None:
            yield f"    help: {one.hint}"


def of_plan(said: Mapping[str, Any]) -> Iterator[str]:
    """What another tool's tracking plan says, as a catalog."""
    plan: TrackingPlan | None
    if "csv" in said:
        plan = plan_of_csv(said["csv"])
    else:
        plan = plan_of_documents(said["documents"]) if "documents" in said else plan_of_json(said["json"])
    if plan is None:
        yield "  no plan"
        return
    yield f"  {plan.format}"
    yield from (f"    {name}: {_json(event)}" for name, event in plan.events.items())
    yield from (f"    profile {name}: {_json(kind)}" for name, kind in plan.profile.items())
    yield from (f"    note: {note}" for note in plan.notes)


def of_merge(said: Mapping[str, Any]) -> Iterator[str]:
    """A catalog's file with more names."""
    after = merged(said.get("text", ""), said["add"], said.get("elsewhere"))
    yield from (f"  |{line}" for line in after.split("\n"))


def of_known(said: Mapping[str, Any]) -> Iterator[str]:
    """What a catalog answers to each question: the name of a method, and what it is given."""
    catalog = Catalog(data=said["catalog"])
    for question, *given in said["ask"]:
        made = getattr(catalog, question)
        answer = made(*given) if callable(made) else sorted(map(str, made))
        yield f"  {question} {' '.join(map(str, given))}: {answer}"


def of_between(said: Mapping[str, Any]) -> Iterator[str]:
    """Two versions of a text, as a reviewer sees them."""
    difference = text_difference(said["before"], said["after"])
    yield "  " + " ".join(f"{one.kind}{_json(one.text)}" for one in difference.pieces)
    for called in difference.called:
        yield f"    {called.what}: {_json(called.gone)} -> {_json(called.new)}"


def of_fuse(said: Mapping[str, Any]) -> Iterator[str]:
    """The leaves of a family evaluated together, row by row: their values, each what the exact way gives."""
    room = Room()
    room.text = said.get("room", room.text)
    fused = Fused(said["texts"], NoTemplates(), room)
    before, after = said.get("before", {}), said.get("after", {})
    fused.bind(said["columns"], before, after)
    for cells in said["rows"]:
        written = fused.written(cells)
        if written is None:
            yield f"  {_json(cells)[:60]}: the exact way"
            continue
        values = [fused.value(index, written) for index in range(len(said["texts"]))]
        row = dict(zip(said["columns"], cells, strict=True))
        token = CURRENT.set(Rendering(NoTemplates()))
        scope = Scope({**before, **row, "row": row, **after})
        exact = [to_json(render_plainly(text, scope)) for text in said["texts"]]
        CURRENT.reset(token)
        assert _json(values) == _json(exact)
        yield f"  {_json(cells)[:60]}: {_json(values)[:160]}"
        if fused._computed and (plainly := fused._plainly(cells)) is not None:
            yield f"    without Jinja: {_json(plainly[1])[:160]}"
    yield f"  {fused.takes(said['texts'][0])}, {room.text:,} left"


class NoTemplates:
    def find(self, name: str) -> None:
        return None

    def names(self) -> tuple[str, ...]:
        return ()


def of_clause(said: Mapping[str, Any]) -> Iterator[str]:
    """A condition in words."""
    if "event_name" in said:
        yield f"  {event_words(said, str)}"
    elif "any_events" in said:
        yield f"  {any_of_words(said, str)}"
    else:
        yield f"  {comparison_words(said, str)}"


def of_asked(channel: str) -> Iterator[str]:
    """The rules that are asked about a channel's bodies alone, and what of the catalog they need; ``all``: the others,
    those of files among them."""
    for rule in BY_CODE.values():
        channels = rule.channels if isinstance(rule, Rule) else ()
        if channel in channels or (channel == "all" and not channels):
            needs = (
                f", with {', '.join(sorted(rule.sections))}"
                if isinstance(rule, Rule) and rule.sections
                else ""
            )
            needs += ", else where another environment" * (isinstance(rule, Rule) and rule.environmental)
            yield f"  {rule.severity} {rule.code}{needs}"


def of_fault(text: str) -> Iterator[str]:
    """A misbehaviour of the sandbox: when it comes, and what it is."""
    try:
        fault = parse_fault(text)
    except FaultError as error:
        yield f"  {error}"
        return
    kind, last = KINDS[fault.name], "" if fault.last is None else fault.last
    yield f"  {fault.name}{f' {fault.value}' * bool(fault.value)}, {fault.first}-{last}: {kind.what}"
    yield f"    of {', '.join(sorted(fault.concerns))}; takes {kind.takes}"


def of_persona(key: str) -> Iterator[str]:
    """Somebody whom a preview is filled for, and an attribute that nobody knows of him or her."""
    (persona,) = (one for one in PERSONAS if one.key == key)
    yield f"  {persona.title}: {persona.description}; {_json(persona.unknown)}"
    yield f"    {_json(persona.known)}"


MAPPINGS = {
    "row": of_row,
    "fix": of_fix,
    "editor": of_editor,
    "change": of_change,
    "draft": of_draft,
    "written": of_written,
    "ask": of_ask,
    "plan": of_plan,
    "merge": of_merge,
    "known": of_known,
    "between": of_between,
    "clause": of_clause,
    "fuse": of_fuse,
    "family": of_family,
    "message": of_message,
}
"""Kinds that are asked about a mapping as it stands."""
WORDS = {
    "asked": of_asked,
    "compute": of_computed,
    "explain": of_explain,
    "free": of_free,
    "html": of_html,
    "cases": of_cases,
    "at": of_cursor,
    "fault": of_fault,
    "persona": of_persona,
}
