"""Laws: what lint keeps of a file tells the rules across files as much as the file does, and reads back as it was."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ctc.diagnostics import Diagnostic, Severity
from ctc.pipeline.facts import Facts, UnitFacts
from ctc.pipeline.facts_json import decode, encode, facts_from
from ctc.pipeline.judging import subjects_alike
from ctc.validation.rules.catalog import run_cross_rules
from ctc.validation.rules.duplication import essence, likeness
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


def unit_of(subject: Subject) -> UnitFacts:
    return UnitFacts(
        address=subject.address,
        document=0,
        kind="campaign",
        channel=subject.channel,
        endpoint=subject.endpoint,
        alike=likeness(subject, essence(subject.body)),
        essence=essence(subject.body),
    )


@given(subjects())
def test_who_has_nothing_in_common_with_others_is_nothing_to_rules_across_files(every: list[Subject]) -> None:
    once = list({subject.address: subject for subject in every}.values())
    assert run_cross_rules(subjects_alike(map(unit_of, every))) == run_cross_rules(once)


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
UNITS = st.builds(
    UnitFacts,
    address=TEXTS,
    document=st.integers(0, 3),
    kind=SOME(["campaign", "message"]),
    found=MANY_FINDINGS,
    ignore=NAMES,
    hidden=NAMES,
    alike=NAMES,
    essence=st.none() | st.dictionaries(TEXTS, TEXTS | st.booleans(), max_size=2),
)
FACTS = st.builds(
    Facts,
    documents=st.integers(0, 3),
    problems=MANY_FINDINGS,
    units=st.lists(UNITS, max_size=2),
    idle=st.lists(st.tuples(st.integers(0, 3), TEXTS, FINDINGS), max_size=2),
    unused=MANY_FINDINGS,
    templates=NAMES,
    is_open=st.booleans(),
)


def plain(value: Any) -> Any:
    """Lists for tuples, whatever their names."""
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


@given(FACTS)
def test_facts_read_back_as_they_were(facts: Facts) -> None:
    asked = {("template", "/a", "b"): "c"}
    digest, questions, row = decode(encode("digest", asked, facts))
    assert (digest, questions) == ("digest", asked)
    assert plain(facts_from(row)) == plain(facts)
