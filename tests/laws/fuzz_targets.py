"""What a fuzzer feeds bytes to: each target reads them, and fails where a law about its reader is broken.

``python tests/fuzz.py`` drives them; ``test_fuzz_findings.py`` plays back what was found.
"""

import atexit
import json
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import jinja2
from ruamel_reading import read_by_reference

from ctc.payloads.importing import read_payloads
from ctc.payloads.lenient_json import MAX_DEPTH, read_json
from ctc.payloads.recipient_rows import Problem, Rows
from ctc.specs.node_reading import documents_of
from ctc.specs.reading import compose, read_documents
from ctc.specs.text import decode
from ctc.templates.counting import CURRENT, Rendering
from ctc.templates.expressions import to_json
from ctc.templates.leaves import Scope, render_leaf, render_plainly
from ctc.templates.source import TemplateText
from ctc.validation.rules.edit import Edit, Insert, Rename, Replace
from ctc.validation.rules.fixes import apply_fixes

INCLUDED: Final = {"hello.j2": "Hello {{ name }}\n", "self.j2": "{% include 'self.j2' %}"}
VARIABLES: Final[Mapping[str, Any]] = {"name": "Ann", "n": 3, "items": ["a", "b"], "city": {"name": "Pune"}}


def read_yaml(data: bytes) -> None:
    """Any bytes get an answer, at places that exist."""
    documents, problems = read_documents("x.yaml", data)
    assert documents or problems
    lines = data.count(b"\n") + data.count(b"\r") + 1
    for problem in problems:
        assert 1 <= problem.line <= lines + 1
        assert problem.column >= 1
        assert problem.message


def read_both_ways(data: bytes) -> None:
    """What the ways of reading take without a word, they read alike.

    A text that is a whole document is not compared with ruamel.yaml, which takes what follows an empty block text,
    be it the next document, for a part of it.
    """
    fast, fast_problems = read_documents("x.yaml", data)
    if fast_problems:
        return
    text, _ = decode("x.yaml", data)
    assert text is not None
    by_nodes, problems = documents_of("x.yaml", text, compose)
    assert not problems
    assert repr([d.data for d in fast]) == repr([d.data for d in by_nodes])
    if any(isinstance(document.data, str) for document in fast):
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            slow, slow_problems = read_by_reference("x.yaml", data)
        except (AssertionError, ValueError, RecursionError, AttributeError):  # ruamel.yaml's own failures
            return
    if not slow_problems:
        assert repr([d.data for d in fast]) == repr([d.data for d in slow])


def read_lenient_json(data: bytes) -> None:
    """What is JSON is read as JSON; what is refused is refused with a place."""
    text = data.decode("utf-8", "replace")
    read, problems = read_json(text)
    assert read is not None or problems
    for problem in problems:
        assert problem.line >= 1
        assert problem.column >= 1
    strict = _strict(text)
    if strict is not None:
        assert problems == ()
        assert read is not None
        assert repr(read.value) == strict[0]


def _strict(text: str) -> tuple[str] | None:
    """The value as the standard library reads it; None where it is none, or beyond what ctc takes."""

    def refuse(_: object) -> Any:
        raise ValueError

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({key for key, _ in pairs}) < len(pairs):
            raise ValueError
        return dict(pairs)

    if text.count("[") + text.count("{") >= MAX_DEPTH:
        return None
    try:
        value = json.loads(text, parse_constant=refuse, object_pairs_hook=once)
        written = json.dumps(value, ensure_ascii=False, allow_nan=False)
        written.encode("utf-8")
    except (ValueError, RecursionError):
        return None
    return (repr(value),)


def read_pasted(data: bytes) -> None:
    """A payload or a curl command: an answer, or findings."""
    text = data.decode("utf-8", "replace")
    for pasted in (text, f"curl https://in1.api.clevertap.com/1/targets/create.json -d {text}"):
        assert (reads := read_payloads(pasted, file="x"))
        assert all(body is not None or problems for body, problems in reads)


class _Files:
    def find(self, name: str) -> TemplateText | None:
        return TemplateText(name=name, shown=name, text=INCLUDED[name]) if name in INCLUDED else None

    def names(self) -> Iterable[str]:
        return INCLUDED


def render_both_ways(data: bytes) -> None:
    """Cutting a template changes nothing, and nothing a template does is unbounded."""
    text = data.decode("utf-8", "ignore")
    kind, value = _outcome(text, render_plainly)
    if kind == "value":
        assert _outcome(text, render_leaf) == (kind, value)
    else:
        assert _outcome(text, render_leaf)[0] == kind


def _outcome(text: str, way: Callable[[str, Scope], Any]) -> tuple[str, object]:
    token = CURRENT.set(Rendering(_Files()))
    try:
        return "value", repr(to_json(way(text, Scope(dict(VARIABLES)))))
    except Exception as error:  # whatever one way raises the other has to raise
        return "error", isinstance(error, jinja2.TemplateSyntaxError)
    finally:
        CURRENT.reset(token)


def read_recipients(data: bytes) -> None:
    """Every value is one that may be sent; a second pass gives the same; no message holds a value."""
    for name in ("x.csv", "x.ndjson"):
        path = Path(_folder()) / name
        path.write_bytes(data)
        for column in ("id", None):
            first, second = list(Rows(path, column)), list(Rows(path, column))
            assert first == second
            for row in first:
                if isinstance(row, Problem):
                    assert row.message
                else:
                    assert row == row.strip() != ""
                    assert row.encode("utf-8")


@cache
def _folder() -> str:
    """One for the whole process: making one costs more than reading what is in it."""
    folder = tempfile.mkdtemp(prefix="ctc-fuzz-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


EDITS: Final[tuple[Edit, ...]] = (
    Replace(path=("a",), old="x", new="'\"y:"),
    Replace(path=("b", 0), old="’", new="'"),
    Rename(path=("c", "d"), new="e"),
    Insert(path=("c",), key="k", value="true"),
)


def fix(data: bytes) -> None:
    """A second time changes nothing, and what was readable stays readable."""
    if read_documents("x", data)[1]:
        return
    once = apply_fixes(data, [(0, edit) for edit in EDITS])
    assert apply_fixes(once, [(0, edit) for edit in EDITS]) == once
    assert not read_documents("x", once)[1]


TARGETS: Final[Mapping[str, Callable[[bytes], None]]] = {
    "yaml": read_yaml,
    "lanes": read_both_ways,
    "json": read_lenient_json,
    "pasted": read_pasted,
    "template": render_both_ways,
    "recipients": read_recipients,
    "fix": fix,
}
