"""The lines that stand for a family in a terminal, word for word: a reviewer agrees to thousands by them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import click
import pytest

from ctc.cli.views.markdown_blocks import family_block, family_row
from ctc.cli.views.plan_blocks import (
    block_facts,
    block_lines,
    common_words,
    edit_words,
    labelled,
    pace_words,
    reach_words,
)
from ctc.cli.views.plan_text import _line, attention_lines, head_lines, reach_of
from ctc.diagnostics import Diagnostic, Severity
from ctc.payloads.payload import Payload, payload_of
from ctc.plans.families import Block, Reaches
from ctc.plans.pace import Pace
from ctc.plans.plan import Action, Change, Edit, FieldDifference, Plan, Reach

NOW = datetime(2031, 1, 15, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def payload(number: int, audience: str = "", **body: Any) -> Payload:
    made = {"where": {"event_name": "Charged"}, "content": {"title": f"Tea {number}\nfor you"}, **body}
    endpoint = "/1/send/sms.json" if "to" in made else "/1/targets/create.json"
    return payload_of(
        address=f"tea[P{number}]", revision=1, channel="push", variant="", endpoint=endpoint, body=made
    )


def change(number: int, action: Action = Action.CREATE, **more: Any) -> Change:
    given = {"reason": "new", "payload": payload(number), "channel": "push", **more}
    return Change(address=f"tea[P{number}]", action=action, **given)


def lines(block: Block, width: int = 100, color: str | None = None) -> list[str]:
    return [click.unstyle(line) for line in block_lines(block, NOW, "UTC", width, color)]


_PLAIN: dict[str, Any] = {
    "differences": 0,
    "common": (),
    "reaches": Reaches(total=0, known=0),
    "standing_out": (),
}


def block(*changes: Change, action: Action = Action.CREATE, **more: Any) -> Block:
    return Block(family="tea", action=action, changes=changes, **{**_PLAIN, **more})


def test_a_block_whose_changes_are_alike() -> None:
    made = block(change(1), change(2), change(3), reaches=Reaches(total=12480, known=3))
    assert lines(made) == [
        "  + tea[…]  create × 3  push · new · now · reaches 12,480",
        "      to: did Charged",
        "      such as tea[P1]: Tea 1 for you",
        "      such as tea[P2]: Tea 2 for you",
        "      such as tea[P3]: Tea 3 for you",
    ]
    assert lines(made, width=57)[:2] == lines(made)[:2], "it just fits"
    assert lines(made, width=56)[:3] == [
        "  + tea[…]  create × 3",
        "      push · new · now · reaches 12,480",
        "      to: did Charged",
    ]
    coloured = next(block_lines(made, NOW, "UTC", 100, "green"))
    assert coloured.startswith(click.style("  + tea[…]  create × 3", fg="green", bold=True))


def test_a_block_of_which_nothing_is_known_but_its_count() -> None:
    bare = [Change(address=f"tea[P{n}]", action=Action.STOP, reason="", channel="") for n in range(2)]
    assert lines(block(*bare, action=Action.STOP)) == [
        "  - tea[…]  stop × 2",
        "      such as tea[P0]",
        "      such as tea[P1]",
    ]


def test_of_reasons_that_differ_the_three_most_common_are_told_and_how_many_others_there_are() -> None:
    reasons = ["a", "e", "b", "b", "c", "c", "c", *(f"not [P{n}] twice" for n in range(7, 11))]
    bare = [
        Change(address=f"tea[P{n}]", action=Action.STOP, reason=reason, channel="push")
        for n, reason in enumerate(reasons)
    ]
    made = block(*bare, action=Action.STOP, standing_out=(("first key", bare[0]), ("last key", bare[9])))
    assert lines(made) == [
        "  - tea[…]  stop × 11  push",
        "      4 × not […] twice",
        "      3 × c",
        "      2 × b",
        "      2 × for 2 other reasons",
        "      such as tea[P0]",
        "      such as tea[P5]",
        "      such as tea[P10]",
        "      first key: tea[P0]; last key: tea[P9]",
    ]


def test_what_needs_a_look_is_counted_and_its_first_is_named() -> None:
    doubtful = [change(n, in_doubt=True) for n in range(3)]
    (label,) = {label for label, _ in labelled(doubtful)}
    assert labelled(doubtful) == [(label, ["tea[P0]", "tea[P1]", "tea[P2]"])]
    assert lines(block(*doubtful))[-1] == f"      ! {label} × 3: tea[P0] and 2 more"
    assert lines(block(doubtful[0], change(5)))[-1] == f"      ! {label} × 1: tea[P0]"


@pytest.mark.parametrize(
    ("times", "words"),
    [
        ((2, 2), "2031-01-15 14:00 UTC (in 2h)"),
        ((3, 2), "2031-01-15 14:00 UTC (in 2h) to 2031-01-15 15:00 UTC (in 3h)"),
        ((None, 2), "now to 2031-01-15 14:00 UTC (in 2h)"),
        ((None, None), "now"),
    ],
)
def test_when_a_block_goes_out(times: tuple[int | None, ...], words: str) -> None:
    changes = [
        change(n, scheduled_on=None if hours is None else NOW + hours * HOUR) for n, hours in enumerate(times)
    ]
    assert [*block_facts(block(*changes), NOW, "UTC")] == ["push", "new", words]
    stopped = [one._replace(payload=None, action=Action.STOP) for one in changes]
    is_known = any(hours is not None for hours in times)
    assert [*block_facts(block(*stopped, action=Action.STOP), NOW, "UTC")][2:] == (
        [words] if is_known else []
    )


@pytest.mark.parametrize(
    ("reaches", "words"),
    [
        (Reaches(total=0, known=0), ""),
        (Reaches(unknown=4, total=0, known=0), ""),
        (Reaches(total=0, known=1), "reaches 0"),
        (Reaches(total=1200, known=3), "reaches 1,200"),
        (Reaches(total=1200, known=1000, unknown=234), "reaches 1,200 in the 1,000 of 1,234 that were asked"),
    ],
)
def test_how_many_a_block_reaches(reaches: Reaches, words: str) -> None:
    assert reach_words(reaches) == words


def test_of_audiences_that_differ_one_is_named_as_a_sample() -> None:
    apart = [
        change(n, payload=payload(n, where={"event_name": name}))
        for n, name in enumerate(["Charged", "Left"])
    ]
    assert lines(block(*apart))[1] == "      to, for tea[P0]: did Charged"
    sends = [change(n, payload=payload(n, to={"Identity": ["a"]})) for n in range(2)]
    assert lines(block(*sends))[1] == "      to, for tea[P0]: 1 by Identity"
    stopped = block(change(1, Action.STOP), action=Action.STOP)
    assert not any("to:" in line for line in lines(stopped))
    mixed = block(change(1, payload=None), change(2))
    assert lines(mixed)[1] == "      to: did Charged"


EDIT = Edit(path="/content/title", before="Tea", after="Coffee")


@pytest.mark.parametrize(
    ("common", "differences", "words"),
    [
        (((EDIT, 3),), 3, ["in all 3: /content/title: `Tea` → `Coffee`"]),
        (
            ((EDIT, 2),),
            3,
            [
                "in 2: /content/title: `Tea` → `Coffee`",
                "and 1 more difference",
            ],
        ),
        (
            ((EDIT, 2),),
            1004,
            ["in 2: /content/title: `Tea` → `Coffee`", "and 1,002 more differences"],
        ),
        ((), 0, []),
        ((), 1005, ["1,005 differences, no two alike, at /a, /b, /c, /d …"]),
    ],
)
def test_what_all_have_in_common(common: Any, differences: int, words: list[str]) -> None:
    changes = [
        change(n, Action.REPLACE, difference=tuple(FieldDifference(path=path, after=n) for path in paths))
        for n, paths in enumerate((["/b", "/a"], ["/d", "/a"], ["/c", "/e"]))
    ]
    assert [
        *common_words(block(*changes, action=Action.REPLACE, common=common, differences=differences))
    ] == words


def test_four_places_are_all_that_there_are() -> None:
    changes = [
        change(n, Action.REPLACE, difference=(FieldDifference(path=f"/{n}", after=1),)) for n in range(4)
    ]
    made = block(*changes, action=Action.REPLACE, differences=4)
    assert [*common_words(made)] == ["4 differences, no two alike, at /0, /1, /2, /3"]
    assert "      4 differences, no two alike, at /0, /1, /2, /3" in lines(made)


def test_an_edit_is_short_and_of_what_there_was_not_it_says_so() -> None:
    assert edit_words(Edit(path="/a\n", before="", after="x" * 90)) == f"/a\\n: nothing → `{'x' * 80}`"
    assert edit_words(Edit(path="/a", before="<p>Tea</p>", after="")).endswith(" → nothing")


def test_a_sample_says_its_first_words() -> None:
    long = change(1, payload=payload(1, content={"body": "word " * 40, "title": "  "}))
    silent = change(2, payload=payload(2, content={}))
    shown = lines(block(long, silent), width=200)
    assert shown[-1] == "      such as tea[P2]"
    assert shown[-2] == f"      such as tea[P1]: {('word ' * 40)[:100]}".rstrip()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.9, ""),
        (1, "apply takes about 1s (2,000 requests at 2.5 a second): done by 2031-01-15 13:00 UTC (in 1h)"),
        (3600, "apply takes about 1h (2,000 requests at 2.5 a second): done by 2031-01-15 13:00 UTC (in 1h)"),
    ],
)
def test_how_long_it_takes(seconds: float, words: str) -> None:
    pace = Pace(requests=2000, seconds=seconds, done_at=NOW + HOUR, late=())
    assert pace_words(pace, NOW, "UTC", 2.5) == words


WEEK = timedelta(days=7)


@pytest.mark.parametrize(
    ("reach", "words"),
    [
        (Reach(total=0, platforms={}, asked_at=NOW), "reaches 0"),
        (
            Reach(total=1200, platforms={"ios": 1200}, asked_at=NOW - timedelta(seconds=60)),
            "reaches 1,200 (ios 1,200)",
        ),
        (
            Reach(total=1200, platforms={"ios": 1}, asked_at=NOW - timedelta(seconds=61)),
            "reaches 1,200 (ios 1), asked 1m 1s ago",
        ),
        (
            Reach(total=0, platforms={}, asked_at=NOW - HOUR, request_id="a1"),
            "reach not known yet: CleverTap counts, request a1, asked 1h ago",
        ),
        (Reach(total=7, platforms={"ios": 7}, asked_at=NOW, request_id="a1"), "reaches 7 (ios 7)"),
    ],
)
def test_a_reach_in_words(reach: Reach, words: str) -> None:
    assert reach_of(reach, NOW) == words


@pytest.mark.parametrize(
    ("one", "lines"),
    [
        (
            change(1, scheduled_on=NOW + WEEK),
            ["  + tea[P1]  create  push · new", "      2031-01-22 12:00 UTC (in 7d)"],
        ),
        (change(1, channel="", reason=""), ["  + tea[P1]  create"]),
        (change(1, Action.STOP), ["  - tea[P1]  stop  push · new"]),
        (
            change(1, reason="x" * 13, scheduled_on=NOW + WEEK),
            ["  + tea[P1]  create  push · 2031-01-22 12:00 UTC (in 7d)", f"      {'x' * 13}"],
        ),
        (
            change(1, reason="x" * 12, scheduled_on=NOW + WEEK),
            [f"  + tea[P1]  create  push · {'x' * 12}", "      2031-01-22 12:00 UTC (in 7d)"],
        ),
        (
            change(1, reason="word " * 15),
            [
                "  + tea[P1]  create  push · now",
                *[f"      {('word ' * 11).strip()}", f"      {('word ' * 4).strip()}"],
            ],
        ),
    ],
)
def test_the_head_of_a_change_is_broken_between_its_facts(one: Change, lines: list[str]) -> None:
    assert [click.unstyle(line) for line in head_lines(one, NOW, "UTC", 60)] == lines


def test_a_head_that_just_fits_is_one_line() -> None:
    whole = "  + tea[P1]  create  push · new · 2031-01-22 12:00 UTC (in 7d)"
    one = change(1, scheduled_on=NOW + WEEK)
    for width, count in ((len(whole), 1), (len(whole) - 1, 2)):
        assert len([*head_lines(one, NOW, "UTC", width)]) == count


def test_a_line_of_what_is_said_is_cut_where_it_is_longer_than_the_terminal() -> None:
    fits = "x" * (60 - len("      title: "))
    assert _line("title", fits, 60) == f"      title: {fits}"
    assert _line("title", f"{fits}y", 60) == f"      title: {fits[:-2]} …"
    assert _line("title", "a\n  b", 60) == "      title: a b"


@pytest.mark.parametrize(("count", "more"), [(8, ""), (9, " and 1 more")])
def test_eight_addresses_that_need_a_look_are_named(count: int, more: str) -> None:
    doubtful = tuple(change(n, in_doubt=True) for n in range(count))
    first, *rest, last = (
        click.unstyle(line) for line in attention_lines(Plan(environment="p", changes=doubtful), 200)
    )
    named = ", ".join(f"tea[P{n}]" for n in range(8))
    assert (first, last) == ("Look at:", "")
    assert rest == [f"  ! {labelled(doubtful)[0][0]} × {count}: {named}{more}"]
    assert [*attention_lines(Plan(environment="p", changes=(change(1),)), 200)] == []


def test_a_family_over_several_channels_names_each_in_its_order() -> None:
    names = ("webpush", "sms", "push", "", "email", "sms", "whatsapp", "webhook")
    made = block(*(change(number, channel=name) for number, name in enumerate(names)))
    every = "email, push, sms, webhook, webpush, whatsapp"
    assert family_row(made, NOW, "UTC") == f"| `+` | `tea` × 8 | create | {every} | now |  |  |"
    assert next(block_facts(made, NOW, "UTC")) == every


def test_a_family_in_a_comment_whole() -> None:
    """Of a sample two texts are told, each reason, each that stands out, and each guard once."""
    content = {"title": "Tea | now", "body": "two\nlines", "subtitle": "", "message": "a third"}
    guards = [
        Diagnostic(code=code, severity=Severity.ERROR, message=f"{code} of {n}", file="a.yaml")
        for n, code in enumerate(("CTC503", "CTC503", "CTC504"))
    ]
    changes = [
        change(n, reason=f"why {n % 2}", payload=payload(n, content=content), guards=(guards[n],), **more)
        for n, more in enumerate(({}, {"scheduled_on": NOW + HOUR}, {"channel": "sms"}))
    ]
    made = block(*changes, standing_out=(("first key", changes[0]), ("last key", changes[2])))
    assert family_block(made, NOW, "UTC").split("\n") == [
        "<details><summary><code>tea[…]</code>: create × 3</summary>",
        "",
        "push, sms · now to 2031-01-15 13:00 UTC (in 1h)",
        "",
        "- 2 × why 0",
        "- 1 × why 1",
        "- to: did Charged",
        *(f"- such as `tea[P{n}]`: Tea &#124; now · two lines" for n in range(3)),
        "- first key: tea&#91;P0&#93;",
        "- last key: tea&#91;P2&#93;",
        "",
        "> **error CTC503** `a.yaml:1` CTC503 of 0 (and 1 more like it)",
        "",
        "> **error CTC504** `a.yaml:1` CTC504 of 2",
        "",
        "</details>",
        "",
        "",
    ]
