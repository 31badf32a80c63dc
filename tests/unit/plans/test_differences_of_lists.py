"""What differs between two lists, entry by entry: of few values, and of so many that they go by their order."""

from typing import Any

import pytest

from ctc.plans.difference import difference

CASES: list[tuple[str, list[Any], list[Any], list[tuple[Any, ...]]]] = [
    ("one more at the end", [1, 2], [1, 2, 3], [("2", None, 3, "before")]),
    ("one more in the middle", [1, 2, 3], [1, 9, 2, 3], [("1", None, 9, "before")]),
    ("one more at the beginning", [1, 2], [9, 1, 2], [("0", None, 9, "before")]),
    ("one less in the middle", [1, 2, 3], [1, 3], [("1", 2, None, "after")]),
    ("one of its like less", [1, 1, 1], [1, 1], [("2", 1, None, "after")]),
    ("the same once more", [1, 2], [1, 2, 1, 2], [("2", None, 1, "before"), ("3", None, 2, "before")]),
    ("the same once less", [1, 2, 1, 2], [1, 2], [("2", 1, None, "after"), ("3", 2, None, "after")]),
    ("another one", [1, 2, 3], [1, 5, 3], [("1", 2, 5, "")]),
    ("two others, and one more", [1, 2, 3, 4], [1, 8, 9, 7, 4],
     [("1", 2, 8, ""), ("2", 3, 9, ""), ("3", None, 7, "before")]),
    ("two others, and two less", [1, 2, 3, 4, 5, 6], [1, 8, 9, 6],
     [("1", 2, 8, ""), ("2", 3, 9, ""), ("3", 4, None, "after"), ("4", 5, None, "after")]),
    ("all of them", [1, 2], [3, 4, 5], [("0", 1, 3, ""), ("1", 2, 4, ""), ("2", None, 5, "before")]),
    ("from none", [], [1, 2], [("0", None, 1, "before"), ("1", None, 2, "before")]),
    ("to none", [1, 2], [], [("0", 1, None, "after"), ("1", 2, None, "after")]),
    ("another order", [1, 2, 3], [3, 2, 1], [("0", 1, 3, ""), ("2", 3, 1, "")]),
    ("within an entry", [{"a": 1, "b": [1, 2]}, 7], [{"a": 2, "b": [1, 2, 3]}, 7],
     [("0/a", 1, 2, ""), ("0/b/2", None, 3, "before")]),
    ("a truth value for a number", [0, 1], [0, True], [("1", 1, True, "")]),
    ("a truth value within", [{"a": [1]}], [{"a": [True]}], [("0/a/0", 1, True, "")]),
    ("texts that look like what stands for a truth value", ["\0true", "x"], ["\0false", "x"],
     [("0", "\0true", "\0false", "")]),
    ("such a text for a truth value", [True], ["\0true"], [("0", True, "\0true", "")]),
    ("a decimal for a number", [0.5, 1.0], [0.5, 1], [("1", 1.0, 1, "")]),
]  # fmt: skip


@pytest.mark.parametrize("beside", [{}, {"many": [*range(1001)]}], ids=["few", "many"])
@pytest.mark.parametrize(
    ("before", "after", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_what_differs_between_two_lists(
    before: list[Any], after: list[Any], expected: list[tuple[Any, ...]], beside: dict[str, Any]
) -> None:
    found = difference({"l": before, **beside}, {"l": after, **beside})
    assert [(one.path, one.before, one.after, one.missing) for one in found] == [
        (f"/l/{path}", *rest) for path, *rest in expected
    ]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([1, 2, 3], [0, 1, 5, 3], [("0", None, 0, "before"), ("2", 2, 5, "")]),
        ([0, 1, 2, 3], [1, 5, 3], [("0", 0, None, "after"), ("1", 2, 5, "")]),
    ],
)
def test_what_changed_behind_an_entry_that_came_or_went_is_told_where_it_stands_now(
    before: list[Any], after: list[Any], expected: list[tuple[Any, ...]]
) -> None:
    """A reviewer looks it up in the spec."""
    found = difference({"l": before}, {"l": after})
    assert [(one.path, one.before, one.after, one.missing) for one in found] == [
        (f"/l/{path}", *rest) for path, *rest in expected
    ]


MANY: list[dict[str, Any]] = [
    {"many": [*range(1001)]},
    {"many": dict.fromkeys(map(str, range(1001)), 1)},
    {"many": [[{"a": [*range(9)]}] * 60, [*range(60)]] * 2},
]


@pytest.mark.parametrize("beside", MANY, ids=["a list", "keys", "lists in lists"])
def test_of_very_many_values_the_entries_of_a_list_are_compared_in_their_order(
    beside: dict[str, Any],
) -> None:
    """To look for those that moved would take minutes."""
    before, after = {"l": [1, 2, 3], **beside}, {"l": [0, 1, 5, 3], **beside}
    told = [(one.path, one.before, one.after) for one in difference(before, after)]
    assert told == [("/l/0", 1, 0), ("/l/1", 2, 1), ("/l/2", None, 5)]
    assert [one.path for one in difference({"l": [1, 2, 3]}, {"l": [0, 1, 5, 3]})] == ["/l/0", "/l/2"]
