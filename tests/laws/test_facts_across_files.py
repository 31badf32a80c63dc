"""Laws: what lint keeps of a file tells the rules across files as much as the file does, and reads back as it was."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ctc.diagnostics import Diagnostic, Severity
from ctc.pipeline.engine.across import marked_alike
from ctc.pipeline.engine.facts import FileFacts, PayloadFacts, UnitFacts
from ctc.pipeline.engine.fast.wire import decode, encode, facts_from
from ctc.rows.family_data import FamilyData
from ctc.validation.rules.catalog import run_cross_rules
from ctc.validation.rules.duplication import AUDIENCE, marks
from ctc.validation.rules.rule import Subject
from ctc.variants import CREATE

SOME = st.sampled_from
BODIES = st.fixed_dictionaries(
    {},
    optional={
        "name": SOME(["Welcome", " Welcome ", "Bye", "", 3]),
        "when": SOME(["now", "20310102 10:00", {"type": "now"}]),
        "where": SOME([{}, {"event_name": "Charged"}, {"event_name": "Viewed"}, "all"]),
        "segment": SOME([1, 2]),
        "devices": SOME([["ios"], ["android"]]),
        "estimate_only": SOME([True, False, "yes"]),
    },
)


@st.composite
def subjects(draw: st.DrawFn) -> list[Subject]:
    return [
        Subject(
            address=draw(SOME(["one", "two", "three", "four", "five"])),
            variant="sms",
            channel=draw(SOME(["sms", "push"])),
            endpoint=draw(SOME([CREATE, CREATE, CREATE, "send/sms.json"])),
            body=draw(BODIES),
        )
        for _ in range(draw(st.integers(0, 6)))
    ]


def people_of(subject: Subject) -> object:
    """Whom a message reaches over which channel at what time; nothing to compare where that is not known."""
    body = subject.body
    if not isinstance(body.get("when"), str) or body.get("estimate_only") is True:
        return None
    return subject.channel, body["when"], {key: body[key] for key in AUDIENCE if key in body}


def name_of(subject: Subject) -> object:
    name = subject.body.get("name")
    return name.strip() or None if isinstance(name, str) else None


@given(subjects())
def test_marks_tell_what_bodies_tell(every: list[Subject]) -> None:
    expected = {
        (subject.address, code)
        for index, subject in enumerate(every)
        for code, what in (("CTC492", name_of), ("CTC493", people_of))
        if subject.endpoint == CREATE
        and what(subject) is not None
        and any(what(other) == what(subject) and other.endpoint == CREATE for other in every[:index])
    }
    found = run_cross_rules([(subject.address, marks(subject)) for subject in every])
    assert {
        (address, finding.code) for address, findings in found.items() for finding in findings
    } == expected


@given(subjects())
def test_who_has_no_mark_in_common_with_others_is_nothing_to_rules_across_files(every: list[Subject]) -> None:
    units = [
        UnitFacts(each.address, 0, "campaign", is_sound=bool(number % 4), marks=marks(each))
        for number, each in enumerate(every)
    ]
    once = {unit.address: unit.marks for unit in units if unit.is_sound}
    assert run_cross_rules(marked_alike(units)) == run_cross_rules(list(once.items()))


TEXTS = st.text(max_size=5)
FINDINGS = st.builds(
    Diagnostic,
    code=SOME(["CTC101", "CTC493"]),
    severity=st.sampled_from(Severity),
    message=TEXTS,
    file=TEXTS,
    line=st.integers(1, 9),
    path=TEXTS,
    hint=TEXTS | st.none(),
)
MANY_FINDINGS = st.lists(FINDINGS, max_size=2)
NAMES = st.lists(TEXTS, max_size=2)
PAYLOADS = st.builds(
    PayloadFacts,
    digest=TEXTS,
    variant=SOME(["push", "email"]),
    revision=st.integers(1, 3),
    when=st.sampled_from(["now", None, {"type": "now"}]),
    stated=NAMES,
    audience=TEXTS,
    labels=NAMES,
    owner=st.sampled_from(["growth@acme.example", None]),
    guards=st.sampled_from([(), {"max_reach": 3}]),
    ignore=st.sampled_from([(), {"CTC402": "agreed"}]),
    was=NAMES,
    numbers=st.sampled_from([(), {"price": 1.5}]),
    broadcast=st.booleans(),
    is_estimate=st.booleans(),
    duplicates=st.integers(0, 2),
    is_uncapped=st.booleans(),
)
UNITS = st.builds(
    UnitFacts,
    payload=st.just(()) | PAYLOADS,
    address=TEXTS,
    document=st.integers(0, 3),
    kind=SOME(["campaign", "message"]),
    found=MANY_FINDINGS,
    ignore=NAMES,
    hidden=NAMES,
    is_sound=st.booleans(),
    marks=NAMES,
)
FACTS = st.builds(
    FileFacts,
    documents=st.integers(0, 3),
    problems=MANY_FINDINGS,
    units=st.lists(UNITS, max_size=2),
    idle=st.lists(st.tuples(st.integers(0, 3), TEXTS, FINDINGS), max_size=2),
    unused=MANY_FINDINGS,
    templates=NAMES,
    is_open=st.booleans(),
    has_payloads=st.booleans(),
    bound=st.sampled_from([(), {"as_of": "2031-01-15"}]),
    spots=st.lists(
        st.tuples(
            st.integers(0, 3), SOME(["key", "value"]), TEXTS, st.integers(1, 9), st.integers(1, 9), TEXTS
        ),
        max_size=2,
    ),
    families=st.lists(
        st.builds(
            FamilyData,
            family=TEXTS,
            shown=TEXTS,
            sha256=TEXTS,
            rows=st.integers(0, 9),
            key_columns=NAMES,
            guards=st.sampled_from([{}, {"max_gone": "5%"}]),
            file=TEXTS,
            guard_lines=st.sampled_from([{}, {"max_gone": 4}]),
        ),
        max_size=2,
    ),
)


def plain(value: Any) -> Any:
    """Lists for tuples, whatever their names."""
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


@given(FACTS)
def test_facts_read_back_as_they_were(facts: FileFacts) -> None:
    asked = {("template", "/a", "b"): "c"}
    digest, questions, row = decode(encode("digest", asked, facts))
    assert (digest, questions) == ("digest", asked)
    found = facts_from(row)
    payloads = [PayloadFacts(*unit.payload) if unit.payload else () for unit in found.units]
    assert plain(payloads) == plain([unit.payload for unit in facts.units])
    nothing = [unit._replace(payload=()) for unit in found.units]
    assert plain(found._replace(units=nothing)) == plain(
        facts._replace(units=[unit._replace(payload=()) for unit in facts.units])
    )
