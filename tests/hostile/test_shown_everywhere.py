"""Every string of a hostile list through every output of every command.

A repository holds all of the strings as names, texts, keys, variables, labels and file names; each command is run
over it in each of its formats, and what it prints is held against :mod:`tame`, which knows nothing of ctc.
"""

import io
import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from ctc.cli.main import main

sys.path.insert(0, str(Path(__file__).parent))
from tame import called_in, strings, wrong_with  # type: ignore[import-not-found]

CORPUS = strings()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    code: int
    out: str
    err: str


@pytest.fixture
def ctc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Answer]:
    monkeypatch.chdir(tmp_path)

    def run(*args: str, stdin: str = "") -> Answer:
        out, err = io.StringIO(), io.StringIO()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
            main(list(args))
        answer = Answer(code=int(ended.value.code or 0), out=out.getvalue(), err=err.getvalue())
        assert "in a way it should not" not in answer.err, answer.err
        return answer

    return run


def checked(answer: Answer, **how: bool) -> Answer:
    assert wrong_with(answer.out, **how) == []
    assert wrong_with(answer.err, colours=True) == []
    return answer


def literal(text: str) -> str:
    """YAML in double quotes, every character that is not plain ASCII as an escape."""
    escaped = "".join(c if " " <= c <= "~" and c not in '"\\' else f"\\U{ord(c):08x}" for c in text)
    return f'"{escaped}"'


def quoted(text: str) -> str:
    """A YAML string that Jinja renders to ``text``."""
    inner = "".join(c if " " <= c <= "~" and c not in '"\\{}' else f"\\U{ord(c):08x}" for c in text)
    return literal('{{ "' + inner + '" }}')


def specs(folder: Path, change: str = "") -> None:
    """One campaign for each string, which stands in all that is free in a spec."""
    (folder / "campaigns").mkdir(exist_ok=True)
    for number, text in enumerate(CORPUS.values()):
        value, key = quoted(text + change), literal(text[:60].replace("{", "(").replace("}", ")"))
        plain = literal(text.replace("{{", "((").replace("{%", "(%").replace("{#", "(#"))
        (folder / "campaigns" / f"n{number}.yaml").write_text(
            f"version: 1\nid: n{number}\ndescription: {plain}\nowner: {plain}\nlabels: [{plain}]\n"
            f"ignore: {{CTC412: {plain}}}\n"
            "campaign:\n"
            f"  name: {value}\n  target_mode: push\n  when: 2031-01-15 09:30\n"
            f"  where: {{event_name: {value}, from: 2025-01-01, to: 2025-12-31}}\n"
            f"  labels: [{value}]\n"
            f"  content:\n    title: {value}\n    body: {value}\n"
            f"    platform_specific:\n      android: {{wzrk_cid: {value}, deep_link: {value}, {key}: {value}}}\n",
            "utf-8",
        )


def broken(folder: Path) -> None:
    """Files that are wrong at each string: unknown keys and values, names that are not there, file names."""
    (folder / "campaigns").mkdir(exist_ok=True)
    for number, (text, tail) in enumerate(product(CORPUS.values(), ("{{ nope }} ", "{{ 1 | nope }}", "x"))):
        key, value = literal(text[:60]), quoted(text)
        (folder / "campaigns" / f"wrong{number}.yaml").write_text(
            f"version: 1\nid: wrong{number}\n{key}: 1\ncampaign:\n  {key}: {key}\n  name: {value}\n"
            f"  target_mode: {value}\n  when: {value}\n  where: {{{key}: 1, from: {value}}}\n"
            f"  content: {{title: {value}, body: {literal(tail + text)}}}\n",
            "utf-8",
        )
        name = "".join(char for char in text if char not in "/\0")[:60]
        (folder / "campaigns" / f"{name}{number}.yaml").write_text("id: [\n", "utf-8")


def leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, below in value.items():
            yield key
            yield from leaves(below)
    elif isinstance(value, list):
        for below in value:
            yield from leaves(below)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("colour", ["never", "always"])
def test_findings(ctc: Callable[..., Answer], tmp_path: Path, colour: str) -> None:
    broken(tmp_path)
    text = checked(ctc("lint", "--color", colour), colours=colour == "always")
    assert text.code == 1
    found = json.loads(checked(ctc("lint", "--format", "json")).out)["diagnostics"]
    assert len(found) > 10 * len(CORPUS)
    json.loads(checked(ctc("lint", "--format", "sarif")).out)
    github = ctc("lint", "--format", "github", "--color", colour)
    assert wrong_with(re.sub("^::", "", github.out, flags=re.MULTILINE)) == []
    lines = github.out.splitlines()
    assert len(lines) == len(found)
    for line in lines:
        assert re.fullmatch(r"::(error|warning|notice) (\w+=[^,:]*,)*title=CTC\d{3}::.*", line), line


def test_a_plan_and_its_ends(ctc: Callable[..., Answer], tmp_path: Path) -> None:
    specs(tmp_path)
    answer = checked(ctc("compile"))
    assert answer.code == 0, answer.err
    compiled = json.loads(answer.out)["payloads"]
    names = {each["payload"]["name"] for each in compiled}
    assert names == set(CORPUS.values())
    checked(ctc("compile", "--format", "ndjson"))
    assert ctc("compile", "-o", "out").code == 0
    for file in (tmp_path / "out").iterdir():
        assert wrong_with(file.read_text("utf-8")) == []
    for name, text in CORPUS.items():
        (tmp_path / "pasted.json").write_text(
            json.dumps(next(each["payload"] for each in compiled if each["payload"]["name"] == text))
        )
        imported = checked(ctc("import", "pasted.json", "--id", "pasted", "-q"))
        (tmp_path / "again").mkdir(exist_ok=True)
        (tmp_path / "again" / "pasted.yaml").write_text(imported.out, "utf-8")
        again = json.loads(ctc("compile", "again").out)["payloads"]
        assert again[0]["payload"]["name"] == text, name
    planned(ctc)
    for form in ("json", "text"):
        checked(ctc("apply", "--auto-approve", "--format", form), colours=True)
    specs(tmp_path, change=" and more")
    planned(ctc)
    checked(ctc("preview", "-o", "-"))
    assert ctc("plan", "-o", "saved.plan").code in (0, 1)
    checked(ctc("preview", "--plan", "saved.plan", "-o", "-"))
    for command in (("status",), ("state", "list"), ("state", "show", "n0"), ("state", "history", "n0")):
        for form in ("json", "text"):
            checked(ctc(*command, "--format", form, "-v"))


def planned(ctc: Callable[..., Answer]) -> None:
    for colour in ("never", "always"):
        checked(ctc("plan", "-v", "--color", colour), colours=colour == "always")
    plan = json.loads(checked(ctc("plan", "--format", "json")).out)
    assert plan["summary"]["error"] == 0
    comment = checked(ctc("plan", "--format", "markdown"), markdown=True)
    assert called_in(comment.out) == []


def test_words_of_the_command_line(ctc: Callable[..., Answer], tmp_path: Path) -> None:
    """What is said about an argument that is wrong, and what becomes of `--why`."""
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "campaigns" / "a.yaml").write_text(
        "version: 1\nid: a\ncampaign:\n  name: A\n  target_mode: sms\n  when: 2031-01-15 09:30\n"
        "  where: {event_name: Charged, from: 2025-01-01, to: 2025-12-31}\n"
        '  content: {body: "Hi. Reply STOP to opt out", sms: {template_id: "1"}}\n'
    )
    assert ctc("apply", "--auto-approve").code == 0
    for text in CORPUS.values():
        word = text.replace("\0", "")
        checked(ctc(f"x{word}"))
        checked(ctc("explain", word))
        checked(ctc("schema", word))
        checked(ctc("lint", f"{word}.yaml"[-200:]))
        checked(ctc("lint", "--env", word))
        checked(ctc("lint", "--var", word))
        checked(ctc("lint", "--select", word))
        checked(ctc("compile", "--var", f"x={word}", "--select", word))
        checked(ctc("lint", f"--{word}"))
        checked(ctc("state", "show", f"x{word}"))
        checked(ctc("stop", f"x{word}"))
        checked(ctc("status", f"x{word}"))
        checked(ctc("state", "move", "a", f"x{word}"))
        checked(ctc("import", f"x{word}"[:200], "--endpoint", word))
        checked(ctc("import", "-", "--id", word, stdin="{}"))
        checked(ctc("lint", "--payload", "-", "--endpoint", word, stdin="{}"))
        for form in ("text", "json", "sarif"):
            body = json.dumps({word: word, "target_mode": word, "when": word})
            checked(ctc("lint", "--payload", "-", "--format", form, stdin=body))
        checked(ctc("import", "-", stdin=f"curl -d '{{\"{word}"))
    for text in [*CORPUS.values()][:20]:
        checked(ctc("state", "forget", "a", "--yes", "--why", text))
        checked(ctc("state", "history", "a"))
        checked(ctc("state", "history", "a", "--format", "json"))
        assert ctc("apply", "--auto-approve").code == 0
