"""Recipients that nobody filled in."""

import json
from pathlib import Path

import pytest

from ctc.payloads.recipients import describe
from ctc.pipeline.importing import check
from ctc.validation.payload import validate_payload
from ctc.validation.unfilled import is_unfilled


@pytest.mark.parametrize(
    "text",
    [
        *(
            "${userId}",
            "user-${id}",
            "{{user}}",
            "{{ Profile.id }}",
            "undefined",
            "null",
            "None",
            "NaN",
            "nil",
        ),
        *(
            "YOUR_ID",
            "your-user-id",
            "<identity>",
            "<YOUR_ID>",
            "%USER_ID%",
            "$userId",
            "{userId}",
            "[USER ID]",
        ),
        *(
            "#N/A",
            "#REF!",
            "#VALUE!",
            "#NAME?",
            "#DIV/0!",
            "#{id}",
            "$(id)",
            "[[id]]",
            "%s",
            "%1$s",
            "%(id)s",
            "{0}",
        ),
        *("TODO", "__ID__", "USER_ID", "CUSTOMER_ID", "EMAIL_ADDRESS", "XXXXXXXXXX", "-", "?"),
        *("[object Object]", "string", "INSERT_EMAIL_HERE", "your email", "the_user_id"),
    ],
)
def test_what_stands_for_nobody(text: str) -> None:
    assert is_unfilled(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "JohnDoe",
            "102029292929388",
            "ann@example.org",
            "+48100200300",
            "user_42",
            "yourself",
            "null-7",
            "a-b",
        ),
        *(
            "Nullmann",
            "x$y",
            "50%",
            "__g3df3be2a5c8",
            "d41d8cd9-8f00",
            "my_id_77",
            "żółw",
            "a b",
            "undefinedx",
            "USER_ID_7",
            "user_id7",
            "#42",
            "100%s",
            "xxl-fan",
            "#nadia",
        ),
    ],
)
def test_what_may_be_somebody(text: str) -> None:
    assert not is_unfilled(text)


def test_one_finding_for_each_kind_and_never_a_recipient() -> None:
    body = {
        "to": {"Identity": ["ann", "undefined", "${x}"], "Email": ["{{email}}"]},
        "content": {"body": "x"},
    }
    found = [
        one
        for one in validate_payload("/1/send/sms.json", body, raw=True, broadcast=False)
        if one.code == "CTC358"
    ]
    assert [one.path for one in found] == [("to", "Email", 0), ("to", "Identity", 1)]
    assert "and so are 1 others" in found[1].message
    assert not any("undefined" in one.message or "ann" in one.message for one in found)


@pytest.mark.parametrize("name", ["users.csv", "users.ndjson"])
def test_rows_of_a_file_are_counted(tmp_path: Path, name: str) -> None:
    rows = ["id", "ann", "undefined", "${id}"]
    lines = rows if name.endswith("csv") else [f'{{"id": "{row}"}}' for row in rows[1:]]
    (tmp_path / name).write_text("\n".join(lines), "utf-8")
    read = describe(tmp_path, tmp_path, "Identity", {"file": name, "column": "id"})
    assert [one.code for one in read.findings] == ["CTC358"]
    assert "2 rows" in read.findings[0].message


@pytest.mark.parametrize(
    ("endpoint", "body", "told"),
    [
        ("/1/send/sms.json", {}, True),
        ("/1/send/sms.json", {"provider_nick_name": "x"}, False),
        ("/1/send/push.json", {}, False),
        ("/1/targets/create.json", {"target_mode": "email"}, True),
        ("/1/targets/create.json", {"target_mode": "push"}, False),
    ],
)
def test_a_pasted_body_without_a_provider_is_told_where_one_is_usual(
    endpoint: str, body: dict[str, str], told: bool
) -> None:
    (read,) = check(json.dumps({"content": {}} | body), file="x", endpoint=endpoint)
    assert any(one.code == "CTC321" for one in read.diagnostics) is told
