"""Each command's words: what it refuses with exit code 2 and how it says so, and what it says at its end."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from ctc.cli.main import COMMANDS
from ctc.pipeline import plan_checks, standing


class Said(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Said]


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ("", "Usage: ctc"),
        ("lnt", "No such command 'lnt'. did you mean 'lint'?"),
        ("deploy", "did you mean 'apply'?"),
        ("resolve", "did you mean 'ctc state resolve'?"),
        ("draft", "did you mean 'ctc catalog draft'?"),
        ("zzzzzz", "No such command 'zzzzzz'.\n"),
        ("lint --endpoint /x", "--endpoint goes with --payload"),
        ("lint --payload x campaigns", "--payload takes one file and nothing else"),
        ("lint --payload x --fix", "--payload takes one file and nothing else"),
        ("lint --payload x --baseline b", "--payload takes one file and nothing else"),
        ("lint --write-baseline", "--write-baseline goes with --baseline FILE, which says where"),
        ("lint --statistics --format github", "--statistics are text or json"),
        ("lint --statistics --format sarif", "--statistics are text or json"),
        ("lint --select changed:", "changed: needs a branch, as in changed:main"),
        ("compile --var x", "'x' is not of the form NAME=VALUE"),
        ("compile --var 1x=2", "'1x=2' is not of the form NAME=VALUE"),
        ("compile --var x=\udc80", "the value of x is not UTF-8"),
        ("compile --as-of 2031-02-30", "'2031-02-30' is no day: write one as in 2031-01-15"),
        ("compile --as-of 20310115", "'20310115' is no day"),
        ("compile --data x", "'x' is not of the form ID=FILE, where ID is the id of a spec"),
        ("compile --data x=", "'x=' is not of the form ID=FILE"),
        ("compile --data X=a", "'X=a' is not of the form ID=FILE"),
        ("compile --data x=ctc.yaml --data x=ctc.yaml", "x is given its rows twice"),
        ("compile --data x=gone", "gone cannot be read: No such file or directory"),
        ("compile --data x=a\0b", "a\\u0000b cannot be read: "),
        (
            "plan --no-state -o x",
            "a plan made with --no-state cannot be saved: it does not know what was sent",
        ),
        ("plan -o -", "a plan is saved to a file, which apply reads"),
        ("plan campaigns/gone.yaml", "does not exist"),
        ("plan ctc.yaml", "ctc.yaml lies outside of campaigns/: a path selects campaigns"),
        ("test --generate one campaigns", "--generate takes one address and nothing else"),
        ("test --generate one --strength", "--generate takes one address and nothing else"),
        ("test --at-least 80%", "--at-least goes with --strength"),
        ("test --strength --at-least x", "'x' is no share such as 80%"),
        ("test --strength --at-least 101", "'101' is no share such as 80%"),
        ("test --strength --at-least -1", "'-1' is no share such as 80%"),
        ("test --strength --format junit", "--strength prints text or json, not junit"),
        ("stop", "say which: addresses or globs, or --all"),
        ("stop one --all", "say which: addresses or globs, or --all"),
        ("state resolve one --why x", "say either --sent [ID] or --not-sent"),
        ("state resolve one --why x --sent --not-sent", "say either --sent [ID] or --not-sent"),
        ("state resolve one --why x --sent 0", "--sent 0: CleverTap's ids are positive whole numbers"),
        ("state resolve one --why x --sent abc", "--sent abc: CleverTap's ids"),
        ("state resolve one --why x --sent 9223372036854775808", "CleverTap's ids are positive"),
        ("state move one Two", "'Two' is no address"),
        ("fmt - ctc.yaml", "`-` is standard input, and stands alone"),
        ("schema spce", "there is no schema 'spce'. did you mean 'spec'?"),
        ("schema zzzzzz", "there is no schema 'zzzzzz'. See `ctc schema`."),
        ("explain CTC999", "there is no code 'CTC999'."),
        ("explain CTC", "there is no code 'CTC'."),
        ("explain push.content.titel", "did you mean 'title'?"),
        ("explain zzzzzz", "`ctc explain` alone is a way in."),
        ("new", "say what kind of campaign, as in: ctc new push cart-reminder. One of: push"),
        ("new psh x", "there is no channel 'psh'. did you mean 'push'?"),
        ("new zzzzzz x", "there is no channel 'zzzzzz'. One of: push"),
        ("new push", "the campaign needs an id of its own, as in: ctc new push cart-reminder"),
        ("import ctc.yaml --id X", "--id 'X': an id is a-z, 0-9 and '-', 63 characters at most"),
        ("import ctc.yaml -o ctc.yaml", "ctc.yaml exists; ctc import does not overwrite it"),
        ("comment ctc.yaml", "ctc.yaml is no plan in Markdown: `ctc plan --format markdown` writes one"),
        ("demo --keep .", ". is not empty"),
        (
            "sandbox --timezone Mars --port 0",
            "unknown time zone 'Mars': expected a name such as Asia/Kolkata",
        ),
        ("sandbox --fault no --port 0", "unknown fault 'no'"),
        ("preview --plan ctc.yaml campaigns", "--plan takes no PATH"),
        ("log --since soon", "'soon' is neither a duration nor a moment"),
        (
            "init new --project X",
            "'X' is no name for a project: it takes a-z, 0-9 and '-', 63 characters at most",
        ),
        ("init new --region in9", "CleverTap has no region 'in9'. did you mean 'in1'?"),
        ("init new --region zzzz", "CleverTap has no region 'zzzz'. One of: aps3, eu1"),
        ("init new --timezone Asia/Kolkatta", "did you mean 'Asia/Kolkata'?"),
        ("init new --timezone zzzz", "write an IANA name, such as Asia/Kolkata"),
        ("init new --channel psh", "there is no channel 'psh'. did you mean 'push'?"),
        ("init new --channel zzzzzz", "there is no channel 'zzzzzz'. One of: push"),
        ("init new --channel ,", "name a channel to begin with: one of push"),
        *(
            (f"{command} ", "an empty text names no file")
            for command in ("lint", "init", "fmt", "compile -o")
        ),
        ("apply --format json", "--format json asks nobody: give --auto-approve"),
    ],
)
def test_words_that_a_command_does_not_take(ctc: Run, args: str, words: str) -> None:
    said = ctc(*args.split(" ") if args else ())
    assert said.code == 2
    assert words in said.err
    assert said.out == ""


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ("state show three", "nothing is recorded of three."),
        ("state history three", "nothing is recorded of three"),
        ("lint --select zzz*", "error CTC528: --select 'zzz*' matches no address"),
        ("compile --select zzz*", "error CTC528: --select 'zzz*' matches no address"),
        ("preview --select zzz* -o x.html", "error CTC528: --select 'zzz*' matches no address"),
        ("status three", "three"),
        ("plan --env nowhere", "there is no environment 'nowhere'; ctc.yaml knows sandbox"),
        ("test --generate thre", "error: --generate 'thre' matches no address"),
        ("catalog check", "there is no catalog: neither catalog.yaml nor a file below catalog/"),
        ("import gone.json", "gone.json"),
        ("stop three --yes", "nothing is recorded of three"),
        ("apply gone.plan", "does not exist"),
    ],
)
def test_what_there_is_not(ctc: Run, args: str, words: str) -> None:
    said = ctc(*args.split(" "))
    assert said.code == (2 if args.startswith("apply") else 1)
    assert words in (said.out if args.startswith("lint") else said.err)


def test_help_names_every_command_and_its_line(ctc: Run) -> None:
    said = ctc("--help")
    assert (said.code, said.err) == (0, "")
    for name, words in COMMANDS.items():
        assert f"  {name}" in said.out
        assert words.split(" ")[0] in said.out
    assert ctc("-h").out == said.out
    assert ctc("--version").out.startswith("ctc ")


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_its_help(ctc: Run, name: str) -> None:
    said = ctc(name, "--help")
    assert said.code == 0
    assert f"Usage: ctc {name}" in said.out
    assert "ctc " in said.out.rpartition("Example")[2]
    if name not in ("state", "catalog"):
        assert "--color [auto|always|never]" in said.out
        assert "-q, --quiet" in said.out


def test_lint_says_what_it_read(ctc: Run, here: Path) -> None:
    said = ctc("lint", "--no-cache")
    assert (said.code, said.out) == (0, "")
    assert said.err == "2 files, 2 documents: no problems\n"
    assert ctc("lint", "-q").err == ""
    (here / "campaigns" / "two.yaml").unlink()
    assert ctc("lint").err == "1 file, 1 document: no problems\n"
    (here / "campaigns" / "one.yaml").unlink()
    assert "there is no spec here: `ctc init` begins a repository" in ctc("lint").err
    for command in ("compile", "preview"):
        assert "there is no spec here" in ctc(command).err


def test_a_finding_makes_lint_fail_where_it_counts(ctc: Run, here: Path) -> None:
    spec = here / "campaigns" / "one.yaml"
    text = spec.read_text("utf-8")
    spec.write_text(text.replace(', sms: {template_id: "1107161234567890123"}', ""), "utf-8")
    said = ctc("lint")
    assert said.code == 0
    assert "warning CTC413" in said.out
    assert said.err.endswith("1 warning\n")
    assert ctc("lint", "--strict").code == 1
    spec.write_text(text.replace("  name:", "  nme:"), "utf-8")
    said = ctc("lint", "--format", "json")
    assert said.code == 1
    found = json.loads(said.out)
    assert found["format_version"] == 1
    assert found["summary"] == {"files": 2, "documents": 2, "errors": 1, "warnings": 0}
    assert [each["code"] for each in found["diagnostics"]] == ["CTC305"]
    counted = json.loads(ctc("lint", "--statistics", "--format", "json").out)
    assert [(each["code"], each["count"], each["severity"]) for each in counted["statistics"]] == [
        ("CTC305", 1, "error"),
    ]
    assert all(each["title"] for each in counted["statistics"])
    assert counted["summary"]["errors"] == 1
    lines = ctc("lint", "--statistics").out.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("1  error   CTC305  ")


def test_a_baseline_accepts_what_stands_today(ctc: Run, here: Path) -> None:
    spec = here / "campaigns" / "one.yaml"
    fine = spec.read_text("utf-8")
    bare = fine.replace(', sms: {template_id: "1107161234567890123"}', "")
    spec.write_text(bare, "utf-8")
    said = ctc("lint", "--baseline", "b.json", "--write-baseline", "--strict")
    assert said.code == 0
    assert "b.json accepts 1 finding\n" in said.err
    known = json.loads((here / "b.json").read_text("utf-8"))
    assert known["format_version"] == 1
    ((one),) = known["accepted"]
    assert (one["file"], one["code"], one["count"]) == ("campaigns/one.yaml", "CTC413", 1)
    assert (here / "b.json").read_text("utf-8").count("\n    {") == 1
    assert ctc("lint", "--baseline", "b.json", "--strict").code == 0
    spec.write_text("# above\n" * 3 + bare, "utf-8")
    assert ctc("lint", "--baseline", "b.json", "--strict").code == 0
    twice = bare + "---\n" + bare.replace("id: one", "id: three").replace("09:30", "11:30")
    spec.write_text(twice, "utf-8")
    said = ctc("lint", "--baseline", "b.json", "--strict")
    assert said.code == 1
    spec.write_text(fine, "utf-8")
    said = ctc("lint", "--baseline", "b.json")
    assert "1 that it accepts are gone: --write-baseline writes it anew" in said.err
    assert "are gone" not in ctc("lint", "--baseline", "b.json", "campaigns").err
    assert ctc("lint", "--baseline", "b.json", "--write-baseline", "campaigns").code == 2
    spec.write_text(bare.replace("  name:", "  nme:"), "utf-8")
    said = ctc("lint", "--baseline", "b.json", "--write-baseline")
    assert said.code == 1
    assert "\n1 stays: a baseline accepts what `ignore:` may hide, no more" in said.err


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it is not what `ctc lint --write-baseline` wrote"),
        ("[]", "it is not what"),
        ('{"format_version": 2, "accepted": []}', "its format is 2, and this ctc reads 1"),
        ('{"format_version": 1, "accepted": [{}]}', "it is not what"),
        ('{"format_version": 1, "accepted": 5}', "it is not what"),
        (None, "No such file or directory"),
    ],
)
def test_a_baseline_that_is_none(ctc: Run, here: Path, text: str | None, why: str) -> None:
    if text is not None:
        (here / "b.json").write_text(text, "utf-8")
    said = ctc("lint", "--baseline", "b.json")
    assert said.code == 1
    assert "error CTC854: b.json is no baseline: " in said.err
    assert why in said.err
    assert "make one with `ctc lint --baseline FILE --write-baseline`" in said.err


def test_payloads_in_each_form(ctc: Run, here: Path) -> None:
    listed = json.loads(ctc("compile").out)
    assert listed["format_version"] == 1
    assert [each["address"] for each in listed["payloads"]] == ["one", "two"]
    lines = [json.loads(line) for line in ctc("compile", "--format", "ndjson").out.splitlines()]
    assert lines == [{"format_version": 1, **each} for each in listed["payloads"]]
    said = ctc("compile", "-o", "out")
    assert said.err == "2 payloads written to out\n"
    assert json.loads((here / "out" / "one.json").read_text("utf-8")) == lines[0]
    assert ctc("compile", "-o", "out", "--select", "one").err == "1 payload written to out\n"


def test_fmt_changes_what_is_laid_out_otherwise(ctc: Run, here: Path) -> None:
    spec = here / "campaigns" / "one.yaml"
    fine = spec.read_text("utf-8")
    assert ctc("fmt").err == "3 files read, none changed\n"
    spec.write_text(fine.replace("id: one", "id:   one"), "utf-8")
    said = ctc("fmt", "--check", "campaigns/one.yaml")
    assert (said.code, said.out, said.err) == (1, "campaigns/one.yaml\n", "1 file read, 1 would change\n")
    said = ctc("fmt", "--diff")
    assert said.code == 1
    assert "--- campaigns/one.yaml\n+++ campaigns/one.yaml (formatted)\n" in said.out
    assert "-id:   one\n+id: one\n" in said.out
    said = ctc("fmt")
    assert (said.code, said.err) == (0, "3 files read, 1 changed\n")
    assert spec.read_text("utf-8") == fine
    spec.write_text("a: [\n", "utf-8")
    assert ctc("fmt").code == 1
    said = ctc("fmt", "-", stdin="a:   1\n")
    assert (said.code, said.out) == (0, "a: 1\n")


def test_explain_says_what_there_is(ctc: Run) -> None:
    start = ctc("explain")
    assert start.code == 0
    assert start.out.startswith("ctc explain CTC412          a code that ctc printed\n")
    codes = ctc("explain", "codes").out.splitlines()
    assert any(line.startswith("CTC305  error    ") for line in codes)
    page = ctc("explain", "ctc305").out
    assert page.startswith("CTC305: ")
    assert ctc("explain", "305").out == page
    assert "severity: error; cannot be ignored\n" in page
    assert "\nBad:\n    " in page
    assert "\nGood:\n    " in page
    assert "can be ignored" in ctc("explain", "CTC412").out
    field = ctc("explain", "push.content.title").out
    assert field.startswith("content.title\n  ")
    assert "  required  yes\n" in field
    assert "  source    " in field
    whole = ctc("explain", "push").out
    assert "  * required" in whole


def test_completion_and_schemas_are_for_programs(ctc: Run) -> None:
    for shell in ("bash", "zsh", "fish"):
        said = ctc("completion", shell)
        assert said.code == 0
        assert "_CTC_COMPLETE" in said.out
    names = ctc("schema").out.split()
    assert "payload.push" in names
    schema: Any = json.loads(ctc("schema", "payload.push").out)
    assert "$schema" in schema


def test_a_first_plan_a_saved_one_and_what_is_recorded(ctc: Run, here: Path) -> None:
    said = ctc("plan")
    assert said.code == 0
    assert "Plan: 2 create." in said.out
    assert ctc("plan", "--exit-code").code == 3
    assert ctc("plan", "--no-state").err.startswith(
        "no state was read (--no-state): everything shows as new\n"
    )
    said = ctc("plan", "-o", "a.plan")
    assert "saved as a.plan; next: ctc apply a.plan" in said.err
    assert "Plan: 2 create." in ctc("show", "a.plan").out
    shown = json.loads(ctc("show", "a.plan", "--format", "json").out)
    assert shown["summary"]["create"] == 2
    assert ctc("show", "a.plan", "--format", "markdown").out.startswith("<!-- ctc plan: acme/sandbox -->\n")
    assert "a.plan is a saved plan: `ctc show` prints it" in ctc("plan", "a.plan").err
    refused = ctc("apply", "a.plan", "--env", "sandbox")
    assert refused.code == 2
    assert "a saved plan brings its environment, variables and selection: give it alone" in refused.err
    said = ctc("apply", "a.plan")
    assert said.code == 0
    assert "Planned 2: 2 applied." in said.out
    assert ctc("plan", "--exit-code").code == 0
    listed = ctc("state", "list").out.splitlines()
    assert [line.split()[:2] for line in listed] == [["scheduled", "one"], ["scheduled", "two"]]
    assert "digest: " in ctc("state", "show", "one").out
    records = json.loads(ctc("state", "show", "one", "--format", "json").out)["records"]
    assert [each["address"] for each in records] == ["one"]
    history = json.loads(ctc("state", "history", "one", "--format", "json").out)
    assert history["format_version"] == 1
    assert [each["kind"] for each in history["entries"]] == ["intent", "outcome"]
    assert len(ctc("state", "history", "one").out.splitlines()) == 2
    assert "one" in ctc("status", "one").out
    assert json.loads(ctc("status", "--format", "json", "--offline").out)["copies"] == []
    assert ctc("log", "--event", "sent", "-n", "1").out.count("\n") == 1
    assert ctc("log", "--event", "halted").err == "nothing of the kind is recorded\n"
    assert ctc("log", "--event", "halted", "--format", "json").err == ""
    lines = [json.loads(line) for line in ctc("log", "one", "--format", "json").out.splitlines()]
    assert {line["address"] for line in lines} == {"one"}


def test_an_apply_over_midnight_sends_nothing_that_was_counted_from_the_day_before(
    ctc: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = here / "campaigns" / "one.yaml"
    text = spec.read_text("utf-8").replace("2031-01-15 09:30", "now")
    spec.write_text(
        text.replace("from: 2026-01-01, to: 2026-01-31", "from: 7 days ago, to: yesterday"), "utf-8"
    )
    monkeypatch.setattr(plan_checks, "today_in", lambda _environment: date(2041, 1, 15))
    said = ctc("apply", "--auto-approve")
    assert said.code == 1
    line = text[: text.index("when:")].count("\n") + 1
    assert f"campaigns/one.yaml:{line}:3: error CTC541" in said.err
    assert ctc("state", "list").out == ""
    monkeypatch.undo()
    monkeypatch.chdir(here)
    assert "Planned 2: 2 applied." in ctc("apply", "--auto-approve").out


def test_stops_and_what_a_person_says(ctc: Run, here: Path) -> None:
    assert ctc("apply", "--auto-approve", "-q").code == 0
    said = ctc("state", "move", "one", "three")
    assert said.err == "one is three now\n"
    said = ctc("stop", "three", "--why", "wrong")
    assert said.code == 0
    assert "- three  stopped" in said.out
    assert "Its spec is frozen now: only a higher `revision` sends it again." in said.err
    assert "there is nothing to stop" in ctc("stop", "three").err
    said = ctc("stop", "--all", "--yes", "--env", "sandbox")
    assert said.code == 0
    assert "Stopped 1 of 1." in said.out
    assert "The environment is halted: `ctc state resume --env sandbox --why TEXT` lifts that." in said.err
    assert "halted" in ctc("status").err
    assert ctc("state", "resume", "--why", "fine again").err == "the halt is lifted\n"
    for answer, why in (("y\n", "nothing was forgotten"), ("", "nobody answered. A pipeline says --yes")):
        said = ctc("state", "forget", "two", "--why", "tested", stdin=answer)
        assert (said.code, why in said.err) == (1, True), "what frees a send asks for the whole word"
    said = ctc("state", "forget", "two", "--why", "tested", "--yes")
    assert said.code == 0
    assert said.err == "two is free\n"
    said = ctc("state", "verify")
    assert said.code == 0
    assert "the promise held" in said.out
    assert ", 2 identities, " in said.out
    assert "already" in ctc("state", "init").err
    assert "the state belongs to this environment" in ctc("state", "rebind", "--why", "renamed").err


def test_doctor_looks_at_all_of_it(ctc: Run, here: Path) -> None:
    said = ctc("doctor", "--offline")
    assert said.code == 0
    assert "  ✓ ctc.yaml:      " in said.out
    assert "2 spec files below campaigns/" in said.out
    assert "not begun yet; the first apply begins it" in said.out
    found = json.loads(ctc("doctor", "--offline", "--format", "json").out)
    assert found["summary"]["errors"] == 0
    (here / "ctc.yaml").write_text("version: 1\nbroken: 1\n", "utf-8")
    said = ctc("doctor")
    assert said.code == 1
    assert "  ✗ ctc.yaml:" in said.out
    found = json.loads(ctc("doctor", "--format", "json").out)
    assert found["summary"] == {"files": 0, "documents": 0, "errors": 1, "warnings": 0}


def test_a_repository_is_begun_and_gets_one_more_campaign(ctc: Run, here: Path) -> None:
    said = ctc("init", "new", "--project", "tea", "--channel", "push", "--ci", "none")
    assert said.code == 0
    assert "wrote new/ctc.yaml\n" in said.out
    assert "  cd new\n" in said.err
    assert "kept  new/ctc.yaml as it is\n" in ctc("init", "new", "--project", "tea", "--ci", "none").out
    assert "project: tea" in (here / "new" / "ctc.yaml").read_text("utf-8")
    said = ctc("new", "sms", "reminder")
    assert said.code == 0
    assert said.out == "wrote campaigns/reminder.yaml\n"
    assert "next: edit campaigns/reminder.yaml, then `ctc lint` and `ctc plan`" in said.err
    assert ctc("new", "sms", "reminder").code == 1


def test_a_paste_becomes_a_spec(ctc: Run, here: Path) -> None:
    body = json.loads(ctc("compile", "--select", "one").out)["payloads"][0]["payload"]
    (here / "body.json").write_text(json.dumps(body), "utf-8")
    said = ctc("import", "body.json", "--id", "three")
    assert said.code == 0
    assert "id: three\n" in said.out
    said = ctc("import", "body.json", "--id", "three", "-o", "campaigns/three.yaml")
    assert "wrote campaigns/three.yaml; next: ctc lint campaigns/three.yaml" in said.err
    assert (here / "campaigns" / "three.yaml").read_text("utf-8").count("id: three\n") == 1
    (here / "bad.json").write_text(json.dumps({**body, "nme": 1}), "utf-8")
    said = ctc("import", "bad.json", "--id", "four", "-o", "four.yaml")
    assert said.code == 1
    assert not (here / "four.yaml").exists()
    for name, data, why in (
        ("wide", "{}".encode("utf-16"), "it is UTF-16 or UTF-32; ctc reads UTF-8 alone: save it as UTF-8"),
        ("latin", b"ab\xe9", "byte 2 is not UTF-8"),
    ):
        (here / name).write_bytes(data)
        assert why in ctc("import", name).err


def test_the_tests_of_campaigns(ctc: Run, here: Path) -> None:
    assert "no tests: `ctc test --generate ADDRESS` writes the first ones" in ctc("test").err
    said = ctc("test", "--generate", "one")
    assert said.code == 0
    (here / "campaigns" / "one.test.yaml").write_text(said.out, "utf-8")
    said = ctc("test")
    assert said.code == 0
    assert "1 file: " in said.err
    assert " passed, 0 failed" in said.err
    report = json.loads(ctc("test", "--format", "json").out)
    assert report["summary"]["failed"] == 0
    assert ctc("test", "--format", "junit").out.startswith("<?xml")
    spec = here / "campaigns" / "one.yaml"
    spec.write_text(spec.read_text("utf-8").replace("Hi one", "Ho one"), "utf-8")
    said = ctc("test")
    assert said.code == 1
    assert "FAILED " in said.out
    spec.write_text(spec.read_text("utf-8").replace("Ho one", "Hi one"), "utf-8")
    said = ctc("test", "--strength", "--select", "one", "--at-least", "0")
    assert said.code == 0
    assert " changes are noticed (" in said.err
    said = ctc("test", "--strength", "--at-least", "100%")
    assert said.code == 1
    assert "% is less than the 100% that are demanded" in said.err
    for each in (here / "campaigns").glob("*.yaml"):
        each.unlink()
    said = ctc("test", "--strength", "--at-least", "80%")
    assert (said.code, "there is no campaign to change" in said.err) == (1, True)
    assert ctc("test", "--strength").code == 0


def test_a_tracking_plan_comes_over_standard_input_too(ctc: Run, here: Path) -> None:
    plan = "event,property,type\nProduct Viewed,SKU,text\n"
    (here / "plan.csv").write_text(plan, "utf-8")
    said = ctc("catalog", "import", "-", stdin=plan)
    assert (said.code, said.out) == (0, ctc("catalog", "import", "plan.csv").out)
    assert "Product Viewed" in said.out
    assert "- cannot be imported: it looks like" in ctc("catalog", "import", "-", stdin="event\n").err


def test_a_page_of_messages(ctc: Run, here: Path) -> None:
    said = ctc("preview")
    assert said.code == 0
    assert said.err.startswith("2 messages in preview.html (0.")
    assert ctc("preview", "--select", "one", "-o", "x.html").err.startswith("1 message in x.html (")
    page = ctc("preview", "-o", "-")
    assert page.out.startswith("<!doctype html>")
    spec = here / "campaigns" / "one.yaml"
    spec.write_text(spec.read_text("utf-8").replace("  name:", "  nme:"), "utf-8")
    said = ctc("preview")
    assert said.code == 1
    assert "1 message in preview.html" in said.err
    assert "error CTC305" in said.err


def test_who_looks_offline_asks_nobody(ctc: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("CleverTap was asked")

    assert ctc("apply", "--auto-approve", "-q").code == 0
    monkeypatch.setattr(standing, "sweep", refuse)
    assert ctc("status", "--offline").code == 0
    assert ctc("state", "list").code == 0
    assert "CleverTap was asked" in ctc("status").err


@pytest.mark.parametrize(("command", "package"), [("lsp", "pygls"), ("mcp", "mcp")])
def test_what_comes_with_a_package_says_which(
    ctc: Run, monkeypatch: pytest.MonkeyPatch, command: str, package: str
) -> None:
    monkeypatch.setattr(f"ctc.cli.{command}.find_spec", lambda name: None if name == package else name)
    said = ctc(command)
    assert (said.code, said.out) == (1, "")
    assert f"pip install 'ctc[{command}]'" in said.err
