"""What an entry of an `each` list says beside its key may be templates, like every other string leaf of a spec."""

from collections.abc import Callable

import pytest

from ctc.specs.spec import Spec
from ctc.templates.render import render

SPEC = """\
version: 1
id: sale
vars: {plain: file, shade: "{{ g }}!", n: "{{ n }}0"}
each:
  - {key: en, ENTRY}
campaign: {name: "{{ g }}", note: "{{ shade }}"}
"""


@pytest.mark.parametrize(
    ("entry", "name", "note"),
    [
        ('g: "Hi {{ name }}"', "Hi Ann", "Hi Ann!"),
        ('g: "{{ n }}"', None, None),
        ('h: 5, g: "{{ h }}"', 5, "5!"),
        ('h: "{{ key }}", g: "{{ h }} {{ plain }} {{ id }}"', "en file sale", "en file sale!"),
        ("g: \"{{ liquid('Profile.name') }}\"", "{{ Profile.name }}", "{{ Profile.name }}!"),
        ('g: "{{ shade }}"', None, None),
        ('g: "{{ nmae }}"', None, None),
    ],
)
def test_an_entry_is_rendered(
    spec_of: Callable[..., Spec], files: object, entry: str, name: object, note: object
) -> None:
    rendered, problems, _ = render(spec_of(SPEC.replace("ENTRY", entry)), files)  # type: ignore[arg-type]
    if name is None:
        assert {(p.code, p.line, p.path) for p in problems} == {("CTC202", 5, "/each/0/g")}
    else:
        assert problems == ()
        assert (rendered.body["name"], rendered.body["note"]) == (name, note)


def test_what_an_entry_holds_is_rendered_too(spec_of: Callable[..., Spec], files: object) -> None:
    text = SPEC.replace("ENTRY", 'g: ["{{ name }}", {x: "{{ city.name }}"}]').replace('"{{ g }}!"', "none")
    rendered, problems, _ = render(spec_of(text), files)  # type: ignore[arg-type]
    assert problems == ()
    assert rendered.body["name"] == ["Ann", {"x": "Pune"}]
