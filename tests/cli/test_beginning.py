"""From an empty folder: ``ctc init`` and ``ctc new``, and what stands there lints, plans and applies at once."""

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from ctc.starter.texts import SPECS, text
from ctc.variants import VARIANTS
from tests.inherited import inherited

SPEC = "version: 1\nid: tea\nmessage:\n  channel: sms\n  to: {Identity: [JohnDoe]}\n  content: {body: Tea}\n"


def test_an_empty_folder_becomes_a_repository_that_works(ctc: Callable, tmp_path: Path) -> None:
    begun = ctc("init", "--project", "acme-growth")
    assert begun.code == 0
    assert "ctc apply" in begun.err
    linted = ctc("lint", "--strict")
    assert linted.code == 0, linted.out
    assert linted.out == ""
    assert ctc("fmt", "--check").code == 0
    assert "2 create" in ctc("plan").out
    applied = ctc("apply", "--auto-approve")
    assert applied.code == 0, applied.out + applied.err
    assert "2 unchanged" in ctc("plan").out
    assert ctc("preview", "-o", "preview.html").code == 0


def test_a_new_repository_has_a_catalog_a_test_and_a_pipeline_where_one_is_asked_for(
    ctc: Callable, tmp_path: Path
) -> None:
    for words in (["init", "-q"], ["remote", "add", "origin", "git@gitlab.example:us/here.git"]):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    assert ctc("init", "--ci", "none").code == 0
    assert "4 passed" in ctc("test").err + ctc("test").out
    assert ctc("catalog", "check", "--strict").code == 0
    assert not (tmp_path / ".gitlab-ci.yml").exists()
    assert ctc("init", "--ci", "github").code == 0
    workflow = (tmp_path / ".github/workflows/campaigns.yml").read_text("utf-8")
    assert "cancel-in-progress: false" in workflow
    assert ctc("init").code == 0
    assert (tmp_path / ".gitlab-ci.yml").exists()
    assert ctc("init", "--ci", "jenkins").code == 2


def test_a_new_repository_tells_editors_which_schema_is_for_which_file(ctc: Callable, tmp_path: Path) -> None:
    assert ctc("init").code == 0
    settings = json.loads((tmp_path / ".vscode/settings.json").read_text("utf-8"))
    assert len(settings["yaml.schemas"]) == 4
    for file in settings["yaml.schemas"]:
        name = Path(file).name.removesuffix(".schema.json")
        assert json.loads((tmp_path / file).read_text("utf-8")) == json.loads(ctc("schema", name).out)
    assert json.loads((tmp_path / ".vscode/extensions.json").read_text("utf-8"))["recommendations"]


def test_an_editor_is_told_of_the_folder_that_the_project_names(
    ctc: Callable, write: Callable, tmp_path: Path
) -> None:
    write("ctc.yaml", "version: 1\nproject: acme\ncampaigns: 'promos/\"all\"'\n")
    (tmp_path / "promos" / '"all"').mkdir(parents=True)
    assert ctc("init", "-q").code == 0
    settings = json.loads((tmp_path / ".vscode/settings.json").read_text("utf-8"))["yaml.schemas"]
    specs, tests = settings[".vscode/schemas/spec.schema.json"], settings[".vscode/schemas/test.schema.json"]
    assert specs == [
        f'{sign}promos/"all"/**/{name}' for sign, name in (("", "*.yaml"), ("!", "*.test.yaml"), ("!", "_*"))
    ]
    assert tests == 'promos/"all"/**/*.test.yaml'
    assert (tmp_path / "promos" / '"all"' / "first-push.yaml").exists()


def test_what_nobody_reads_below_a_repository_is_told(ctc: Callable, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    said = ctc("init", "growth/campaigns").err
    assert "note: .pre-commit-config.yaml and .github/workflows/campaigns.yml are read in" in said
    assert f"{tmp_path} alone: move them there, and let them run ctc in growth/campaigns" in said
    assert "note:" not in ctc("init", "growth/campaigns").err
    assert "note:" not in ctc("init").err


def test_specs_may_lie_in_the_project_s_own_folder(ctc: Callable, write: Callable, tmp_path: Path) -> None:
    """The catalog and ctc.yaml stand beside them, and are none."""
    write("ctc.yaml", "version: 1\nproject: acme\ncampaigns: .\ntemplates: _shared\n")
    assert ctc("init", "-q").code == 0
    write("catalog/more.yaml", "version: 1\nevents: {Cart Left: {}}\n")
    linted = ctc("lint", "--strict")
    assert (linted.code, linted.out) == (0, "")
    assert "2 files" in linted.err
    assert "2 create" in ctc("plan", ".").out
    assert ctc("fmt", "--check").code == 0
    settings = json.loads((tmp_path / ".vscode/settings.json").read_text("utf-8"))["yaml.schemas"]
    assert settings[".vscode/schemas/spec.schema.json"][0] == "**/*.yaml"
    assert "!catalog.yaml" in settings[".vscode/schemas/spec.schema.json"]


def test_hooks_look_at_all_that_changes_what_a_spec_says() -> None:
    hooks = yaml.safe_load(
        (Path(__file__).resolve().parents[2] / ".pre-commit-hooks.yaml").read_text("utf-8")
    )
    assert {hook["id"] for hook in hooks} == {"ctc-lint", "ctc-fmt", "ctc-test"}
    for hook in hooks:
        looks = re.compile(hook["files"]).search
        assert all(map(looks, ("ctc.yaml", "catalog.yaml", "catalog/a.yaml", "campaigns/a/b.yaml")))
        assert all(map(looks, ("templates/a.html.j2", "data/rows.csv", "campaigns/_shared/links.j2")))
        assert not any(map(looks, ("README.md", "src/data/x.csv", "my-campaigns/a.yaml", "ctc.yaml.bak")))
        assert (hook["pass_filenames"], hook["require_serial"]) == (False, True)


@pytest.mark.parametrize(
    ("forge", "file"), [("github", ".github/workflows/campaigns.yml"), ("gitlab", ".gitlab-ci.yml")]
)
def test_the_pipeline_is_the_one_that_the_guide_shows(forge: str, file: str) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs/how-to/ci.md").read_text("utf-8")
    written = text(f"{forge}.yml").partition("\n")[2]
    assert f"# {file}\n{written}" in page


def test_what_is_there_stays_as_it_is(ctc: Callable, write: Callable) -> None:
    mine = write("ctc.yaml", "version: 1\nproject: mine\n")
    begun = ctc("init")
    assert begun.code == 0
    assert "kept  ctc.yaml as it is" in begun.out
    assert mine.read_text() == "version: 1\nproject: mine\n"


@pytest.mark.parametrize(
    ("flag", "value", "hint"),
    [
        ("--channel", "emial", "did you mean 'email'?"),
        ("--region", "in", "did you mean 'in1'?"),
        ("--timezone", "Asia/Calcuta", "did you mean 'Asia/Calcutta'?"),
        ("--project", "My Project", "a-z"),
    ],
)
def test_a_slip_in_an_answer_is_told_and_nothing_is_written(
    ctc: Callable, tmp_path: Path, flag: str, value: str, hint: str
) -> None:
    answer = ctc("init", flag, value)
    assert answer.code == 2
    assert hint in answer.err
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize(
    ("folder", "project"),
    [("2031-01-15", '"2031-01-15"'), ("null", '"null"'), ("1e3", '"1e3"'), ("Żółta Kawa", "zolta-kawa")],
)
def test_a_folder_of_any_name_begins(ctc: Callable, tmp_path: Path, folder: str, project: str) -> None:
    """What YAML reads as a number, and no letter in front, is no way to lose one's beginning."""
    begun = ctc("init", folder)
    assert begun.code == 0
    assert f"cd {shlex.quote(folder)}\n" in begun.err
    assert f"\nproject: {project}\n" in (tmp_path / folder / "ctc.yaml").read_text("utf-8")
    assert ctc("lint", folder, "--strict").code == 0


def test_a_campaign_that_is_added_is_sound_at_once(ctc: Callable, tmp_path: Path) -> None:
    """What ``ctc new`` writes uses the names that the new catalog has, and the sandbox takes it."""
    assert ctc("init", "--channel", "push").code == 0
    for kind in SPECS:
        assert "catalog" not in ctc("new", kind, f"my-{kind}").err
    strict = ctc("lint", "--strict")
    assert strict.code == 0, strict.out
    applied = ctc("apply", "--auto-approve")
    assert applied.code == 0, applied.out
    assert f"{1 + len(SPECS)} unchanged" in ctc("plan").out


@pytest.mark.parametrize(
    "settings", ["", "version: 1\nproject: mine\nvars: {brand: Mine}\ncampaigns: specs\n"]
)
def test_where_no_variable_is_known_a_campaign_brings_its_own(
    ctc: Callable, write: Callable, tmp_path: Path, settings: str
) -> None:
    if settings:
        write("ctc.yaml", settings)
        refused = ctc("init", "--channel", "sms")
        assert (refused.code, refused.out) == (1, "")
        assert "there is no folder 'specs'" in refused.err
        (tmp_path / "specs").mkdir()
        assert ctc("init", "--channel", "sms").code == 0
        assert (tmp_path / "specs/first-sms.yaml").exists()
    for kind in SPECS:
        assert ctc("new", kind, f"my-{kind}").code == 0
    linted = ctc("lint", "--strict")
    assert linted.code == 0, linted.out


def test_new_says_where_it_wrote_from_any_folder_and_takes_no_id_of_another_file(
    ctc: Callable, write: Callable, tmp_path: Path
) -> None:
    write("ctc.yaml", "version: 1\n")
    write("campaigns/tea/all.yaml", SPEC)
    assert "there is a campaign 'tea' already" in ctc("new", "sms", "tea").err
    added = ctc("new", "sms", "coffee", folder=tmp_path / "campaigns/tea")
    assert added.out == "wrote ../coffee.yaml\n"
    assert "ctc new push cart-reminder" in ctc("new").err
    assert "ctc new sms cart-reminder" in ctc("new", "sms").err


def test_every_channel_and_every_variant_begins_as_something_valid(ctc: Callable, tmp_path: Path) -> None:
    assert ctc("init", "--channel", ",".join(SPECS)).code == 0
    strict = ctc("lint", "--strict")
    assert strict.code == 0, strict.out
    others = [variant.name for variant in VARIANTS if variant.name not in SPECS]
    for name in others:
        assert ctc("new", name, f"my-{name}").code == 0
        text = (tmp_path / f"campaigns/my-{name}.yaml").read_text("utf-8")
        assert "when: now" not in text, "an example that is applied by mistake can still be stopped"
    (tmp_path / "catalog.yaml").write_text("version: 1\nevents: {Order Placed: {}}\n", "utf-8")
    assert "catalog draft" in ctc("new", "push", "one-more").err
    (tmp_path / "catalog.yaml").unlink()  # the schemas' examples name one template for several shapes
    assert ctc("lint").code == 0


def test_new_takes_no_id_twice_and_no_id_that_is_none(ctc: Callable) -> None:
    ctc("init")
    assert ctc("new", "sms", "cart-reminder").code == 0
    again = ctc("new", "push", "cart-reminder")
    assert again.code == 1
    assert "campaigns/cart-reminder.yaml exists" in again.err
    named = ctc("new", "sms", "Cart Reminder")
    assert named.code == 1
    assert "did you mean 'cart-reminder'?" in named.err
    assert "did you mean 'sms'?" in ctc("new", "smss", "a").err


@pytest.mark.parametrize("command", ["lint", "plan", "compile", "preview"])
def test_a_folder_without_specs_says_what_to_type(ctc: Callable, command: str) -> None:
    assert "`ctc init` begins a repository" in ctc(command).err


@pytest.mark.parametrize(
    ("word", "meant"),
    [("lnt", "lint"), ("resolve", "ctc state resolve"), ("draft", "ctc catalog draft"), ("validate", "lint")],
)
def test_a_word_that_is_no_command_is_answered_with_what_may_be_meant(
    ctc: Callable, word: str, meant: str
) -> None:
    answer = ctc(word)
    assert answer.code == 2
    assert f"did you mean '{meant}'?" in answer.err


def test_a_text_that_cannot_be_read_is_not_written_back(ctc: Callable) -> None:
    """An editor puts what it gets in place of what it gave."""
    answer = ctc("fmt", "-", stdin="version: 1\n  a: [")
    assert (answer.code, answer.out) == (1, "")


def test_a_wrong_answer_is_told_and_asked_for_again(tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "ctc", "init"],
        cwd=tmp_path,
        env=inherited(PATH=os.environ["PATH"], HOME=str(tmp_path)),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    said = b""
    for asked, answer in (
        (b"name [", b"Tea Shop!"),
        (b"name [", b"tea-shop"),
        (b"region [", b"in"),
        (b"region [", b""),
        (b"zone [", b"Asia/Calcuta"),
        (b"zone [", b""),
        (b"with [", b", ,"),
        (b"with [", b"emial"),
        (b"with [", b"sms"),
        (b"none [", b"circle"),
        (b"none [", b"none"),
    ):
        part = b""
        while asked not in part:
            part += os.read(ours, 1024)
        said += part
        os.write(ours, answer + b"\n")
    while part := _rest(ours):
        said += part
    os.close(ours)
    assert process.wait() == 0, said.decode()
    assert b"Traceback" not in said
    assert b"'Tea Shop!' is no name for a project" in said
    assert b"did you mean 'in1'?" in said
    assert b"did you mean 'email'?" in said
    assert (tmp_path / "campaigns/first-sms.yaml").exists()
    assert "project: tea-shop" in (tmp_path / "ctc.yaml").read_text("utf-8")


def _rest(terminal: int) -> bytes:
    """What stands there yet; nothing once the other side has ended."""
    try:
        return os.read(terminal, 1024)
    except OSError:
        return b""
