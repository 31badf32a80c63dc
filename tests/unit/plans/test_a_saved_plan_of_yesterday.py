"""The bytes of a saved plan: a pipeline keeps them, and applies them with the ctc of the day after."""

import json
from dataclasses import replace
from typing import Any

import pytest

from ctc.canonical import digest_of
from ctc.diagnostics import UserError
from ctc.plans.plan import Action, Change
from ctc.plans.planning import make_plan
from ctc.plans.saved import SavedPlan, read, write
from ctc.plans.saved_changes import change_json
from ctc.plans.staleness import stale
from ctc.state import records
from tests.unit.plans.test_action_table import FACTS, NOW, ONE, OTHER, Story, campaign

NEW: dict[str, Any] = {
    "address": "",
    "born": 0,
    "status": "",
    "id": None,
    "revision": 0,
    "digest": "",
    "marker": "",
    "attempt": 0,
    "unsettled": (),
    "adopts": None,
}
"""What a plan holds of what nothing is recorded of. Where that changed, each plan that was kept would be stale."""


def changes(story: Story, *wanted: Any) -> list[Change]:
    return [*make_plan(wanted, {one.address for one in wanted}, story.state(), FACTS, NOW).changes]


def test_what_a_plan_keeps_of_a_new_campaign() -> None:
    [made] = changes(Story(), ONE)
    kept = change_json(made)
    assert kept.pop("payload") == {
        "address": "one",
        "revision": 1,
        "channel": "push",
        "variant": "push",
        "endpoint": "/1/targets/create.json",
        "digest": ONE.digest,
        "broadcast": False,
        "owner": None,
        "file": "campaigns/one.yaml",
        "line": 2,
        "was": [],
        "labels": [],
        "guards": {},
        "ignore": {},
        "body": ONE.body,
    }
    assert kept == {
        "address": "one",
        "action": "create",
        "reason": "new",
        "before": None,
        "recorded": NEW,
        "channel": "push",
        "endpoint": "/1/targets/create.json",
        "digest": ONE.digest,
        "revision": 1,
        "scheduled_on": "2031-02-01T09:30:00+00:00",
        "reach": None,
        "difference": [],
        "guards": [],
        "in_doubt": False,
        "is_told": False,
    }


def test_what_a_plan_keeps_of_what_is_recorded() -> None:
    story = Story().tried(ONE, "sent")
    entry = story.state().record("one")
    assert entry is not None
    told = {
        "address": "one",
        "born": entry.born,
        "status": "scheduled",
        "id": 77,
        "revision": 1,
        "digest": ONE.digest,
        "marker": entry.marker,
        "attempt": 1,
        "unsettled": (),
        "adopts": None,
    }
    for wanted, action in ((ONE, "unchanged"), (OTHER, "replace"), (None, "stop")):
        kept = change_json(changes(story, *([wanted] if wanted else []))[0])
        assert (kept["action"], kept["recorded"]) == (action, told)
        assert (kept["before"] is None) is (wanted is ONE), "what is as recorded is not kept twice"
        assert (kept["endpoint"], kept["channel"], kept["revision"]) == ("/1/targets/create.json", "push", 1)
        assert (kept["scheduled_on"], kept["digest"]) == (
            "2031-02-01T09:30:00+00:00",
            wanted.digest if wanted else ONE.digest,
        )
    [doubtful] = changes(Story().tried(ONE, "in_doubt"))
    assert change_json(doubtful)["in_doubt"] is True
    assert list(change_json(doubtful)["recorded"]["unsettled"]) == ["i1"]  # type: ignore[index,call-overload,arg-type]


def test_of_a_row_that_was_told_only_how_it_stands_is_kept() -> None:
    """There may be a hundred thousand of them, and nothing follows from any."""
    row = replace(campaign("drop[a]", when="now"), key_columns=("sku",))
    story = Story().tried(row, "sent").stopped(row, "person")
    [made] = changes(story, replace(row, digest="other"))
    assert change_json(made)["recorded"] == {**NEW, "status": "stopped"}
    assert (made.action, made.is_told, made.difference) == (Action.UNCHANGED, True, ())


@pytest.mark.parametrize("day", ["soon", "2031-02-30", "tomorrow"])
def test_a_day_that_is_none_is_refused_before_anything_counts_from_it(day: str) -> None:
    """Another program may have written it, with the right hash."""
    value = json.loads(write(SavedPlan(plan=make_plan([ONE], {"one"}, Story().state(), FACTS, NOW))))
    value["named_day"] = day
    value["sha256"] = digest_of({key: said for key, said in value.items() if key != "sha256"})
    with pytest.raises(UserError, match="a part of it is missing"):
        read(json.dumps(value).encode(), "kept.plan")


def test_a_plan_that_was_saved_is_read_back_and_is_not_stale() -> None:
    for story, wanted in (
        (Story(), [ONE]),
        (Story().tried(ONE, "sent"), [OTHER]),
        (Story().tried(ONE, "in_doubt"), [OTHER]),
        (Story().tried(ONE, "sent").add(records.tombstone(address="one")), [ONE]),
    ):
        made = make_plan(wanted, {"one"}, story.state(), FACTS, NOW)
        saved = SavedPlan(plan=made, select=("a*",), exclude=("b",), as_of="2031-01-01", within=("one",))
        again = read(write(saved), "kept.plan")
        assert stale(again.plan, made) == ()
        assert (again.select, again.exclude, again.as_of, again.within) == (
            ("a*",),
            ("b",),
            "2031-01-01",
            ("one",),
        )
    assert read(write(SavedPlan(plan=made)), "kept.plan").within is None
    assert list(json.loads(write(saved)))[-1] == "sha256", "a file that was cut short lacks it"
    assert write(saved).endswith(b"}\n")


@pytest.mark.parametrize(
    ("key", "other", "says"),
    [
        ("format_version", 2, "its format is 2, and this ctc reads 1"),
        ("format_version", None, "its format is None, and this ctc reads 1"),
        ("kind", "song", "it is no plan of ctc's"),
        ("serial", 9, "it was edited or cut short"),
    ],
)
def test_each_reason_to_refuse_a_file_holds_by_itself(key: str, other: Any, says: str) -> None:
    """Of a later format also the hash is right; of one that was edited the rest is."""
    value = json.loads(write(SavedPlan(plan=make_plan([ONE], {"one"}, Story().state(), FACTS, NOW))))
    value[key] = other
    if key != "serial":
        value["sha256"] = digest_of({name: said for name, said in value.items() if name != "sha256"})
    with pytest.raises(UserError) as caught:
        read(json.dumps(value).encode(), "kept.plan")
    [found] = caught.value.diagnostics
    assert (found.code, found.file, found.hint) == (
        "CTC520",
        "kept.plan",
        "make it anew with `ctc plan -o FILE`",
    )
    assert found.message.startswith("kept.plan cannot be read as a plan: ")
    assert says in found.message


def test_a_file_without_its_hash_is_refused() -> None:
    value = json.loads(write(SavedPlan(plan=make_plan([ONE], {"one"}, Story().state(), FACTS, NOW))))
    del value["sha256"]
    with pytest.raises(UserError, match="edited or cut short"):
        read(json.dumps(value).encode(), "kept.plan")
