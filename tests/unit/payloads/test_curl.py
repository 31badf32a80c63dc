"""Pasted curl commands."""

import pytest

from ctc.payloads.curl import Curl, CurlError, is_curl, read_curls


def read_curl(command: str) -> Curl:
    """The one command of a text."""
    (found,) = read_curls(command)
    if isinstance(found, CurlError):
        raise found
    return found


URL = "https://in1.api.clevertap.com/1/targets/create.json"


@pytest.mark.parametrize(
    ("command", "body"),
    [
        (f"curl -X POST -d '{{\"a\": 1}}' {URL}", '{"a": 1}'),
        (f"curl {URL} --data '{{}}'", "{}"),
        (f"curl {URL} --data={{}}", "{}"),
        (f"curl {URL} --data-raw '@not a file'", "@not a file"),
        (f"curl {URL} --json '{{}}'", "{}"),
        (f"curl -sSXPOST -d'{{}}' {URL}", "{}"),
        (f"curl -sS -o /dev/null -u 'a:b' {URL} -d '{{}}' | jq .", "{}"),
        (f"curl -d '{{}}' {URL} > out.json; rm x", "{}"),
        (f"$ curl \\\n  -d '{{}}' \\\r\n  '{URL} '", "{}"),
        (f"> curl -d '{{}}' {URL} # -d two", "{}"),
        (f'curl -d "{{\\"a\\": \\"\\$5 \\\\ \\n\\"}}" {URL}', '{"a": "$5 \\ \\n"}'),
        (f"curl -d '{{\"a\": \"it'\\''s\"}}' {URL}", '{"a": "it\'s"}'),
        (f"curl -d '$HOME `x`' {URL}", "$HOME `x`"),
        (f"curl -d $'it\\'s \\u00e9\\n\\x41\\101\\\\ \\q' {URL}", "it's é\nAA\\ \\q"),
        (f"curl -d 'two\nlines' {URL}", "two\nlines"),
        (f'curl -d "100$ off" {URL}', "100$ off"),
        (f"curl -d '{{}}'\\\n{URL}", "{}"),
        (f"NOTE=$'two\\nlines' curl -d '{{}}' {URL}", "{}"),
    ],
)
def test_bodies(command: str, body: str) -> None:
    assert is_curl(command)
    assert read_curl(command) == Curl(body=body, path="/1/targets/create.json")


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("'https://in1.api.clevertap.com/1/send/sms.json '", "/1/send/sms.json"),
        ('"$HOST/1/send/sms.json?x=1#y"', "/1/send/sms.json"),
        ("--url https://x/1/send/sms.json", "/1/send/sms.json"),
        ("https://x/", None),
        ("", None),
    ],
)
def test_the_url_tells_the_endpoint(url: str, path: str | None) -> None:
    assert read_curl(f"curl {url} -d '{{}}'").path == path


OPENED = "the command reads its body from a file (@…), which ctc does not open"
REPLACED = "the body holds a $ or ` that the shell would have replaced, so what was sent is not written here"
NO_JSON = "does not send JSON, so there is no payload to take"


@pytest.mark.parametrize(
    ("command", "code", "words"),
    [
        (f"curl {URL}", "CTC363", "the command has no body"),
        (f"curl -d a -d b {URL}", "CTC363", "the command has several bodies, which curl would join with &"),
        (f"curl -d @body.json {URL}", "CTC364", OPENED),
        (f"curl --data-binary @- {URL}", "CTC364", OPENED),
        (f'curl -d "{{$X}}" {URL}', "CTC363", REPLACED),
        (f'curl -d "`id`" {URL}', "CTC363", REPLACED),
        (f"curl -d $BODY {URL}", "CTC363", REPLACED),
        (
            f"curl -d 'open {URL}",
            "CTC363",
            "a quote of the command is never closed, so its body cannot be told",
        ),
        (
            f'curl -d "open {URL}',
            "CTC363",
            "a quote of the command is never closed, so its body cannot be told",
        ),
        (
            f"curl -d $'open {URL}",
            "CTC363",
            "a quote of the command is never closed, so its body cannot be told",
        ),
        (f"curl -F a=b {URL}", "CTC363", f"the option -F {NO_JSON}"),
        (f"curl --data-urlencode a=b {URL}", "CTC363", f"the option --data-urlencode {NO_JSON}"),
    ],
)
def test_what_cannot_be_taken_over(command: str, code: str, words: str) -> None:
    with pytest.raises(CurlError) as caught:
        read_curl(command)
    assert (caught.value.code, str(caught.value)) == (code, words)
    assert caught.value.hint


@pytest.mark.parametrize("text", ['{"curl": 1}', "", "curling", "wget x", "curl"])
def test_what_is_no_command(text: str) -> None:
    assert not is_curl(text)


@pytest.mark.parametrize(
    ("command", "path"),
    [
        (f"curl -H a:b {URL}", "/1/targets/create.json"),
        ("curl -H a:b https://a.example", None),
        ("curl -X POST", None),
        (f"curl -d a -d b {URL}", None),
    ],
)
def test_a_command_without_a_body_says_what_it_asks(command: str, path: str | None) -> None:
    """Of a listing, an address is known, so that whoever pasted it is told what it is."""
    with pytest.raises(CurlError) as caught:
        read_curl(command)
    assert caught.value.path == path


def test_no_credential_gets_through() -> None:
    """Not in what is taken, and not in what is refused."""
    secret = "CANARY-PASSCODE"
    headers = f'-H "X-CleverTap-Passcode: {secret}" -u me:{secret} --cookie={secret} -A {secret}'
    assert secret not in repr(read_curl(f"curl {headers} -d '{{}}' {URL}"))
    for broken in ("-d @x", "", "-d a -d b", "-F x=y", '-d "$x"', "-d 'x"):
        with pytest.raises(CurlError) as caught:
            read_curl(f"curl {headers} {URL} {broken}")
        assert secret not in caught.value.message + caught.value.hint
