"""What ``ctc explain FIELD`` finds: every field of every schema, by its path and by its name."""

import pytest

from ctc.validation.schema.fields import NAME, fields_of, roots
from ctc.validation.schema.lookup import Missing, found
from ctc.validation.schema.published import schema_names

PAYLOADS = [name for name in schema_names() if name.startswith("payload.")]


@pytest.mark.parametrize("schema", [*PAYLOADS, "spec", "project", "test", "catalog"])
def test_every_field_is_found_by_its_path_and_says_what_it_takes(schema: str) -> None:
    root = next(root for root, those in reversed(roots().items()) if schema in those)
    for field in fields_of(schema):
        answers = found(f"{root}.{field.path}")
        assert not isinstance(answers, Missing), field.path
        assert any(answer.field == field for answer in answers), field.path
        assert field.types or field.allowed or field.path.endswith(NAME), field.path
        assert field.description, field.path


def test_a_path_of_the_reference_is_found_without_the_kind_before_it() -> None:
    odd = {f.path for s in PAYLOADS for f in fields_of(s) if "[]" in f.path or f".{NAME}" in f.path}
    assert len(odd) > 50
    for path in sorted(odd)[::3]:
        answers = found(path)
        assert not isinstance(answers, Missing), path
        assert path in {answer.field.path for answer in answers}


def test_values_limits_and_example_come_from_the_schema() -> None:
    (answer,) = found("campaign.when.type")  # type: ignore[misc]
    assert answer.field.allowed == ("now", "later", "recurring")
    (answer,) = found("guards.max_reach.")  # type: ignore[misc]
    assert answer.field.limits == ("from 0",)


def test_a_name_alone_is_found_wherever_it_stands() -> None:
    paths = {answer.field.path for answer in found("wzrk_cid")}  # type: ignore[union-attr]
    assert paths >= {"wzrk_cid", "content.platform_specific.android.wzrk_cid"}


@pytest.mark.parametrize(
    ("words", "word", "known"),
    [
        ("push.content.titel", "titel", "title"),
        ("campaign.wen", "wen", "when"),
        ("environments.timezone", None, None),
        ("wzrk_cdi", "wzrk_cdi", "wzrk_cid"),
    ],
)
def test_a_slip_names_what_is_there(words: str, word: str | None, known: str | None) -> None:
    answer = found(words)
    if word is None:
        assert not isinstance(answer, Missing)
        return
    assert isinstance(answer, Missing)
    assert answer.word == word
    assert known in answer.known


@pytest.mark.parametrize(
    ("words", "path"),
    [
        ("/campaign/content/title", "content.title"),
        ("notificationinbox.content[0].title.text", "content[].title.text"),
        ("/campaign/where/profile_fields/2/operator", "where.profile_fields[].operator"),
        ("ctc.yaml.environments.production.guards.max_reach", "environments.NAME.guards.max_reach"),
        ("environments.production.guards", "environments.NAME.guards"),
        ("rules.CTC412", "rules.NAME"),
        ("test.tests.expect.audience", "tests[].expect.audience"),
        ("catalog.yaml.events.Product Viewed.properties", "events.NAME.properties"),
        ("whatsapp.content.replacements.1", "content.replacements.NAME"),
        ("dnd.dnd_info.NAME[].from", "dnd.dnd_info.NAME[].from"),
        ("dnd.dnd_info.tuesday.from", "dnd.dnd_info.NAME[].from"),
        ("filter_type.event_property[0].operator", "conversion_goal.filter_type.event_property[].operator"),
        ("to.Email.match.Sku", "to.Email.match.NAME"),
    ],
)
def test_a_path_is_found_as_people_have_it_in_hand(words: str, path: str) -> None:
    answers = found(words)
    assert not isinstance(answers, Missing), answers
    assert {answer.field.path for answer in answers} >= {path}


def test_a_slip_beside_names_of_ones_own_is_a_slip() -> None:
    answer = found("ctc.yaml.environments.production.guards.max_reech")
    assert isinstance(answer, Missing)
    assert (answer.word, answer.where) == ("max_reech", "below environments.NAME.guards")


@pytest.mark.parametrize(
    ("words", "word", "where"),
    [
        ("when.foo", "foo", "below when"),
        ("pus.content.title", "pus", "in any schema"),
        ("title.x.y", "x", "below title"),
    ],
)
def test_the_first_word_that_nothing_is_called_is_told(words: str, word: str, where: str) -> None:
    answer = found(words)
    assert isinstance(answer, Missing)
    assert (answer.word, answer.where) == (word, where)
    assert answer.known


@pytest.mark.parametrize("schema", ["spec", "project", "catalog", "test"])
def test_a_name_that_its_author_chooses_is_never_required(schema: str) -> None:
    chosen = [field for field in fields_of(schema) if field.path.endswith(NAME)]
    assert chosen
    assert not any(field.is_required for field in chosen)
