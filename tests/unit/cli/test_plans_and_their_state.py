"""A plan over what is recorded: a lost state, a part of the campaigns, what is asked, what is taken over."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest

from ctc.plans.plan import Action, Change, Plan
from tests.styles import in_words


class Said(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Said]


def actions(ctc: Run, *args: str) -> dict[str, str]:
    """What a plan would do, by address."""
    said = ctc("plan", "--format", "json", *args)
    assert said.code in (0, 1, 3, 4), said.err
    return {each["address"]: each["action"] for each in json.loads(said.out)["changes"]}


def lose_state(here: Path) -> None:
    for file in (here / ".ctc").glob("sandbox.db*"):
        file.unlink()


def test_what_a_sandbox_has_is_adopted_where_its_state_is_lost(ctc: Run, here: Path) -> None:
    assert actions(ctc) == {"one": "create", "two": "create"}
    assert ctc("apply", "--auto-approve").code == 0
    assert actions(ctc) == {"one": "unchanged", "two": "unchanged"}
    assert actions(ctc, "--no-state") == {"one": "create", "two": "create"}
    lose_state(here)
    assert actions(ctc) == {"one": "adopt", "two": "adopt"}
    said = ctc("apply", "--auto-approve")
    assert "& one  adopted" in said.out
    assert ctc("plan", "--exit-code").code == 0


def test_a_spec_that_leaves_an_environment_out_is_not_called_gone(ctc: Run, here: Path) -> None:
    """A reviewer would look for a file that somebody deleted, and it stands there."""
    assert ctc("apply", "--auto-approve").code == 0
    spec = here / "campaigns" / "one.yaml"
    spec.write_text(spec.read_text("utf-8").replace("id: one", "id: one\nenvironments: [staging]"), "utf-8")
    with (here / "ctc.yaml").open("a", encoding="utf-8") as settings:
        settings.write("\nenvironments: {staging: {region: in1, timezone: UTC}}\n")
    (here / "campaigns" / "two.yaml").unlink()
    found = json.loads(ctc("plan", "--format", "json").out)["changes"]
    assert {each["address"]: each["reason"].partition(",")[0] for each in found} == {
        "one": "its spec leaves this environment out",
        "two": "its spec is gone",
    }


@pytest.mark.parametrize("command", ["plan -o", "preview -o", "lint --write-baseline --baseline"])
def test_what_is_written_takes_the_place_of_nothing_but_its_like(ctc: Run, here: Path, command: str) -> None:
    """A slip of the name must not cost a spec, or the project file."""
    for name in ("campaigns/one.yaml", "ctc.yaml"):
        before = (here / name).read_bytes()
        said = ctc(*command.split(), name)
        assert (said.code, "is not overwritten" in said.err) == (2, True)
        assert (here / name).read_bytes() == before
    (here / "made-empty").touch()
    for _ in range(2):
        assert ctc(*command.split(), "made-empty").code == 0


def test_a_part_of_the_campaigns_is_planned_alone(ctc: Run, here: Path) -> None:
    assert actions(ctc, "campaigns/one.yaml") == {"one": "create"}
    assert actions(ctc, "--select", "tw*") == {"two": "create"}
    assert actions(ctc, "--exclude", "one") == {"two": "create"}
    assert ctc("plan", "--select", "thre").code == 1
    assert ctc("apply", "--auto-approve", "campaigns/one.yaml").code == 0
    assert actions(ctc) == {"one": "unchanged", "two": "create"}
    (here / "campaigns" / "one.yaml").unlink()
    assert actions(ctc) == {"one": "stop", "two": "create"}
    assert actions(ctc, "--select", "two") == {"two": "create"}
    ctc("plan", "campaigns/two.yaml", "-o", "part.plan")
    shown = json.loads(ctc("show", "part.plan", "--format", "json").out)
    assert [each["address"] for each in shown["changes"]] == ["two"]
    assert ctc("apply", "part.plan").code == 0
    assert actions(ctc) == {"one": "stop", "two": "unchanged"}


def test_a_plan_of_yesterday_is_refused(ctc: Run, here: Path) -> None:
    ctc("plan", "-o", "a.plan")
    spec = here / "campaigns" / "one.yaml"
    spec.write_text(spec.read_text("utf-8").replace("Hi one", "Ho one"), "utf-8")
    said = ctc("apply", "a.plan")
    assert said.code == 1
    assert "one" in said.err
    (here / "a.plan").write_bytes((here / "a.plan").read_bytes()[:-20])
    assert ctc("show", "a.plan").code == 1


def test_how_many_people_are_reached_is_asked_once_and_remembered(ctc: Run, here: Path) -> None:
    def reaches(*args: str) -> list[Any]:
        return [each["reach"] for each in json.loads(ctc("plan", "--format", "json", *args).out)["changes"]]

    assert reaches() == [None, None]
    asked = reaches("--estimate")
    assert asked[0]["platforms"] == asked[1]["platforms"]
    assert [*asked[0]["platforms"]] == ["sms"]
    assert reaches() == asked
    assert reaches("--estimate-all", "--select", "one")[0]["total"] == asked[0]["total"]
    assert "reaches " in ctc("plan").out


def test_an_edit_a_revision_and_a_spec_that_is_gone(ctc: Run, here: Path) -> None:
    assert ctc("apply", "--auto-approve").code == 0
    spec = here / "campaigns" / "one.yaml"
    text = spec.read_text("utf-8")
    spec.write_text(text.replace("Hi one", "Ho one"), "utf-8")
    assert actions(ctc) == {"one": "replace", "two": "unchanged"}
    said = ctc("apply", "--auto-approve")
    assert said.code == 0
    assert "- one  stopped" in said.out
    assert "+ one  sent" in said.out
    (here / "campaigns" / "two.yaml").unlink()
    assert ctc("apply", "--auto-approve").code == 0
    assert "two" in ctc("log", "--event", "stopped").out
    assert actions(ctc) == {"one": "unchanged"}
    standing = json.loads(ctc("status", "--format", "json").out)["records"]
    assert {each["address"]: each["status"] for each in standing} == {"one": "scheduled", "two": "forgotten"}
    assert {each["address"]: each["listed"] for each in standing} == {"one": "pending", "two": "stopped"}


def test_only_a_yes_sends(ctc: Run, here: Path) -> None:
    for typed, said in (
        ("no\n", "nothing was sent\n"),
        ("y\n", "nothing was sent\n"),
        ("", "nothing was sent: nobody answered"),
    ):
        found = ctc("apply", stdin=typed)
        assert (found.code, said in found.err, "Plan: 2 create." in found.out) == (1, True, True), typed
    assert actions(ctc) == {"one": "create", "two": "create"}
    found = ctc("apply", "-q", stdin="yes\n")
    assert found.code == 0
    assert "Send this? Only 'yes' is accepted" in found.out + found.err
    assert ctc("plan", "--exit-code").code == 0
    assert "Nothing to do: everything is as recorded." in ctc("apply").out


@pytest.mark.parametrize("quiet", [True, False])
def test_a_pipeline_hears_as_much_as_it_asks_for(ctc: Run, here: Path, quiet: bool) -> None:
    said = ctc("apply", "--auto-approve", *(["-q"] if quiet else []))
    assert ("Plan: 2 create." in said.out) is not quiet
    lines = [json.loads(line) for line in ctc("apply", "--auto-approve", "--format", "json").out.splitlines()]
    assert lines[0]["event"] == "started"
    assert lines[-1]["event"] == "finished"


def test_a_campaign_that_is_there_is_taken_over(ctc: Run, here: Path) -> None:
    assert ctc("apply", "--auto-approve", "-q").code == 0
    records = json.loads(ctc("state", "list", "--format", "json").out)["records"]
    number = next(each["id"] for each in records if each["address"] == "one")
    assert "ctc made it under another name" in ctc("adopt", "two", "--id", str(number), "--yes").err
    assert "CleverTap does not list 5" in ctc("adopt", "one", "--id", "5", "--yes").err
    said = ctc("adopt", "thre", "--id", str(number), "--yes")
    assert "thre has no spec here" in said.err
    lose_state(here)
    said = ctc("adopt", "one", "--id", str(number), stdin="n\n")
    assert (said.code, said.err.splitlines()[-1]) == (1, "nothing was adopted")
    assert f"{number} is 'one goes out" in said.out
    assert "(pending, 2031-01-15 09:30 UTC)" in said.out
    said = ctc("adopt", "one", "--id", str(number), "--yes")
    assert said.code == 0
    assert said.err.endswith("plan compares nothing with it\n")
    (record,) = json.loads(ctc("state", "show", "one", "--format", "json").out)["records"]
    assert (record["id"], record["status"], record["digest"]) == (number, "scheduled", "")
    (here / "campaigns" / "send.yaml").write_text(
        "version: 1\nid: send\nmessage: {channel: sms, to: {Identity: [a]}, content: {body: Hi}}\n", "utf-8"
    )
    assert "send is an identity send" in ctc("adopt", "send", "--id", str(number), "--yes").err


def test_a_send_cannot_be_recalled(ctc: Run, here: Path) -> None:
    (here / "campaigns" / "send.yaml").write_text(
        "version: 1\nid: send\nmessage: {channel: sms, to: {Identity: [a, a, b]}, content: {body: Hi}}\n",
        "utf-8",
    )
    assert "send: 1 repeated recipient left out; each gets it once" in ctc("plan").err
    assert ctc("apply", "--auto-approve").code == 0
    assert "send is an identity send, which nothing can recall" in ctc("stop", "send").err
    said = ctc("stop", "s*", "--yes")
    assert "nothing of 's*' can be stopped: 1 identity send, which nothing can recall" in said.err
    said = ctc("stop", "one", "two", "--yes", "--why", "wrong")
    assert (said.code, "Stopped 2 of 2." in said.out) == (0, True)
    said = ctc("stop", "*", "--yes")
    assert "2 stopped or over, 1 identity send, which nothing can recall" in said.err
    said = ctc("stop", "*", stdin="no\n")  # a copy of what is over is stopped at a person's word alone, too
    assert "Stop every copy that is listed of 2 campaigns that are over?" in said.out
    assert (said.code, said.err) == (1, "nothing was stopped\n")
    assert ctc("plan", "--exit-code").code == 0


def test_what_would_be_stopped_is_shown_before_it_is_asked(ctc: Run, here: Path) -> None:
    assert ctc("apply", "--auto-approve", "-q").code == 0
    assert "--format json asks nobody: give --yes" in ctc("stop", "*", "--format", "json").err
    said = ctc("stop", "*", stdin="no\n")
    assert said.code == 1
    assert "  - one  id " in said.out
    assert " · 2031-01-15 09:30 UTC\n" in said.out
    assert "Stop 2 campaigns?" in said.out
    assert said.err.endswith("nothing was stopped\n")
    assert "nothing was stopped: nobody answered" in ctc("stop", "--all", stdin="").err
    said = ctc("stop", "--all", stdin="yes\n")
    assert "Halt the environment and stop 2 campaigns?" in said.out
    assert said.code == 0
    lines = [json.loads(line) for line in ctc("log", "--format", "json").out.splitlines()]
    assert {"halted", "stopped"} <= {line["event"] for line in lines}
    assert ctc("apply", "--auto-approve").code == 1


def test_who_did_it_stands_in_the_history(ctc: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each command that writes into the state by itself says whose command it was."""
    said = ctc("apply", "--auto-approve", "campaigns/one.yaml", "--color", "always")
    assert said.code == 0
    told = in_words(said.out)
    for line in ("<b>Plan: 1 create.</>", "<green><b>  + one  sent</>", "<b>\nPlanned 1: 1 applied.</>"):
        assert line in told
    monkeypatch.setenv("GITHUB_ACTOR", "ada")
    said = ctc("stop", "--all", "--why", "prices", "--color", "always", stdin="yes\n")
    assert said.code == 0
    assert "<b>Stopped 1 of 1.</>" in in_words(said.out)
    assert ctc("state", "resume", "--why", "right again").code == 0
    assert ctc("state", "move", "one", "three").code == 0
    said = ctc("log", "--format", "json")
    rows = [json.loads(line) for line in said.out.splitlines()]
    by_hand = {
        row["event"]: (row["actor"], row["detail"])
        for row in rows
        if row["event"] in ("halted", "resumed", "moved")
    }
    assert by_hand == {
        "halted": ("ada", "prices"),
        "resumed": ("ada", "right again"),
        "moved": ("ada", "from one"),
    }


def test_who_names_what_holds_no_spec_is_told(ctc: Run, here: Path) -> None:
    (here / "campaigns" / "a.test.yaml").write_text("version: 1\ntests: 5\n", "utf-8")
    said = ctc("lint", "campaigns/a.test.yaml")
    assert "what is named holds no spec; tests are asked by `ctc test`" in said.err
    assert "holds no spec" not in ctc("lint", "campaigns").err


def test_where_there_are_no_specs_nothing_is_in_vain(ctc: Run, here: Path) -> None:
    for file in (here / "campaigns").iterdir():
        file.unlink()
    assert ctc("lint").code == 0
    assert ctc("lint", "--select", "one").code == 1


FAMILY = """\
version: 1
id: price
each:
  file: prices.csv
  key: [sku, price]
  row: price.schema.json
guards: {max_change: {price: 50%}}
campaign:
  name: "{{ sku }} {{ price }}"
  target_mode: push
  when: 2031-01-15 18:00
  where: {event_name: Charged, from: 2026-01-01, to: 2026-01-31}
  content: {title: "{{ sku }} costs {{ price }}", body: b, platform_specific: {android: {wzrk_cid: offers}}}
"""


def test_a_price_of_a_row_is_held_against_the_newest_of_its_product(ctc: Run, here: Path) -> None:
    """Read anew or known already, a row's numbers are those of its cells."""
    for name in ("one", "two"):
        (here / "campaigns" / f"{name}.yaml").unlink()
    (here / "campaigns" / "price.yaml").write_text(FAMILY)
    schema = {"properties": {"sku": {"type": "string"}, "price": {"type": "number"}}}
    (here / "campaigns" / "price.schema.json").write_text(json.dumps(schema))
    prices = here / "campaigns" / "prices.csv"
    many = "".join(f"P{number},100\n" for number in range(10, 50))
    prices.write_text(f"sku,price\n{many}")
    assert ctc("apply", "--auto-approve", "-q").code == 0
    prices.write_text(f"sku,price\n{many}P11,60\nP12,40\nP99,1\n")
    for _ in range(2):
        said = ctc("plan")
        assert "CTC546" in said.out + said.err
        assert "price[P12,40] (price 100 → 40)" in said.out + said.err
        assert "price[P11,60] (price" not in said.out + said.err
    prices.write_text(f"sku,price\n{many}P11,60\nP12,60\nP99,1\n")
    said = ctc("plan")
    assert "price[P12,60]" in said.out
    assert "CTC546" not in said.out + said.err


@pytest.mark.parametrize(
    ("environment", "when"),
    [("live", "15:00 Asia/Kolkata (09:30 UTC"), ("sandbox", "09:30 UTC (in"), ("taken-out", "09:30 UTC (in")],
)
def test_a_saved_plan_is_shown_in_the_time_of_its_environment(
    ctc: Run, here: Path, monkeypatch: pytest.MonkeyPatch, environment: str, when: str
) -> None:
    """Whatever became of that since it was saved."""
    (here / "ctc.yaml").write_text("version: 1\nenvironments: {live: {timezone: Asia/Kolkata}}\n", "utf-8")
    change = Change(
        "one", Action.STOP, "gone", channel="sms", scheduled_on=datetime(2031, 1, 15, 9, 30, tzinfo=UTC)
    )
    saved = SimpleNamespace(plan=Plan(environment=environment, changes=(change,)))
    monkeypatch.setattr("ctc.pipeline.saved_plans.load", lambda _: saved)
    assert f"2031-01-15 {when}" in ctc("show", "ctc.yaml").out
    assert ctc("show", "ctc.yaml", "--format", "markdown").out.startswith(
        f"<!-- ctc plan: local/{environment} -->"
    )
