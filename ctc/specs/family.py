"""``each: {file: …}``: a family from data. What a document says of it, before any row is read."""

from collections.abc import Mapping
from typing import Any, Final, Literal, NamedTuple

from ctc.diagnostics import Diagnostic
from ctc.rows.keys import composed
from ctc.specs.document import Document
from ctc.suggest import did_you_mean, nearest

KEYS: Final = ("file", "sample", "key", "row", "where", "absent", "allow_empty")
ABSENT: Final = ("stop", "keep")
_TEXTS: Final = {
    "file": "name a file: products.csv",
    "sample": "name a file: products.sample.csv",
    "row": "write the schema into a file, and name it: row: product.schema.json",
    "where": 'quote it: where: "new_price < old_price"',
}


class Family(NamedTuple):
    """One campaign for each row of a data file."""

    file: str
    """The data file as the spec names it."""
    is_sample: bool
    """Whether that file holds examples alone (``sample:``)."""
    key: tuple[str, ...]
    row: str | None
    where: str | None
    absent: Literal["stop", "keep"]
    allow_empty: bool

    @property
    def named(self) -> str:
        """The key of ``each`` that names the file."""
        return "sample" if self.is_sample else "file"


def is_family(each: object) -> bool:
    """Whether ``each`` is a family from data, well written or not: one of its keys says what no list says.

    A ``file:`` with a list is the plain variable that it always was.
    """
    return isinstance(each, Mapping) and any(isinstance(each.get(name), str | bool) for name in KEYS)


def family_of(document: Document) -> tuple[Family | None, list[Diagnostic]]:
    """The family that a document declares; None, and what is wrong, where it cannot be told."""
    each = document.data["each"]
    found = list(_wrong(document, each))
    if found:
        return None, found
    key = each["key"]
    is_sample = "sample" in each
    return Family(
        file=each["sample" if is_sample else "file"],
        is_sample=is_sample,
        key=tuple(map(composed, [key] if isinstance(key, str) else key)),
        row=each.get("row"),
        where=each.get("where"),
        absent=each.get("absent", "stop"),
        allow_empty=each.get("allow_empty", False),
    ), []


def _wrong(document: Document, each: Mapping[str, Any]) -> "list[Diagnostic]":
    found = [_unknown(document, name) for name in each if name not in KEYS]
    if "file" in each and "sample" in each:
        found.append(
            document.diagnostic(
                "CTC130", ("each", "sample"), "`file` and `sample` both name the rows", "keep one"
            )
        )
    elif not {"file", "sample"} & each.keys() and not any(
        nearest(str(n), KEYS[:2]) for n in each if n not in KEYS
    ):
        message = "`each` names no data file, so there are no rows"
        found.append(
            document.diagnostic(
                "CTC130", ("each",), message, "write file: products.csv, or a list for each variable"
            )
        )
    for name in _TEXTS:
        if name in each and not (isinstance(each[name], str) and each[name].strip()):
            found.append(document.diagnostic("CTC130", ("each", name), f"`{name}` is one text", _TEXTS[name]))
    if "absent" in each and each["absent"] not in ABSENT:
        message = "`absent` says what becomes of a campaign whose row is gone: stop or keep"
        found.append(
            document.diagnostic(
                "CTC130", ("each", "absent"), message, did_you_mean(str(each["absent"]), ABSENT)
            )
        )
    if "allow_empty" in each and not isinstance(each["allow_empty"], bool):
        found.append(document.diagnostic("CTC130", ("each", "allow_empty"), "`allow_empty` is true or false"))
    return [*found, *_key_problems(document, each)]


def _key_problems(document: Document, each: Mapping[str, Any]) -> list[Diagnostic]:
    if "key" not in each:
        message = (
            "the family lacks `key`: the columns that name an instance, and say what a person is told once"
        )
        return [document.diagnostic("CTC130", ("each",), message, "add key: sku, or key: [sku, new_price]")]
    key = each["key"]
    names = [key] if isinstance(key, str) else key
    if not isinstance(names, list) or not names or not all(isinstance(n, str) and n.strip() for n in names):
        return [
            document.diagnostic(
                "CTC130", ("each", "key"), "`key` is the name of a column, or a list of such names"
            )
        ]
    names = [composed(name) for name in names]
    twice = next((index for index, name in enumerate(names) if name in names[:index]), None)
    if twice is not None:
        return [
            document.diagnostic(
                "CTC130", ("each", "key", twice), f"`key` names {names[twice]!r} twice", "name it once"
            )
        ]
    return []


def _unknown(document: Document, name: str) -> Diagnostic:
    hint = did_you_mean(name, KEYS) or f"a family from data knows {', '.join(KEYS)}"
    return document.diagnostic(
        "CTC130", ("each", name), f"{name!r} is not a key of a family from data", hint, at="key"
    )
