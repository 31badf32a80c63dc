"""Digits that Python takes for some and makes no number of, wherever texts may hold them: each was a traceback."""

import json
from pathlib import Path
from typing import Any

import pytest

from ctc.digits import whole
from ctc.validation.row_parts import column_at, value_at
from tests.commands import said

ODD = ["²", "①", "1" * 5_000, "+1", " 1", "", "1_0"]


@pytest.mark.parametrize("text", ODD)
def test_what_is_no_number(text: str) -> None:
    assert whole(text) is None
    assert value_at([True], [text]) is None
    assert column_at({text: 1, "07": 2}, 7) == "07"


def test_numbers() -> None:
    assert [whole("0"), whole("007"), whole("9" * 19)] == [0, 7, 9_999_999_999_999_999_999]


@pytest.mark.parametrize("text", ODD[:3])
def test_commands_say_what_is_wrong(tmp_path: Path, text: str) -> None:
    def written(name: str, value: Any) -> None:
        (tmp_path / "campaigns").mkdir(exist_ok=True)
        (tmp_path / "campaigns" / name).write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")

    where = {"event_name": "Charged", "from": 20250101, "to": 20251231}
    body = {"name": "N", "when": "now", "where": where}
    told = {**body, "target_mode": "sms", "content": {"body": "Hi. Reply STOP to opt out"}}
    filled = {
        **body,
        "target_mode": "whatsapp",
        "content": {"template_name": "t", "replacements": {text: "x"}},
    }
    family = {"file": "rows.csv", "key": "sku", "row": "row.json"}
    written("a.yaml", {"version": 1, "id": "a", "campaign": told})
    written("b.yaml", {"version": 1, "id": "b", "campaign": filled})
    written("c.yaml", {"version": 1, "id": "c", "each": family, "campaign": told})
    written("row.json", {"allOf": [True], "properties": {"sku": {"$ref": f"#/allOf/{text}"}}})
    (tmp_path / "campaigns/rows.csv").write_text("sku\na\n")
    case = {"name": "n", "campaign": "a", "person": {"segments": [text]}, "expect": {"audience": True}}
    written("a.test.yaml", {"version": 1, "tests": [case]})
    for command in ("lint", "test"):
        answer = said(command, folder=tmp_path, environ={})
        assert (answer.code, "bug of ctc's" in answer.err) == (1, False)
