"""A selection that takes nothing is a slip, and is told with the addresses that may have been meant."""

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
