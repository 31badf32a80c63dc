"""What is counted before it is made, to the character: a price that is too low lets a text grow that the next limit
does not see, one that is too high refuses what people write."""

from typing import Any

import pytest

from ctc.templates.amplifiers import FILTERS, METHODS, binop_size, search_size, within_size
from ctc.templates.budget import Budget, LimitPassed, bounded, size_of
from ctc.templates.limits import MAX_BITS, MAX_TEXT, MAX_WORK

LONG = "a" * 2_500
TAGS = "<b>" * 16
LINES = "a\nb\nc"
RUNS = "aaaa bb"


def price(check: Any, *args: Any, **kwargs: Any) -> int:
    budget = Budget()
    check(budget, *args, **kwargs)
    return MAX_WORK - budget.work


@pytest.mark.parametrize(
    ("name", "args", "kwargs", "spent"),
    [
        ("batch", ([1], 2, "xx"), {}, 3 + 1 + 3),
        ("batch", ([1], 2), {"fill_with": "xx"}, 3 + 1 + 3),
        ("slice", ([1], 10_000), {}, 2 + 1),
        ("center", ("a", 10_000), {}, 0),
        ("truncate", ("a",), {"length": 10_000}, 0),
        ("format", ("%s and %s", "xx"), {}, 9 + 2 * (1 + 1 + 3)),
        ("format", ("%(a)s",), {"a": "xx"}, 5 + (1 + 1 + 3)),
        ("format", (5, "xx"), {}, 0),
        ("indent", (LINES,), {}, 5 + 3 * 4),
        ("indent", (LINES, 2), {}, 5 + 3 * 2),
        ("indent", (LINES, "----->"), {}, 5 + 3 * 6),
        ("indent", (LINES,), {"width": 7, "first": True}, 5 + 3 * 7),
        ("indent", (5, 2), {}, 0),
        ("int", ("9" * MAX_BITS,), {}, 0),
        ("join", (["aa", "bb"], ", "), {}, 3 + 3 + 3 + 2 * 2),
        ("join", (["aa", "bb"],), {"d": ", "}, 3 + 3 + 3 + 2 * 2),
        ("join", (["aa"],), {"attribute": "xxxx"}, 2 + 3),
        ("join", (5, ", "), {}, 0),
        ("replace", ("abab", "b", "xyz"), {}, (4 * 1 + 1) + 4 + 2 * 3),
        ("replace", ("abab",), {"old": "b", "new": "xyz"}, (4 * 1 + 1) + 4 + 2 * 3),
        ("replace", ("abab", "", "xyz"), {}, 1 + 4 + 5 * 3),
        ("replace", ("abab", "c", "xyz"), {}, 5 + 4),
        ("round", (1.5, 300), {}, 0),
        ("striptags", (TAGS,), {}, 48 * 17 // 16 + 1),
        ("striptags", (5,), {}, 0),
        ("sum", ([1], None, 5), {}, 0),
        ("tojson", ([1, "a"],), {"indent": 16}, (3 + 1 + 2) * 8),
        ("trim", ("abc",), {}, 3),
        ("trim", ("abc", "xy"), {}, 6),
        ("trim", ("abc",), {"chars": "xy"}, 6),
        ("urlize", ("ab cde",), {}, 4 + 9),
        ("wordwrap", (RUNS,), {}, 7 * 2 + (16 + 1 + 4) // 79),
        ("wordwrap", (RUNS, 2), {}, 7 * 2 + (16 + 1 + 4) // 2),
        ("wordwrap", (RUNS,), {"width": 3, "wrapstring": "xxx"}, 7 * 4 + (16 + 1 + 4) // 3),
        ("wordwrap", (RUNS, 1), {}, 7 * 2 + 21),
        ("wordwrap", (RUNS, 0), {}, 7 * 2),
        ("wordwrap", (5, 2), {}, 0),
    ],
)  # fmt: skip
def test_what_a_filter_is_counted_as(name: str, args: Any, kwargs: Any, spent: int) -> None:
    assert price(FILTERS[name], *args, **kwargs) == spent


@pytest.mark.parametrize(
    ("name", "args", "kwargs", "spent"),
    [
        *((name, ("abcdef", "bc"), {}, 6 * 2 + 1) for name in ("count", "find", "index", "partition", "split")),
        *((name, ("abcdef", "bc"), {}, 6 * 3) for name in ("rfind", "rindex", "rpartition", "rsplit")),
        ("split", ("abcdef",), {"sep": "bcd"}, 6 * 3 + 1),
        ("rsplit", ("abcdef",), {"sep": "bcd"}, 6 * 4),
        ("split", ("abcdef", None), {}, 0),
        ("rsplit", ("abcdef", None), {}, 0),
        ("split", ("abcdef",), {}, 1),
        ("find", (5, "x"), {}, 0),
        *((name, ("abcdef", "bc"), {}, 12) for name in ("strip", "lstrip", "rstrip")),
        *((name, ("a", 10_000), {}, 0) for name in ("center", "ljust", "rjust", "zfill")),
        ("expandtabs", ("a\tb\t",), {}, 4 + 2 * 8),
        ("expandtabs", ("a\tb\t", 3), {}, 4 + 2 * 3),
        ("expandtabs", ("a\tb\t",), {"tabsize": 5}, 4 + 2 * 5),
        ("expandtabs", ("a\tb\t", -3), {}, 4),
        ("format", ("{} {}", "xx"), {}, 5 + 2 * (1 + 1 + 3)),
        ("format", ("{a}",), {"a": "xx"}, 3 + (1 + 1 + 3)),
        ("join", (", ", ["aa", "bb"]), {}, 9 + 2 * 2),
        ("replace", ("abab", "b", "xyz"), {}, 5 + 4 + 6),
    ],
)  # fmt: skip
def test_what_a_method_is_counted_as(name: str, args: Any, kwargs: Any, spent: int) -> None:
    assert price(METHODS[name], *args, **kwargs) == spent


@pytest.mark.parametrize(
    ("checks", "name", "args", "kwargs", "says"),
    [
        *(
            (*of, *given, "a width, count or precision of more than 10,000")
            for of in (
                *((FILTERS, name) for name in ("batch", "center", "indent", "urlize", "wordwrap")),
                *((METHODS, name) for name in ("center", "ljust", "expandtabs")),
            )
            for given in ((("a", 10_001), {}), (("a",), {"named": 10_000.5}), (("a", True), {"named": 10_001}))
        ),
        (FILTERS, "int", ("9" * (MAX_BITS + 1),), {}, "a whole number of more than 4,096 digits"),
        (FILTERS, "round", (1.5, -301), {}, "a precision of more than 300"),
        (FILTERS, "round", (1.5,), {"precision": 301}, "a precision of more than 300"),
        (FILTERS, "round", (1.5,), {"method": "floor", "precision": 301}, "a precision of more than 300"),
        (FILTERS, "tojson", (1, 17), {}, "an indentation of more than 16"),
        (FILTERS, "format", ("%10000d", 1), {}, "a format with a variable or a five-digit width"),
        (FILTERS, "format", ("%*d", 1), {}, "a format with a variable or a five-digit width"),
        (METHODS, "format", ("{:10000}", 1), {}, "a format with a nested or a five-digit width"),
        (METHODS, "format", ("{:{}}", 1), {}, "a format with a nested or a five-digit width"),
    ],
)  # fmt: skip
def test_what_is_refused_whatever_is_left(checks: Any, name: str, args: Any, kwargs: Any, says: str) -> None:
    with pytest.raises(LimitPassed) as refused:
        price(checks[name], *args, **kwargs)
    assert str(refused.value) == says


@pytest.mark.parametrize("start", ["a", [1], (1,)])
def test_a_sum_is_of_numbers(start: Any) -> None:
    for args, kwargs in (((None, start), {}), ((), {"start": start})):
        with pytest.raises(TypeError, match=r"^sum adds numbers alone; texts are put together with join$"):
            price(FILTERS["sum"], [], *args, **kwargs)


@pytest.mark.parametrize(
    ("operator", "left", "right", "size"),
    [
        ("%", "%s!", "ab", 3 + 3),
        ("%", 7, 3, 1),
        ("+", "abc", "de", 5),
        ("+", [1, 2], [3], 3),
        ("+", "abc", 5, 1),
        ("+", 5, "abc", 1),
        ("-", 5, 3, 1),
        ("*", "abc", 4, 12),
        ("*", 4, "abc", 12),
        ("*", "abc", -4, 0),
        ("*", (1, 2), 3, 6),
        ("*", "abc", 1.5, 1),
        ("*", 2.5, 4, 1),
        ("/", "abc", "de", 1),
        ("**", 1, 10**9, 1),
        ("**", -1, 10**9, 1),
        ("**", 0, 10**9, 1),
        ("**", 3, MAX_BITS // 2, 1),
        ("**", 3, -5, 1),
        ("*", 1 << MAX_BITS // 2 - 1, 1 << MAX_BITS // 2 - 1, 1),
        ("+", (1 << MAX_BITS - 1) - 1, 1, 1),
    ],
)
def test_what_an_operator_is_counted_as(operator: str, left: Any, right: Any, size: int) -> None:
    assert binop_size(operator, left, right) == size


@pytest.mark.parametrize(
    ("operator", "left", "right"),
    [
        ("**", 3, MAX_BITS // 2 + 1),
        ("*", 1 << MAX_BITS // 2, 1 << MAX_BITS // 2 - 1),
        ("+", 1 << MAX_BITS - 1, 1),
        ("-", 1, 1 << MAX_BITS - 1),
        ("-", 1 << MAX_BITS, 1),
        ("-", 1, 1 << MAX_BITS),
        ("**", 1 << MAX_BITS, 0),
    ],
)
def test_whole_numbers_have_a_length(operator: str, left: int, right: int) -> None:
    with pytest.raises(LimitPassed, match=r"^a whole number of more than 4,096 bits comes into being$"):
        binop_size(operator, left, right)


def test_a_format_of_percents_is_refused_by_its_text() -> None:
    with pytest.raises(LimitPassed, match=r"^a format with a variable or a five-digit width$"):
        binop_size("%", "%12345s", "x")


@pytest.mark.parametrize(
    ("container", "sought", "size"),
    [
        ("abcdef", "bc", 6 * 2 + 1),
        ("abcdef", 5, 6 * 1 + 1),
        (LONG[1:], LONG[:2_000], 2_499 * 2_000 + 1),
        (LONG, LONG[:2_000], 2_500 * 100 + 1),
        (LONG, "a", 2_500 + 1),
        (range(50), 5, 1),
        (range(50), 5.5, 50),
        (["a", 1], 1, 3 + 2 + 1),
        (("a",), 1, 2 + 2),
        ({"a": 1}, "a", 1),
    ],
)  # fmt: skip
def test_what_looking_for_something_is_counted_as(container: Any, sought: Any, size: int) -> None:
    assert within_size(container, sought) == size


def test_a_text_is_sought_in_a_long_one_in_one_pass() -> None:
    assert [search_size(n, 200) for n in (2_499, 2_500)] == [2_499 * 200 + 1, 2_500 * 100 + 1]


@pytest.mark.parametrize(
    ("value", "weight", "size"),
    [
        ("abc", 3, 4),
        (5, 0, 1),
        (True, 0, 1),
        (None, 0, 1),
        (1.5, 0, 1),
        ([], 1, 1),
        (["ab", ["c"]], 3 + 3 + 2 + 2, 10),
        (("ab", 1), 3 + 3 + 1, 7),
        ({"ab": "c", "d": 1}, 3 + 3 + 2 + 2 + 1, 11),
        (range(7), 7, 1),
        ({"a": 1, "b": 2}.keys(), 2, 1),
        ({"a": 1, "b": 2}.values(), 2, 1),
        ({"a": 1, "b": 2}.items(), 2, 1),
    ],
)
def test_what_a_value_weighs(value: Any, weight: int, size: int) -> None:
    budget = Budget()
    assert budget.weigh(value) is value
    assert (MAX_WORK - budget.work, size_of(value)) == (weight, size)


def test_what_is_shared_weighs_as_often_as_it_occurs_and_counting_ends() -> None:
    value: Any = "x"
    for _ in range(60):
        value = [value, value]
    assert MAX_TEXT < size_of(value) <= MAX_TEXT + 3


def test_what_is_left_is_allowed_to_its_end() -> None:
    budget = Budget()
    budget.work = 5
    budget.look(5)
    with pytest.raises(LimitPassed, match=r"^rendering looks at more than 20,000,000 characters and entries"):
        budget.look(1)
    bounded((1 << MAX_BITS) - 1)
    for number in (1 << MAX_BITS, -(1 << MAX_BITS)):
        with pytest.raises(LimitPassed, match=r"^a whole number of more than 4,096 bits comes into being$"):
            bounded(number)
