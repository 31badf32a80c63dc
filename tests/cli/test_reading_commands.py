"""lint, compile, import, schema, explain: what they print, and how they end."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from ctc.canonical import canonical_bytes

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


def test_help_lists_every_command_and_each_has_an_example(ctc: Callable) -> None:
    from ctc.cli.main import COMMANDS

    top = ctc("--help").out
    for name in COMMANDS:
        assert name in top
        answer = ctc(name, "--help")
        assert answer.code == 0
        assert "Example:" in answer.out


@pytest.mark.parametrize("words", [(), ("state",), ("catalog",)])
def test_a_command_that_lacks_another_shows_its_help(ctc: Callable, words: tuple[str, ...]) -> None:
    answer = ctc(*words)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == ctc(*words, "--help").out


def test_a_wrong_command_line_exits_2(ctc: Callable) -> None:
    answer = ctc("lnt")
    assert answer.code == 2
    assert "did you mean 'lint'?" in answer.err
    assert ctc("lint", "--nope").code == 2
    assert ctc("lint", "--var", "novalue").code == 2
    assert ctc("lint", "--var", "name=\udcff").code == 2


def test_lint_finds_nothing_in_a_sound_spec(ctc: Callable, write: Callable) -> None:
    write("campaigns/hello.yaml", SMS)
    assert ctc("lint").code == 0
    report = json.loads(ctc("lint", "--format", "json").out)
    assert report["summary"]["errors"] == 0
    assert report["summary"]["documents"] == 1


def test_lint_shows_every_problem_of_every_file_at_its_line(ctc: Callable, write: Callable) -> None:
    write("campaigns/a.yaml", SMS.replace("target_mode: sms", "target_mode: smss"))
    write("campaigns/b.yaml", SMS.replace("id: hello", "id: other").replace("where:", "wher:"))
    answer = ctc("lint", "--format", "json")
    assert answer.code == 1
    places = {(d["file"], d["line"]) for d in json.loads(answer.out)["diagnostics"]}
    assert {("campaigns/a.yaml", 5), ("campaigns/b.yaml", 7)} <= places
    text = ctc("lint").out
    assert "campaigns/a.yaml:5:16: error CTC301" in text
    assert "help: did you mean 'sms'?" in text


def test_github_annotations_are_one_line_each(ctc: Callable, write: Callable) -> None:
    write("campaigns/a.yaml", SMS.replace("target_mode: sms", "target_mode: smss"))
    lines = ctc("lint", "--format", "github").out.splitlines()
    assert lines
    assert all(line.startswith("::") for line in lines)


def test_an_empty_repository_is_said_so(ctc: Callable) -> None:
    assert ctc("lint").code == 0
    assert json.loads(ctc("lint", "--format", "json").out)["summary"]["files"] == 0


def test_compile_prints_canonical_payloads_with_their_digests(ctc: Callable, write: Callable) -> None:
    write("campaigns/hello.yaml", SMS)
    (payload,) = json.loads(ctc("compile").out)["payloads"]
    assert payload["address"] == "hello"
    assert payload["endpoint"] == "/1/targets/create.json"
    assert payload["payload"]["when"] == "20310115 09:30"
    assert payload["payload"]["where"]["from"] == 20250101
    assert payload["digest"] == hashlib.sha256(canonical_bytes(payload["payload"])).hexdigest()


def test_compile_writes_one_file_an_address(ctc: Callable, write: Callable, tmp_path: Path) -> None:
    write("campaigns/hello.yaml", SMS.replace("id: hello", "id: hello\neach: {locale: [en, hi]}"))
    assert ctc("compile", "-o", "out").code == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["hello[en].json", "hello[hi].json"]


@pytest.mark.parametrize("glob", ["nope", ""])
@pytest.mark.parametrize("command", ["lint", "compile", "plan --no-state", "preview -o -"])
def test_a_selection_of_nothing_is_a_problem(ctc: Callable, write: Callable, command: str, glob: str) -> None:
    write("campaigns/hello.yaml", SMS)
    answer = ctc(*command.split(), "--select", glob)
    assert answer.code == 1
    assert f"--select {glob!r} matches no address" in answer.out + answer.err
    assert "matches no address" not in ctc(*command.split()).err


def test_compile_selects_by_glob(ctc: Callable, write: Callable) -> None:
    write("campaigns/hello.yaml", SMS.replace("id: hello", "id: hello\neach: {locale: [en, hi]}"))
    chosen = json.loads(ctc("compile", "--select", "hello[en]").out)["payloads"]
    assert [payload["address"] for payload in chosen] == ["hello[en]"]
    rest = json.loads(ctc("compile", "--exclude", "*[en]").out)["payloads"]
    assert [payload["address"] for payload in rest] == ["hello[hi]"]


def test_compile_refuses_what_lint_refuses(ctc: Callable, write: Callable) -> None:
    write("campaigns/hello.yaml", SMS.replace("content:", "contnt:"))
    answer = ctc("compile")
    assert answer.code == 1
    assert not answer.out
    assert "CTC305" in answer.err


@pytest.mark.parametrize(
    "command",
    ["compile --format ndjson", "plan --no-state --format json", "apply --auto-approve --format json"],
)
def test_who_reads_json_is_told_in_json_what_is_wrong(ctc: Callable, write: Callable, command: str) -> None:
    write("campaigns/hello.yaml", SMS.replace("content:", "contnt:"))
    answer = ctc(*command.split())
    (found,) = json.loads(answer.out)["diagnostics"]
    assert (answer.code, found["code"], found["line"], "CTC305" in answer.err) == (1, "CTC305", 8, True)


def test_a_test_that_cannot_be_asked_says_why_in_json(ctc: Callable, write: Callable) -> None:
    write("campaigns/hello.yaml", SMS)
    write("campaigns/hello.test.yaml", "version: 1\ntests: 3\n")
    answer = ctc("test", "--format", "json")
    assert (answer.code, json.loads(answer.out)["tests"]) == (1, [])
    assert [found["file"] for found in json.loads(answer.out)["diagnostics"]] == ["campaigns/hello.test.yaml"]


def test_import_reads_curl_and_drops_credentials(ctc: Callable) -> None:
    curl = (
        'curl -X POST -d \'{"name": "Hi", "target_mode": "sms", "when": "now", "where": '
        '{"event_name": "Charged", "from": 20250101, "to": 20250201}, "content": {"body": "x"},}\' '
        '"https://in1.api.clevertap.com/1/targets/create.json" -H "X-CleverTap-Passcode: canary-123"'
    )
    answer = ctc("import", "-", "--id", "hi", stdin=curl)
    assert answer.code == 0
    assert "target_mode: sms" in answer.out
    assert "canary" not in answer.out + answer.err


def test_import_refuses_an_invalid_payload_with_its_findings(ctc: Callable) -> None:
    answer = ctc("import", "-", stdin='{"name": "Hi", "target_mode": "smss"}')
    assert answer.code == 1
    assert not answer.out
    assert "CTC301" in answer.err


def test_schema_prints_each_bundled_schema(ctc: Callable) -> None:
    names = ctc("schema").out.split()
    assert {"spec", "payload.push", "output.plan"} <= set(names)
    schema = json.loads(ctc("schema", "payload.push").out)
    assert "$schema" in schema
    assert ctc("schema", "payload.pusch").code == 2


def test_explain_knows_every_code(ctc: Callable) -> None:
    codes = [line.split()[0] for line in ctc("explain", "codes").out.splitlines()]
    assert {"CTC301", "CTC801"} <= set(codes)
    answer = ctc("explain", "ctc301")
    assert answer.code == 0
    assert ctc("explain", "301") == answer
    assert "Bad:" in answer.out
    assert ctc("explain", "CTC999").code == 2


def test_control_characters_of_content_do_not_reach_the_terminal(ctc: Callable, write: Callable) -> None:
    write("campaigns/a.yaml", SMS.replace("name: Hello", 'name: "a\\u001b[31m"').replace("when:", "wen:"))
    answer = ctc("lint")
    assert "\x1b" not in answer.out


def test_explain_says_what_a_field_takes(ctc: Callable) -> None:
    answer = ctc("explain", "campaign.when.type")
    assert answer.code == 0
    assert "now, later, recurring" in answer.out
    assert "every campaign" in answer.out
    assert "did you mean 'title'?" in ctc("explain", "push.content.titel").err
    assert "ctc explain CTC412" in ctc("explain").out


PASTED = [
    "curl -H 'X-CleverTap-Passcode: SECRET' -d '{\"targt_mode\": \"sms\"}' https://in1.api.clevertap.com/1/targets/create.json",
    'curl -u me:SECRET -d \'{"name": 1',
    "wget --header='X-CleverTap-Passcode: SECRET' --post-data='{}' https://in1.api.clevertap.com/",
    "http POST in1.api.clevertap.com X-CleverTap-Passcode:SECRET name=x",
    "fetch('https://in1.api.clevertap.com', {headers: {'X-CleverTap-Passcode': 'SECRET'}})",
    "requests.post(url, headers={'X-CleverTap-Passcode': 'SECRET'})",
    '{"name": "x"} curl -H "X-CleverTap-Passcode: SECRET"',
    '{"header": [{"key": "X-CleverTap-Passcode", "value": "SECRET"}], "targt_mode": "sms"}',
    "POST /1/targets/create.json\nX-CleverTap-Passcode: SECRET\n\n{}",
]


@pytest.mark.parametrize("text", PASTED)
@pytest.mark.parametrize("command", [("import",), ("lint", "--payload")])
def test_no_line_of_a_pasted_command_is_shown(
    ctc: Callable, write: Callable, text: str, command: tuple[str, ...]
) -> None:
    write("pasted.txt", text)
    answer = ctc(*command, "pasted.txt")
    assert answer.code == 1
    assert "SECRET" not in answer.out + answer.err


@pytest.mark.parametrize("command", [("import",), ("lint", "--payload")])
def test_a_paste_of_a_windows_shell_s_is_told_as_what_it_is(
    ctc: Callable, write: Callable, command: tuple[str, ...]
) -> None:
    write("pasted.txt", "").write_bytes('{"to": {"Identity": ["1"]}}'.encode("utf-16"))
    answer = ctc(*command, "pasted.txt")
    assert answer.code == 1
    assert "UTF-16" in answer.out + answer.err
