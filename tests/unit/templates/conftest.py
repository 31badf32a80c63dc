"""One leaf rendered: its value, or its findings."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest

from ctc.diagnostics import Diagnostic
from ctc.specs.expansion import expand
from ctc.specs.reading import read_documents
from ctc.specs.spec import Spec
from ctc.templates.source import TemplateText

VARIABLES: Mapping[str, Any] = {
    "name": "Ann",
    "n": 5,
    "digits": "07",
    "items": ["a", "b"],
    "city": {"name": "Pune"},
    "nothing": None,
    "big": "x" * 900_000,
}
FILES: Mapping[str, str] = {
    "hello.j2": "Hello {{ name }}\n",
    "bad.j2": "one\n\n  {{ nmae }}\n",
    "syntax.j2": "one\n{% if %}\n",
    "outer.j2": "outer\n{% include 'bad.j2' %}\n",
    "self.j2": "{% include 'self.j2' %}",
    "signed.j2": "{{ sender }}{% macro deep(path) %}app:/{{ path }}{% endmacro %}",
    "links.j2": "{% macro deep(path) %}app:/{{ path }}?id={{ id }}{% endmacro %}",
}


class Files:
    """Templates in memory."""

    def find(self, name: str) -> TemplateText | None:
        text = FILES.get(name)
        return None if text is None else TemplateText(name=name, shown=f"_shared/{name}", text=text)

    def names(self) -> Iterable[str]:
        return FILES


@pytest.fixture
def files() -> Files:
    return Files()


@pytest.fixture
def spec_of() -> Callable[..., Spec]:
    def one(text: str, **variables: Any) -> Spec:
        documents, problems = read_documents("campaigns/x.yaml", text.encode())
        assert problems == ()
        (spec,), problems = expand(
            documents[0],
            project_vars={**VARIABLES, **variables},
            environment="sandbox",
            environment_vars={},
            cli_vars={},
        )
        assert problems == ()
        return spec

    return one


@pytest.fixture
def leaf(spec_of: Callable[..., Spec]) -> Callable[..., tuple[Any, tuple[Diagnostic, ...]]]:
    from ctc.templates.render import render

    def value(template: str, **variables: Any) -> tuple[Any, tuple[Diagnostic, ...]]:
        text = f"version: 1\nid: sale\ncampaign:\n  x: {json.dumps(template, ensure_ascii=False)}\n"
        rendered, problems, _ = render(spec_of(text, **variables), Files())
        return rendered.body["x"], problems

    return value
