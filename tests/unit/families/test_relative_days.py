"""Days that are counted from the one that a campaign goes out on."""

from datetime import date

import pytest

from ctc.choice import Choice
from tests.unit.families.conftest import Repository

RANGE = ("    from: 2030-09-01\n    to: 2030-09-30\n", "    from: 7 days ago\n    to: yesterday\n")
WHEN = "when: 2031-01-15 18:00"
DAY = Choice(as_of=date(2031, 3, 1))


def range_of(repository: Repository, choice: Choice = DAY) -> tuple[object, object, str]:
    payload = next(iter(repository.payloads(choice).values()))
    return payload.body["where"]["from"], payload.body["where"]["to"], payload.as_of


@pytest.mark.parametrize(
    ("when", "found"),
    [
        (WHEN, (20310108, 20310114, "")),
        ("when: now", (20310222, 20310228, "2031-03-01")),
        ("when: 2031-01-15T20:00-08:00[America/Los_Angeles]", (20310109, 20310115, "")),
        ("when: {type: later, delivery_date_time: [2031-01-15 18:00]}", (20310108, 20310114, "")),
        (
            "when: {type: later, delivery_date_time: [2031-01-15 23:30], delivery_timezone: user}",
            (20310108, 20310114, ""),
        ),
        ("when: {type: now}", (20310222, 20310228, "2031-03-01")),
    ],
)
def test_days_count_from_the_day_it_goes_out(
    repository: Repository, when: str, found: tuple[int, int, str]
) -> None:
    repository.spec(RANGE, (WHEN, when))
    assert range_of(repository) == found


@pytest.mark.parametrize(
    ("text", "day"),
    [("today", 20310115), ("1 day ago", 20310114), ("in 3 days", 20310118), ("0 days ago", 20310115)],
)
def test_the_forms_of_a_day(repository: Repository, text: str, day: int) -> None:
    repository.spec((RANGE[0], f"    from: {text}\n    to: in 9 days\n"))
    assert range_of(repository)[0] == day


@pytest.mark.parametrize(
    "when",
    [
        "when: {type: recurring, start_time: 2031-01-15 10:00, repeat_type: day, repeats_every: 1}",
        "when: {type: later, delivery_date_time: [2031-01-15 18:00, 2031-01-16 18:00]}",
    ],
)
def test_a_campaign_of_several_days_counts_from_none(repository: Repository, when: str) -> None:
    repository.spec(RANGE, (WHEN, when))
    assert [d.code for d in repository.lint() if d.severity == "error"] == ["CTC381", "CTC381"]


@pytest.mark.parametrize("text", ["last week", "2 weeks ago", "days ago", "in -1 days", "99999 days ago"])
def test_other_words_are_no_day(repository: Repository, text: str) -> None:
    repository.spec((RANGE[0], f"    from: {text}\n    to: today\n"))
    found = [d for d in repository.lint() if d.severity == "error"]
    assert [(d.code, d.path) for d in found] == [("CTC303", "/campaign/where/from")]
    assert "7 days ago" in (found[0].hint or "")


@pytest.mark.parametrize(
    ("leaf", "text", "as_of"),
    [
        ("{{ as_of }}", "2031-03-01", "2031-03-01"),
        ("{{ as_of | days(-1) }}", "2031-02-28", "2031-03-01"),
        ("{{ as_of | date('%-d %B %Y') }}", "1 March 2031", "2031-03-01"),
        ("{{ '20310301' | date('%a %d %b %y, 100%%') }}", "Sat 01 Mar 31, 100%", ""),
        ("{% include 'day.txt' %}", "2031-03-01", "2031-03-01"),
        ("no day", "no day", ""),
    ],
)
def test_templates_see_the_day_of_the_run(repository: Repository, leaf: str, text: str, as_of: str) -> None:
    repository.write("campaigns/_shared/day.txt", "{{ as_of }}")
    repository.spec(("\"It was ₹{{ row['Old price'] }}\"", f'"{leaf}"'))
    payload = next(iter(repository.payloads(DAY).values()))
    assert (payload.body["content"]["body"], payload.as_of) == (text, as_of)


@pytest.mark.parametrize(
    "leaf",
    [
        "{{ 'x' | date('%d') }}",
        "{{ as_of | date('%Q') }}",
        "{{ as_of | days('1') }}",
        "{{ as_of | days(99999999) }}",
        "{{ as_of | days(1.5) }}",
        "{{ as_of | date(5) }}",
        "{{ as_of | date(none) }}",
        "{{ 20310231 | date('%d') }}",
    ],
)
def test_what_is_no_day_is_an_error(repository: Repository, leaf: str) -> None:
    repository.spec(("\"It was ₹{{ row['Old price'] }}\"", f'"{leaf}"'))
    assert [d.code for d in repository.lint() if d.severity == "error"] == ["CTC205"]


def test_lint_knows_no_day_but_its_own(repository: Repository) -> None:
    accepted = ("campaign:", "ignore: {CTC147: names stay}\ncampaign:")
    repository.spec(
        RANGE, (WHEN, "when: now"), ("\"It was ₹{{ row['Old price'] }}\"", '"{{ as_of }}"'), accepted
    )
    assert repository.lint() == repository.lint(DAY) == ()
