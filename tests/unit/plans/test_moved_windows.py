"""A window that is counted from another day is the same audience; one of another length, or of other people, is not."""

from typing import Any

import pytest

from ctc.payloads.payload import payload_of
from ctc.plans.gains import audience_change, audience_label
from ctc.plans.plan import Action, Change, FieldDifference


def body(first: int, last: int, event: str = "Viewed") -> dict[str, Any]:
    return {"target_mode": "sms", "where": {"event_name": event, "from": first, "to": last}}


def change(before: dict[str, Any], after: dict[str, Any], as_of: str) -> Change:
    payload = payload_of(
        after,
        address="one",
        channel="sms",
        variant="sms",
        revision=1,
        endpoint="/1/targets/create.json",
        as_of=as_of,
    )
    edit = FieldDifference(path="/where/from", before=1, after=2)
    return Change(
        address="one", action=Action.REPLACE, reason="", payload=payload, before=before, difference=(edit,)
    )


@pytest.mark.parametrize(
    ("after", "as_of", "is_told"),
    [
        (body(20310225, 20310303), "2031-03-04", False),
        (body(20310225, 20310303), "", True),
        (body(20310224, 20310303), "2031-03-04", True),
        (body(20310225, 20310303, "Charged"), "2031-03-04", True),
    ],
)
def test_a_moved_window_is_the_same_audience(after: dict[str, Any], as_of: str, *, is_told: bool) -> None:
    found = audience_change(change(body(20310224, 20310302), after, as_of))
    assert (found is not None) is is_told


@pytest.mark.parametrize(
    ("first", "last", "when", "is_told"),
    [
        (20310225, 20310303, "20310304 09:30", False),
        (20310225, 20310303, {"type": "later", "delivery_date_time": ["20310304 09:30"]}, False),
        (20310225, 20310303, "20310305 09:30", True),
        (20310225, 20310304, "20310304 09:30", True),
        (20310224, 20310302, "20310304 09:30", True),
        (20310225, 20310303, "20310303 10:00", True),
        (20310225, 20310303, "now", True),
        (20310225, 20310303, {"delivery_date_time": ["20310304 09:30", "20310305 09:30"]}, True),
    ],
)
def test_a_window_that_moves_with_when_is_the_same_audience(
    first: int, last: int, when: Any, *, is_told: bool
) -> None:
    """`7 days ago` is counted from the day that the campaign goes out, and a reviewer need not look at it again."""
    before = {**body(20310224, 20310302), "when": "20310303 09:30"}
    after = {**body(first, last, "Viewed"), "when": when}
    if (first, last) == (20310224, 20310302):
        after["where"]["event_name"] = "Charged"
    assert (audience_change(change(before, after, "")) is not None) is is_told


SEEN = {"name": "SKU", "operator": "equals"}
OTHER_FORMS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"event_properties": [{**SEEN, "value": "ab"}]}, {"event_properties": [{**SEEN, "value": ["a", "b"]}]}),
    ({"event_properties": [{**SEEN, "value": ["a", "b"]}]}, {"event_properties": [{**SEEN, "value": "ab"}]}),
    ({"event_properties": [{**SEEN, "value": ["a"]}]}, {"event_properties": [{**SEEN, "value": 1}]}),
    ({"event_properties": [{**SEEN, "value": [1, 2]}]}, {"event_properties": [{**SEEN, "value": {"a": 1, "b": 2}}]}),
    ({"event_properties": [{**SEEN, "value": 1}]}, {}),
    ({"exclude_segments": [7, 8]}, {}),
    ({"from": "7 days ago"}, {}),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), [*OTHER_FORMS, *(pair[::-1] for pair in OTHER_FORMS)])
def test_what_has_another_form_under_a_moved_window_is_told(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    """Of two that cannot be walked side by side, none is taken for a window that only moved."""
    old, new = body(20310224, 20310302), body(20310225, 20310303)
    old["where"] |= before
    new["where"] |= after
    assert audience_change(change(old, new, "2031-03-04")) is not None


@pytest.mark.parametrize(
    ("path", "is_told"),
    [
        ("/where", True),
        ("/where/from", True),
        ("/whereabouts", False),
        ("/segment", True),
        ("/exclude_segments/0", True),
        ("/content/where", False),
    ],
)
def test_an_audience_is_what_its_keys_say(path: str, is_told: bool) -> None:
    made = change(body(20310224, 20310302), body(20310224, 20310303), "")
    edit = FieldDifference(path=path, before=1, after=2)
    assert bool(audience_label(made._replace(difference=(edit,)))) is is_told
    assert audience_label(made._replace(difference=(edit,), payload=None)) == "", "a plan that another wrote"
    assert audience_label(made._replace(audience="narrower")) == "narrower"


@pytest.mark.parametrize("adds", [True, False])
def test_a_condition_that_changes_nobody_is_told_under_a_moved_window_too(*, adds: bool) -> None:
    """A reviewer sees every line of an audience that is another one, also where it takes the same people."""
    sold = {"name": "Paid", "operator": "greater_than", "value": 5}
    both = [sold, {**sold, "value": 3}]
    before, after = body(20310224, 20310302), body(20310225, 20310303)
    for audience, fields in ((before, [sold] if adds else both), (after, both if adds else [sold])):
        audience["where"]["common_profile_properties"] = {"profile_fields": fields}
    found = audience_change(change(before, after, "2031-03-04"))
    assert found is not None
    assert (found.label, bool(found.new), bool(found.gone)) == ("same", adds, not adds)
