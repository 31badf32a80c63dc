"""A selection that takes nothing is a slip, and is told with the addresses that may have been meant."""

import json
from pathlib import Path
from typing import Any

import pytest

from ctc.choice import Choice

KNOWN = ["newsletter", "price-drop[en]", "price-drop[hi]", "welcome"]


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (Choice(select=("price-dorp",)), "did you mean 'price-drop'"),
        (Choice(select=("price-dorp*",)), "did you mean 'price-drop'"),
        (Choice(select=("price-drop[ne]",)), "'price-drop[en]'"),
        (Choice(select=("drop",)), "'price-drop'"),
        (Choice(select=("WELCOME",)), "did you mean 'welcome'"),
        (Choice(select=("",)), "there are: newsletter, price-drop, welcome"),
        (Choice(select=("zzz",)), "there are: newsletter, price-drop, welcome"),
        (Choice(select=("welcome", "newsleter")), "did you mean 'newsletter'"),
        (Choice(select=("welcome",), exclude=("w*",)), "`ctc state list`"),
        (Choice(exclude=("*",)), "`ctc state list`"),
    ],
)
def test_what_takes_nothing_is_told(choice: Choice, said: str) -> None:
    mistake = choice.mistake(KNOWN)
    assert mistake is not None
    assert mistake.code == "CTC528"
    assert said in (mistake.hint or "")


@pytest.mark.parametrize(
    "choice",
    [
        Choice(),
        Choice(select=("price-drop",)),
        Choice(select=("price-drop[en]", "w*")),
        Choice(exclude=("nothing-like-it",)),
        Choice(select=("*",), exclude=("welcome",)),
    ],
)
def test_what_takes_something_is_no_mistake(choice: Choice) -> None:
    assert choice.mistake(KNOWN) is None
    assert choice.mistake([]) is None, "nothing to select from is no slip of the selection"


FAMILY = ["price-drop[en]", "price-drop[hi]"]
TAKEN: list[tuple[Choice, list[str]]] = [
    (Choice(), KNOWN),
    (Choice(select=("price-drop",)), FAMILY),
    (Choice(select=("price-drop[en]",)), ["price-drop[en]"]),
    (Choice(select=("price-drop[[]en]",)), []),
    (Choice(select=("price-*",)), FAMILY),
    (Choice(select=("*[hi]",)), ["price-drop[hi]"]),
    (Choice(select=("Welcome",)), []),
    (Choice(select=("welcome", "newsletter")), ["newsletter", "welcome"]),
    (Choice(exclude=("price-drop",)), ["newsletter", "welcome"]),
    (Choice(select=("price-drop",), exclude=("*[en]",)), ["price-drop[hi]"]),
    (Choice(changed=("main",)), []),
    (Choice(changed=("main",), named=frozenset({"welcome"})), ["welcome"]),
    (
        Choice(changed=("main",), named=frozenset({"welcome"}), select=("newsletter",)),
        ["newsletter", "welcome"],
    ),
    (Choice(within=frozenset(FAMILY)), FAMILY),
    (Choice(within=frozenset(FAMILY), select=("*[en]", "welcome")), ["price-drop[en]"]),
    (Choice(within=frozenset(FAMILY), exclude=("*[en]",)), ["price-drop[hi]"]),
    (Choice(within=frozenset()), []),
]


@pytest.mark.parametrize(("choice", "taken"), TAKEN)
def test_what_is_taken(choice: Choice, taken: list[str]) -> None:
    """What a selection takes is sent; brackets stand for themselves, and no selection of a branch means everything."""
    assert [address for address in KNOWN if choice.takes(address)] == taken
    assert choice.is_whole is (choice == Choice())


def test_what_is_not_ascii_is_taken_however_it_is_typed() -> None:
    """A keyboard may give an accent of its own beside its letter."""
    assert Choice(select=("cafe\u0301",)).takes("caf\u00e9")


TESTS = """\
version: 1
tests:
  - {name: a, campaign: one, person: {}, expect: {audience: false}}
  - {name: b, campaign: two, person: {}, expect: {audience: true}}
  - {name: c, campaign: three, person: {}, expect: {audience: false}}
"""


@pytest.mark.parametrize(
    ("options", "names", "code"),
    [
        ((), ["a", "b", "c"], 1),
        (("--select", "one"), ["a"], 0),
        (("--select", "o*"), ["a"], 0),
        (("--select", "two"), ["b"], 1),
        (("--select", "thr*"), ["c"], 1),
        (("--exclude", "t*"), ["a"], 0),
        (("--exclude", "o*"), ["b", "c"], 1),
    ],
)
def test_tests_are_asked_of_the_campaigns_that_are_chosen(
    ctc: Any, here: Path, options: tuple[str, ...], names: list[str], code: int
) -> None:
    """Also those that name a campaign that nobody has: it may be the one that is meant."""
    (here / "campaigns" / "all.test.yaml").write_text(TESTS, "utf-8")
    said = ctc("test", "--format", "json", *options)
    assert [each["name"] for each in json.loads(said.out)["tests"]] == names
    assert said.code == code


@pytest.mark.parametrize("flags", [(), ("--strength", "--at-least", "80%")])
@pytest.mark.parametrize("option", [("--select", "onee"), ("--exclude", "*")])
def test_a_selection_of_no_test_is_no_success(
    ctc: Any, here: Path, flags: tuple[str, ...], option: tuple[str, str]
) -> None:
    (here / "campaigns" / "all.test.yaml").write_text(TESTS, "utf-8")
    said = ctc("test", *flags, *option)
    assert said.code == 1
    assert "CTC528" in said.err


def test_a_test_that_fails_elsewhere_does_not_hide_what_those_of_one_notice(ctc: Any, here: Path) -> None:
    (here / "campaigns" / "all.test.yaml").write_text(TESTS, "utf-8")
    assert "mend" not in ctc("test", "--strength", "--select", "one").err
    assert "2 tests fail as it is" in ctc("test", "--strength").err
    assert "1 test fails as it is" in ctc("test", "--strength", "--select", "two").err


def test_what_is_left_of_a_family_that_cannot_be_compiled_is_told_of_each_of_it() -> None:
    """A branch changed instances that nobody knows any more: that their tests cannot be asked is no success."""
    changed = Choice(changed=("main",), named=frozenset({"drop[en]"}))
    assert changed.may_take("drop")
    assert changed.may_take("drop[*]")
    assert not changed.may_take("dropped")
    assert Choice(select=("drop[e*",)).may_take("drop")
    assert Choice(exclude=("drop[e*",)).may_take("drop")
    assert not Choice(select=("dr*",), exclude=("drop",)).may_take("drop[en]")
