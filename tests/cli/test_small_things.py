"""Small things that many meet: numbers, tests in production, guards under lint, files that no plan reads."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.inherited import inherited

Ctc = Callable[..., Any]
Write = Callable[[str, str], Path]
TEA = Path(__file__).resolve().parents[1] / "fixtures" / "specs" / "tea.yaml"
SPEC = """version: 1
id: {id}
campaign:
  name: {name}
  target_mode: sms
  when: {when}
  where: {{event_name: Charged, from: 2025-09-01, to: 2025-09-30}}
  content: {{body: "{body} Reply STOP to opt out", sms: {{template_id: "1107161234567890123"}}}}
"""
PROJECT = """version: 1
project: acme
environments:
  production: {region: in1, account_id: A, passcode: P, timezone: UTC, state: "sqlite:///x.db"}
"""


def spec(
    address: str = "one", name: str = "Spring", when: str = "2031-01-15 09:30", body: str = "Hi."
) -> str:
    return SPEC.format(id=address, name=name, when=when, body=body)


@pytest.mark.parametrize(
    ("number", "sent"), [("1.10", "1.1"), ("1e3", "1000.0"), ("5.", "5.0"), (".5", "0.5")]
)
def test_a_number_that_is_sent_otherwise_is_told(ctc: Ctc, write: Write, number: str, sent: str) -> None:
    write(
        "campaigns/one.yaml",
        f"vars: {{price: {number}, same: 1.5, kept: '1.10'}}\n" + spec(body="{{ price }}"),
    )
    found = json.loads(ctc("lint", "--format", "json").out)["diagnostics"]
    (one,) = (each for each in found if each["code"] == "CTC114")
    assert (one["line"], one["column"], one["severity"]) == (1, 15, "warning")
    assert sent in one["message"]


def test_hexadecimal_and_octal_stay_texts(ctc: Ctc, write: Write) -> None:
    write("campaigns/one.yaml", "vars: {colour: 0x1F, mode: 0o17}\n" + spec(name='"{{ colour }} {{ mode }}"'))
    payload = json.loads(ctc("compile").out)["payloads"][0]["payload"]
    assert payload["name"] == "0x1F 0o17"


@pytest.mark.parametrize("env", ["production", "sandbox"])
@pytest.mark.parametrize("name", ["test", '"[TEST] Spring"', "asdf", "ST_spring", '"Test mail"', "TEST-7"])
def test_a_test_in_production_is_told(ctc: Ctc, write: Write, name: str, env: str) -> None:
    write("ctc.yaml", PROJECT)
    write("campaigns/one.yaml", spec(name=name))
    found = json.loads(ctc("lint", "--env", env, "--format", "json").out)["diagnostics"]
    assert any(one["code"] == "CTC474" for one in found) is (env == "production")


@pytest.mark.parametrize(
    "name", ["Spring", '"Test drive our new car"', "Contest", "Latest offers", "Stay", "Fastest"]
)
def test_words_that_hold_test_are_none(ctc: Ctc, write: Write, name: str) -> None:
    write("ctc.yaml", PROJECT)
    write("campaigns/one.yaml", spec(name=name))
    found = json.loads(ctc("lint", "--env", "production", "--format", "json").out)["diagnostics"]
    assert not any(one["code"] == "CTC474" for one in found)


def test_lint_of_an_environment_tells_the_guards_that_need_no_state(ctc: Ctc, write: Write) -> None:
    guards = (
        'guards: {allow_now: false, quiet_hours: "22:00-08:00", require: [owner], max_reach: 5, '
        "require_frequency_caps: true}"
    )
    write("ctc.yaml", PROJECT.replace('state: "sqlite:///x.db"', f'state: "sqlite:///x.db", {guards}'))
    write("campaigns/now.yaml", spec("now", when="now"))
    write("campaigns/night.yaml", spec("night", when="2031-01-15 23:30"))
    uncapped = "target_mode: sms\n  respect_frequency_caps: false"
    write("campaigns/caps.yaml", spec("caps").replace("target_mode: sms", uncapped))
    write(
        "campaigns/send.yaml",
        "version: 1\nid: send\nowner: me\n"
        "message: {channel: sms, to: {Identity: [a, b, c, d, e, f]}, content: {body: x}}\n",
    )
    answer = ctc("lint", "--env", "production", "--format", "json")
    found = json.loads(answer.out)["diagnostics"]
    codes = {(one["file"], one["code"]) for one in found if one["code"].startswith("CTC5")}
    assert codes == {
        ("campaigns/now.yaml", "CTC507"), ("campaigns/now.yaml", "CTC510"), ("campaigns/night.yaml", "CTC506"),
        ("campaigns/night.yaml", "CTC510"), ("campaigns/send.yaml", "CTC501"), ("campaigns/send.yaml", "CTC507"),
        ("campaigns/caps.yaml", "CTC509"), ("campaigns/caps.yaml", "CTC510"),
    }  # fmt: skip
    assert answer.code == 1
    without = json.loads(ctc("lint", "--format", "json").out)["diagnostics"]
    assert not any(one["code"].startswith("CTC5") for one in without)


def test_a_file_that_no_plan_reads_is_told(ctc: Ctc, write: Write) -> None:
    write("campaigns/one.yaml", spec())
    write("drafts/two.yaml", spec("two"))
    assert "no plan reads this" in str(ctc("lint", "drafts/two.yaml").err)
    assert "no plan reads this" not in str(ctc("lint", "campaigns/one.yaml").err)


def test_quiet_is_quiet_in_apply_too(ctc: Ctc, write: Write) -> None:
    write("campaigns/one.yaml", spec())
    answer = ctc("apply", "--auto-approve", "-q")
    assert (answer.code, answer.out, answer.err) == (0, "", "")


def test_names_are_ordered_as_people_count(ctc: Ctc, write: Write) -> None:
    for n in (10, 9, 1, 100):
        write(f"campaigns/c-{n}.yaml", spec(f"c-{n}"))
    changes = json.loads(ctc("plan", "--format", "json").out)["changes"]
    assert [change["address"] for change in changes] == ["c-1", "c-9", "c-10", "c-100"]


@pytest.fixture
def commit(tmp_path: Path, write: Write) -> Callable[[], None]:
    """Makes a commit of the folder, which is a repository."""
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    write(".gitignore", ".ctc\n")

    def made() -> None:
        for args in (["add", "-A"], ["-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "x"]):
            subprocess.run(["git", *args], cwd=tmp_path, check=True)

    return made


def test_a_guard_that_is_gone_since_the_last_apply_is_told(
    ctc: Ctc, write: Write, commit: Callable[[], None]
) -> None:
    guards = "max_creates: 5, max_stops: 9"
    project = f"version: 1\nproject: acme\nenvironments: {{sandbox: {{guards: {{{guards}}}}}}}\n"
    write("ctc.yaml", project)
    write("campaigns/one.yaml", spec())
    commit()
    assert ctc("apply", "--auto-approve").code == 0
    write("ctc.yaml", project.replace(guards, "max_stops: 10"))
    commit()
    out = str(ctc("plan").out)
    assert "! guard removed × 1: max_creates" in out
    assert "! guard loosened × 1: max_stops" in out


@pytest.mark.parametrize("is_committed", [True, False])
def test_a_spec_s_own_guard_that_is_gone_since_the_last_apply_is_told(
    ctc: Ctc, write: Write, commit: Callable[[], None], is_committed: bool
) -> None:
    """Also where nothing else changes: the next change would go out without it."""
    write("ctc.yaml", "version: 1\nenvironments: {sandbox: {guards: {max_reach: 5000}}}\n")
    guarded = {
        "one": "guards: {max_reach: 900, lead_time: 2h}\n",
        "two": "guards: {max_reach: 900}\n",
        "three": "guards: {min_reach: 1}\n",
    }
    for name, guards in guarded.items():
        write(f"campaigns/{name}.yaml", spec(name) + guards)
    commit()
    assert ctc("apply", "--auto-approve").code == 0
    assert "guard" not in str(ctc("plan").out)
    write("campaigns/one.yaml", spec("one") + "guards: {lead_time: 1h}\n")
    write("campaigns/two.yaml", spec("two") + "guards: {max_reach: 800}\n")
    write("campaigns/three.yaml", spec("three"))
    if is_committed:
        commit()
    out = str(ctc("plan").out)
    assert "! guard removed × 2: one, three" in out
    assert "! guard loosened × 1: one" in out
    assert "its environment's 5000 holds" in str(ctc("plan", "--format", "json").out)


def test_nor_does_it_go_unseen_with_a_file_that_is_called_or_lies_otherwise(
    ctc: Ctc, write: Write, commit: Callable[[], None], tmp_path: Path
) -> None:
    write("ctc.yaml", "version: 1\n")
    names = ("one", "two", os.fsdecode(b"odd\xff"), "new\nline")
    for own, name in zip(("one", "two", "odd", "line"), names, strict=True):
        write(f"campaigns/{name}.yaml", spec(own) + "guards: {max_reach: 900}\n")
    commit()
    assert ctc("apply", "--auto-approve").code == 0
    for own, name in zip(("one", "two", "odd", "line"), names, strict=True):
        (tmp_path / "campaigns" / f"{name}.yaml").unlink()
        write(f"campaigns/moved/{name if own == 'odd' else own}.yaml", spec("dos" if own == "two" else own))
    write("campaigns/moved/two.yaml", spec("dos") + "was: [two]\n")
    commit()
    for folder in (".", "campaigns"):
        assert "! guard removed × 4: " in str(ctc("plan", folder=tmp_path / folder).out)


def test_nor_with_a_project_that_moves_as_a_whole(
    ctc: Ctc, write: Write, commit: Callable[[], None], tmp_path: Path
) -> None:
    project = "version: 1\nproject: acme\nenvironments: {e: {api: sandbox, state: 'sqlite:///../e.db', guards: {%s}}}\n"
    write("shop/ctc.yaml", project % "max_creates: 5")
    write("shop/campaigns/one.yaml", spec("one") + "guards: {max_reach: 900}\n")
    commit()
    assert ctc("apply", "--auto-approve", "--env", "e", folder=tmp_path / "shop").code == 0
    (tmp_path / "shop").rename(tmp_path / "store")
    write("store/ctc.yaml", project % "")
    write("store/campaigns/one.yaml", spec("one"))
    commit()
    out = str(ctc("plan", "--env", "e", folder=tmp_path / "store").out)
    assert "! guard removed × 2: max_creates, one" in out, out


def test_ctrl_c_before_the_command_has_begun_is_no_traceback(tmp_path: Path) -> None:
    """A slow disk: the first module that ctc asks for is a while in coming."""
    (tmp_path / "click.py").write_text("import time\nprint('asked', flush=True)\ntime.sleep(600)\n", "utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "ctc", "lint"],
        cwd=tmp_path,
        env=inherited(PATH=os.environ["PATH"], HOME=str(tmp_path), PYTHONPATH=str(tmp_path)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"asked\n"
    process.send_signal(signal.SIGINT)
    assert process.communicate() == (b"", b"")
    assert process.returncode == -signal.SIGINT


@pytest.mark.parametrize("command", ["lint", "doctor", "init"])
def test_a_folder_that_is_gone_is_told(tmp_path: Path, command: str) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    enters = "import os, sys; os.rmdir(os.getcwd()); from ctc.cli import main; main(sys.argv[1:])"
    done = subprocess.run(
        [sys.executable, "-c", enters, command], cwd=gone, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (
        1,
        "error: the current folder is gone: cd to one that is there\n",
    )


def test_a_second_project_of_a_user_finds_the_people_there(ctc: Ctc, tmp_path: Path) -> None:
    """To make them takes seconds, and 27 MB: an apply of each new folder, worktree and copy would pay for it."""
    cache = str(tmp_path / "cache")
    made = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "ctc.yaml").write_text("version: 1\nproject: acme\n", "utf-8")
        (tmp_path / name / "campaigns").mkdir()
        (tmp_path / name / "campaigns" / "tea.yaml").write_text(TEA.read_text("utf-8"), "utf-8")
        assert ctc("apply", "--auto-approve", folder=tmp_path / name, XDG_CACHE_HOME=cache).code == 0
        [people] = Path(cache).rglob("sample-*.db")
        made.append((people.stat().st_ino, list((tmp_path / name).rglob("sample*"))))
    assert made == [made[0]] * 2
    assert made[0][1] == []
