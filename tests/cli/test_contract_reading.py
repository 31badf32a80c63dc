"""What a stranger tries first: odd names, odd codes, odd paths. Each is one finding, or one plain sentence."""

import json
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

SMS = """\
version: 1
id: hello
campaign:
  name: Hello
  target_mode: sms
  when: 2031-01-15 09:30
  where: {event_name: Charged, from: 2025-01-01, to: 2025-12-31}
  content: {body: "Hello from Acme. Reply STOP to opt out", sms: {template_id: "1107"}}
"""
SEND = "version: 1\nid: hello\nmessage:\n  channel: push\n  to: TO\n  content: {title: a, body: b}\n"


def found(ctc: Callable) -> list[tuple[str, int, str]]:
    answer = ctc("lint", "--format", "json")
    return [
        (d["code"], d["line"], d["hint"] or "")
        for d in json.loads(answer.out)["diagnostics"]
        if d["severity"] == "error" or d["code"] == "CTC400"
    ]


def test_instances_with_path_characters_become_plain_files(
    ctc: Callable, write: Callable, tmp_path: Path
) -> None:
    write("campaigns/a.yaml", SMS.replace("id: hello", 'id: hello\neach: {at: ["../../x", "a/b", "5%"]}'))
    assert ctc("compile", "-o", "out").code == 0
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["hello[..%2F..%2Fx].json", "hello[5%25].json", "hello[a%2Fb].json"]


def test_a_folder_that_cannot_be_made_is_one_sentence(ctc: Callable, write: Callable) -> None:
    write("campaigns/a.yaml", SMS)
    write("taken", "a file")
    answer = ctc("compile", "-o", "taken/out")
    assert answer.code == 1
    assert answer.err.startswith("error: taken")
    assert "bug" not in answer.err


def test_the_hint_for_a_wrong_version_can_be_followed(ctc: Callable, write: Callable) -> None:
    write("campaigns/a.yaml", SMS.replace("version: 1", "version: 2"))
    assert found(ctc) == [("CTC304", 1, "write 1")]


@pytest.mark.parametrize("code", ["CTC999", "nope"])
def test_an_ignore_of_no_code_is_one_finding(ctc: Callable, write: Callable, code: str) -> None:
    write("campaigns/a.yaml", SMS + f'ignore: {{{code}: "because"}}\n')
    assert [(code, line) for code, line, _ in found(ctc)] == [("CTC305", 9)]


def test_a_misspelled_identifier_is_one_finding(ctc: Callable, write: Callable) -> None:
    write("campaigns/a.yaml", SEND.replace("TO", "{identity: [a]}"))
    assert found(ctc) == [("CTC305", 5, "did you mean 'Identity'?")]
    write("campaigns/a.yaml", SEND.replace("TO", "{Identity: []}"))
    assert [code for code, _, _ in found(ctc)] == ["CTC312"]


def test_an_unknown_zone_or_region_is_found_at_its_value(ctc: Callable, write: Callable) -> None:
    write(
        "ctc.yaml",
        "version: 1\nproject: p\nenvironments:\n  a: {region: in11, account_id: a, passcode: b, timezone: UTC}\n"
        "  b:\n    region: in1\n    timezone: Asia/Kolkatta\n",
    )
    for command in (["lint"], ["compile"], ["plan", "--env", "b"]):
        answer = ctc(*command)
        assert answer.code == 1
        said = answer.out + answer.err
        assert "ctc.yaml:4:15: error CTC806: 'in11' is no region" in said
        assert "ctc.yaml:7:15: error CTC806: 'Asia/Kolkatta' is no time zone" in said
        assert "did you mean 'Asia/Kolkata'?" in said


def test_import_writes_no_spec_that_cannot_be_compiled(ctc: Callable) -> None:
    body = {"title": "a", "body": "{{ kept }}", "platform_specific": {"ios": {"{{ k }}": "v"}}}
    create = {
        "name": "n",
        "target_mode": "push",
        "when": "now",
        "where": {"event_name": "E"},
        "content": body,
    }
    answer = ctc("import", "-", stdin=json.dumps(create))
    assert answer.code == 1
    assert not answer.out
    assert answer.err.count("error CTC207") == 1
    body["platform_specific"] = {"ios": {"k": "v"}}
    assert ctc("import", "-", stdin=json.dumps(create)).code == 0


def test_a_closed_input_and_a_full_disk_are_one_sentence_each(
    ctc: Callable, write: Callable, tmp_path: Path
) -> None:
    write("campaigns/a.yaml", SMS)
    for line in (
        "import - <&-",
        "lint --payload - <&-",
        *(["compile >/dev/full"] if Path("/dev/full").exists() else []),
    ):
        done = subprocess.run(
            ["/bin/sh", "-c", f"{shlex.quote(sys.executable)} -m ctc {line}"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        said = done.stdout + done.stderr
        assert done.returncode == 1, line
        assert "error" in said
        assert "bug" not in said
