"""What a spec's ``ignore`` and a project's ``rules`` may say, and what is said when they say nothing."""

import json
from collections.abc import Callable

import pytest

SMS = """\
version: 1
id: {id}
{more}
campaign:
  name: {name}
  target_mode: sms
  when: 2031-01-15 09:30
  where: {{event_name: Charged, from: 2025-01-01, to: 2025-12-31}}
  content: {{body: "{body} Reply STOP to opt out", sms: {{template_id: "1107"}}}}
"""


def spec(name_of: str, more: str = "", *, body: str = "Hello.", name: str = "A sale") -> str:
    return SMS.format(id=name_of, more=more, body=body, name=name)


def found(ctc: Callable, *arguments: str) -> list[tuple[str, str]]:
    answer = json.loads(ctc("lint", "--format", "json", *arguments).out)
    return [(d["code"], d["message"]) for d in answer["diagnostics"]]


def test_an_ignore_is_not_idle_while_the_body_has_errors(ctc: Callable, write: Callable) -> None:
    """No rule was asked yet: to remove the ignore now would bring its finding back."""
    write("campaigns/a.yaml", spec("a", 'ignore: {CTC410: "our style"}', body="It’s {{ nope }}."))
    assert [code for code, _ in found(ctc)] == ["CTC202"]


def test_an_ignore_of_an_unused_variable_hides_it(ctc: Callable, write: Callable) -> None:
    write("campaigns/a.yaml", spec("a", 'vars: {x: 1}\nignore: {CTC407: "used soon"}'))
    assert found(ctc) == []
    write("campaigns/a.yaml", spec("a", 'ignore: {CTC407: "used soon"}'))
    assert found(ctc) == [("CTC400", "CTC407 finds nothing here to ignore")]


def test_an_ignore_across_files_is_judged_by_a_run_that_sees_them(ctc: Callable, write: Callable) -> None:
    more = 'ignore: {CTC492: "a series", CTC493: "a series"}'
    write("campaigns/a.yaml", spec("a"))
    write("campaigns/b.yaml", spec("b", more))
    assert found(ctc) == []
    assert found(ctc, "campaigns/b.yaml") == []
    assert found(ctc, "--select", "b") == []
    write("campaigns/a.yaml", spec("a", name="Another", body="Hi.").replace("09:30", "10:30"))
    assert [code for code, _ in found(ctc)] == ["CTC400", "CTC400"]


def test_an_ignore_that_serves_another_instance_is_not_idle(ctc: Callable, write: Callable) -> None:
    more = 'each: {locale: [en, hi]}\nignore: {CTC410: "our style"}'
    body = "{{ 'It’s' if locale == 'hi' else 'It is' }} {{ locale }}."
    write("campaigns/a.yaml", spec("a", more, body=body, name='"{{ locale }}"'))
    assert found(ctc, "--select", "a[en]") == []


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ("{CTC499: off}", [("CTC801", "CTC499 is no finding of ctc's")]),
        ("{CTC301: off}", [("CTC801", "CTC301 cannot be turned off or given another severity")]),
        ("{CTC400: warning}", [("CTC801", "CTC400 cannot be turned off or given another severity")]),
        ("{CTC412: off, CTC431: error, CTC318: off}", []),
    ],
)
def test_rules_that_a_project_cannot_have(ctc: Callable, write: Callable, rules: str, said: object) -> None:
    write("ctc.yaml", f"version: 1\nrules: {rules}\n")
    assert found(ctc) == said
