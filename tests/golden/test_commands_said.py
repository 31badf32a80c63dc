"""What ``ctc --help`` says of each command, what commands refuse, and what ``ctc doctor`` sees: word for word, in
``commands.txt``.

``CTC_GOLDEN=write`` writes what is said now; read the difference before it is committed.
"""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ctc.choice import Choice
from ctc.pipeline import doctor
from tests.commands import said

GOLDEN = Path(__file__).with_name("commands.txt")
PROJECT = """\
version: 1
project: acme
environments:
  production:
    {timezone: Asia/Kolkata, region: in1, account_id: "{{ env.CLEVERTAP_ID }}", passcode: "{{ env.CTC_CODE }}"}
  staging: {timezone: UTC, api: "http://127.0.0.1:9", account_id: a, passcode: b}
  sandbox: {}
"""
HOOKS = ".pre-commit-config.yaml"
WORLDS: list[tuple[str, Mapping[str, str], dict[str, Any]]] = [
    ("a folder without anything", {}, {"lacks": ("ryaml", "psycopg", "pygls"), "encoding": "latin-1"}),
    (
        "a project",
        {"ctc.yaml": PROJECT, "campaigns/a.yaml": "x: 1", "campaigns/b.yml": ""},
        {"lacks": ("mcp",)},
    ),
    ("a broken one", {"ctc.yaml": "version: 2\n"}, {}),
    (
        "production without its credentials",
        {"ctc.yaml": PROJECT, "campaigns/a.yaml": "", "campaigns/c.yaml": "", HOOKS: ""},
        {"env": "production", "tree": "", "environ": {"HTTPS_PROXY": "http://proxy.example:3128"}},
    ),
    (
        "production with them, over a proxy that is none",
        {"ctc.yaml": PROJECT, HOOKS: ""},
        {
            "env": "production",
            "tree": "",
            "hook": True,
            "environ": {"CLEVERTAP_ID": "i", "CTC_CODE": "c", "HTTPS_PROXY": "x:y"},
        },
    ),
    ("an environment on this machine", {"ctc.yaml": PROJECT}, {"env": "staging", "git": None}),
    ("one that there is not", {"ctc.yaml": PROJECT}, {"env": "prod"}),
]


def seen(folder: Path, patch: pytest.MonkeyPatch, given: Mapping[str, Any]) -> Iterator[str]:
    """What a machine of no one in particular says."""
    tree = folder if "tree" in given else None
    patch.setattr(doctor, "find_spec", lambda name: None if name in given.get("lacks", ()) else name)
    patch.setattr(doctor, "version", lambda name: f"1.2 of {name}")
    patch.setattr(doctor.locale, "getpreferredencoding", lambda **_: given.get("encoding", "UTF-8"))
    patch.setattr(doctor.shutil, "which", lambda _: given.get("git", "/usr/bin/git"))
    patch.setattr(doctor, "work_tree_of", lambda _: tree)
    patch.setattr(doctor, "commit_of", lambda _: "0123456789abcdef")
    patch.setattr(doctor, "has_hook", lambda *_: "hook" in given)
    patch.setattr(doctor, "platform", SimpleNamespace(**{name: lambda name=name: name for name in NAMES}))
    patch.setattr(doctor, "sys", SimpleNamespace(executable="python"))
    found = doctor.examined(folder, given.get("environ", {}), Choice(env=given.get("env")), ask=False)
    for one in found:
        yield f"  {one.part} / {one.name}: {one.health.value}: {one.seen}"
        if one.help:
            yield f"    help: {one.help}"


NAMES = ("python_implementation", "python_version", "system")


SPEC = """\
version: 1
id: tea
campaign: {name: tea, target_mode: sms, when: now, segment: 5, content: {body: Reply STOP}}
"""
CURL = "curl https://in1.api.clevertap.com/1/{} -d '{{}}'"
COMMANDS: list[tuple[str, dict[str, str]]] = [
    ("plan", {}),
    ("lint", {}),
    ("compile", {}),
    ("preview", {}),
    ("test", {}),
    ("plan -o -", {"campaigns/tea.yaml": SPEC}),
    ("plan gone.plan", {}),
    ("plan there.plan", {"there.plan": "{}"}),
    ("show gone.plan", {}),
    ("show there.plan", {"there.plan": "{}"}),
    ("apply gone.plan", {}),
    ("plan --no-state --select nobody", {"campaigns/tea.yaml": SPEC}),
    ("plan --no-state --exclude *", {"campaigns/tea.yaml": SPEC}),
    ("plan --no-state --select changed:main", {"campaigns/tea.yaml": SPEC}),
    ("plan --no-state --env nope", {"campaigns/tea.yaml": SPEC}),
    ("plan --no-state --as-of tomorrow", {"campaigns/tea.yaml": SPEC}),
    ("plan --no-state --data tea=gone.csv", {"campaigns/tea.yaml": SPEC}),
    ("plan --no-state --var word", {"campaigns/tea.yaml": SPEC}),
    ("lint tea.yaml", {"tea.yaml": SPEC}),
    ("lint gone.yaml", {"campaigns/tea.yaml": SPEC}),
    ("fmt gone.yaml", {}),
    ("new push Not_An_Id", {}),
    ("new psuh tea", {}),
    ("new push tea", {"campaigns/tea.yaml": SPEC}),
    ("init", {"campaigns/tea.yaml": SPEC}),
    ("import -", {"-": ""}),
    ("import - --endpoint /1/send/sms.json", {"-": CURL.format("targets/create.json")}),
    *(
        ("import -", {"-": CURL.format(name)})
        for name in (
            *("targets/result.json", "targets/stop.json", "targets/list.json", "message/report.json"),
            *("upload", "events.json", "profiles.json", "profile.json", "nothing"),
        )
    ),
    ("catalog check", {}),
    ("catalog import gone.json", {}),
    ("catalog import plan.json", {"plan.json": "{}"}),
    ("state list", {}),
    ("state show tea", {}),
    ("state rebind --why x", {}),
    ("state move a b", {}),
    ("state forget tea --why x", {}),
    ("state lost 5 --why x", {}),
    ("state resolve tea --sent 5 --why x", {}),
    ("stop tea", {}),
    ("adopt tea --id 5", {}),
    ("status tea", {"campaigns/tea.yaml": SPEC}),
    ("log tea", {}),
    ("schema nothing", {}),
    ("explain CTC999", {}),
    ("explain push.nothing", {}),
    ("completion tcsh", {}),
    ("comment text.md", {"text.md": "text"}),
    ("state verify gone.json", {}),
    ("state history tea", {}),
    ("state init", {}),
    ("state resume --why x", {}),
    ("test campaigns/tea.yaml --strength", {"campaigns/tea.yaml": SPEC}),
    ("test --generate tea", {"campaigns/tea.yaml": SPEC}),
    ("lint --env nope", {"campaigns/tea.yaml": SPEC}),
    ("preview gone.yaml", {}),
]


def refused(folder: Path, command: str, files: Mapping[str, str]) -> Iterator[str]:
    for file, text in files.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(text, "utf-8")
    kept = ("HOME", "PATH", "XDG_CACHE_HOME")
    environ = {**{name: os.environ[name] for name in kept}, "COLUMNS": "100", "CI": ""}
    found = said(*command.split(), folder=folder, environ=environ, stdin=files.get("-", ""))
    yield f"$ ctc {command}  # {found.code}, with {', '.join(files) or 'nothing'}"
    yield from (f"  {line}".rstrip() for line in f"{found.out}{found.err}".rstrip("\n").split("\n"))


def every(folder: Path, patch: pytest.MonkeyPatch) -> Iterator[str]:
    for command in ((), ("state",), ("catalog",)):
        yield f"$ ctc {' '.join(command)} --help"
        yield said(*command, "--help", folder=folder, environ={**os.environ, "COLUMNS": "100"}).out
    for number, (command, files) in enumerate(COMMANDS):
        (folder / f"c{number}" / "campaigns").mkdir(parents=True)
        yield from refused(folder / f"c{number}", command, files)
    for number, (name, files, given) in enumerate(WORLDS):
        root = folder / str(number)
        for file, text in {**files, ".keep": ""}.items():
            (root / file).parent.mkdir(parents=True, exist_ok=True)
            (root / file).write_text(text, "utf-8")
        patch.chdir(root)
        yield name
        yield from seen(root, patch, given)


def test_what_commands_say_of_themselves_and_of_a_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = "\n".join(every(tmp_path.resolve(), monkeypatch)) + "\n"
    told = re.sub(rf"{re.escape(str(tmp_path.resolve()))}/c?\d+", "FOLDER", told)
    if os.environ.get("CTC_GOLDEN") == "write":
        GOLDEN.write_text(told, "utf-8")
    assert told == GOLDEN.read_text("utf-8")
