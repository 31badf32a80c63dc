"""One problem of the schema validator, with what those who put it in words need of it."""

from collections.abc import Callable

from ctc.canonical import Json
from ctc.diagnostics import JsonPath, Severity
from ctc.validation import words
from ctc.validation.finding import Finding
from ctc.validation.schema.catalog import Schema
from ctc.validation.schema.engine import Refusal

Stranger = Callable[[str, JsonPath, list[str]], Finding]
"""What to say of an unknown key, given the key, the path of its mapping, and the keys known there."""


class Problem:
    """One problem, with what the tellers below need of it."""

    def __init__(self, refusal: Refusal, root: str, stranger: Stranger, document: Schema) -> None:
        self.path, self.value = refusal.path, refusal.value
        self.expected, self.schema = refusal.expected, refusal.schema
        self.root = root
        self.stranger = stranger
        self.document = document

    @property
    def name(self) -> str:
        return f"'{words.tail(self.path)}'" if self.path else self.root

    @property
    def shown(self) -> str:
        return words.shown(self.value, self.path)

    def error(self, code: str, message: str, hint: str | None = None, *, key: bool = False) -> Finding:
        return Finding.of(code, message, self.path, hint, key=key)

    @property
    def example(self) -> str | None:
        examples = self.schema.get("examples")
        return _inline(examples[0]) if examples else None


def unknown_key(key: str, parent: JsonPath, known: list[str]) -> Finding:
    """An unknown key of which nothing more is known than its neighbours."""
    place = f"'{words.tail(parent)}'" if parent else ""
    likely = words.likely(key, known)
    hint = f"did you mean '{likely}'?" if likely else None
    if hint is None and known:
        hint = f"known here: {words.listed(sorted(known))}" if len(known) <= 12 else None
    return Finding(
        code="CTC305",
        severity=Severity.ERROR,
        message=f"'{key}' is not a key of {place or 'the document'}",
        path=(*parent, key),
        at="key",
        hint=hint,
        meant=likely or "",
    )


def _inline(value: Json) -> str:
    import json

    return json.dumps(value, ensure_ascii=False) if not isinstance(value, str) else value
