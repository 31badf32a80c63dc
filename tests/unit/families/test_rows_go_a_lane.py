"""Rows that go the lane say what the exact way says, in the cases that it tells apart, each by itself; for all others
the law stands (``laws/test_family_lane.py``)."""

from pathlib import Path
from typing import Any, Final

import pytest

from ctc.pipeline.families.fast.lane import Lane
from tests.laws.test_families import lane, no_lane, repository, said
from tests.laws.test_family_lane import INCLUDED, WHEN, body_of

PLAIN: Final[dict[str, Any]] = {
    "name": "Cup",
    "brand": "Acme",
    "text": "soft",
    "slug": "cup",
    "image": "https://c.example/a.jpg",
    "page": "https://c.example/p/1",
    "price": 5,
    "flag": True,
    "list": [1],
}
CATALOG: Final = (
    "events: {Viewed: {properties: {SKU: {values: [S0, S2]}}}}\nlinks: {deep_links: ['shop://p/cup']}\n"
)
COMPARED: Final = {
    **WHEN["where"],
    "event_properties": [{"name": "SKU", "operator": "equals", "value": "{{ name }}"}],
}


def rows_of(name: str, *values: Any) -> list[dict[str, Any]]:
    """Six rows with each of these values, one after the other."""
    return [
        {**PLAIN, name: value, "sku": f"S{number}", "text": "soft " * (number % 3) + "cup"}
        for number, value in enumerate(value for _ in range(6) for value in values)
    ]


CASES: Final[dict[str, tuple[str, str, list[dict[str, Any]], dict[str, Any]]]] = {
    "what where leaves out": ("push", "{{ text }}", rows_of("price", 5, 50), {"where": "{{ price > 9 }}"}),
    "a where that is no condition": ("push", "{{ text }}", rows_of("flag", True, "x"), {"where": "{{ flag }}"}),
    "a where that fails": ("push", "{{ text }}", rows_of("price", 5, "x"), {"where": "{{ price > 9 }}"}),
    "a value of another type": ("push", "{{ brand }}", rows_of("brand", "Acme", 5, None, True, [1]), {}),
    "texts that are a kind each": ("push", "{{ brand }}", rows_of("brand", "{x}", "<b>", "a>b<", "<b> <", "$"), {}),
    "half of a tag, and what follows": ("push", "{{ brand }} {{ text }}", rows_of("brand", "{{", "{%", "x"), {}),
    "what is odd and fine, and what is odd and wrong": (
        "push", "{{ brand }} {{ text }}", rows_of("brand", "{x}", "{{x", "{y}", "{%x"), {}),
    "a tag that a row opens": (
        "push", "{{ brand }} {{ text }} {% raw %}}}{% endraw %}", rows_of("brand", "{{", "x"), {}),
    "letters of more bytes": ("sms", "{{ brand }} {{ text }}", rows_of("brand", "Café", "x" * 60, "é" * 60), {}),
    "what is too long for some": ("push", "{{ brand }}", rows_of("brand", "x" * 90, "x", "y " * 300, "z" * 50), {}),
    "what rules complain of": ("push", "{{ brand }}", rows_of("brand", "Acme", "TODO", "wow!!!"), {}),
    "links to an app": ("push", "{{ text }}", rows_of("slug", "cup", "tea", "x y"), {"catalog": CATALOG}),
    "values of a catalog": ("email", "{{ text }}", rows_of("brand", "A", "SHOUTING ALL"), {"catalog": CATALOG}),
    "a trial that goes to production": ("push", "{{ brand }}", rows_of("brand", "A", "[TEST]"), {"live": True}),
    "what a spec makes of each row, in a list": (
        "push", "{{ deep[0] }} {{ deep[1].x }}", rows_of("brand", "A", "B"),
        {"vars": {"plain": "x", "deep": ["{{ brand }}", {"x": "{{ text }}"}]}}),
    "what a spec makes of each row, computed": (
        "push", "{{ made }} {{ text }}", rows_of("brand", "A", "B"),
        {"vars": {"made": "{% for one in [1, 2] %}{{ brand * one }}{% endfor %}"}}),
    "what a spec makes of each row, by a seldom statement": (
        "push", "{{ made }} {{ text }}", rows_of("brand", "A", "B"),
        {"vars": {"made": "{% filter upper %}{{ text }} {{ brand }}{% endfilter %}", "inner": ["x"]}}),
    "a seldom statement": (
        "push", "{% filter upper %}{{ brand }}{% endfilter %}", rows_of("brand", "A", "B"), {"vars": {"one": "x"}}),
    "guards that a row decides": (
        "push", "{{ text }}", rows_of("price", 5, 9, 7), {"guards": {"max_reach": "{{ price }}"}}),
    "an owner and labels of a row": (
        "push", "{{ text }}", rows_of("brand", "A", "B"), {"owner": "{{ brand }}", "labels": ["x", "{{ brand }}"]}),
    "a list in the place of a value": (
        "push", "{{ text }}", rows_of("list", [1700001], [1700002, 1700003]),
        {"body": {"exclude_segments": "{{ list }}"}}),
    "a value of each type that rows decide": (
        "push", "{{ text }}", rows_of("price", 1700001, "1700001", True),
        {"body": {"exclude_segments": ["{{ price }}"]}}),
    "bodies with quotes": ("push", "{{ brand }}", rows_of("brand", 'a "b" c', "a\\b", "tab\there"), {}),
    "a blank at an end, beside four": ("whatsapp", "{{ brand }}    {{ text }}", rows_of("brand", "A", "A "), {}),
    "a blank at a beginning, behind four": (
        "whatsapp", "{{ text }}    {{ brand }}", rows_of("brand", "A", " A"), {}),
    "a row within Liquid, behind other Liquid": (
        "push", "{% raw %}{{ Profile.A }} and {{ {% endraw %}{{ brand }}{% raw %} }}{% endraw %}",
        rows_of("brand", "Profile.Name", "Profile Name", "Profile.Nam("), {}),
    "words that are compared as something else": (
        "push", "{{ text }}", rows_of("name", "cups", "true", "teas", "a cup", "false"), {"body": {"where": COMPARED}}),
    "columns in another order": (
        "push", "{{ text }}", [row if n % 2 else dict(reversed(row.items())) for n, row in
                               enumerate(rows_of("brand", "a", "b"))], {}),
}  # fmt: skip


ON_FOOT: Final = (
    *("bodies with quotes", "a where that fails", "what a spec makes of each row, in a list"),
    "what is odd and fine, and what is odd and wrong",
    *("a list in the place of a value", "a value of each type that rows decide"),
    *("what a spec makes of each row, by a seldom statement", "a seldom statement"),
    *("guards that a row decides", "an owner and labels of a row"),
)
"""Where no row may go the lane."""


@pytest.mark.parametrize("name", CASES)
def test_the_lane_tells_apart(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    channel, form, rows, more = CASES[name]
    (tmp_path / "campaigns").mkdir()
    for file, text in INCLUDED.items():
        (tmp_path / "campaigns" / file).write_text(text)
    each = {"file": "rows.ndjson", "key": "sku", **({"where": more["where"]} if "where" in more else {})}
    beside = {key: more[key] for key in ("vars", "guards", "owner", "labels") if key in more}
    repository(tmp_path, each, rows, {**body_of(channel, form), **more.get("body", {})}, **beside)
    if "catalog" in more:
        (tmp_path / "catalog.yaml").write_text(f"version: 1\n{more['catalog']}")
    if "live" in more:
        where = "environments: {production: {api: sandbox, timezone: UTC}}"
        (tmp_path / "ctc.yaml").write_text(f"version: 1\ndefault_environment: production\n{where}\n")
    asked: list[object] = []
    unit = Lane.unit
    monkeypatch.setattr(
        Lane, "unit", lambda self, keyed: (found := unit(self, keyed), asked.append(found))[0]
    )
    with lane(1):
        fast = said(tmp_path)
    with no_lane():
        exact = said(tmp_path)
    assert fast == exact
    assert fast[0] or fast[2]
    assert bool([*filter(None, asked)]) is (name not in ON_FOOT)
