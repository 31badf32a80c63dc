"""A variant is data: a channel that does not exist is a schema, an example, a line in a table and a picture.

They are put into a copy of ctc, which lints, compiles, previews and applies it, and no other file of it is touched.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINE = '    _create("sms", "sms", "SMS"),\n'
SPEC = """\
version: 1
id: pigeon
campaign:
  name: Sale
  target_mode: pigeon
  when: now
  where: {event_name: Charged, from: 2026-01-01, to: 2026-01-31}
  content: {message: "Hello {{ 1 + 1 }}"}
"""
PICTURE = "<div class=boards><p class=pigeon>{{ content.message | plain }}</p></div>\n"


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository beside a copy of ctc that knows one channel more."""
    home = tmp_path_factory.mktemp("invented")
    for name in ("ctc", "schemas"):
        shutil.copytree(ROOT / name, home / name, ignore=shutil.ignore_patterns(".ctc"))
    table = home / "ctc" / "variants.py"
    text = table.read_text("utf-8")
    assert LINE in text
    table.write_text(
        text.replace(LINE, f'{LINE}    _create("pigeon", "pigeon", "Carrier pigeon"),\n'), "utf-8"
    )
    (home / "schemas" / "payload" / "pigeon.schema.json").write_text(json.dumps(schema()), "utf-8")
    (home / "ctc" / "preview" / "templates" / "pigeon.html.j2").write_text(PICTURE, "utf-8")
    example = home / "shop" / "campaigns"
    example.mkdir(parents=True)
    (home / "shop" / "ctc.yaml").write_text("version: 1\n", "utf-8")
    (example / "pigeon.yaml").write_text(SPEC, "utf-8")
    return home / "shop"


def schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "schemas" / "payload" / "sms.schema.json").read_text("utf-8"))
    text = {"type": "string", "minLength": 1, "maxLength": 40, "description": "What it carries."}
    content = {"type": "object", "properties": {"message": text}, "required": ["message"]}
    found["properties"]["target_mode"] |= {"const": "pigeon", "examples": ["pigeon"]}
    found["properties"]["content"] = {**content, "additionalProperties": False, "description": "The message."}
    found.pop("examples", None)
    return {**found, "title": "Carrier pigeon", "$id": "payload/pigeon"} if "$id" in found else found


def ctc(repository: Path, *arguments: str, code: int = 0) -> str:
    environment = {
        **os.environ,
        "PYTHONPATH": str(repository.parent),
        "HOME": str(repository.parent / "home"),
    }
    command = [sys.executable, "-m", "ctc", *arguments]
    done = subprocess.run(
        command, cwd=repository, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def test_an_invented_variant_is_data(repository: Path, tmp_path: Path) -> None:
    assert json.loads(ctc(repository, "lint", "--strict", "--format", "json"))["diagnostics"] == []
    (payload,) = json.loads(ctc(repository, "compile", "--format", "json"))["payloads"]
    assert payload["payload"]["content"] == {"message": "Hello 2"}
    page = tmp_path / "page.html"
    ctc(repository, "preview", "-o", str(page))
    assert "class=pigeon>Hello 2<" in page.read_text("utf-8")
    assert "Carrier pigeon" in page.read_text("utf-8")
    events = [
        json.loads(line)
        for line in ctc(repository, "apply", "--auto-approve", "--format", "json").splitlines()
    ]
    assert [event["event"] for event in events][-2:] == ["sent", "finished"]
    (change,) = json.loads(ctc(repository, "plan", "--format", "json"))["changes"]
    assert (change["channel"], change["action"]) == ("pigeon", "unchanged")
    assert "pigeon" in ctc(repository, "schema", "spec")


def test_what_is_wrong_with_it_is_told(repository: Path) -> None:
    spec = repository / "campaigns" / "pigeon.yaml"
    before = spec.read_text("utf-8")
    try:
        spec.write_text(before.replace("message:", "mesage:"), "utf-8")
        found = json.loads(ctc(repository, "lint", "--format", "json", code=1))["diagnostics"]
    finally:
        spec.write_text(before, "utf-8")
    assert [(f["code"], f["line"], f["hint"]) for f in found] == [("CTC305", 8, "did you mean 'message'?")]
