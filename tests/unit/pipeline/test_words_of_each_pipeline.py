"""Each pipeline's own names for who set it going and where its page is: one that were lost would leave a history
without a name. And each ending of a data file, and each part that tells two findings apart."""

import socket
from typing import Any

import pytest

from ctc.diagnostics import Diagnostic, Severity
from ctc.pipeline import runners
from ctc.pipeline.changed import _matters
from ctc.pipeline.instances import by_document, told_once
from ctc.pipeline.runners import person_name

USERS = (
    "GITHUB_ACTOR",
    "GITLAB_USER_LOGIN",
    "BUILDKITE_BUILD_CREATOR",
    "CIRCLE_USERNAME",
    "BUILD_REQUESTEDFOR",
)
PAGES = (
    "CI_JOB_URL",
    "BUILD_URL",
    "CIRCLE_BUILD_URL",
    "BUILDKITE_BUILD_URL",
    "TRAVIS_JOB_WEB_URL",
    "DRONE_BUILD_LINK",
)
NUMBERS = ("GITHUB_RUN_ID", "CI_JOB_ID", "BUILD_ID", "BITBUCKET_BUILD_NUMBER", "BUILD_BUILDID")


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "my host.example")
    monkeypatch.setattr("getpass.getuser", lambda: "me @home")


def test_each_pipeline_says_who_set_it_going() -> None:
    host = "my-host.example"
    assert person_name({}) == f"me--home@{host}"
    for at, name in enumerate(USERS):
        left = {key: f"user {number}" for number, key in enumerate(USERS) if number >= at}
        assert person_name({**dict.fromkeys(USERS[:at], ""), **left}) == f"user-{at}@{host}", name


def test_each_pipeline_says_where_its_page_is() -> None:
    for at, name in enumerate(PAGES):
        left = {key: f"https://ci.example/{number}?t=x#y" for number, key in enumerate(PAGES) if number >= at}
        said = person_name({**dict.fromkeys(PAGES[:at], ""), **left, "BUILD_ID": "9"})
        assert said.partition("::")[2] == f"https://ci.example/{at}", name
    for at, name in enumerate(NUMBERS):
        left = {key: f"n {number}" for number, key in enumerate(NUMBERS) if number >= at}
        assert person_name({**dict.fromkeys(NUMBERS[:at], ""), **left}).partition("::")[2] == f"n{at}", name


@pytest.mark.parametrize(
    ("environ", "run"),
    [
        ({"GITHUB_RUN_ID": "7", "GITHUB_REPOSITORY": "a/b", "GITHUB_SERVER_URL": "https://git.example"},
         "https://git.example/a/b/actions/runs/7"),
        ({"GITHUB_RUN_ID": "7", "GITHUB_REPOSITORY": "a/b", "GITHUB_SERVER_URL": ""},
         "https://github.com/a/b/actions/runs/7"),
        ({"GITHUB_REPOSITORY": "a/b", "BUILD_URL": "http://x:80/y"}, "http://x:80/y"),
        ({"BUILD_URL": "no page", "BUILD_ID": "5"}, "5"),
        ({"BUILD_URL": "http://x:port/y", "BUILD_ID": "5"}, "5"),
        ({"BUILD_URL": f"http://x/{'é y' * 200}z"}, f"http://x/{'y' * 191}"),
    ],
)  # fmt: skip
def test_the_page_of_a_run(environ: dict[str, str], run: str) -> None:
    assert person_name(environ).partition("::")[2] == run


def test_a_name_is_no_longer_than_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "h" * 300)
    assert person_name({"GITHUB_ACTOR": "u" * 300}) == f"{'u' * 200}@{'h' * 200}"


def test_a_runner_names_its_process_where_the_system_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runners.os, "getpid", lambda: 77)
    for place, began, tail in (
        ("0123abcd", "5", ":77@0123abcd.5"),
        ("", "5", ":77"),
        ("0123abcd", None, ":77"),
        ("0123abcd", "", ":77"),
    ):
        monkeypatch.setattr(runners, "_place", lambda place=place: place)
        monkeypatch.setattr(runners, "_began", lambda pid, began=began: began if pid == 77 else "other")
        assert runners.runner_name({}) == f"me--home@my-host.example{tail}"
        assert runners.runner_name({"BUILD_ID": "9"}) == f"me--home@my-host.example{tail}:9"


@pytest.mark.parametrize(
    ("began", "told", "gone"),
    [("5", "5", False), ("6", "5", True), ("", "5", True), (None, "5", False)],
)
def test_whether_a_process_is_the_one_that_ran(
    monkeypatch: pytest.MonkeyPatch, began: str | None, told: str, gone: bool
) -> None:
    monkeypatch.setattr(runners, "_place", lambda: "0123abcd")
    monkeypatch.setattr(runners.os, "kill", lambda *_: None)
    monkeypatch.setattr(runners, "_began", lambda _: began)
    for name in (f"a@h:77@0123abcd.{told}", f"a@h:77@0123abcd.{told}:https://x/y"):
        assert runners.is_gone(name) is gone


@pytest.mark.parametrize(
    ("stat", "began"),
    [
        ("7 (a) b) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 900 20", "900"),
        ("7 (a) Z 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 900 20", ""),
        ("7 (a) X 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 900 20", ""),
        ("7 (a) S 1 2", None),
        (None, None),
    ],
)
def test_when_a_process_began(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch, stat: str | None, began: str | None
) -> None:
    monkeypatch.setattr(runners, "_PROC", tmp_path)
    (tmp_path / "7").mkdir()
    if stat is not None:
        (tmp_path / "7" / "stat").write_text(stat)
    assert runners._began(7) == began


def test_a_boot_and_a_container_are_one_place(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runners, "_PROC", tmp_path)
    boot, space = tmp_path / "sys/kernel/random/boot_id", tmp_path / "self/ns/pid"
    for each in (boot, space):
        each.parent.mkdir(parents=True)
    assert runners._place() == ""
    places = set()
    for text, link in (("a\n", "1"), ("b\n", "1"), ("b\n", "2")):
        boot.write_text(text)
        space.unlink(missing_ok=True)
        space.symlink_to(f"pid:[{link}]")
        places.add(runners._place())
    assert len(places) == 3
    assert {len(place) for place in places} == {8}
    boot.write_text("b")
    assert runners._place() in places
    boot.write_bytes(b"\xff")
    assert runners._place() == ""


@pytest.mark.parametrize("ending", [".csv", ".ndjson", ".jsonl", ".json", ".tsv"])
def test_data_matters_wherever_it_stands(ending: str) -> None:
    assert _matters(f"elsewhere/rows{ending}", {"campaigns"})
    assert not _matters(f"elsewhere/rows{ending}x", {"campaigns"})


ONE = Diagnostic(code="CTC305", severity=Severity.ERROR, message="m", file="a", line=3, column=2, path="/x")


@pytest.mark.parametrize(
    "other",
    [
        {"code": "CTC302"},
        {"severity": Severity.WARNING},
        {"file": "b"},
        {"line": 4},
        {"column": 3},
        {"path": "/y"},
    ],
)
def test_what_stands_elsewhere_is_another_finding(other: dict[str, Any]) -> None:
    found = [("a", ONE), ("b", ONE._replace(message="n", **other))]
    assert [one.message for one in told_once(found, 2)] == ["m (in a)", "n (in b)"]
    assert [one.message for one in told_once([*found, ("c", ONE)], 3)] == ["m (in a and 1 more)", "n (in b)"]


def test_each_document_has_its_own_instances() -> None:
    two = ONE._replace(message="n")
    found = [
        (1, ("a", ONE)),
        (2, ("b", two)),
        (1, ("c", ONE)),
        (3, ("d", ONE)),
        (2, ("b", two)),
        (4, ("e", two)),
    ]
    told = [one.message for one in by_document(found, {1: 2, 2: 1, 3: 2, 4: 1})]
    assert told == ["m", "n", "m (in d)", "n"]
