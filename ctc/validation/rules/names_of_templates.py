"""Rules that hold WhatsApp messages against the catalog's templates (CTC465, CTC485, CTC486)."""

from collections.abc import Iterator, Sequence
from typing import Final

from ctc.canonical import Json
from ctc.catalog.catalog import Template
from ctc.diagnostics import JsonPath, Severity
from ctc.patterns import pattern
from ctc.suggest import did_you_mean, with_article
from ctc.validation.rules.known_names import known
from ctc.validation.rules.rule import Problem, Rule, Subject
from ctc.validation.subject.reading import counted, dig, items, mapping, text

WHATSAPP: Final = frozenset({"whatsapp"})
TEMPLATES: Final = frozenset({"whatsapp_templates"})
_NAME: Final[JsonPath] = ("content", "template_name")
_TAKING: Final = frozenset({"url", "copy_code"})
"""Buttons that take a replacement."""
_LANGUAGE: Final = pattern(r"[a-z]{2,3}([_-][A-Za-z]{2,4})?")


def _unknown(subject: Subject) -> Iterator[Problem]:
    name = subject.content.get("template_name")
    if isinstance(name, str) and not subject.catalog.templates(name):
        every = subject.catalog.whatsapp_templates()
        by_key = next((each.name for each in every if each.key == name), None)
        hint = f"did you mean '{by_key}'?" if by_key else did_you_mean(name, [each.name for each in every])
        yield Problem(
            f"the catalog knows no WhatsApp template '{name}': WhatsApp refuses what it has not approved",
            _NAME,
            hint or known("whatsapp_templates", [each.name for each in every]),
        )


UNKNOWN = Rule(
    code="CTC465",
    severity=Severity.ERROR,
    title="the catalog knows no such WhatsApp template",
    what="`template_name` is the `name` of none of the catalog's `whatsapp_templates`, with its namespace or without.",
    why="A template that does not exist fails for every single recipient, after CleverTap has answered success.",
    bad="catalog: {version: 1, whatsapp_templates: {order: {name: 'ns_1:order_update'}}}\n"
    "body: {target_mode: whatsapp, content: {template_name: 'ns_1:order_updates'}}",
    good="catalog: {version: 1, whatsapp_templates: {order: {name: 'ns_1:order_update'}}}\n"
    "body: {target_mode: whatsapp, content: {template_name: 'ns_1:order_update'}}",
    channels=WHATSAPP,
    sections=TEMPLATES,
    check=_unknown,
)


def _meant(subject: Subject) -> Sequence[Template]:
    """The template that a message names, in the languages that it has."""
    return subject.catalog.templates(text(subject.content.get("template_name")))


def _unlike(subject: Subject) -> Iterator[Problem]:
    found = [list(_differences(subject.content, template)) for template in _meant(subject)]
    if found and all(found):
        yield from min(found, key=len)


def _differences(content: Json, template: Template) -> Iterator[Problem]:
    yield from _header(content, template)
    if template.body is not None:
        given, path = _body(content)
        if given != template.body:
            yield _miscounted("body", template.body, given, path)
    if template.buttons is not None:
        due = sum(kind in _TAKING for kind in template.buttons)
        given = sum(
            len(items(mapping(button).get("replacements"))) for button in items(dig(content, "buttons"))
        )
        if given != due:
            yield _miscounted("buttons", due, given, _standing(content, "buttons"))


def _header(content: Json, template: Template) -> Iterator[Problem]:
    if template.header is None:
        return
    kind, path = _kind_of_header(content)
    due = "" if template.header == "none" else template.header
    if kind != due and not (due == "text" and not kind and not template.header_placeholders):
        wanted = f"{with_article(due)} on top" if due else "nothing on top"
        stands = f"{with_article(kind)} stands here" if kind else "none is given"
        yield Problem(
            f"the template '{template.name}' has {wanted}, and {stands}", path, "give what the template has"
        )
    elif kind == "text" or (due == "text" and template.header_placeholders):
        given = len(items(dig(content, "header", "replacements")))
        most = template.header_placeholders
        if (most is not None and given != most) or given > 1:
            yield _miscounted("header", most if most is not None else 1, given, path)


def _kind_of_header(content: Json) -> tuple[str, JsonPath]:
    for part in ("header", "attachments"):
        kind = dig(content, part, "type")
        if isinstance(kind, str):
            return kind.lower(), ("content", part, "type")
    return "", _NAME


def _body(content: Json) -> tuple[int, JsonPath]:
    """How many placeholders of the body a message fills, and where."""
    if isinstance(dig(content, "body"), dict):
        return len(items(dig(content, "body", "replacements"))), _standing(content, "body", "replacements")
    numbered = mapping(dig(content, "replacements"))
    highest = max((int(key) for key in numbered if key.isdecimal() and len(key) < 4), default=0)
    return max(highest, len(numbered)), _standing(content, "replacements")


def _standing(content: Json, *keys: str) -> JsonPath:
    """The path, or the template's name where nothing stands there."""
    return ("content", *keys) if dig(content, *keys) is not None else _NAME


def _miscounted(part: str, due: int, given: int, path: JsonPath) -> Problem:
    has, are = "have" if part == "buttons" else "has", "is" if given == 1 else "are"
    return Problem(
        f"the template's {part} {has} {counted(due, 'placeholder')}, and {given} {are} filled: "
        "WhatsApp refuses the message",
        path,
        f"give {counted(due, 'replacement')}, or correct `{part}` in the catalog",
        at="key",
    )


UNLIKE = Rule(
    code="CTC485",
    severity=Severity.ERROR,
    title="a WhatsApp message does not fit its template",
    what="The header, or the number of replacements in header, body or buttons, is not what the catalog says of the "
    "template.",
    why="One placeholder too few or too many fails the message for everybody, with error 132000, at night.",
    bad="catalog: {version: 1, whatsapp_templates: {order_update: {body: 2}}}\n"
    "body: {target_mode: whatsapp, content: {template_name: order_update, replacements: {'1': Ann}}}",
    good="catalog: {version: 1, whatsapp_templates: {order_update: {body: 2}}}\n"
    "body: {target_mode: whatsapp, content: {template_name: order_update, replacements: {'1': Ann, '2': today}}}",
    source="Meta, Cloud API error codes",
    channels=WHATSAPP,
    sections=TEMPLATES,
    check=_unlike,
)


def _unfit(subject: Subject) -> Iterator[Problem]:
    templates = _meant(subject)
    usable = [each for each in templates if each.status in (None, "approved", "APPROVED", "active")]
    if templates and not usable:
        shown = templates[0]
        yield Problem(
            f"the template '{shown.name}' is {shown.status}: WhatsApp sends what it has approved, and nothing else",
            _NAME,
            "wait for its approval and correct `status` in the catalog, or use another template",
        )
        return
    for language, path in _languages(subject):
        others = [each.language for each in usable if each.language]
        if others and not any(_speaks(other, language) for other in others):
            yield Problem(
                f"the template '{usable[0].name}' is in {' and '.join(others)}, and '{language}' is asked for",
                path,
                "use the template of that language",
            )


def _languages(subject: Subject) -> Iterator[tuple[str, JsonPath]]:
    """The language that a message asks for, and the one language that its audience reads."""
    locale = subject.content.get("locale")
    if isinstance(locale, str):
        yield locale, ("content", "locale")
    for _, condition in subject.predicates:
        name, value = text(condition.get("name")), text(condition.get("value"))
        is_one = condition.get("operator", "equals") == "equals"
        if is_one and name.casefold() in ("language", "locale") and _LANGUAGE.fullmatch(value):
            yield value, _NAME


def _speaks(template: str, asked: str) -> bool:
    """``en`` and ``en_IN`` are one language; ``en_IN`` and ``en_US`` are two."""
    one, other = template.replace("-", "_").lower(), asked.replace("-", "_").lower()
    return one == other or one.split("_")[0] == other or one == other.split("_")[0]


UNFIT = Rule(
    code="CTC486",
    severity=Severity.ERROR,
    title="a WhatsApp template is not approved, or in another language",
    what="The catalog says that the template is not approved, or that its language is another than `locale`, or than "
    "the one that the audience is chosen by.",
    why="WhatsApp refuses what is not approved, and people cannot read what is in another language.",
    bad="catalog: {version: 1, whatsapp_templates: {order: {status: rejected}}}\n"
    "body: {target_mode: whatsapp, content: {template_name: order}}",
    good="catalog: {version: 1, whatsapp_templates: {order: {status: approved}}}\n"
    "body: {target_mode: whatsapp, content: {template_name: order}}",
    channels=WHATSAPP,
    sections=TEMPLATES,
    check=_unfit,
)

RULES = (UNKNOWN, UNLIKE, UNFIT)
