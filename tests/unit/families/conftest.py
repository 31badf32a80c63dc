"""A repository with one family, and what lint and compile say of it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ctc.choice import Choice
from ctc.diagnostics import Diagnostic
from ctc.payloads.payload import Payload
from ctc.pipeline.compile import Compilation, compile_for
from ctc.pipeline.lint import Way, lint_project

SPEC = """\
version: 1
id: price-drop
each:
  file: products.csv
  key: [sku, new_price]
  row: product.schema.json
campaign:
  name: "Price drop {{ name }}"
  target_mode: push
  when: 2031-01-15 18:00
  where:
    event_name: Product Viewed
    from: 2030-09-01
    to: 2030-09-30
    event_properties: [{name: SKU, operator: equals, value: "{{ sku }}"}]
  content:
    title: "{{ name }} fell to ₹{{ new_price }}"
    body: "It was ₹{{ row['Old price'] }}"
    platform_specific: {android: {wzrk_cid: offers}}
"""
SCHEMA = """\
{"properties": {"sku": {"type": "string"}, "new_price": {"type": "number"}, "Old price": {"type": "number"}},
 "required": ["sku", "new_price"]}
"""
ROWS = """\
sku,name,Old price,new_price
A1,Silver Tips,790,590.00
B2,Monsoon Malabar,120,99.5
"""


class Repository:
    """One repository below a folder, which is the current one."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("ctc.yaml", "version: 1\n")
        self.write("campaigns/price-drop.yaml", SPEC)
        self.write("campaigns/product.schema.json", SCHEMA)
        self.write("campaigns/products.csv", ROWS)

    def write(self, name: str, text: str | bytes) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)

    def spec(self, *changes: tuple[str, str]) -> None:
        text = SPEC
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        self.write("campaigns/price-drop.yaml", text)

    def lint(self, choice: Choice | None = None, *, cache: bool = False) -> tuple[Diagnostic, ...]:
        way = Way(cache=cache, processes=False)
        return lint_project(self.root, {}, (), choice or Choice(), way).diagnostics

    def compile(self, choice: Choice | None = None) -> Compilation:
        return compile_for(self.root, {}, (), choice or Choice())

    def payloads(self, choice: Choice | None = None) -> dict[str, Payload]:
        compilation = self.compile(choice)
        assert not compilation.failed, compilation.diagnostics
        return {payload.address: payload for payload in compilation.payloads}

    def faults(self, choice: Choice | None = None) -> list[tuple[str, str, int, int]]:
        """Code, file, line and column of every finding of lint."""
        return [(d.code, Path(d.file).name, d.line, d.column) for d in self.lint(choice)]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.chdir(tmp_path)
    return Repository(tmp_path)


Spoil = Callable[[Repository], None]
