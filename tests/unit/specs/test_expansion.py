"""Expansion: addresses, variables, and what cannot be an address."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from ctc.diagnostics import Diagnostic
from ctc.specs import each, expansion
from ctc.specs.document import Document
from ctc.specs.expansion import expand
from ctc.specs.spec import Spec

Read = Callable[..., Document]
HEAD = "version: 1\nid: sale\n"
BODY = "campaign: {name: x}\n"


def expanded(document: Document, **given: Any) -> tuple[tuple[Spec, ...], tuple[Diagnostic, ...]]:
    settings: dict[str, Any] = {
        "project_vars": {},
        "environment": "sandbox",
        "environment_vars": {},
        "cli_vars": {},
    }
    return expand(document, **{**settings, **given})


def addresses(document: Document) -> list[str]:
    specs, problems = expanded(document)
    assert problems == ()
    return [spec.address for spec in specs]


def test_a_plain_spec(document: Read) -> None:
    text = (
        HEAD
        + "revision: 3\nwas: [old, 'old[en,x]']\ndescription: d\nowner: o\nlabels: [l]\nbroadcast: true\n"
        "guards: {max_reach: 5}\nignore: {CTC412: why}\nmessage: {channel: sms}\n"
    )
    ((spec,), problems) = expanded(document(text))
    assert problems == ()
    assert (spec.address, spec.id, spec.key, spec.revision, spec.was) == (
        "sale",
        "sale",
        (),
        3,
        ("old", "old[en,x]"),
    )
    assert (spec.description, spec.owner, spec.labels, spec.broadcast) == ("d", "o", ("l",), True)
    assert (spec.guards, spec.ignore) == ({"max_reach": 5}, {"CTC412": "why"})
    assert (spec.kind, spec.body) == ("message", {"channel": "sms"})


@pytest.mark.parametrize(("written", "meant"), [("2.0", 2), ("2e0", 2), ("3", 3), ("1.5", 1), ("true", 1)])
def test_a_revision_is_a_whole_number_however_it_is_written(document: Read, written: str, meant: int) -> None:
    ((spec,), _) = expanded(document(HEAD + f"revision: {written}\n" + BODY))
    assert spec.revision == meant


def test_each_gives_the_product_in_order(document: Read) -> None:
    text = HEAD + "each: {locale: [en, hi], tier: [1, true]}\n" + BODY
    assert addresses(document(text)) == ["sale[en,1]", "sale[en,true]", "sale[hi,1]", "sale[hi,true]"]
    specs, _ = expanded(document(text))
    assert specs[1].variables == {
        "locale": "en",
        "tier": True,
        "id": "sale",
        "revision": 1,
        "environment": "sandbox",
        "as_of": "2030-01-01",
    }


def test_each_as_a_list_of_mappings(document: Read) -> None:
    text = HEAD + "each:\n  - {key: pune, city: Pune, shops: [1, 2]}\n  - {key: 7, city: Goa}\n" + BODY
    specs, problems = expanded(document(text))
    assert problems == ()
    assert [spec.address for spec in specs] == ["sale[pune]", "sale[7]"]
    assert specs[0].variables["shops"] == [1, 2]
    assert specs[1].variables["key"] == 7


@pytest.mark.parametrize(
    ("each", "code", "path"),
    [
        ("{}", "CTC120", "/each"),
        ("[]", "CTC120", "/each"),
        ("{a: [], b: [1]}", "CTC120", "/each/a"),
        ("{a: ['x,y']}", "CTC123", "/each/a/0"),
        ("{a: ['x[y]']}", "CTC123", "/each/a/0"),
        ("[{key: ''}]", "CTC123", "/each/0/key"),
        ("[{key: '{{ id }}'}]", "CTC123", "/each/0/key"),
        ("{a: ['{% x %}']}", "CTC123", "/each/a/0"),
        ("{a: ['x,y'], b: [1, 2]}", "CTC123", "/each/a/0"),
        ("{a: [1, '1']}", "CTC121", "/each/a/1"),
        ("{a: [1, 1], b: [x, y]}", "CTC121", "/each/a/1"),
        ("{b: [x, y], a: [true, 'true']}", "CTC121", "/each/a/1"),
        ("[{key: x}, {key: x}]", "CTC121", "/each/1/key"),
        ("{a: [" + "1, " * 200 + "], b: [" + "1, " * 200 + "]}", "CTC105", "/each"),
        ("[" + "{key: x}, " * 10_001 + "]", "CTC105", "/each"),
    ],
)
def test_an_each_that_cannot_be(document: Read, each: str, code: str, path: str) -> None:
    _, problems = expanded(document(HEAD + f"each: {each}\n" + BODY))
    assert {(p.code, p.path, p.line) for p in problems} == {(code, path, 3)}


@pytest.mark.parametrize("text", ["- a\n", "a\n", "id: a\n", "id: a\ncampaign: 3\n"])
def test_what_the_schema_reports_is_passed_over(document: Read, text: str) -> None:
    assert expanded(document(text)) == ((), ())


@pytest.mark.parametrize("written", ["id: X Y\n", "id: 5\n", "id: [a]\n", ""])
def test_a_spec_without_an_id_keeps_its_body(document: Read, written: str) -> None:
    """All that is wrong with it is told in one run."""
    specs, problems = expanded(document(written + "each: {l: [en, hi]}\n" + BODY))
    assert problems == ()
    assert [(spec.id, spec.key, spec.body) for spec in specs] == [
        ("", ("en",), {"name": "x"}),
        ("", ("hi",), {"name": "x"}),
    ]


def test_wrong_types_are_passed_over(document: Read) -> None:
    text = HEAD + "each: 3\nvars: 3\nwas: 3\nlabels: 3\nenvironments: 3\nrevision: x\nguards: 3\n" + BODY
    assert expanded(document(text)) == ((), ())
    assert expanded(document(HEAD + "each: {a: [1, 2], b: 3}\n" + BODY)) == ((), ())
    ((spec,), problems) = expanded(document(text.replace("each: 3\n", "")))
    assert (spec.revision, spec.labels, spec.guards, spec.environments, problems) == (1, (), {}, None, ())


def test_a_spec_for_other_environments_is_left_out(document: Read) -> None:
    read = document(HEAD + "environments: [production]\n" + BODY)
    assert expanded(read)[0] == ()
    assert [spec.environments for spec in expanded(read, environment="production")[0]] == [("production",)]


def test_was_is_checked(document: Read) -> None:
    _, (problem,) = expanded(document(HEAD + "was: [ok, Not Ok]\n" + BODY))
    assert (problem.code, problem.path, problem.line, problem.column) == ("CTC122", "/was/1", 3, 11)


def test_who_wins_among_variables(document: Read) -> None:
    text = HEAD + "vars: {a: file, b: file, c: file, d: file}\neach: {d: [each]}\n" + BODY
    ((spec,), _) = expanded(
        document(text),
        project_vars={"a": "project", "e": "project", "f": "project"},
        environment_vars={"a": "environment", "e": "environment"},
        cli_vars={"c": "cli", "id": "cli"},
    )
    assert spec.file_vars == {"a": "file", "b": "file"}
    assert {name: spec.variables.get(name) for name in "abcdef"} == {
        "a": "environment",
        "b": None,
        "c": "cli",
        "d": "each",
        "e": "environment",
        "f": "project",
    }
    assert spec.variables["id"] == "sale"


def test_what_instances_repeat_is_counted_to_the_last(
    document: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The body, the file's variables and all others, once for each of them."""
    read = document(HEAD + "each: {k: [1, 2, 3]}\nvars: {a: 1}\n" + BODY)
    monkeypatch.setattr(expansion, "_FEW", 2)
    for most, codes in ((18, []), (17, ["CTC105"])):
        monkeypatch.setattr(expansion, "MAX_REPEATED", most)
        _, problems = expanded(read, project_vars={"p": 1}, environment_vars={"p": 2, "q": [3]})
        assert [problem.code for problem in problems] == codes
    monkeypatch.setattr(expansion, "_FEW", 3)
    assert expanded(read)[1] == (), "a few never are too much"


@pytest.mark.parametrize(
    ("fine", "too_many"),
    [
        ("{a: [1, 2], b: [1, 2]}", "{a: [1, 2, 3, 4, 5]}"),
        ("[{key: 1}, {key: 2}]", "[{key: 1}, {}, {}, {}, {}]"),
    ],
    ids=["a product", "a list"],
)
def test_how_many_each_may_stand_for(
    document: Read, monkeypatch: pytest.MonkeyPatch, fine: str, too_many: str
) -> None:
    assert each.MAX_INSTANCES == 10_000
    monkeypatch.setattr(each, "MAX_INSTANCES", len(re.findall(r"\d", fine)))
    assert expanded(document(f"{HEAD}each: {fine}\n{BODY}"))[1] == ()
    specs, (problem,) = expanded(document(f"{HEAD}each: {too_many}\n{BODY}"))
    assert (specs, problem.code, problem.path) == ((), "CTC105", "/each")
    assert problem.message == f"this `each` stands for more than {each.MAX_INSTANCES} campaigns"


def test_each_cannot_repeat_a_large_document_without_end(document: Read) -> None:
    numbers = ", ".join(map(str, range(100)))
    variables = "".join(f"  k{number}: [1]\n" for number in range(500))
    text = f"{HEAD}each: {{a: [{numbers}], b: [{numbers}]}}\nvars:\n{variables}{BODY}"
    specs, (problem,) = expanded(document(text))
    assert specs == ()
    assert (problem.code, problem.path, problem.line) == ("CTC105", "/each", 3)
    assert problem.message.endswith("until it has more than 5,000,000 keys and values")
    assert len(expanded(document(text.replace(f"b: [{numbers}]", "b: [0]")))[0]) == 100
