"""The findings of a run: by place, each of them once."""

from ctc.diagnostics import Diagnostic, Severity, ordered

STRANGER = Diagnostic(
    code="CTC305",
    severity=Severity.ERROR,
    message="'event_nam' is not a key of 'did_all[0]'",
    file="a.yaml",
    line=3,
    column=10,
    path="/campaign/where/advanced_query/did_all/0/event_nam",
    hint="did you mean 'event_name'?",
)


def test_an_anchor_that_is_used_twice_is_one_mistake() -> None:
    again = STRANGER._replace(
        message=STRANGER.message.replace("0", "1"), path=STRANGER.path.replace("0", "1")
    )
    assert ordered([again, STRANGER, STRANGER]) == (STRANGER,)


def test_two_mistakes_at_one_place_stay_two() -> None:
    one = STRANGER._replace(code="CTC302", message="'content' lacks 'title'", hint="add 'title:'", path="/x")
    two = one._replace(message="'content' lacks 'body'", hint="add 'body:'")
    three = one._replace(message="'content' lacks 'x'", hint="add 'title:'")
    assert ordered([one, two, three]) == (two, one, three)


def test_other_stages_say_what_they_say() -> None:
    one = STRANGER._replace(code="CTC492", path="/a", hint=None)
    two = one._replace(path="/b")
    assert ordered([two, one]) == (one, two)
