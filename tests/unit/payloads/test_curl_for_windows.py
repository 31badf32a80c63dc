"""Commands that were copied for the Windows command line, or written around: comments, prompts, here-documents."""

import json
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ctc.payloads.curl import Curl, CurlError, is_curl, read_curls


def read_curl(command: str) -> Curl:
    """The one command of a text."""
    (found,) = read_curls(command)
    if isinstance(found, CurlError):
        raise found
    return found


URL = "https://in1.api.clevertap.com/1/targets/create.json"


def copied(text: str) -> str:
    """An argument as Chrome's "Copy as cURL (cmd)" writes it."""
    text = text.replace("\\", "\\\\").replace('"', '\\"')
    text = re.sub(r"[^a-zA-Z0-9\s_\-:=+~'\/.',?;()*`]", lambda found: f"^{found[0]}", text)
    text = re.sub(r"%(?=[a-zA-Z0-9_])", "%^", text)
    return '^"' + re.sub(r"\r?\n|\r", "^\n\n", text) + '^"'


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30), st.sampled_from(["", "\r"]))
@example('It\'s 5% "off" & $5 `x` ^ \\ | > < %PATH% !', "\r")
def test_what_a_browser_copied_is_read_as_it_was_sent(text: str, end: str) -> None:
    body = json.dumps({"name": text, "body": "é\n" + text}, indent=2)
    command = f"curl {copied(URL)} ^{end}\n  -H {copied('X-CleverTap-Passcode: s')} ^{end}\n  --data-raw {copied(body)}"
    assert is_curl(command)
    read = read_curl(command)
    assert (json.loads(read.body), read.path) == (json.loads(body), "/1/targets/create.json")


@pytest.mark.parametrize(
    ("command", "body"),
    [
        (f'curl -X POST ^\r\n "{URL}" ^\r\n -d "{{\\"a\\": \\"x\\ny ^ & z\\"}}"', '{"a": "x\\ny ^ & z"}'),
        (f'curl.exe -d "{{\\"a\\": \\"$x\\"}}" "{URL}"', '{"a": "$x"}'),
        (f'curl -d "{{""a"": ""\\\\""q\\\\""""}}" {URL}', '{"a": "\\"q\\""}'),
        (f"# create it\n# now\ncurl -d '{{}}' {URL}", "{}"),
        (f"# curl -d '{{}}' \\\n {URL}", "{}"),
        (f"TOKEN=abc sudo /usr/bin/curl -d '{{}}' {URL}", "{}"),
        (f'curl -d @- {URL} <<EOF\n{{\n"a": 1}}\nEOF\n', '{\n"a": 1}'),
        (f'curl --json @- {URL} <<-\'END\' | jq .\n\t{{"a": "$5"}}\n\tEND', '\t{"a": "$5"}'),
    ],
)
def test_bodies(command: str, body: str) -> None:
    assert is_curl(command)
    assert read_curl(command).body == body


@pytest.mark.parametrize(
    "command",
    [
        f'curl ^\n {URL} -d "{{',
        f'curl -d @- {URL} <<EOF\n{{"a": "$NAME"}}\nEOF',
        f"curl -d @- {URL} <<EOF\n{{}}\n",
    ],
)
def test_what_nobody_can_tell_is_refused(command: str) -> None:
    with pytest.raises(CurlError):
        read_curl(command)
