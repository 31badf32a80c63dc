"""What is plainly unchanged is what the action table calls so, whatever is recorded."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from ctc.payloads.payload import payload_of
from ctc.plans.case import Case
from ctc.plans.decision import decide
from ctc.plans.facts import Facts
from ctc.plans.unchanged import incomparable, plainly_unchanged
from ctc.state.intents import Intent, Verb
from ctc.state.record import Record, Status
from ctc.state.tries import End, Try

NOW = datetime(2031, 1, 1, 12, tzinfo=UTC)
FACTS = Facts(project="acme", environment="test", zone=ZoneInfo("UTC"))
PAYLOAD = payload_of(
    {"name": "N", "target_mode": "push", "when": "20310201 09:30", "where": {"event_name": "E"}},
    address="one",
    revision=1,
    channel="push",
    variant="push",
    endpoint="/1/targets/create.json",
    file="campaigns/one.yaml",
    line=2,
)
INTENT = Intent(id="i", verb=Verb.CREATE, revision=1, digest=PAYLOAD.digest, at=NOW, timeout=30, runner="r:1")
tries = st.builds(
    Try,
    intent=st.just("i"),
    serial=st.just(2),
    end=st.sampled_from(End),
    id=st.sampled_from([None, 7]),
    breaks=st.sampled_from([0, 1]),
)
recorded = st.builds(
    Record,
    address=st.just("one"),
    revision=st.sampled_from([1] * 6 + [0, 2]),
    digest=st.sampled_from([PAYLOAD.digest] * 6 + ["", "other"]),
    status=st.sampled_from([*Status, *[Status.SCHEDULED, Status.SENT] * 4]),
    id=st.sampled_from([None, 7]),
    marker=st.sampled_from(["", "m"]),
    scheduled_on=st.sampled_from([None, NOW - timedelta(days=1), NOW + timedelta(days=30)]),
    recurring=st.booleans(),
    endpoint=st.sampled_from(["/1/targets/create.json", "/1/send/sms.json"]),
    open=st.sampled_from([(), (), (), (), (INTENT,), (replace(INTENT, verb=Verb.STOP),)]),
    tries=st.lists(tries, max_size=2).map(tuple),
    stopped_by=st.sampled_from(["", "replace", "late", "person", "gone"]),
    stopped_at=st.sampled_from([None, NOW - timedelta(days=2), NOW]),
    forgotten=st.booleans(),
)
payloads = st.builds(
    replace,
    st.just(PAYLOAD),
    is_estimate=st.sampled_from([False, False, True]),
    key_columns=st.sampled_from([()] * 5 + [("sku",)]),
)


@settings(max_examples=1000)
@given(record=recorded, payload=payloads)
def test_what_is_plainly_unchanged_is_unchanged(record: Record, payload: object) -> None:
    assert isinstance(payload, type(PAYLOAD))
    case = Case(payload=payload, record=record, facts=FACTS, now=NOW)
    at_once, by_rows = plainly_unchanged(payload, record, NOW), incomparable(case) or decide(case)
    assert at_once is None or at_once == by_rows


def test_a_campaign_as_it_was_recorded_is_plainly_unchanged() -> None:
    record = Record(address="one", digest=PAYLOAD.digest, status=Status.SCHEDULED, id=7)
    assert plainly_unchanged(PAYLOAD, record, NOW) is not None
