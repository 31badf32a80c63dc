"""What CleverTap lists of other revisions of a create, over a state that lacks them: what is still to come is taken
over, and what people have, or will, by a later revision is not told by an earlier one."""

from dataclasses import replace
from typing import Any
from unicodedata import normalize

import pytest

from ctc.clevertap.listing import ListedCampaign
from ctc.payloads.payload import Payload
from ctc.plans.judgement import Verdict
from ctc.plans.matching import marker_for
from ctc.state.record import Record, Status
from tests.unit.plans.test_action_table import FACTS, NOW, campaign
from tests.unit.plans.test_unknown_names import ONE, judged, listed

BEFORE = campaign(name="Ten off", ttl=5)
"""What earlier and later revisions said."""


def shown(
    revision: int, status: str = "pending", *, address: str = "one", attempt: int = 1
) -> ListedCampaign:
    marker = marker_for(FACTS, address, replace(BEFORE, revision=revision), attempt)
    return listed(marker, number=10 * revision + attempt, status=status)


def known(revision: int) -> Record:
    return Record("one", Status.SENT, revision=revision, born=1, at=NOW)


def of_the_third(more: dict[str, Any]) -> Payload:
    return replace(ONE, revision=3, was=more.get("was", ()))


ABSENT, UNCLAIMED, ADOPT, CLASH = Verdict.ABSENT, Verdict.UNCLAIMED, Verdict.ADOPT, Verdict.CLASH
OTHERS: list[tuple[str, list[ListedCampaign], dict[str, Any], Verdict, str]] = [
    ("an earlier one that is still to come", [shown(1)], {}, ADOPT, "its revision 1 as 11 (pending)"),
    ("one whose status begins in a capital", [shown(2, "Pending")], {}, ADOPT, "revision 2 as 21 (Pending)"),
    ("of two the newer one", [shown(1), shown(2)], {}, ADOPT, "its revision 2 as 21"),
    ("of two the one that is still to come", [shown(1), shown(2, "running")], {}, ADOPT, "revision 1 as 11"),
    ("under a name that it had", [shown(2, address="old")], {"was": ("old",)}, ADOPT, "revision 2 as 21"),
    ("two of one revision", [shown(2), shown(2, attempt=2)], {}, CLASH, "21, 22"),
    ("of one revision the one that was not stopped", [shown(2, "stopped"), shown(2, attempt=2)], {}, ADOPT, "as 22"),
    ("one that has begun", [shown(2, "running")], {}, ABSENT, ""),
    ("one that was stopped", [shown(2, "stopped")], {}, ABSENT, ""),
    ("one before what is recorded", [shown(1)], {"record": known(2)}, ABSENT, ""),
    ("an edit of what is recorded", [shown(2)], {"record": known(2)}, ADOPT, "revision 2 as 21"),
    ("one after what is recorded", [shown(2)], {"record": known(1)}, ADOPT, "revision 2 as 21"),
    ("a later one", [shown(4)], {}, UNCLAIMED, "its revision 4 as 41 (pending)"),
    ("a later one that went out", [shown(4, "completed")], {}, UNCLAIMED, "41 (completed)"),
    ("a later one that was stopped", [shown(4, "stopped")], {}, UNCLAIMED, "`revision: 5` sends again"),
    ("of two later ones the first", [shown(6), shown(5)], {}, UNCLAIMED, "its revision 5 as 51"),
    ("an earlier and a later one", [shown(2), shown(4)], {}, UNCLAIMED, "revision 4 as 41"),
    ("the last that is looked for", [shown(35)], {}, UNCLAIMED, "revision 35"),
    ("one beyond that", [shown(36)], {}, ABSENT, ""),
    ("a later one under a name that it had", [shown(4, address="old")], {"was": ("old",)}, UNCLAIMED, "as 41"),
    ("of another campaign", [shown(2, address="two"), shown(4, address="two")], {}, ABSENT, ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("campaigns", "more", "verdict", "says"), [row[1:] for row in OTHERS], ids=[row[0] for row in OTHERS]
)
def test_another_revision(
    campaigns: list[ListedCampaign], more: dict[str, Any], verdict: Verdict, says: str
) -> None:
    payload = of_the_third(more)
    found = judged(*campaigns, payload=payload, held="", **more)
    assert found.verdict is verdict
    assert says in found.reason
    if verdict is ADOPT:
        assert found.campaign is not None
        assert found.earlier == found.campaign.id // 10
        assert (found.marker, found.markers) == (found.campaign.name[-13:], (found.marker,))
    if verdict in (ADOPT, UNCLAIMED):
        markers = frozenset(one.name[-13:] for one in campaigns)
        assert judged(*campaigns, payload=payload, held="", known=markers, **more).verdict is ABSENT, "known"


@pytest.mark.parametrize(("revision", "verdict"), [(2, ADOPT), (3, ADOPT), (4, UNCLAIMED)])
def test_a_name_that_an_older_ctc_marked_as_another_keyboard_writes_it(
    revision: int, verdict: Verdict
) -> None:
    """A letter and its accent are one character or two, and a file's name tells neither apart."""
    one, other = (replace(ONE, address=normalize(form, "café")) for form in ("NFC", "NFD"))
    found = listed(marker_for(FACTS, other.address, replace(other, revision=revision), 1))
    assert judged(found, payload=replace(one, revision=3), held="").verdict is verdict
