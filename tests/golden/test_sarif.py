"""What ``ctc lint --format sarif`` prints is SARIF 2.1.0 by the published schema, and what code scanning asks for."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from jsonschema import Draft4Validator

from ctc.cli.views.sarif import FINGERPRINT, SCHEMA, sarif_of
from ctc.diagnostics import Diagnostic, Severity
from ctc.validation.rules.explanations import explanations

TESTS = Path(__file__).resolve().parents[1]
PUBLISHED = json.loads((TESTS / "fixtures/sarif/sarif-2.1.0-rtm.5.json").read_text("utf-8"))
HOSTILE: Mapping[str, bytes] = {
    "bracket.yaml": b"a: [\n",
    "latin-1.yaml": "id: caf\u00e9\n".encode("latin-1"),
    "nul.yaml": b"id: \0\n",
    "utf-16.yaml": "id: x\n".encode("utf-16"),
    "empty.yaml": b"",
    "deep.yaml": b"[" * 5000,
    "bomb.yaml": b"a: &a {b: *a}\n",
    "twice.yaml": b"a: 1\n" * 500,
    "a b,c:%e\u0301.yaml": b"version: 1\nid: x\ncampaign: {name: '{{ n\xc3\xb6 }} \\ud800'}\n",
    "wide 日本🎉.yaml": b"version: 1\nid: [\n",
    "bytes \udcff.yaml": b"id: [\n",
    "carousel.yml": b"id: x\n",
}


def run(folder: Path, *arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "ctc", "lint", "--format", "sarif", *arguments]
    done = subprocess.run(command, cwd=folder, env=os.environ, capture_output=True, check=False)
    assert b"Traceback" not in done.stderr
    assert done.stdout, done.stderr
    log: dict[str, Any] = json.loads(done.stdout)
    return log


def results(log: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for each in log["runs"]:
        yield from each["results"]


def assert_valid(log: dict[str, Any]) -> None:
    assert log["$schema"] == SCHEMA
    errors = [
        f"{list(error.absolute_path)}: {error.message}"
        for error in Draft4Validator(PUBLISHED).iter_errors(log)
    ]
    assert errors == []
    assert_wanted_by_code_scanning(log)


def assert_wanted_by_code_scanning(log: Mapping[str, Any]) -> None:
    """What a service needs beyond the schema: a place and a fingerprint for each result, and help for each rule."""
    prints = [result["partialFingerprints"][FINGERPRINT] for result in results(log)]
    assert len(prints) == len(set(prints))
    (only,) = log["runs"]
    rules = only["tool"]["driver"]["rules"]
    for rule in rules:
        assert rule["shortDescription"]["text"]
        assert rule["fullDescription"]["text"]
        assert rule["help"]["text"]
        assert rule["help"]["markdown"]
    for result in results(log):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        (location,) = result["locations"]
        physical = location["physicalLocation"]
        uri = physical["artifactLocation"]["uri"]
        assert urlsplit(uri)[:2] == ("", "")
        assert uri.isascii()
        assert not uri.startswith("/")
        assert min(physical["region"].values()) >= 1


def test_the_schema_that_is_kept_is_a_schema() -> None:
    Draft4Validator.check_schema(PUBLISHED)


def test_the_negative_corpus() -> None:
    folder = TESTS / "fixtures" / "invalid"
    log = run(folder, *(path.name for path in folder.iterdir() if path.is_dir()))
    assert_valid(log)
    assert len(list(results(log))) >= 150
    for result in results(log):
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        found = (
            folder / Path(uri).relative_to("tests/fixtures/invalid")
            if uri.startswith("tests/")
            else folder / uri
        )
        assert found.is_file()


def test_hostile_files(tmp_path: Path) -> None:
    (tmp_path / "campaigns").mkdir()
    for name, data in HOSTILE.items():
        (tmp_path / "campaigns" / name).write_bytes(data)
    log = run(tmp_path)
    assert_valid(log)
    shown = {
        unquote(
            result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], errors="surrogateescape"
        )
        for result in results(log)
    }
    assert shown == {f"campaigns/{name}" for name in HOSTILE}


def test_a_clean_run(tmp_path: Path) -> None:
    log = run(tmp_path)
    assert_valid(log)
    assert list(results(log)) == []
    assert log["runs"][0]["invocations"][0]["executionSuccessful"] is True


def test_a_broken_configuration_is_a_result_too(tmp_path: Path) -> None:
    (tmp_path / "ctc.yaml").write_text("version: 1\nrules: {CTC412: loud}\n")
    log = run(tmp_path)
    assert_valid(log)
    assert [result["ruleId"] for result in results(log)] == ["CTC304"]


def test_a_finding_about_no_place_is_a_notification_of_the_run(tmp_path: Path) -> None:
    log = run(tmp_path, "--env", "nowhere")
    assert_valid(log)
    assert list(results(log)) == []
    (invocation,) = log["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    assert [each["descriptor"]["id"] for each in invocation["toolConfigurationNotifications"]] == ["CTC802"]


@pytest.mark.parametrize("severity", Severity)
@pytest.mark.parametrize("file", ["", "campaigns/a.yaml"])
def test_a_run_that_found_something_in_a_file_was_a_run(severity: Severity, file: str) -> None:
    """A service shows "the tool failed" in place of the findings where a run says that it did not succeed."""
    found = Diagnostic(code="CTC301", severity=severity, message="what", file=file)
    (invocation,) = sarif_of([found])["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is (bool(file) or severity is not Severity.ERROR)


def test_a_raw_payload(tmp_path: Path) -> None:
    (tmp_path / "body.json").write_text('{"target_mode": "sms", "nme": "\\ud800"}')
    log = run(tmp_path, "--payload", "body.json")
    assert_valid(log)
    assert list(results(log))


def test_every_code_can_be_printed() -> None:
    found = [
        Diagnostic(code=code, severity=known.severity, message="what", file="a.yaml", hint="how")
        for code, known in explanations().items()
    ]
    assert_valid(sarif_of(found))  # type: ignore[arg-type]


def test_a_fingerprint_holds_when_lines_are_added_above() -> None:
    def prints(line: int) -> list[str]:
        found = [
            Diagnostic(
                code="CTC301", severity=Severity.ERROR, message="m", file="a.yaml", line=line + n, path="/id"
            )
            for n in range(2)
        ]
        log: Any = sarif_of(found)
        return [result["partialFingerprints"][FINGERPRINT] for result in results(log)]

    assert prints(1) == prints(40)
    assert len(set(prints(1))) == 2
