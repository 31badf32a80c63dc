"""What stands in ctc.yaml and means nothing is found there, at its own value, by every command."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ctc.choice import Choice
from ctc.diagnostics import UserError
from ctc.pipeline.lint import lint_project
from ctc.project.opening import environment_named, open_project

ENVIRONMENT = "version: 1\nenvironments:\n  production: {api: API, timezone: UTC}\n"


@pytest.mark.parametrize(
    ("text", "code", "line", "column", "hint"),
    [
        ("version: 1\ndefault_environment: sandbx\n", "CTC802", 2, 22, "did you mean 'sandbox'?"),
        ("version: 1\ncampaigns: campaings\n", "CTC801", 2, 12, "did you mean 'campaigns'?"),
        ("version: 1\ncampaigns: campaigns/a.yaml\n", "CTC801", 2, 12, None),
        ("version: 1\ncampaigns: ../other\n", "CTC801", 2, 12, "name a folder below"),
        ("version: 1\ntemplates: /etc\n", "CTC801", 2, 12, "name a folder below"),
        ("version: 1\ntemplates: .git\n", "CTC801", 2, 12, "name a folder that does not begin with a dot"),
        ("version: 1\ntemplates: a/../.github/x\n", "CTC801", 2, 12, None),
        ("version: 1\ntemplates: campaigns/.hidden\n", "CTC801", 2, 12, None),
        ("version: 1\ncampaigns: ./.ctc\n", "CTC801", 2, 12, None),
        ("version: 1\n---\nversion: 1\n", "CTC801", 3, 1, None),
        (ENVIRONMENT.replace("API", "http://example.com"), "CTC806", 3, 21, None),
        (ENVIRONMENT.replace("API", "ftp://localhost"), "CTC806", 3, 21, None),
        (ENVIRONMENT.replace("API", "'http://['"), "CTC806", 3, 21, None),
        (
            "version: 1\nenvironments: {'a b': {}}\n",
            "CTC305",
            2,
            16,
            "names of environments are letters, digits, - and _",
        ),
    ],
)
def test_is_found_at_its_value(
    tmp_path: Path, text: str, code: str, line: int, column: int, hint: str | None
) -> None:
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "campaigns/a.yaml").write_text("")
    (tmp_path / "ctc.yaml").write_text(text)
    with pytest.raises(UserError) as caught:
        open_project(tmp_path, {})
    (found,) = caught.value.diagnostics
    assert (found.code, found.file, found.line, found.column) == (code, "ctc.yaml", line, column)
    assert hint is None or found.hint == hint


@pytest.mark.parametrize(
    "text",
    [
        "version: 1\ncampaigns: .\ntemplates: none-yet\n",
        ENVIRONMENT.replace("API", "https://example.com/"),
        ENVIRONMENT.replace("API", "http://127.0.0.1:8080"),
        ENVIRONMENT.replace("API", "'{{ env.API }}'"),
        "version: 1\nenvironments: {a: {api: sandbox}}\ndefault_environment: a\n",
    ],
)
def test_is_taken(tmp_path: Path, text: str) -> None:
    (tmp_path / "ctc.yaml").write_text(text)
    open_project(tmp_path, {})


def test_a_spec_for_an_environment_without_a_zone(tmp_path: Path) -> None:
    (tmp_path / "ctc.yaml").write_text("version: 1\nenvironments: {production: {region: in1}}\n")
    (tmp_path / "campaigns").mkdir()
    for name in "ab":
        text = f"version: 1\nid: {name}\nenvironments: [production]\ncampaign: {{target_mode: sms}}\n"
        (tmp_path / f"campaigns/{name}.yaml").write_text(text)
    report = lint_project(tmp_path, {}, (), Choice(env=None, variables={}, select=(), exclude=()))
    assert [(found.code, found.file, found.line) for found in report.diagnostics] == [
        ("CTC803", "ctc.yaml", 2)
    ]


def test_an_empty_name_is_no_environment(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        environment_named(open_project(tmp_path, {}), "")
    assert [found.code for found in caught.value.diagnostics] == ["CTC802"]


def test_a_missing_zone_is_told_where_the_environment_stands(tmp_path: Path) -> None:
    (tmp_path / "ctc.yaml").write_text("version: 1\nenvironments:\n  production:\n    region: in1\n")
    below = tmp_path / "campaigns"
    below.mkdir()
    with pytest.raises(UserError) as caught:
        environment_named(open_project(below, {}), "production")
    (found,) = caught.value.diagnostics
    assert (found.code, found.file, found.line) == ("CTC803", "../ctc.yaml", 4)


def linked(root: Path, target: Path | str) -> None:
    (root / "ctc.yaml").symlink_to(target)


@pytest.mark.parametrize("how", ["outside", "git", "nowhere", "folder", "device", "large"])
def test_a_project_file_that_is_none_is_told(tmp_path: Path, how: str) -> None:
    root, secret = tmp_path / "shop", tmp_path / "secret.yaml"
    secret.write_text("version: 1\npassword: canary\n")
    (root / ".git").mkdir(parents=True)
    (root / ".git/HEAD").write_text("ref: refs/heads/main\n")
    (root / ".git/config").write_text("[http] canary\n")
    match how:
        case "outside":
            linked(root, secret)
        case "git":
            linked(root, ".git/config")
        case "nowhere":
            linked(root, tmp_path / "nowhere")
        case "folder":
            (root / "ctc.yaml").mkdir()
        case "device":
            linked(root, "/dev/zero")
        case "large":
            (root / "ctc.yaml").write_text("version: 1\n" + "# canary\n" * 200_000)
    with pytest.raises(UserError) as caught:
        open_project(root, {})
    assert [found.code for found in caught.value.diagnostics] == ["CTC812"]
    assert "canary" not in str(caught.value)


def test_a_link_inside_the_repository_is_its_own_matter(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/HEAD").write_text("ref: refs/heads/main\n")
    (tmp_path / "shop").mkdir()
    (tmp_path / "shared.yaml").write_text("version: 1\nproject: acme\n")
    linked(tmp_path / "shop", "../shared.yaml")
    assert open_project(tmp_path / "shop", {}).name == "acme"


ELSEWHERE = """version: 1
id: a
campaign:
  name: "{{ brand }}"
  target_mode: sms
  when: now
  where: {event_name: Charged, from: 2025-01-01, to: 2025-12-31}
  content: {bdy: "{% include 'x.txt' %}"}
"""


@pytest.mark.parametrize("named", ["", "campaigns", "campaigns/a.yaml"])
@pytest.mark.parametrize("start", [".", "here", "here/campaigns", "other", "other/campaigns"])
def test_a_project_elsewhere_is_linted_by_its_own_ctc_yaml(
    tmp_path: Path, start: str, named: str, write: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its variables, its templates and its rules: a hook or a pipeline seldom stands where the project does."""
    write("here/ctc.yaml", "version: 1\n")
    write("here/campaigns/b.yaml", "version: 1\nid: b\n")
    write("other/ctc.yaml", "version: 1\nvars: {brand: Acme}\n")
    write("other/campaigns/a.yaml", ELSEWHERE)
    write("other/campaigns/_shared/x.txt", "Hello\n")
    monkeypatch.chdir(tmp_path / start)
    for path in (
        tmp_path / "other" / named,
        Path(os.path.relpath(tmp_path / "other" / named, tmp_path / start)),
    ):
        report = lint_project(tmp_path / start, {}, [path], Choice())
        assert [(found.code, found.line) for found in report.diagnostics] == [("CTC305", 8)]
        assert Path(report.diagnostics[0].file).name == "a.yaml"


@pytest.mark.parametrize(
    "command",
    [
        ("apply", "--auto-approve"),
        ("plan", "--estimate"),
        ("stop", "--all", "--yes"),
        ("adopt", "first-push", "--id", "5"),
        ("state", "init"),
    ],
)
def test_all_that_an_environment_lacks_is_told_at_once(ctc: Callable, command: tuple[str, ...]) -> None:
    ctc("init", "--channel", "push")
    answer = ctc(*command, "--env", "production", CTC_STATE="")
    assert answer.code == 1
    for name, lack in (
        ("CTC_STATE", "is empty"),
        ("CLEVERTAP_ACCOUNT_ID", "is not set"),
        ("CLEVERTAP_PASSCODE", "is not set"),
    ):
        assert f"{name}, which {lack}" in answer.err


def test_a_plan_asks_for_the_state_alone(ctc: Callable) -> None:
    ctc("init", "--channel", "push")
    said = ctc("plan", "--env", "production").err
    assert "CTC_STATE" in said
    assert "CLEVERTAP_PASSCODE" not in said
