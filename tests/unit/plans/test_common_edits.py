"""What many differences have in common: a reviewer of thousands reads these lines, and no other."""

from typing import Any

import pytest

from ctc.plans.edits import common_edits, edit_of
from ctc.plans.plan import Action, Change, Edit, FieldDifference


def of(*differences: FieldDifference) -> Change:
    return Change(address="f[1]", action=Action.REPLACE, reason="", difference=differences)


def edited(before: Any, after: Any, missing: str = "") -> FieldDifference:
    return FieldDifference(path="/p", before=before, after=after, missing=missing)


def test_the_eight_that_most_make_are_told_the_most_common_first() -> None:
    made = [(name, count) for count, name in enumerate("abcdefghij", 2)]
    rows = [of(FieldDifference(path=f"/{name}", before=0, after=1)) for name, n in made for _ in range(n)]
    told = [(edit.path, count) for edit, count in common_edits(rows)]
    assert told == [(f"/{name}", count) for name, count in reversed(made)][:8]


def test_words_are_told_unless_signs_hold_for_more() -> None:
    """Both say the same of two rows in three: the words name what a reviewer knows."""
    rows = [
        of(edited("On Sunday, tea", "On Monday, tea")),
        of(edited("On Sunday, tea", "On Monday, tea")),
        of(edited("On Sunday, cakes", "On Monday, cakes!")),
    ]
    assert common_edits(rows) == ((Edit(path="/p", before="On Sunday,", after="On Monday,"), 2),)


@pytest.mark.parametrize(
    ("before", "after", "missing", "told"),
    [
        (None, "Tea", "before", ("", "Tea")),
        (None, ["a", 1], "before", ("", '["a",1]')),
        ("Tea", None, "after", ("Tea", "")),
        (True, None, "after", ("true", "")),
        (None, "Tea", "", ("null", "Tea")),
        ("Tea", None, "", ("Tea", "null")),
        (["a"], "a", "", ('["a"]', "a")),
    ],
)
def test_what_came_or_went_has_one_side(before: Any, after: Any, missing: str, told: tuple[str, str]) -> None:
    assert edit_of(edited(before, after, missing)) == Edit(path="/p", before=told[0], after=told[1])


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("{0}", "«{0}", ("…", "«…")),
        ("{0}", "{0} now", ("…", "… now")),
        ("«{0}", "{0}", ("«…", "…")),
        ("{0} now", "{0}", ("… now", "…")),
        ("{0} {0}", "{0} new {0}", ("……", "…new …")),
    ],
    ids=["put before", "put behind", "taken from before", "taken from behind", "put between"],
)
def test_where_something_was_put_in_is_told(before: str, after: str, told: tuple[str, str]) -> None:
    rows = [of(edited(before.format(name), after.format(name))) for name in ("tea", "cake", "milk")]
    assert common_edits(rows) == ((Edit(path="/p", before=told[0], after=told[1]), 3),)


@pytest.mark.parametrize(("signs", "is_searched"), [(60, True), (61, False), (62, False)])
def test_what_is_equal_within_long_edits_is_not_looked_for(signs: int, is_searched: bool) -> None:
    """Each sign of one would be held against each of the other, in each of ten thousand rows."""
    old, new = "-=".rjust(signs // 2 - 1, "-") + "-", "+=".rjust(signs - signs // 2 - 1, "+") + "+"
    rows = [of(edited(f"{name}{old}{name}", f"{name}{new}{name}")) for name in ("a", "b", "c")]
    [(edit, count)] = common_edits(rows)
    assert count == 3
    assert ("…" in edit.before) is is_searched
