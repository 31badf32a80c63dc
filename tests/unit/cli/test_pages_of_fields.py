"""What ``ctc explain`` prints of a field, in how many places it stands."""

import click
import pytest

from ctc.cli.views.explanations import code_page, field_page
from ctc.codes.code import Code
from ctc.validation.schema.fields import Field, roots
from ctc.validation.schema.lookup import Found


def field(path: str = "content.title", **more: object) -> Field:
    given = {
        "types": ("string",),
        "is_required": False,
        "allowed": (),
        "limits": (),
        "example": None,
        "description": "",
        "source": "",
        "takes_free_keys": False,
        **more,
    }
    return Field(path=path, **given)  # type: ignore[arg-type]


def page(*fields: Field, schemas: tuple[str, ...] = ("spec",), below: tuple[Field, ...] = ()) -> list[str]:
    found = [Found(field=each, schemas=schemas, below=below) for each in fields]
    return click.unstyle(field_page(found)).split("\n")


@pytest.mark.parametrize(("count", "more"), [(8, []), (9, ["and 1 more places: write more of the path"])])
def test_of_many_places_eight_are_shown(count: int, more: list[str]) -> None:
    shown = page(*(field(f"a.{n}") for n in range(count)))
    assert list(filter(None, shown)) == [*(f"a.{n}" for n in range(8)), *more]


def test_a_field_and_all_that_is_known_of_it() -> None:
    whole = field(
        types=("string", "number"),
        is_required=True,
        allowed=("a", "b"),
        limits=("at most 3",),
        example='"x"',
        description="Words.",
        source="a page",
        takes_free_keys=True,
    )
    assert page(whole) == [
        "content.title",
        "  Words.",
        "  type      string or number",
        "  required  yes",
        "  values    a, b",
        "  limits    at most 3",
        '  example   title: "x"',
        "  keys      any others of your own are sent as they are",
        "  source    a page",
    ]
    assert page(field()) == ["content.title"]
    assert page(field(types=(), source="s")) == [
        "content.title",
        "  type      any",
        "  required  no",
        "  source    s",
    ]
    assert page(field("a.list[]", example="1"))[1:] == ["  example   list: 1"]


def test_the_variants_that_have_it() -> None:
    root, those = next((root, those) for root, those in roots().items() if len(those) > 8)
    every = tuple(those)
    assert page(field(), schemas=every)[-1] == f"  in        every {root}"
    assert page(field(), schemas=(*every, "payload.other"))[-1] == f"  in        every {root}, other"
    one = next(name for name in every if name.startswith("payload."))
    assert page(field(), schemas=(one,))[-1] == f"  in        {one.removeprefix('payload.')}"


@pytest.mark.parametrize(("count", "whole"), [(8, False), (9, True)])
def test_few_variants_are_named_one_by_one(monkeypatch: pytest.MonkeyPatch, count: int, whole: bool) -> None:
    every = tuple(f"payload.v{number}" for number in range(count))
    monkeypatch.setattr(
        "ctc.cli.views.explanations.roots", lambda: {"send": ("payload.a",), "campaign": every}
    )
    names = "every campaign" if whole else ", ".join(name.removeprefix("payload.") for name in every)
    assert page(field(), schemas=every)[-1] == f"  in        {names}"
    assert (
        page(field(), schemas=every[1:])[-1] == f"  in        {', '.join(f'v{n}' for n in range(1, count))}"
    )


def test_what_stands_below_it_is_a_table() -> None:
    below = (
        field("a.b", is_required=True, description="First words. And more."),
        field("a.longer", description="x " * 80),
    )
    shown = page(field("a"), below=below)
    assert shown[:3] == ["a", "", "  * b       First words"]
    assert shown[3].startswith("    longer  x x")
    assert shown[3].endswith(" …")
    assert len(shown[3]) <= 88
    assert shown[4:] == ["  * required"]
    assert page(field("a"), below=below[1:])[-1].startswith("    longer")


def test_a_code_has_its_examples_where_it_has_some() -> None:
    bare = Code(
        code="CTC999",
        title="t",
        severity="error",
        ignorable=False,
        what="w",
        why="y",
        bad="",
        good="",
        source="",
    )
    assert click.unstyle(code_page(bare)).split("\n") == [
        "CTC999: t",
        "severity: error; cannot be ignored",
        "",
        "w",
        "",
        "y",
    ]
