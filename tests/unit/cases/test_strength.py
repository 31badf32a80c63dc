"""What no test notices: a change is one in all instances of a document, and no two changes are one."""

from typing import Any

import pytest

from ctc.cases import strength
from ctc.cases.case import Target
from ctc.cases.strength import noticed

AGE = {"name": "Age", "operator": "greater_than", "value": 18}


class Passed:
    def __init__(self, passed: bool) -> None:
        self.passed = passed


def target(address: str, text: str = "Hi") -> Target:
    body = {"where": {"profile_fields": [AGE]}, "content": {"body": text}}
    return Target(
        address=address,
        kind="campaign",
        body=body,
        place=lambda path: ("tea.yaml", 4),
        channel="sms",
        variant="sms",
    )


def changes(monkeypatch: pytest.MonkeyPatch, *targets: Target, notices: str = "") -> list[tuple[str, bool]]:
    """The changes with whether a test noticed them: one notices those in whose bodies these words stand."""

    def run(_case: Any, changed: Target, _account: Any) -> Passed:
        return Passed(not notices or notices not in str(changed.body))

    monkeypatch.setattr(strength, "run", run)
    asked: Any = [(one, [None]) for one in targets]
    account: Any = None
    return [(one.change, one.noticed) for one in noticed(asked, account)]


@pytest.mark.parametrize("addresses", [["tea"], ["tea[a]"], ["tea[a]", "tea[b]"]])
def test_what_was_noticed_of_a_condition_says_nothing_of_another_change_of_it(
    monkeypatch: pytest.MonkeyPatch, addresses: list[str]
) -> None:
    found = changes(monkeypatch, *map(target, addresses), notices="less_than")
    assert found == [
        ("if 'Age over 18' is not asked for", False),
        ("if 'Age' is asked for the other way round", True),
        ("if 'Age' may be 17 as well", False),
    ]


def test_each_personalisation_of_a_text_of_instances_is_a_change(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [target(f"tea[{key}]", f"{key} {{{{ Profile.{key} }}}} {{{{ Profile.City }}}}") for key in "ab"]
    found = [change for change, _ in changes(monkeypatch, *texts) if "left out" in change]
    assert found == ["if '{{ Profile.a }}' is left out", "if '{{ Profile.City }}' is left out"]
