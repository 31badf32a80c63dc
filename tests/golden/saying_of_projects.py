"""What lint says of a project with files beside its spec: a kind of cases of ``said/*.txt`` (``test_said.py``)."""

import contextlib
import copy
import json
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from ctc.choice import Choice, Given
from ctc.diagnostics import UserError
from ctc.pipeline.lint import Way, lint_project

SUFFIXES: Final = (".csv", ".tsv", ".ndjson", ".jsonl", ".json", ".yaml", ".yml", ".j2", ".xlsx")
PROJECT: Final = """version: 1
project: acme
environments:
  production: {timezone: Asia/Kolkata, region: in1}
  sandbox: {}
"""
SPECS: Final[Mapping[str, dict[str, Any]]] = {
    "family": {
        "version": 1,
        "id": "tea",
        "each": {"file": "rows.csv", "key": "sku"},
        "campaign": {
            "name": "Tea {{ sku }}",
            "target_mode": "sms",
            "when": "2031-01-15 10:00",
            "where": {
                "event_name": "Viewed",
                "from": 20300901,
                "to": 20300930,
                "event_properties": [{"name": "SKU", "operator": "equals", "value": "{{ sku }}"}],
            },
            "content": {"body": "Tea {{ sku }}. Reply STOP to opt out", "sms": {"template_id": "1"}},
        },
    },
    "message": {
        "version": 1,
        "id": "tea",
        "message": {
            "channel": "sms",
            "to": {"Identity": {"file": "people.csv", "column": "id"}},
            "content": {"body": "Tea. Reply STOP to opt out", "sms": {"template_id": "1"}},
        },
    },
}


def of_project(said: Mapping[str, Any]) -> Iterator[str]:
    """``family {…}`` or ``message {…}``: files by their names, and changes of the spec by their paths. ``data`` gives a
    family its rows, ``env`` chooses."""
    spec = copy.deepcopy(SPECS[said["of"]])
    files = {name: text for name, text in said.items() if name.lower().endswith(SUFFIXES)}
    for path, value in said.items():
        if path not in files and path not in ("of", "data", "env"):
            *above, last = path.split(".")
            at = spec
            for step in above:
                at = at.setdefault(step, {})
            if value == "GONE":
                del at[last]
            else:
                at[last] = value
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        written = {"tea.yaml": json.dumps(spec, indent=1), "../ctc.yaml": PROJECT, **files}
        for name, text in written.items():
            path = Path(folder, "campaigns", name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(bytes.fromhex(text[4:]) if text.startswith("hex:") else text.encode())
        data = {name: Given(shown=given, path=Path(given)) for name, given in said.get("data", {}).items()}
        choice = Choice(env=said.get("env"), data=data)
        try:
            way = Way(cache=False, processes=False)
            found = lint_project(Path(folder).resolve(), {}, (), choice, way).diagnostics
        except UserError as error:
            found = error.diagnostics
    for one in found:
        private = ", whose line is not shown" if one.is_private else ""
        yield f"  {one.severity} {one.code} at {one.file}:{one.line}:{one.column} {one.path}: {one.message}{private}"
        if one.hint is not None:
            yield f"    help: {one.hint}"


def of_family(said: Mapping[str, Any]) -> Iterator[str]:
    return of_project({"of": "family", **said})


def of_message(said: Mapping[str, Any]) -> Iterator[str]:
    return of_project({"of": "message", **said})
