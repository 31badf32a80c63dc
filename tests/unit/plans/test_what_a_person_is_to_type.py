"""The commands that people are told to type: whole, so that they can be pasted, and no more than is needed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ctc.plans.commands import by_itself, resolving, typed
from ctc.plans.facts import Facts
from ctc.state.intents import BatchRecord, Intent, Verb

NOW = datetime(2031, 1, 1, 12, tzinfo=UTC)
FACTS = Facts(
    project="acme", environment="live", zone=ZoneInfo("Asia/Kolkata"), listing_lag=60.0, timeout=30.0
)


def batch(index: int, of: int) -> BatchRecord:
    return BatchRecord(index=index, of=of, count=3, sha256="h")


def intent(ago: float = 0.0, verb: Verb = Verb.CREATE) -> Intent:
    at = NOW - timedelta(seconds=ago)
    return Intent(id="i", verb=verb, at=at, timeout=30.0, runner="r", revision=1, digest="d")


@pytest.mark.parametrize(
    ("words", "environment", "told"),
    [
        (("plan",), "live", "ctc plan --env live"),
        (("plan",), "", "ctc plan"),
        (("state", "show", "tea[en US]"), "a b", "ctc state show 'tea[en US]' --env 'a b'"),
    ],
)
def test_it_can_be_pasted(words: tuple[str, ...], environment: str, told: str) -> None:
    facts = Facts(project="acme", environment=environment, zone=ZoneInfo("UTC"))
    assert typed(facts, *words) == told


@pytest.mark.parametrize(
    ("is_send", "of", "told"),
    [
        (False, None, "`ctc state resolve a --env live --sent ID --why TEXT` or `--not-sent --why TEXT`"),
        (True, None, "`ctc state resolve a --env live --sent --why TEXT` or `--not-sent --why TEXT`"),
        (True, batch(1, 1), "`ctc state resolve a --env live --sent --why TEXT` or `--not-sent --why TEXT`"),
        (True, batch(2, 2), "`ctc state resolve a --batch 2 --env live --sent --why TEXT` or `--not-sent --why TEXT`"),
    ],
    ids=["a campaign has an id", "a send has none", "of one batch none is named", "of several which one"],
)  # fmt: skip
def test_how_a_doubt_is_settled(is_send: bool, of: BatchRecord | None, told: str) -> None:
    assert resolving(FACTS, "a", is_send=is_send, batch=of) == told


@pytest.mark.parametrize(
    ("doubtful", "lag", "told"),
    [
        pytest.param([intent(60)], 60.0, "17:31:00", id="one"),
        pytest.param([intent(60), intent(30)], 60.0, "17:31:30", id="the later one counts"),
        pytest.param([intent(30), intent(60)], 60.0, "17:31:30", id="in whatever order"),
        pytest.param([intent(119)], 60.0, "17:30:01", id="in a second"),
        pytest.param([intent(120)], 60.0, "", id="it is time"),
        pytest.param([intent(60)], None, "", id="no lag is stated"),
        pytest.param([intent(60), intent(60, Verb.SEND)], 60.0, "", id="no listing shows a send"),
    ],
)
def test_when_it_settles_itself(doubtful: list[Intent], lag: float | None, told: str) -> None:
    facts = Facts(
        project="acme", environment="live", zone=ZoneInfo("Asia/Kolkata"), listing_lag=lag, timeout=30.0
    )
    said = f"It settles itself after {told} (Asia/Kolkata): run again. Or else: "
    assert by_itself(facts, doubtful, NOW) == (said if told else "")
