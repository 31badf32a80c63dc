"""What ctc.yaml says of a project: its defaults, what is wrong with it, what a stop can do without."""

import stat
from pathlib import Path
from typing import Any

import pytest

from ctc.diagnostics import Severity, UserError
from ctc.project.cache import fingerprint
from ctc.project.catalog import open_catalog, read_catalog, recall, remember
from ctc.project.checks import settings_findings
from ctc.project.git import remote_of
from ctc.project.ignoring import keep_file_out, keep_folder_out, patterns
from ctc.project.opening import (
    MAX_BYTES,
    environment_named,
    find_root,
    open_project,
    open_to_stop,
    what_a_stop_needs,
)
from ctc.project.witness import witness, witnessed
from ctc.specs.loading import Source
from ctc.validation.finding import Finding
from ctc.zones import zone_hint


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with specs; the current one."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "specs").mkdir()
    return tmp_path


def write(here: Path, text: str) -> None:
    (here / "ctc.yaml").write_text(text, "utf-8")


def test_what_holds_where_nothing_is_written(here: Path) -> None:
    for text in (None, "version: 1\n"):
        if text is not None:
            write(here, text)
        project = open_project(here, {})
        assert (project.name, project.default_environment, dict(project.vars)) == (None, "sandbox", {})
        assert (project.campaigns, project.templates) == (here / "campaigns", here / "campaigns/_shared")
        sandbox = project.environments["sandbox"]
        assert (sandbox.is_sandbox, sandbox.timezone, sandbox.api(), sandbox.host()) == (
            True,
            "UTC",
            "sandbox",
            "sandbox",
        )
        assert (sandbox.requests_per_second, sandbox.timeout, sandbox.replace_margin) == (100.0, 30.0, 300.0)
        assert (sandbox.listing_lag, sandbox.name_marker, sandbox.has_token) == (None, True, True)
        assert sandbox.is_local()


LIVE = """\
version: 1
project: acme
campaigns: specs
templates: parts
default_environment: live
vars: {a: 1}
rules: {CTC412: "off"}
environments:
  live:
    region: IN1
    timezone: Asia/Kolkata
    account_id: A
    passcode: P
    state: sqlite:///x.db
    requests_per_second: 3
    timeout: 10s
    listing_lag: 2m
    replace_margin: 1h
    name_marker: false
    trigger_token: T
    vars: {b: 2}
    guards: {max_creates: 5}
  local: {api: "http://127.0.0.1:80/x", timezone: UTC}
  bare:
"""


def test_what_is_written(here: Path) -> None:
    write(here, LIVE)
    project = open_project(here / "campaigns", {})
    assert (project.name, project.default_environment) == ("acme", "live")
    assert (project.campaigns, project.templates) == (here / "specs", here / "parts")
    assert (dict(project.vars), dict(project.rules)) == ({"a": 1}, {"CTC412": "off"})
    assert [*project.environments] == ["live", "local", "bare", "sandbox"]
    live = environment_named(project, None)
    assert (live.name, live.is_sandbox, live.is_local(), live.host()) == (
        "live",
        False,
        False,
        "in1.api.clevertap.com",
    )
    assert (live.requests_per_second, live.timeout, live.listing_lag) == (3.0, 10.0, 120.0)
    assert (live.replace_margin, live.name_marker, live.has_token) == (3600.0, False, True)
    assert (dict(live.vars), dict(live.guards)) == ({"b": 2}, {"max_creates": 5})
    assert (live.guards_line("max_creates"), live.guards_line(None)) == (22, 22)
    assert live.state() == "sqlite:///x.db"
    credentials = live.credentials()
    assert (credentials.account_id, credentials.passcode, credentials.token) == ("A", "P", "T")
    assert repr(credentials) == "Credentials(***)"
    local = project.environments["local"]
    assert (local.host(), local.is_local(), local.api()) == ("127.0.0.1:80", True, "http://127.0.0.1:80/x")
    assert (local.state(), local.requests_per_second, local.has_token) == (
        "sqlite:///.ctc/local.db",
        1.0,
        False,
    )
    bare = project.environments["bare"]
    assert (bare.host(), bare.api(), bare.timezone) == ("", "", "")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "lve",
            "CTC802: there is no environment 'lve'; ctc.yaml knows bare, live, local, sandbox (did you mean 'live'?)",
        ),
        ("", "CTC802: there is no environment ''; ctc.yaml knows bare, live, local, sandbox (None)"),
        (
            "bare",
            "CTC803: environment 'bare' states no `timezone`, and the API's `when` carries no zone, so nobody could "
            "know when a campaign goes out (add `timezone: Asia/Kolkata`)",
        ),
    ],
)
def test_an_environment_that_is_none(here: Path, name: str, said: str) -> None:
    write(here, LIVE)
    with pytest.raises(UserError) as caught:
        environment_named(open_project(here, {}), name)
    (found,) = caught.value.diagnostics
    assert f"{found.code}: {found.message} ({found.hint})" == said


@pytest.mark.parametrize(
    ("lines", "ask", "said"),
    [
        ("region: in1", "credentials", ["no `account_id`", "no `passcode`"]),
        (
            "account_id: a b\n    passcode: P",
            "credentials",
            ["account_id holds no account id, and plans show it"],
        ),
        (
            "account_id: P\n    passcode: P",
            "credentials",
            ["account_id holds no account id, and plans show it"],
        ),
        ("region: zz9", "region", ["'zz9' is no region"]),
        ("region: '{{ env.CTC_REGION }}'", "region", ["region is none that CleverTap has"]),
        (
            "region: '{{ env.CTC_NONE }}'",
            "region",
            ["region needs the environment variable CTC_NONE, which is not set"],
        ),
        (
            "region: in1",
            "state",
            ["no `state`", "`project` is missing: environment 'live' sends to real people"],
        ),
    ],
)
def test_what_an_environment_lacks_is_told_when_it_is_needed(
    here: Path, lines: str, ask: str, said: list[str]
) -> None:
    write(here, f"version: 1\nenvironments:\n  live:\n    timezone: UTC\n    {lines}\n")
    with pytest.raises(UserError) as caught:
        getattr(open_project(here, {"CTC_REGION": "zz9"}).environments["live"], ask)()
    messages = [found.message for found in caught.value.diagnostics]
    assert len(messages) == len(said)
    assert all(words in message for words, message in zip(said, messages, strict=True))
    assert all(found.file == "ctc.yaml" for found in caught.value.diagnostics)


def test_two_names_for_one_thing_are_fine_on_this_machine(here: Path) -> None:
    local = "api: 'http://localhost:1', account_id: sandbox, passcode: sandbox, timezone: UTC"
    write(here, f"version: 1\nenvironments: {{live: {{{local}}}}}\n")
    assert open_project(here, {}).environments["live"].credentials().account_id == "sandbox"


def findings(here: Path, data: Any) -> list[tuple[str, tuple[str | int, ...], str]]:
    return [(each.code, each.path, each.message) for each in settings_findings(data, here)]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ([], []),
        ({}, []),
        ({"environments": ["live"]}, []),
        ({"default_environment": "sandbox"}, []),
        ({"default_environment": " "}, []),
        ({"default_environment": 5}, []),
        (
            {"default_environment": "live", "environments": {"lve": {}}},
            [
                (
                    "CTC802",
                    ("default_environment",),
                    "there is no environment 'live'; ctc.yaml knows lve, sandbox",
                )
            ],
        ),
        ({"campaigns": "specs", "templates": "gone"}, []),
        ({"campaigns": "  ", "templates": 5}, []),
        (
            {"campaigns": "spec"},
            [("CTC801", ("campaigns",), "there is no folder 'spec', so there is no spec to read")],
        ),
        (
            {"campaigns": "../x"},
            [("CTC801", ("campaigns",), "'../x' lies outside the project, which reads nothing from there")],
        ),
        (
            {"templates": "/"},
            [("CTC801", ("templates",), "'/' lies outside the project, which reads nothing from there")],
        ),
        (
            {"templates": "specs/.parts"},
            [
                (
                    "CTC801",
                    ("templates",),
                    "'specs/.parts' is hidden: what begins with a dot, as .git does, is no place for specs and "
                    "templates",
                )
            ],
        ),
        ({"campaigns": "./specs/../specs"}, []),
        (
            {"environments": {"live": {"timezone": "Mars", "region": "in9"}, "x": "y"}},
            [
                ("CTC806", ("environments", "live", "timezone"), "'Mars' is no time zone that ctc knows"),
                (
                    "CTC806",
                    ("environments", "live", "region"),
                    "'in9' is no region of CleverTap that ctc knows",
                ),
            ],
        ),
        ({"environments": {"live": {"timezone": "UTC", "region": "IN1"}}}, []),
        ({"environments": {"live": {"timezone": "", "region": 5}}}, []),
        ({"environments": {"live": {"region": "{{ env.CTC_REGION }}"}}}, []),
        (
            {"environments": {"live": {"passcode": "{{ env.CTC_X[1:] }}"}}},
            [
                (
                    "CTC807",
                    ("environments", "live", "passcode"),
                    "passcode computes something, and a setting computes nothing",
                )
            ],
        ),
        ({"rules": {"CTC412": "off"}}, []),
        ({"rules": {}}, []),
        ({"rules": ["CTC412"]}, []),
        (
            {"rules": {"CTC305": "off"}},
            [("CTC801", ("rules", "CTC305"), "CTC305 cannot be turned off or given another severity")],
        ),
        *(
            (
                {"environments": {"live": {key: f"{'9' * 20}d"}}},
                [("CTC801", ("environments", "live", key), f"{key} is longer than a year")],
            )
            for key in ("timeout", "listing_lag", "replace_margin")
        ),
        ({"environments": {"live": {"timeout": "365d", "listing_lag": "soon"}}}, []),
        ({"environments": {"live": {"timeout": "1ms", "listing_lag": "0s", "replace_margin": "0s"}}}, []),
        (
            {"environments": {"live": {"timeout": "0s"}}},
            [
                (
                    "CTC801",
                    ("environments", "live", "timeout"),
                    "timeout is no time at all, in which no request can be made",
                )
            ],
        ),
        ({"rules": {"CTC199": "off"}}, [("CTC801", ("rules", "CTC199"), "CTC199 is no finding of ctc's")]),
        (
            {"vars": {"a": ["{{ env.X }}"]}},
            [
                (
                    "CTC805",
                    ("vars", "a", 0),
                    "`env` is visible in account_id, passcode, state, api, region and trigger_token alone",
                )
            ],
        ),
        ({"vars": {"a": "{{ environment }} env.X"}}, []),
        ({"vars": {"brand": "Acme", "hello": "{{ Profile.brand }} {{ Name }}", "n": 1}}, []),
        (
            {
                "vars": {"brand": "Acme"},
                "environments": {"live": {"vars": {"line": "By {{ brand }}"}}, "x": "y"},
            },
            [
                (
                    "CTC801",
                    ("environments", "live", "vars", "line"),
                    "'line' holds {{ brand }}, and ctc.yaml renders nothing: the braces would go out as they stand",
                )
            ],
        ),
        (
            {"environments": {"live": {"vars": {"a": "{{ env['X'] }}"}}}},
            [
                (
                    "CTC805",
                    ("environments", "live", "vars", "a"),
                    "`env` is visible in account_id, passcode, state, api, region and trigger_token alone",
                )
            ],
        ),
        ({"environments": {"live": {"account_id": "{{ env.CTC_X }}"}}}, []),
    ],
    ids=str,
)
def test_settings_of_nothing(here: Path, data: Any, found: list[Any]) -> None:
    told = findings(here, data)
    assert told[: len(found)] == found
    assert {each[0] for each in told[len(found) :]} <= {"CTC805"}


def test_what_may_have_been_meant(here: Path) -> None:
    hints = [
        each.hint
        for data in (
            {"campaigns": "spec"},
            {"campaigns": "zzzzzz"},
            {"default_environment": "zzzzzz"},
            {"environments": {"live": {"region": "in9", "timezone": "Asia/Kolkatta"}}},
            {"environments": {"live": {"region": "zzzzzz", "timezone": "zzzzzz"}}},
        )
        for each in settings_findings(data, here)
    ]
    assert hints == [
        "did you mean 'specs'?",
        "make it, or name the folder of the specs",
        "add it under `environments:`",
        "did you mean 'Asia/Kolkata'?",
        "did you mean 'in1'?",
        "write an IANA name, such as Asia/Kolkata",
        "one of: aps3, eu1, global, in1, mec1, sg1, sk1, us1",
    ]


DATA = {
    "version": 1,
    "project": "p",
    "default_environment": "live",
    "rules": {"a": 1},
    "vars": {"b": 2},
    "other": 5,
    "environments": {"live": {"vars": {"c": 3}, "guards": {"d": 4}, "region": "in1"}, "test": {"x": 1}},
}


@pytest.mark.parametrize(
    ("path", "env", "gone"),
    [
        (("rules", "a"), None, [("rules",)]),
        (("vars", "b"), "live", [("vars",)]),
        (("campaigns",), None, []),
        (("environments", "test", "x"), None, [("environments", "test")]),
        (("environments", "test"), "live", [("environments", "test")]),
        (("environments", "live", "vars", "c"), None, [("environments", "live", "vars")]),
        (("environments", "live", "guards"), "live", [("environments", "live", "guards")]),
        (("environments", "live", "region"), "live", None),
        (("environments", "live"), None, None),
        (("environments", "live"), "test", [("environments", "live")]),
        (("environments",), "live", None),
        (("default_environment",), None, None),
        (("default_environment",), "live", [("default_environment",)]),
        (("other",), None, None),
        (("other",), "live", [("other",)]),
        (("project",), "live", None),
        (("version",), "live", None),
        ((), "live", None),
    ],
)
def test_what_a_stop_can_do_without(
    path: tuple[str, ...], env: str | None, gone: list[tuple[str, ...]] | None
) -> None:
    wrong = Finding(code="CTC801", severity=Severity.ERROR, message="m", path=path)
    beside = Finding(code="CTC801", severity=Severity.WARNING, message="m", path=("project",))
    left, grave = what_a_stop_needs(DATA, [wrong, beside], env)
    if gone is None:
        assert grave == [wrong]
        assert left == DATA
        return
    assert grave == []

    def paths(value: Any, at: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
        below = [paths(inner, (*at, key)) for key, inner in value.items()] if isinstance(value, dict) else []
        return {at}.union(*below)

    lost = paths(DATA) - paths(left)
    assert {each for each in lost if each[:-1] not in lost} == {*gone}


def test_who_stops_is_told_and_goes_on(here: Path) -> None:
    write(here, LIVE.replace("vars: {a: 1}", "vars: 5"))
    told: list[Any] = []
    project = open_to_stop(here, {}, "live", told.extend)
    assert dict(project.vars) == {}
    assert {each.severity for each in told} == {Severity.WARNING}
    with pytest.raises(UserError):
        open_project(here, {})
    write(here, LIVE.replace("timeout: 10s", "timeout: soon"))
    with pytest.raises(UserError):
        open_to_stop(here, {}, "live", told.extend)
    assert open_to_stop(here, {}, "local", told.extend).name == "acme"
    write(here, "a: [")
    with pytest.raises(UserError):
        open_to_stop(here, {}, "live", told.extend)
    (here / "ctc.yaml").unlink()
    assert open_to_stop(here, {}, None, told.extend).name is None


def refused(here: Path) -> str:
    with pytest.raises(UserError) as caught:
        open_project(here, {})
    (found,) = caught.value.diagnostics
    return f"{found.code} {found.message}"


def test_a_ctc_yaml_that_is_no_file_of_the_project(here: Path, tmp_path: Path) -> None:
    file = here / "ctc.yaml"
    file.mkdir()
    assert refused(here) == "CTC812 ctc.yaml is not read: it is no file of the repository"
    file.rmdir()
    file.symlink_to("gone")
    assert refused(here) == "CTC812 ctc.yaml is not read: No such file or directory"
    file.unlink()
    (tmp_path.parent / "outside.yaml").write_text("version: 1\n", "utf-8")
    file.symlink_to(tmp_path.parent / "outside.yaml")
    assert refused(here) == "CTC812 ctc.yaml is not read: it is a link out of the repository"
    file.unlink()
    text = "version: 1\n".ljust(MAX_BYTES, "#")
    file.write_text(text, "utf-8")
    assert open_project(here, {}).name is None
    file.write_text(f"{text}#", "utf-8")
    assert refused(here) == "CTC812 ctc.yaml is not read: it holds more than 1,000,000 bytes"
    file.write_text("version: 1\n---\nversion: 1\n", "utf-8")
    assert refused(here) == "CTC801 ctc.yaml holds one document alone"
    assert open_project(here, {}, b"version: 1\nproject: typed\n").name == "typed"


def test_the_folder_of_a_project_is_looked_for_up_to_the_repository(here: Path) -> None:
    deep = here / "campaigns" / "deep"
    deep.mkdir()
    assert find_root(deep) is None
    (here / "ctc.yaml").symlink_to("gone")
    assert find_root(deep) == find_root(here) == here
    (here / "campaigns" / ".git").mkdir()
    assert find_root(deep) is None
    assert find_root(here / "campaigns") is None


def test_a_state_is_kept_out_of_git(here: Path) -> None:
    file = here / "state" / "live.db"
    file.parent.mkdir()
    assert patterns(file) == ("live.db*", ".live.db.*")
    assert keep_file_out(file) is None
    assert not (file.parent / ".gitignore").exists()
    (here / ".git").mkdir()
    assert keep_file_out(file) is None
    ignore = file.parent / ".gitignore"
    assert ignore.read_text("utf-8") == "/live.db*\n/.live.db.*\n"
    for text, named in (
        ("*\n", True),
        ("/live.db\n", True),
        ("*.db\n", True),
        ("live.db*\n", True),
        ("x\n", False),
    ):
        ignore.write_text(text, "utf-8")
        assert keep_file_out(file) == (None if named else ignore)
        assert ignore.read_text("utf-8") == text
    ignore.write_text(" \n", "utf-8")
    assert keep_file_out(file) is None
    assert "live.db" in ignore.read_text("utf-8")
    keep_folder_out(here / ".ctc")
    assert (here / ".ctc" / ".gitignore").read_text("utf-8") == "*\n"
    (here / ".ctc" / ".gitignore").write_text("own\n", "utf-8")
    keep_folder_out(here / ".ctc")
    assert (here / ".ctc" / ".gitignore").read_text("utf-8") == "own\n"


def test_the_newest_that_was_seen_of_a_state(tmp_path: Path) -> None:
    environ = {"XDG_STATE_HOME": str(tmp_path / "own")}
    assert witnessed("abc", environ) == 0
    witness("abc", 5, environ)
    file = tmp_path / "own" / "ctc" / "serials" / "abc"
    assert (witnessed("abc", environ), stat.S_IMODE(file.stat().st_mode)) == (5, 0o600)
    witness("abc", 4, environ)
    assert witnessed("abc", environ) == 5
    witness("abc", 6, environ)
    assert witnessed("abc", environ) == 6
    file.chmod(0o622)
    assert witnessed("abc", environ) == 0
    file.chmod(0o600)
    file.write_text("x", "ascii")
    assert witnessed("abc", environ) == 0
    at_home = {"HOME": str(tmp_path), "XDG_STATE_HOME": "relative"}
    witness("abc", 7, at_home)
    assert (tmp_path / ".local" / "state" / "ctc" / "serials" / "abc").read_text("ascii") == "7"
    for lineage, where in (
        ("../x", environ),
        ("", environ),
        ("a" * 65, environ),
        ("abc", {}),
        ("abc", {"HOME": "x"}),
    ):
        witness(lineage, 8, where)
        assert witnessed(lineage, where) == 0
    assert witnessed("a" * 64, environ) == 0


def test_where_a_repository_is_pushed_to(here: Path) -> None:
    assert remote_of(here) is None
    git = here / ".git"
    (git / "objects").mkdir(parents=True)
    (git / "refs").mkdir()
    (git / "HEAD").write_text("ref: refs/heads/main\n", "utf-8")
    (git / "config").write_text("[core]\n\trepositoryformatversion = 0\n", "utf-8")
    assert remote_of(here) is None
    (git / "config").write_text('[remote "origin"]\n\turl = git@gitlab.example:a/b.git\n', "utf-8")
    assert remote_of(here / "campaigns") == "git@gitlab.example:a/b.git"


def test_a_catalog_of_several_files(here: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    (here / "catalog").mkdir()
    (here / "catalog.yaml").write_text(
        "version: 1\nevents: {A: {}}\nproviders: {push: [x]}\nandroid_channels: [m]\nx-note: 1\n", "utf-8"
    )
    (here / "catalog" / "b.yaml").write_text(
        "version: 1\nevents: {B: {}}\nproviders: {push: [x, y], sms: [z]}\nandroid_channels: [m, n]\n",
        "utf-8",
    )
    found = open_catalog(here)
    assert found.problems == ()
    assert {*found.catalog.section("events")} == {"A", "B"}
    assert found.catalog.section("providers") == {"push": ["x", "y"], "sms": ["z"]}
    assert [*found.catalog.names("android_channels")] == ["m", "n"]
    assert "version" not in found.catalog.data
    assert "x-note" not in found.catalog.data
    assert found.file == "catalog/b.yaml"
    (here / "catalog" / "c.yaml").write_text("version: 1\nevents: {A: {}}\n", "utf-8")
    (twice,) = open_catalog(here).problems
    assert (twice.code, twice.file, twice.line) == ("CTC821", "catalog.yaml", 2)
    assert twice.message.startswith("'A' stands in another file of the catalog already")
    (here / "catalog.yml").touch()
    assert any(each.file == "catalog.yml" for each in open_catalog(here).problems)


def test_a_catalog_that_was_read_is_remembered_while_its_bytes_are_the_same(
    here: Path, tmp_path: Path
) -> None:
    cache = {"XDG_CACHE_HOME": str(tmp_path.parent / f"{tmp_path.name}-cache")}
    (here / "catalog.yaml").write_text("version: 1\nevents: {A: {}}\n", "utf-8")
    first = open_catalog(here, cache)
    kept = recall(here, cache, first.catalog.digest)
    assert kept == {"events": {"A": {}}}
    assert recall(here, cache, "other") is None
    assert recall(here, {}, first.catalog.digest) is None
    remember(here, cache, first.catalog.digest, {"events": {"Remembered": {}}})
    assert [*open_catalog(here, cache).catalog.section("events")] == ["Remembered"]
    assert [*open_catalog(here).catalog.section("events")] == ["A"]
    (here / "catalog.yaml").write_text("version: 1\nevents: {B: {}}\n", "utf-8")
    assert [*open_catalog(here, cache).catalog.section("events")] == ["B"]
    (here / "catalog.yaml").write_text("version: 1\nevents: []\n", "utf-8")
    broken = open_catalog(here, cache)
    assert broken.catalog.is_broken
    assert recall(here, cache, broken.catalog.digest) is None


@pytest.mark.parametrize("text", ["", "[", "5", "[]", "[1, 2, 3]", "[" * 100_000])
def test_a_memory_that_is_damaged_is_none(here: Path, tmp_path: Path, text: str) -> None:
    cache = {"XDG_CACHE_HOME": str(tmp_path.parent / f"{tmp_path.name}-cache")}
    remember(here, cache, "digest", {})
    assert recall(here, cache, "digest") == {}
    [file] = Path(cache["XDG_CACHE_HOME"]).rglob("catalog.json")
    file.write_text(text, "utf-8")
    assert recall(here, cache, "digest") is None
    file.unlink()
    assert recall(here, cache, "digest") is None


def test_a_digest_tells_where_one_file_ends(here: Path) -> None:
    def digest(*texts: str) -> str:
        sources = [
            Source(path=here / str(n), shown=str(n), data=text.encode()) for n, text in enumerate(texts)
        ]
        return read_catalog(sources).catalog.digest

    assert digest("version: 1\n", "") != digest("version: 1\n")
    assert digest("a", "b") != digest("ab")
    assert len(fingerprint()) == 32
    assert fingerprint() == fingerprint()


def test_values_and_rules_of_the_project_are_those_that_it_states(here: Path) -> None:
    (here / "ctc.yaml").write_text("version: 1\nvars: {shop: Acme}\nrules: {CTC412: 'off'}\n", "utf-8")
    found = open_project(here, {})
    assert (dict(found.vars), dict(found.rules)) == ({"shop": "Acme"}, {"CTC412": "off"})
    (here / "ctc.yaml").write_text("version: 1\n", "utf-8")
    found = open_project(here, {})
    assert (dict(found.vars), dict(found.rules)) == ({}, {})


@pytest.mark.parametrize("name", ["IST", "BST", "CST", "GMT+5", "+05:30", "India", "Mars"])
def test_letters_that_name_no_zone_are_not_taken_for_those_of_another_part_of_the_world(name: str) -> None:
    """IST is near HST in letters, and a campaign would go out in the night of Hawaii."""
    assert zone_hint(name) == "write an IANA name, such as Asia/Kolkata"
    assert zone_hint("Asia/Kolkatta") == zone_hint("Kolkata") == "did you mean 'Asia/Kolkata'?"
    assert zone_hint("utc") == "did you mean 'UTC'?"
