"""Addresses and canonical values: what journals, markers and digests are made of never changes its form."""

import math
from typing import Any

import pytest

from ctc.address import address_of, is_address, nfc, parted, parts_of, spellings, stem_of
from ctc.audience import AUDIENCE_PARTS, audience_key
from ctc.canonical import canonical_bytes, compact, digest_of, same
from ctc.choice import Choice, globs_and_branches, nothing_matches

COMPOSED, APART = "x[caf\u00e9]", "x[cafe\u0301]"


@pytest.mark.parametrize(
    ("address", "family", "key", "stem", "parts"),
    [
        ("welcome", "welcome", "", "", ()),
        ("drop[en]", "drop", "[en]", "", ("en",)),
        ("drop[A1,50]", "drop", "[A1,50]", "drop[A1,", ("A1", "50")),
        ("drop[A1,50,hi]", "drop", "[A1,50,hi]", "drop[A1,50,", ("A1", "50", "hi")),
    ],
)
def test_the_parts_of_an_address(
    address: str, family: str, key: str, stem: str, parts: tuple[str, ...]
) -> None:
    assert parted(address) == (family, key)
    assert stem_of(address) == stem
    assert parts_of(address) == parts
    assert address_of(family, parts) == address
    assert is_address(address)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("a" * 63, True),
        ("a" * 64, False),
        ("0-a", True),
        ("-a", False),
        ("A", False),
        ("a[]", False),
        ("a[b,]", False),
        ("a[b]c", False),
        ("a[b[c]]", False),
        ("a[b c,d.e]", True),
        ("", False),
        ("a\n", False),
    ],
)
def test_what_is_an_address(text: str, is_one: bool) -> None:
    assert is_address(text) is is_one


def test_an_accent_is_one_letter_however_it_was_composed() -> None:
    assert nfc(APART) == address_of("x", ["cafe\u0301"]) == COMPOSED
    assert spellings(COMPOSED) == spellings(APART) == (COMPOSED, APART)
    assert spellings("x[en]") == ("x[en]",)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"b": 1, "a": [True, None, 1.5, "\u00e9"]}, '{"a":[true,null,1.5,"\u00e9"],"b":1}'),
        ({"b": {"d": 1, "c": 2}}, '{"b":{"c":2,"d":1}}'),
        ("\u2028", '"\u2028"'),
    ],
)
def test_the_bytes_that_digests_are_taken_of_are_frozen(value: Any, written: str) -> None:
    assert canonical_bytes(value) == written.encode()


def test_a_digest_that_was_recorded_once_is_found_again() -> None:
    assert len(digest_of({"a": 1})) == 64
    assert digest_of({"a": 1}) == "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862"


@pytest.mark.parametrize("value", [math.nan, math.inf, [-math.inf]])
def test_what_is_no_json_has_no_digest(value: Any) -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical_bytes(value)


@pytest.mark.parametrize(
    ("one", "other", "are_same"),
    [
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        (1, True, False),
        (1, 1.0, False),
        ([0], [False], False),
        ([1, 2], [2, 1], False),
        ("a", "b", False),
        (None, None, True),
    ],
)
def test_what_is_the_same_in_json(one: Any, other: Any, are_same: bool) -> None:
    assert same(one, other) is are_same


def test_what_is_kept_keeps_the_order_of_its_keys_on_one_line() -> None:
    assert compact({"b": [1, 2], "a": "\u00e9"}) == '{"b":[1,2],"a":"\\u00e9"}'


def test_all_that_decides_who_gets_it_is_the_audience_and_nothing_else() -> None:
    body = {part: part for part in AUDIENCE_PARTS}
    key = audience_key(body)
    assert audience_key({**body, "name": "n", "when": "now"}) == key
    for part in AUDIENCE_PARTS:
        assert audience_key({**body, part: "another"}) != key
        assert audience_key({name: value for name, value in body.items() if name != part}) != key


def test_selections_are_globs_or_branches() -> None:
    assert globs_and_branches(iter(["a*", "changed:main", "b", "changed:"])) == (("a*", "b"), ("main", ""))


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "nothing is recorded yet"),
        (2, "there are: id0, id1"),
        (5, "there are: id0, id1, id2, id3, id4"),
        (6, "there are: id0, id1, id2, id3, id4 and 1 more"),
        (8, "there are: id0, id1, id2, id3, id4 and 3 more"),
    ],
)
def test_a_few_of_many_addresses_are_named(count: int, said: str) -> None:
    known = [f"id{number}[{key}]" for number in reversed(range(count)) for key in ("en", "hi")]
    found = nothing_matches("--select", "?", known)
    assert found.message == "--select '?' matches no address"
    assert found.hint == said


def test_what_is_selected_and_excluded_again_is_told_as_such() -> None:
    found = Choice(select=("a*",), exclude=("a", "ab")).in_vain(["a", "ab", "c"])
    assert found is not None
    assert found.message == "--exclude 'a' --exclude 'ab' leaves no address of what --select 'a*' takes"
    assert Choice(exclude=("a",)).in_vain([]) is None
    assert (nothing := Choice(select=("a",)).in_vain([])) is not None
    assert nothing.hint == "there is no spec to select"
