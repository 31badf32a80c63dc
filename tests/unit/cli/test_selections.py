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
