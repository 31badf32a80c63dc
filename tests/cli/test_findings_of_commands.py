"""What a command refuses before it looks at any spec: each refusal is met once, as a person meets it."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from ctc.cli.main import root
from ctc.diagnostics import UserError
from ctc.pipeline.sessions import proxy_of
from ctc.validation.payload import validate_payload
from ctc.validation.rules.explanations import explanations

TESTS = Path(__file__).resolve().parents[1]

SMS = """version: 1
id: hello
campaign:
  name: Hello
  target_mode: sms
  when: 2031-01-15 09:30
  where: {event_name: Charged, from: 2025-01-01, to: 2025-12-31}
  content: {body: Hi}
"""
FILES = {
    "ctc.yaml": "version: 1\n",
    "campaigns/hello.yaml": SMS,
    "picture.png": "\u0089PNG",
    "broken.json": '{"events": [',
    "create.json": '{"name": "x", "target_mode": "sms"}',
}
REFUSED = [
    (["plan", "--no-state"], "campaigns/hello.yaml", "", "CTC500", "there is no spec under campaigns/"),
    (["lint"], "ctc.yaml", "version: 1\nvars: {brand: '{{ env.BRAND }}'}\n", "CTC805", "`env` is visible in"),
    (["new", "sms", "hello"], "", "", "CTC851", "campaigns/hello.yaml exists"),
    (["new", "sms", "Cart Reminder"], "", "", "CTC851", "'Cart Reminder' is no id"),
    (["catalog", "check"], "", "", "CTC829", "catalog"),
    (["catalog", "import", "picture.png"], "", "", "CTC830", "in none of the formats"),
    (["catalog", "import", "broken.json"], "", "", "CTC830", "begins like JSON, and is none"),
    (
        ["lint", "--payload", "create.json", "--endpoint", "/1/targets/creat.json"],
        "",
        "",
        "CTC366",
        "did you mean '/1/targets/create.json'?",
    ),
    (
        ["lint"],
        "campaigns/hello.yaml",
        SMS.replace("  content:", "  async_estimate: true\n  content:"),
        "CTC314",
        "estimate_only",
    ),
    (
        ["test"],
        "campaigns/hello.test.yaml",
        "version: 1\ntests:\n  - {name: nobody else, campaign: hello, expect: {audience: false}}\n",
        "CTC840",
        "person",
    ),
]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_TOKEN", "GITLAB_TOKEN", "GITHUB_EVENT_PATH", "CI_MERGE_REQUEST_IID"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def said(*args: str) -> tuple[int, str]:
    answer = CliRunner().invoke(root, [*args], standalone_mode=False)
    assert answer.exception is None, answer.exception
    return int(answer.return_value), " ".join((answer.stdout + answer.stderr).split())


@pytest.mark.parametrize(("args", "file", "text", "code", "words"), REFUSED)
def test_what_is_refused(
    repository: Path, args: list[str], file: str, text: str, code: str, words: str
) -> None:
    if file and not text:
        (repository / file).unlink()
    elif file:
        (repository / file).write_text(text, "utf-8")
    found, told = said(*args)
    assert found == 1, told
    assert code in told
    assert words in told
    assert "help: " in told or code == "CTC830"


def test_a_comment_without_a_review_says_so(repository: Path) -> None:
    plan = CliRunner().invoke(root, ["plan", "--no-state", "--format", "markdown"]).stdout
    (repository / "plan.md").write_text(plan)
    found, told = said("comment", "plan.md")
    assert found == 1, told
    assert "CTC852" in told
    assert "it stands in the job's log as well" in told


def test_a_file_whose_layout_cannot_change_is_left_and_told(repository: Path) -> None:
    text = "--- |\n x\n---   \nb:  c\n"
    (repository / "campaigns/hello.yaml").write_text(text)
    _, told = said("fmt")
    assert "campaigns/hello.yaml:2:1: info CTC850" in told
    assert (repository / "campaigns/hello.yaml").read_text() == text


def test_a_body_for_an_endpoint_that_takes_none_is_told() -> None:
    """Tools that post bodies themselves ask without a file."""
    [found] = validate_payload("/1/targets/creat.json", {"name": "x"}, raw=True, broadcast=False)
    assert (found.code, found.hint) == ("CTC319", "did you mean '/1/targets/create.json'?")


def test_a_proxy_of_another_kind_is_refused_before_anything_is_asked() -> None:
    """CTC813: a request that went straight would go where nobody looks."""
    proxied = {"HTTPS_PROXY": "socks5://proxy.acme.example:1080"}
    with pytest.raises(UserError) as refused:
        proxy_of("https://in1.api.clevertap.com", proxied)
    [found] = refused.value.diagnostics
    assert (found.code, "HTTPS_PROXY=http://host:port" in str(found.hint)) == ("CTC813", True)
    assert proxy_of("https://in1.api.clevertap.com", {**proxied, "NO_PROXY": "*"}) is None
    assert proxy_of("http://127.0.0.1:80", proxied) is None


def test_each_code_is_met_by_a_test() -> None:
    """A finding that no test provokes may have gone long ago, and its page still promises it."""
    texts = (path for path in TESTS.rglob("*") if path.suffix in {".py", ".txt", ".json", ".yaml", ".md"})
    met = {
        code
        for path in texts
        for code in re.findall(r"CTC\d{3}", path.name + path.read_text("utf-8", "replace"))
    }
    assert set(explanations()) - met == set()
