"""Of a family of thousands a page shows a sample and the extremes, says so, and stays small."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

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


def test_the_longest_of_each_text_is_shown_and_the_whole_that_is_shortest() -> None:
    """Of a hundred, beside the twelve that are spread: of two that are as long the first, and six texts at most."""
    bodies = [{"a": "ab", "b": ["abc", {"c": "abc"}], "n": 1} for _ in range(100)]
    bodies[2] = {**bodies[2], "a": "abcdefgh", "b": []}
    bodies[3] = {**bodies[3], "a": "abcdefgh", "b": []}
    bodies[4] = {**bodies[4], "b": ["abcdef", {"c": ""}]}
    bodies[5] = {**bodies[5], "b": ["", {"c": "abcdef"}]}
    bodies[6] = {"a": "ab"}
    bodies[7] = {"a": "abc", "b": ["abcd", {"c": "abcde"}]}
    assert extremes({"content": body} for body in bodies) == {2, 4, 5, 6, 7}

    parts = [
        {"ExternalTrigger": {"a": "ab"}, "webhook_key_value": {"b": "ab"}, "when": "now"} for _ in range(100)
    ]
    parts[2] = {**parts[2], "ExternalTrigger": {"a": "abc"}, "webhook_key_value": {"b": "a"}}
    parts[3] = {**parts[3], "ExternalTrigger": {"a": "a"}, "webhook_key_value": {"b": "abc"}}
    parts[4] = {**parts[4], "when": "a time that nobody reads as a text of the message"}
    parts[5] = {"when": "now"}
    assert extremes(parts) == {2, 3, 5}

    many = [{"content": dict.fromkeys("abcdefgh", "a")} for _ in range(100)]
    for index, letter in enumerate("abcdefgh", 1):
        many[index] = {"content": {**many[index]["content"], letter: "a" * (20 + index), "x": ""}}
    assert extremes(many) == {3, 4, 5, 6, 7, 8}


def extremes(bodies: Iterable[Mapping[str, Any]]) -> set[int]:
    """Which of a hundred are shown beside those that are spread over them."""
    every = [replace(message(number), body=body) for number, body in enumerate(bodies)]
    shown = {every.index(each) for each in sampled(every)[0]}
    spread = {0, 9, 18, 27, 36, 45, 54, 63, 72, 81, 90, 99}
    assert spread <= shown
    return shown - spread


def test_small_families_and_single_campaigns_are_whole() -> None:
    every = [*(message(n) for n in range(MOST)), *(message(n, f"one-{n}") for n in range(100))]
    assert sampled(every) == (every, [])


def test_each_action_of_a_plan_is_a_family_of_its_own() -> None:
    every = [
        *(message(n, action="create") for n in range(100)),
        *(message(n, action="stop") for n in range(3)),
    ]
    for messages in (every, every[::-1]):
        shown, [said] = sampled(messages)
        assert sum(each.action == "stop" for each in shown) == 3
        assert said.startswith("drop, create: ")
