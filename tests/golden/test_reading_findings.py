"""The exact words of every finding of reading and rendering: ``reading/x.yaml`` says ``reading/x.txt``.

``CTC_GOLDEN=write`` writes what is said now; read the difference before it is committed.
"""

import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from ctc.diagnostics import Diagnostic, ordered
from ctc.pipeline.engine.duplicates import duplicates
from ctc.pipeline.engine.facts import Examined, FileFacts, UnitFacts
from ctc.pipeline.engine.spots import Spots
from ctc.specs.expansion import expand
from ctc.specs.loading import Source
from ctc.specs.reading import read_documents
from ctc.specs.spec import Spec
from ctc.templates.render import render
from ctc.templates.source import TemplateRefused, TemplateText
from ctc.validation.rules.explanations import explanations

CASES = sorted((Path(__file__).parent / "reading").glob("*.yaml"))
FILES = {
    "hello.j2": "Hello {{ brand.name }}\n",
    "broken.j2": "one\n  {{ brand.nmae }}\n",
    "outer.j2": "one\n\n  {% include 'broken.j2' %}\n",
    "macros.j2": "{% macro link(path) %}\n  app://{{ path }}{{ suffix }}\n{% endmacro %}\n",
    "syntax.j2": "one\ntwo {{ oops\n",
    "opened.j2": "one\r\ntwo {% if brand %}{% if 1 %}{% endif %}\r\nthree\r\n",
    "self.j2": "{% include 'self.j2' %}",
}


class Files:
    def find(self, name: str) -> TemplateText | None:
        if ".." in name:
            raise TemplateRefused(f"'{name}' leads out of the templates' folders")
        text = FILES.get(name)
        return None if text is None else TemplateText(name=name, shown=f"_shared/{name}", text=text)

    def names(self) -> Iterable[str]:
        return FILES


def findings(path: Path) -> tuple[Diagnostic, ...]:
    documents, problems = read_documents(path.name, path.read_bytes())
    found = list(problems)
    specs: list[Spec] = []
    for document in documents:
        expanded, problems = expand(
            document,
            project_vars={"brand": {"name": "Acme"}},
            environment="sandbox",
            environment_vars={},
            cli_vars={},
        )
        found += problems
        specs += expanded
    for spec in specs:
        found += render(spec, Files())[1]
    units = [UnitFacts(spec.address, spec.document.index, spec.kind) for spec in specs]
    each = Examined(path.name, FileFacts(len(documents), units))
    spots = Spots(lambda _: Source(path, path.name, path.read_bytes()))
    return ordered([*found, *duplicates([(each, unit) for unit in units], spots)])


def in_words(diagnostic: Diagnostic) -> str:
    d = diagnostic
    text = f"{d.file}:{d.line}:{d.column}: {d.severity} {d.code}: {d.message}\n"
    return text + (f"help: {d.hint}\n" if d.hint else "")


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_the_words_of_a_finding(path: Path) -> None:
    said = "\n".join(in_words(diagnostic) for diagnostic in findings(path))
    golden = path.with_suffix(".txt")
    if os.environ.get("CTC_GOLDEN") == "write":
        golden.write_text(said, "utf-8")
    assert said == golden.read_text("utf-8")
    assert said


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_a_finding_has_the_severity_that_its_page_says(path: Path) -> None:
    assert all(found.severity is explanations()[found.code].severity for found in findings(path))
