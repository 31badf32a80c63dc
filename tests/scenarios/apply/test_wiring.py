"""What is configured reaches the wire: the real client, its limiter and the machine's clock, in a process."""

from typing import Any

RATE = 2
CAMPAIGNS = ["c1", "c2", "c3", "c4"]


def test_requests_per_second_holds_every_request_of_an_apply(repo: Any, sandbox: Any) -> None:
    """An account that is asked faster than its limit answers 429 to somebody else's campaigns.

    A request leaves no sooner than its turn, and the second one no sooner than the first has arrived: so many
    requests lie at least so many gaps, but one, apart, however slow the machine is.
    """
    repo.configure(requests_per_second=RATE)
    for name in CAMPAIGNS:
        repo.spec(name)
    repo.message("people", {"Identity": ["u1"]})
    repo.apply()
    arrived = [row["at"] for row in sandbox.requests()]
    assert sandbox.names() == CAMPAIGNS
    assert len(sandbox.requests("send")) == 1
    assert arrived[-1] - arrived[0] >= (len(arrived) - 2) / RATE - 0.01
