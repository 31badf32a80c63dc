"""What each keyword of a schema says in words: what is wrong, why it matters, and how to mend it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from ctc.canonical import canonical_bytes
from ctc.diagnostics import Severity
from ctc.patterns import pattern
from ctc.validation import words
from ctc.validation.finding import Finding
from ctc.validation.schema.catalog import resolve
from ctc.validation.schema.engine import strangers
from ctc.validation.schema.problem import Problem
from ctc.validation.schema.retype import in_type


def _extra_keys(problem: Problem) -> Iterator[Finding]:
    known = list(problem.schema.get("properties", {}))
    absent = [name for name in known if name not in problem.value]
    hint = problem.schema.get("x-keys")
    unknown = strangers(problem.value, problem.schema)
    for number, key in enumerate(unknown[:_TOLD]):
        near = known if number < _HINTS else []
        if near and words.meant(key, absent):  # a key that stands already is hardly the one meant
            near = absent
        finding = problem.stranger(key, problem.path, near)
        yield finding._replace(hint=hint, meant="") if hint else finding
    if len(unknown) > _TOLD:
        message = f"{problem.name} holds {len(unknown) - _TOLD:,} more keys that mean nothing here"
        yield problem.error("CTC305", message, key=bool(problem.path))


def _missing(problem: Problem) -> Iterator[Finding]:
    for key in problem.expected:
        if key not in problem.value:
            message = f"{problem.name} lacks '{key}', which is required"
            found = problem.error("CTC302", message, _add(problem, key), key=bool(problem.path))
            yield found._replace(lacks=key)


def _add(problem: Problem, key: str) -> str:
    if key == "where" and not problem.path:
        return "add 'where:' with its conditions, or 'segment:' with a segment's id"
    if (value := _implied(problem, key)) is not None:
        return f"add '{key}:', for example '{key}: {value}'"
    known = problem.schema.get("properties", {})
    examples = resolve(known.get(key, {}), problem.document).get("examples", [None])
    is_plain = isinstance(examples[0], str | int) and not isinstance(examples[0], bool)
    return f"add '{key}:', for example '{key}: {examples[0]}'" if is_plain else f"add '{key}:'"


def _implied(problem: Problem, key: str) -> str | None:
    """The value of a missing key that the keys beside it belong to."""
    for rule in problem.schema.get("allOf", ()):
        value = rule.get("if", {}).get("properties", {}).get(key, {}).get("const")
        needed = rule.get("then", {}).get("required", ())
        if isinstance(value, str) and needed and all(name in problem.value for name in needed):
            return value
    return None


def _wrong_type(problem: Problem) -> Iterator[Finding]:
    due = [problem.expected] if isinstance(problem.expected, str) else list(problem.expected)
    actual = words.type_name(problem.value)
    if actual == "null":
        message = f"{problem.name} has no value; {words.a_type(due)} is due here"
        yield problem.error("CTC303", message, "write a value, or remove the key")
        return
    is_plain = actual not in ("array", "object") and not words.is_secret(problem.path)
    said = words.ACTUAL["number" if isinstance(problem.value, float) else actual]
    stands = f"{problem.shown} is {said}" if is_plain else f"{said} stands here"
    message = f"{problem.name} takes {words.a_type(due)}, and {stands}"
    yield problem.error(
        "CTC303", message, in_type(problem.value, due, problem.path, problem.schema, problem.example)
    )


def _not_allowed(problem: Problem) -> Iterator[Finding]:
    allowed = problem.expected if isinstance(problem.expected, list) else [problem.expected]
    marked = problem.schema.get("x-value-sources", {})
    common = [str(item) for item in allowed if isinstance(item, str) and item not in marked] or list(
        map(str, allowed)
    )
    only = _written(common[0]) if isinstance(allowed[0], str) else common[0]
    choices = f"one of: {', '.join(common)}" if len(common) > 1 else f"write {only}"
    if problem.value == "":
        yield problem.error("CTC304", f"{problem.name} is empty", choices)
        return
    meant = words.meant(problem.value, common) if isinstance(problem.value, str) else None
    hint = f"{meant} ({choices})" if meant and len(common) > 1 else meant or choices
    yield problem.error("CTC304", f"{problem.shown} is not a value of {problem.name}", hint)


def _written(text: str) -> str:
    """A text as YAML must have it: ``true`` without quotes would be a truth value."""
    return f'"{text}" in quotes' if text in ("true", "false") or text.isdigit() else text


def _not_of_form(problem: Problem) -> Iterator[Finding]:
    if problem.value == "" or (isinstance(problem.value, str) and not problem.value.strip()):
        yield problem.error("CTC315", f"{problem.name} is empty", "write a value")
        return
    suggest = problem.schema.get("x-suggest")
    if suggest:
        meant = words.meant(problem.value, suggest)
        yield problem.error(
            "CTC304",
            f"{problem.shown} is not a value of {problem.name}",
            meant or f"one of: {', '.join(suggest)}",
        )
        return
    form = problem.schema.get("x-form")
    takes = f"{problem.name} takes {form}" if form else f"it is not of the form that {problem.name} takes"
    hint = f"for example {problem.example}" if problem.example else None
    day, _, time = (problem.example or "").partition(" ")
    if time and isinstance(problem.value, str) and _DAY.fullmatch(problem.value) and _DAY.fullmatch(day):
        hint = f"add the time of day: {problem.value} {time}"
    yield problem.error("CTC304", f"{problem.shown} cannot be read: {takes}", hint)


def _too_small(problem: Problem) -> Iterator[Finding]:
    yield _beyond(problem, f"is below {problem.expected}, the least that")


def _at_or_below(problem: Problem) -> Iterator[Finding]:
    yield problem.error(
        "CTC308", f"{problem.shown} is not above {problem.expected}, as {problem.name} must be"
    )


def _too_large(problem: Problem) -> Iterator[Finding]:
    yield _beyond(problem, f"is above {problem.expected}, the most that")


def _beyond(problem: Problem, what: str) -> Finding:
    form = problem.schema.get("x-form")
    if form and problem.expected > 1000:
        return problem.error("CTC304", f"{problem.shown} cannot be read: {problem.name} takes {form}")
    return problem.error("CTC308", f"{problem.shown} {what} {problem.name} can be")


def _too_short(problem: Problem) -> Iterator[Finding]:
    yield problem.error("CTC315", f"{problem.name} is empty", "write a value")


def _too_few(problem: Problem) -> Iterator[Finding]:
    if problem.value:
        yield problem.error(
            "CTC315", f"{problem.name} holds {len(problem.value)} of at least {problem.expected}"
        )
        return
    least = "one entry" if problem.expected == 1 else f"{problem.expected} entries"
    yield problem.error("CTC315", f"{problem.name} is empty; it holds at least {least}", "add an entry")


def _too_long(problem: Problem) -> Iterator[Finding]:
    unit = "characters" if isinstance(problem.value, str) else "entries"
    yield problem.error(
        "CTC308", f"{problem.name} has {len(problem.value)} {unit}; at most {problem.expected} are taken"
    )


def _twice(problem: Problem) -> Iterator[Finding]:
    """At the later one of two entries that are one: true and 1 are two, 1 and 1.0 are not."""
    seen: set[object] = set()
    for index, entry in enumerate(problem.value):
        one = canonical_bytes(entry) if isinstance(entry, list | dict) else (isinstance(entry, bool), entry)
        if one in seen:
            path = (*problem.path, index)
            yield Finding.of(
                "CTC304",
                f"{words.shown(entry, path)} stands in {problem.name} twice",
                path,
                "remove one of them",
            )
        seen.add(one)


def _not_here(problem: Problem) -> Iterator[Finding]:
    yield problem.error("CTC314", str(problem.schema["x-because"]), "remove one of the two", key=True)


def _not_together(problem: Problem) -> Iterator[Finding]:
    for key, needed in problem.expected.items():
        for other in needed:
            if key in problem.value and other not in problem.value:
                message = f"'{key}' stands without '{other}'; the two mean something only together"
                yield Finding(
                    code="CTC314",
                    severity=Severity.ERROR,
                    message=message,
                    path=(*problem.path, key),
                    at="key",
                    hint=f"add '{other}:', or remove '{key}'",
                    lacks=other,
                )


TELLERS: Final[Mapping[str, Callable[[Problem], Iterator[Finding]]]] = {
    "additionalProperties": _extra_keys,
    "required": _missing,
    "type": _wrong_type,
    "enum": _not_allowed,
    "const": _not_allowed,
    "pattern": _not_of_form,
    "minimum": _too_small,
    "maximum": _too_large,
    "exclusiveMinimum": _at_or_below,
    "minLength": _too_short,
    "maxLength": _too_long,
    "minItems": _too_few,
    "maxItems": _too_long,
    "uniqueItems": _twice,
    "minProperties": _too_few,
    "dependentRequired": _not_together,
    "not": _not_here,
}
"""Every keyword that refuses a value in a schema of ours."""
_DAY: Final = pattern(r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}")
_TOLD: Final = 10_000
"""Unknown keys of one mapping that are told one by one."""
_HINTS: Final = 200
"""Those of them for which a known key is looked for: nobody mistypes more."""
