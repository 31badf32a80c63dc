"""What is pasted beside JSON: requests that make nothing, other languages, several requests, ids."""

import pytest

from ctc.diagnostics import Severity
from ctc.payloads.importing import read_payloads
from ctc.pipeline.importing import check, check_for_spec, spec_texts
from ctc.variants import CREATE

SMS = '{"to": {"Identity": ["a"]}, "content": {"body": "x"}}'


@pytest.mark.parametrize(
    ("path", "command"),
    [
        ("/1/targets/list.json", "ctc status"),
        ("/1/targets/stop.json", "ctc stop ADDRESS"),
        ("/1/targets/result.json", "ctc status ADDRESS"),
        ("/1/upload", "which ctc does not"),
    ],
)
@pytest.mark.parametrize(
    "form", ["curl https://x{path} -d '{{\"id\": 1}}'", 'POST https://x{path}\n\n{{"id": 1}}']
)
def test_a_request_that_makes_nothing_is_answered_with_what_does_it(
    form: str, path: str, command: str
) -> None:
    ((body, (problem,)),) = read_payloads(form.format(path=path))
    assert body is None
    assert (problem.code, problem.severity) == ("CTC366", Severity.ERROR)
    assert command in (problem.hint or "")
    assert "create" not in (problem.hint or "") + problem.message


@pytest.mark.parametrize("query", ["", "?page=2"])
def test_so_is_one_without_a_body(query: str) -> None:
    ((body, (problem,)),) = read_payloads(f"curl -H 'A: b' 'https://x/1/targets/list.json{query}'")
    assert (body, problem.code) == (None, "CTC366")
    assert "ctc status" in (problem.hint or "")


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/1/targets/delete.json", None),
        ("/1/targets/pause.json", None),
        ("/1/send/inbox.json", None),
        ("/1/targets/craete.json", "/1/targets/create.json"),
        ("/1/send/sms", "/1/send/sms.json"),
        ("/v1/send/emial.json", "/1/send/email.json"),
    ],
)
def test_another_verb_is_no_slip_of_create(path: str, meant: str | None) -> None:
    ((_, (problem,)),) = read_payloads(SMS, endpoint=path)
    assert problem.code == "CTC366"
    assert (f"did you mean '{meant}'?" == problem.hint) is (meant is not None)


CURL = f"curl https://x/1/send/sms.json -d '{SMS}'"


@pytest.mark.parametrize(
    "text",
    [
        f"{CURL}\n{SMS}",
        f"{CURL}\n  [{SMS}]",
        f"first\n{SMS}\nthen\n{CURL}",
        f"```bash\n{CURL}\n```\nand\n```json\n{SMS}\n```",
        f"curl https://x/1/send/sms.json https://x/1/send/push.json -d '{SMS}'",
        f"curl https://x/1/send/sms.json --url https://y/1/send/sms.json -d '{SMS}'",
        f"POST https://x/1/send/sms.json\n\n{SMS}\n\n###\n{SMS}\n",
    ],
)
def test_what_cannot_be_told_apart_is_never_cut_to_the_first(text: str) -> None:
    problems = [problem for _, found in read_payloads(text) for problem in found]
    assert [problem.severity for problem in problems] == [Severity.ERROR]


@pytest.mark.parametrize(
    "text",
    [
        f"f() {{\n{CURL}\n}}",
        f"for i in 1; do\n{CURL}\ndone",
        f"echo {{a,b}}\n{CURL}\n# {SMS}",
        f"### {SMS}\nPOST https://x/1/send/sms.json\n\n{SMS}\n\n###\n# the end\n",
    ],
)
def test_a_shell_s_own_brackets_are_no_body(text: str) -> None:
    ((body, problems),) = read_payloads(text)
    assert body is not None
    assert problems == ()


def test_next_begins_another_request() -> None:
    other = SMS.replace("sms", "email")
    text = f"curl -s https://x/1/send/sms.json -d '{SMS}' --next https://x/1/send/email.json -d '{other}'"
    reads = read_payloads(text)
    assert [body.endpoint for body, _ in reads if body] == ["/1/send/sms.json", "/1/send/email.json"]


@pytest.mark.parametrize("key", ["To", "TO", "to "])
def test_to_decides_however_it_is_written(key: str) -> None:
    text = f'{{"{key}": {{"Identity": ["a"]}}, "target_mode": "sms", "content": {{"body": "x"}}}}'
    (read,) = check(text, file="x", endpoint=None)
    assert read.body is not None
    assert read.body.endpoint == "/1/send/sms.json"
    hints = {problem.path: problem.hint for problem in read.diagnostics}
    assert hints[f"/{key}"] == "did you mean 'to'?"


@pytest.mark.parametrize("key", ["recipients", "Identity", "users", "emails"])
def test_people_under_another_key_are_never_turned_into_an_audience(key: str) -> None:
    text = f'{{"name": "n", "{key}": ["a"], "target_mode": "sms", "when": "now", "content": {{"body": "x"}}}}'
    (read,) = check(text, file="x", endpoint=None)
    hints = " ".join(problem.hint or "" for problem in read.diagnostics)
    assert "/1/send/sms.json" in hints
    assert "where" not in hints


@pytest.mark.parametrize("day", ["20250201", '"20250201"', '"2025-02-01"'])
def test_a_day_is_no_person(day: str) -> None:
    (read,) = check(f'{{"from": 20250101, "to": {day}}}', file="x", endpoint=None)
    assert {p.hint for p in read.diagnostics if p.path == "/to"} == {"move it to where.to"}


@pytest.mark.parametrize("quotes", ["'''", '"""'])
def test_a_text_in_three_quotes(quotes: str) -> None:
    said = f'one\r\n"two" it\'s {"three" * 3}'
    text = f"{{'to': {{'Identity': ['a']}}, 'content': {{'body': {quotes}{said}{quotes}}}}}"
    ((body, problems),) = read_payloads(text)
    assert problems == ()
    assert body is not None
    assert body.value["content"] == {"body": said.replace("\r\n", "\n")}
    ((body, (problem,)),) = read_payloads(text.replace("two", "\\t"))
    assert (body, problem.code, "three quotes" in problem.message) == (None, "CTC360", True)


def test_a_body_that_names_a_campaign_alone_makes_none() -> None:
    ((body, (problem,)),) = read_payloads('{"id": 1458113601}')
    assert body is None
    assert "ctc stop" in (problem.hint or "")


def test_beside_a_request_that_makes_something_it_is_left_out_with_a_word() -> None:
    text = f"curl https://x/1/send/sms.json -d '{SMS}'\ncurl https://x/1/targets/list.json -d '{{}}'"
    sent, listed = check_for_spec(text, file="x", endpoint=None)
    assert sent.body is not None
    assert not sent.failed
    assert listed.body is None
    assert [(one.code, one.severity) for one in listed.diagnostics] == [("CTC366", Severity.INFO)]
    assert spec_texts([sent, listed], None).count("version: 1") == 1


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (f"wget --post-data '{SMS}' https://x/1/send/sms.json", "wget"),
        (f"http POST https://x/1/send/sms.json to:='{SMS}'", "HTTPie"),
        (f"$body = @{{ to = 'a' }}\nInvoke-RestMethod -Uri https://x -Body '{SMS}'", "PowerShell"),
        (f"import requests\nrequests.post('https://x', json={SMS})", "Python"),
        (f"payload = {SMS}", "Python"),
        (f"const payload = {SMS};", "JavaScript"),
        (f"fetch('https://x', {{body: JSON.stringify({SMS})}})", "JavaScript"),
        (f"<?php $payload = '{SMS}';", "PHP"),
        ('package main\n\nimport "net/http"', "Go"),
        ("using System.Net.Http;\nvar client = new HttpClient();", "C#"),
        ("OkHttpClient client = new OkHttpClient();", "Java"),
        ("require 'net/http'\nNet::HTTP.post uri, body", "Ruby"),
        ("{:to => {:Identity => ['a']}}", "Ruby"),
        ("['to' => ['Identity' => ['a']]]", "PHP"),
        ("$curl = curl_init(); curl_setopt($curl, 1, 2);", "PHP"),
        (f"module.exports = {SMS}", "JavaScript"),
        ("dict(to=dict(Identity=['a']))", "Python"),
        ('let client = reqwest::Client::new();\nclient.post("https://x").json(&json!({}))', "Rust"),
        ('var request = URLRequest(url: URL(string: "https://x")!)', "Swift"),
        ("var r = await http.post(Uri.parse('https://x'), body: '{}');", "Dart"),
        ('HTTPoison.post("https://x", "{}")', "Elixir"),
        ('httr::POST("https://x", body = "{}")', "R"),
        ("use LWP::UserAgent;\nmy $ua = LWP::UserAgent->new;", "Perl"),
        ('{"log": {"version": "1.2", "entries": []}}', "HAR"),
        ('{"_type": "export", "resources": []}', "Insomnia"),
        ('{"id": "x", "name": "x", "requests": []}', "Postman collection of version 1"),
        ('{"openapi": "3.0.0", "paths": {}}', "OpenAPI"),
        ('{"status": "success", "id": 1458113601}', "answer of CleverTap"),
        ("version: 1\nid: a\ncampaign: {}", "spec"),
        ("# theirs\nname: A\ntarget_mode: push\ncontent:\n  title: T", "YAML"),
        ("<html></html>", "HTML"),
    ],
)
def test_another_language_is_named(text: str, language: str) -> None:
    ((body, (problem,)),) = read_payloads(text)
    assert body is None
    assert problem.code == "CTC360"
    assert language in problem.message
    assert "double quotes" not in (problem.hint or "")


def test_a_collection_without_a_body_is_told() -> None:
    ((body, (problem,)),) = read_payloads(
        '{"info": {}, "item": [{"request": {"method": "GET", "url": "https://x"}}]}'
    )
    assert body is None
    assert "no request" in problem.message


def test_an_http_file_reads_no_other_file() -> None:
    ((body, (problem,)),) = read_payloads("POST https://x/1/send/sms.json\n\n< ./secret.json\n")
    assert body is None
    assert problem.code == "CTC364"


def test_places_are_those_of_the_text_or_of_where_the_body_stands() -> None:
    http = (
        f"### a\nPOST https://x/1/send/sms.json\nA: b\n\n{SMS.replace('content', 'contnt')}\n\n> {{% x %}}\n"
    )
    (read,) = check(http, file="x.http", endpoint=None)
    assert {(one.line, one.column) for one in read.diagnostics if "contnt" in one.message} == {(5, 29)}
    inner = SMS.replace("content", "contnt").replace('"', '\\"')
    quoted = f'\n\ncurl https://x/1/send/sms.json -d "{inner}"'
    (read,) = check(quoted, file="x.sh", endpoint=None)
    assert {(one.line, one.column) for one in read.diagnostics} == {(3, 1)}


def test_one_that_is_wrong_among_several_is_told_at_its_place() -> None:
    reads = check(f"{SMS}\n{SMS.replace('body', 'bdy')}", file="x", endpoint="/1/send/sms.json")
    assert [read.failed for read in reads] == [False, True]
    assert {one.line for one in reads[1].diagnostics} == {2}


def test_a_create_with_recipients_is_pointed_to_a_message() -> None:
    told = '"to": {"Identity": ["a"]}, "content": {"body": "x"}, "provider_nick_name": "p"'
    text = f'{{"name": "n", "target_mode": "sms", "when": "now", {told}}}'
    (read,) = check(text, file="x", endpoint=CREATE)
    (problem,) = read.diagnostics
    assert (problem.code, problem.path) == ("CTC306", "/to")
    assert "/1/send/sms.json" in (problem.hint or "")
    (read,) = check(text, file="x", endpoint=None)
    assert read.body is not None
    assert read.body.endpoint == "/1/send/sms.json"


def test_ids_of_one_import_are_distinct() -> None:
    names = ("Sale", "sale!", "SALE", "x" * 70, "x" * 70)
    named = '{"name": "%s", "target_mode": "sms", "when": "now", "where": {}, "content": {"body": "x"}}'
    pasted = check_for_spec(
        "\n".join(named % name for name in names),
        file="x",
        endpoint=None,
    )
    lines = [line for line in spec_texts(pasted, None).splitlines() if line.startswith("id: ")]
    assert lines == ["id: sale", "id: sale-2", "id: sale-3", f"id: {'x' * 63}", f"id: {'x' * 61}-2"]
    given = [line for line in spec_texts(pasted, "a").splitlines() if line.startswith("id: ")]
    assert given == ["id: a", "id: a-2", "id: a-3", "id: a-4", "id: a-5"]
