"""One document becomes one spec for each address: ``each`` is multiplied out, variables are merged."""

from collections.abc import Mapping, Sequence
from typing import Any

from ctc.address import ID_PATTERN, address_of, is_address
from ctc.canonical import Json
from ctc.diagnostics import Diagnostic, JsonPath
from ctc.patterns import pattern
from ctc.rows.instances import Keyed
from ctc.specs.document import Document
from ctc.specs.each import Instance, instance_of, instances
from ctc.specs.family import Family
from ctc.specs.limits import MAX_NODES, MAX_REPEATED
from ctc.specs.spec import Kind, Spec

Vars = Mapping[str, Json]
KINDS: tuple[Kind, ...] = ("campaign", "message")
_FEW = MAX_REPEATED // MAX_NODES
"""So many instances of a document never are too much, whatever it holds."""
_ID = pattern(ID_PATTERN)


def expand(
    document: Document,
    *,
    project_vars: Vars,
    environment: str,
    environment_vars: Vars,
    cli_vars: Vars,
    rows: tuple[Family, Sequence[Keyed]] | None = None,
    as_of: str = "2030-01-01",
) -> tuple[tuple[Spec, ...], tuple[Diagnostic, ...]]:
    """The specs that a document holds for ``environment``, templates unrendered; and what is wrong.

    Variables, later ones first: ``each`` keys, ``id``, ``revision``, ``environment`` and ``as_of``; ``cli_vars``; the
    file's; the environment's; the project's. ``rows`` are the family that ``each`` declares and its rows. What the
    envelope's schema reports (a missing id, a wrong type) is passed over in silence here. Without an id the specs have
    none, so that all that is wrong with them can be told; a document without a body gives none.
    """
    data = document.data
    if not isinstance(data, dict):
        return (), ()
    spec_id, kind = _id(data), _kind(data)
    environments = _strings(data.get("environments"))
    if kind is None:
        return (), ()
    problems = _was_problems(document) if "was" in data else []
    if environments is not None and environment not in environments:
        return (), tuple(problems)
    if rows is None:
        found, each_problems = instances(document)
        problems += each_problems
    else:
        found = [instance_of(keyed, rows[0]) for keyed in rows[1]]
    outer = {**project_vars, **environment_vars, **cli_vars}
    if rows is None and _is_too_much(len(found), len(outer), [data[kind], data.get("vars")]):
        return (), (*problems, _too_much(document))
    judged = [(each, _bad_part(spec_id, each) if each.paths else None) for each in found]
    problems += [_bad_key(document, *bad) for _, bad in judged if bad is not None]
    good = (each for each, bad in judged if bad is None)
    specs = [_spec(document, kind, spec_id, each, outer, cli_vars, environment, as_of) for each in good]
    return tuple(specs), tuple(problems)


def _is_too_much(instances: int, variables: int, repeated: Json) -> bool:
    return instances > _FEW and instances * (variables + _size_of(repeated)) > MAX_REPEATED


def _spec(
    document: Document,
    kind: Kind,
    spec_id: str,
    instance: Instance,
    outer: Vars,
    cli_vars: Vars,
    environment: str,
    as_of: str,
) -> Spec:
    data = document.data
    revision = _whole(data["revision"]) if "revision" in data else 1
    own = {"id": spec_id, "revision": revision, "environment": environment, "as_of": as_of}
    strong = {**cli_vars, **instance.variables, **own}
    return Spec(
        address=address_of(spec_id, instance.key),
        id=spec_id,
        key=instance.key,
        revision=revision,
        was=tuple(filter(is_address, _strings(data.get("was")) or ())),
        environments=_strings(data.get("environments")),
        owner=_text(data.get("owner")),
        description=_text(data.get("description")),
        labels=_strings(data.get("labels")) or (),
        broadcast=data.get("broadcast") is True,
        guards=_mapping(data.get("guards")),
        ignore={code: why for code, why in _mapping(data.get("ignore")).items() if isinstance(why, str)},
        kind=kind,
        body=data[kind],
        variables={**outer, **instance.variables, **own},
        file_vars={name: value for name, value in _mapping(data.get("vars")).items() if name not in strong},
        each_vars={n: v for n, v in instance.variables.items() if n not in own} if instance.entry else {},
        each_path=instance.entry,
        row=instance.row,
        key_columns=instance.key_columns,
        is_kept=instance.is_kept,
        document=document,
    )


def _id(data: Mapping[str, Any]) -> str:
    """The id; empty where there is none that can be one."""
    written = data.get("id")
    return written if isinstance(written, str) and _ID.fullmatch(written) else ""


def _kind(data: Mapping[str, Any]) -> Kind | None:
    for kind in KINDS:
        if isinstance(data.get(kind), dict):
            return kind
    return None


def _bad_part(spec_id: str, instance: Instance) -> tuple[str, JsonPath] | None:
    """The first part of a key that cannot stand in an address, and where it is written."""
    for text, path in zip(instance.key, instance.paths, strict=True):
        if not is_address(address_of(spec_id or "x", (text,))) or not _is_key(text):
            return text, path
    return None


def _was_problems(document: Document) -> list[Diagnostic]:
    was = document.data.get("was")
    return [
        document.diagnostic(
            "CTC122",
            ("was", index),
            f"{text!r} is no address: an address is `id`, `id[key]` or `id[key,key]`",
            hint="write the address as `ctc state list` shows it",
        )
        for index, text in enumerate(was if isinstance(was, list) else ())
        if isinstance(text, str) and text.strip() and not is_address(text)
    ]


def _is_key(text: str) -> bool:
    is_template = "{{" in text or "{%" in text or "{#" in text
    return text != "" and "," not in text and text.isprintable() and not is_template


def _bad_key(document: Document, text: str, path: JsonPath) -> Diagnostic:
    return document.diagnostic(
        "CTC123",
        path,
        f"{text!r} cannot name an instance: it becomes part of the address, so it cannot be empty, hold a comma or "
        "a bracket, or be a template",
        hint="give the instance a plain name with `key:`",
    )


def _too_much(document: Document) -> Diagnostic:
    message = f"this `each` repeats its document until it has more than {MAX_REPEATED:,} keys and values"
    return document.diagnostic("CTC105", ("each",), message, hint="split the document, or let it hold less")


def _size_of(value: Json) -> int:
    """Keys and values in a value."""
    if isinstance(value, dict):
        return len(value) + sum(map(_size_of, value.values()))
    return len(value) + sum(map(_size_of, value)) if isinstance(value, list) else 0


def _whole(value: object) -> int:
    """A revision, also where it is written ``2.0``, which is a whole number to JSON Schema."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if type(value) is int else 1


def _mapping(value: object) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}


def _strings(value: object) -> tuple[str, ...] | None:
    return tuple([item for item in value if isinstance(item, str)]) if isinstance(value, list) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
