"""Of a family of thousands a page shows a sample and the extremes, says so, and stays small."""

from ctc.pipeline.preview import page_of
from ctc.preview.families import MOST, sampled
from ctc.preview.message import Message


def message(number: int, family: str = "drop", action: str = "", title: str = "") -> Message:
    body = {
        "name": f"P{number}",
        "target_mode": "push",
        "content": {"title": title or f"Tea {number % 10}", "body": f"It was ₹{number % 10}"},
    }
    return Message(
        address=f"{family}[P{number}]",
        environment="sandbox",
        channel="push",
        variant="push",
        endpoint="/1/targets/create.json",
        body=body,
        action=action,
    )


def test_a_family_of_thousands_is_a_sample_and_its_extremes() -> None:
    every = [message(n) for n in range(3000)]
    every[1234] = message(1234, title="The longest of all titles")
    shown, said = sampled(every)
    addresses = [each.address for each in shown]
    assert len(addresses) <= MOST
    assert {"drop[P0]", "drop[P2999]", "drop[P1234]"} <= {*addresses}
    assert addresses == [each.address for each in every if each.address in {*addresses}]
    assert said[0].startswith(f"drop: {len(shown)} of 3,000 shown, a sample and the longest texts")
    page = page_of(shown, "Shop", said)
    assert len(page.encode()) <= 3_000_000
    assert "of 3,000 shown" in page
    assert "ctc preview --all" in page


def test_small_families_and_single_campaigns_are_whole() -> None:
    every = [*(message(n) for n in range(MOST)), *(message(n, f"one-{n}") for n in range(100))]
    assert sampled(every) == (every, [])


def test_each_action_of_a_plan_is_a_family_of_its_own() -> None:
    every = [
        *(message(n, action="create") for n in range(100)),
        *(message(n, action="stop") for n in range(3)),
    ]
    shown, [said] = sampled(every)
    assert sum(each.action == "stop" for each in shown) == 3
    assert said.startswith("drop, create: ")
