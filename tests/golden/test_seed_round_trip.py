"""Every sample payload of the API's own page: import, lint, compile, and it comes back equal."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from ctc.cli.main import root
from ctc.payloads.importing import read_payloads

SAMPLES = sorted((Path(__file__).parents[1] / "fixtures" / "seed").glob("*.json*"))
ENDPOINTS = {
    "send-push": "/1/send/push.json",
    "send-webpush": "/1/send/webpush.json",
    "send-email": "/1/send/email.json",
    "send-sms": "/1/send/sms.json",
}


def endpoint_of(sample: Path) -> str:
    return ENDPOINTS.get(sample.stem, "/1/targets/create.json")


def test_all_samples_are_here() -> None:
    assert len(SAMPLES) == 22


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_is_never_an_error(sample: Path) -> None:
    answer = CliRunner().invoke(root, ["lint", "--payload", str(sample), "--endpoint", endpoint_of(sample)])
    assert answer.exit_code == 0, answer.output


@pytest.mark.parametrize(
    "sample", [s for s in SAMPLES if s.stem != "advanced-query"], ids=lambda path: path.stem
)
def test_a_sample_comes_back_equal(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    spec = tmp_path / "campaigns" / "sample.yaml"
    args = ["import", str(sample), "--endpoint", endpoint_of(sample), "-o", str(spec), "-q"]
    answer = CliRunner().invoke(root, args)
    assert answer.exit_code == 0, answer.output
    assert CliRunner().invoke(root, ["lint"]).exit_code == 0
    compiled = CliRunner().invoke(root, ["compile"])
    (payload,) = json.loads(compiled.stdout)["payloads"]
    ((body, _),) = read_payloads(sample.read_text("utf-8"), endpoint=endpoint_of(sample))
    assert body is not None
    assert payload["payload"] == body.value
    assert payload["endpoint"] == endpoint_of(sample)


def test_the_lone_advanced_query_comes_back_inside_a_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (sample,) = [s for s in SAMPLES if s.stem == "advanced-query"]
    ((read, _),) = read_payloads(sample.read_text("utf-8"), endpoint="/1/targets/create.json")
    assert read is not None
    whole = {"name": "x", "target_mode": "sms", "when": "now", "where": read.value, "content": {"body": "x"}}
    (tmp_path / "whole.json").write_text(json.dumps(whole))
    answer = CliRunner().invoke(root, ["import", "whole.json", "-o", "campaigns/x.yaml", "-q"])
    assert answer.exit_code == 0, answer.output
    (payload,) = json.loads(CliRunner().invoke(root, ["compile"]).stdout)["payloads"]
    assert payload["payload"] == whole
