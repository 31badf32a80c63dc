"""Rules about CleverTap's own Liquid in a message (CTC480 to CTC483)."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from ctc.diagnostics import Severity
from ctc.patterns import pattern
from ctc.validation.rules.rule import Problem, Rule, Subject

_OUTPUT = pattern(r"\{\{(.*?)\}\}", re.DOTALL)
_SPACED: Final = r"\b(Profile|Campaign)\.([^|{}]*?)(?=\s*(?:\||\}\}))"
_CURLY: Final = "[“”‘’]"
_WORDS: Final = r"""(?![^"']*(?:Profile|Campaign)\.)[^"'{}\\\n“”‘’]*+"""
_PLAIN: Final = (
    r"(?:[^{}]++|\{\{ *(?:Profile|Campaign)\.(?:name|email|phone|[A-Z][A-Za-z0-9_ ]*+) *"
    rf"""(?:\| *default *: *(?:"{_WORDS}"|'{_WORDS}') *)?\}}\}})*+"""
)
"""A text in which attributes stand with or without a default, and nothing else is Liquid."""
_NAME: Final = r"-?\s*(?!(?:Profile|Campaign|true|false|nil|null|empty|blank)\b)([A-Za-z_]\w*)"
_MADE_HERE: Final = r"\{%-?\s*(?:assign|capture|for|tablerow|increment|decrement)\b"
"""Names that a text makes itself may stand in it."""
_UNKNOWN: Final = r"(?i)@Profile\.|\bEvent\.|@Event\.|\bCatalog\.|\bRecommendation\."


def _broken(subject: Subject) -> Iterator[Problem]:
    if subject.channel != "push":
        return
    for leaf in subject.liquid:
        wrong = None if "@Profile" in leaf.text else liquid_error(leaf.text)
        if wrong:
            yield Problem(
                f"the Liquid does not parse ({wrong}): CleverTap refuses the campaign",
                leaf.path,
                'write it as {{ Profile.name | default: "there" }}',
            )


@lru_cache(maxsize=1024)
def liquid_error(text: str) -> str | None:
    """What is wrong with the Liquid of a text, in a few words, or None."""
    return None if is_plain(text) else parsing_error(text)


def is_plain(text: str) -> bool:
    """Whether the Liquid of a text parses for sure: most of it is an attribute with a default."""
    return re.fullmatch(_PLAIN, text) is not None


def parsing_error(text: str) -> str | None:
    """What Liquid's own parser says.

    CleverTap's attributes may hold blanks (``Profile.Customer Type``), which Liquid does not know: they are
    read as one word.
    """
    from liquid import Environment
    from liquid.exceptions import LiquidError

    if re.search(_CURLY, "".join(_OUTPUT.findall(text))):
        return "it quotes with typographic quotes"
    joined = re.sub(
        _SPACED,
        lambda match: f"{match[1]}.{re.sub(r'[^A-Za-z0-9_]', '_', match[2].strip()) or '.'}",
        text,
    )
    try:
        Environment().from_string(joined)
    except LiquidError as error:
        return str(error).splitlines()[0]
    return None


BROKEN = Rule(
    code="CTC480",
    severity=Severity.WARNING,
    title="the Liquid does not parse",
    what="A text of a push holds {{ … }} or {% … %} that is not valid Liquid.",
    why="CleverTap answers `Invalid syntax for title field` and creates nothing.",
    bad="target_mode: push\ncontent: {title: '{{ Profile.name | default: \"there\" ', body: Hello}",
    good="target_mode: push\ncontent: {title: '{{ Profile.name | default: \"there\" }}', body: Hello}",
    source="[api] (d) Liquid personalization [newer docs]",
    channels=frozenset({"push"}),
    check=_broken,
)


def _no_default(subject: Subject) -> Iterator[Problem]:
    for leaf in subject.liquid:
        for output in _OUTPUT.findall(leaf.text):
            if "Profile." in output and not re.search(r"\|\s*default\s*:", output):
                name = output.strip().split("|")[0].strip()
                yield Problem(
                    f"{name} has no default: where the profile lacks it, the reader sees a gap (`Hello ,`)",
                    leaf.path,
                    f'write {{{{ {name} | default: "…" }}}}',
                )


NO_DEFAULT = Rule(
    code="CTC481",
    severity=Severity.WARNING,
    title="a Liquid value has no default",
    what="A {{ Profile.… }} stands without `| default:`.",
    why="Not every profile has every attribute; without a default nothing stands in its place.",
    bad="target_mode: push\ncontent: {title: 'Hello {{ Profile.name }}', body: The harvest is in}",
    good="target_mode: push\ncontent: {title: 'Hello {{ Profile.name | default: \"there\" }}', body: Hello}",
    source="[api] (d) Liquid personalization [newer docs]",
    channels=frozenset({"push"}),
    check=_no_default,
)


def _elsewhere(subject: Subject) -> Iterator[Problem]:
    if subject.channel == "push":
        return
    for leaf in subject.liquid:
        yield Problem(
            f"Liquid works in push alone: in {subject.channel} readers see it as it is written",
            leaf.path,
            "if one of our own templates was meant, it is rendered by ctc without `liquid(…)` or raw",
        )


ELSEWHERE = Rule(
    code="CTC482",
    severity=Severity.WARNING,
    title="Liquid outside push",
    what="The payload of another channel than push holds {{ … }} or {% … %}.",
    why="CleverTap personalises with Liquid in push campaigns alone.",
    bad="target_mode: sms\ncontent: {body: 'Hello {{ Profile.name | default: \"there\" }}'}",
    good="target_mode: sms\ncontent: {body: Hello}",
    source="[api] (d) Liquid personalization: push campaigns only [newer docs]",
    check=_elsewhere,
)


def _unavailable(subject: Subject) -> Iterator[Problem]:
    for leaf in subject.liquid:
        for output in _OUTPUT.findall(leaf.text):
            match = re.search(_UNKNOWN, output)
            if match:
                yield Problem(
                    f"'{match[0].rstrip('.')}' has no value in a campaign made through the API: only its default, "
                    "or the text itself, is shown",
                    leaf.path,
                    'use an attribute of the profile: {{ Profile.<attribute> | default: "…" }}',
                )
            elif (name := re.match(_NAME, output)) and not re.search(_MADE_HERE, leaf.text):
                yield Problem(
                    f"CleverTap's Liquid knows no '{name[1]}': nothing is shown in its place",
                    leaf.path,
                    'use an attribute of the profile: {{ Profile.<attribute> | default: "…" }}; a variable of ours '
                    "stands outside of `liquid(…)` and raw, and in no value of a data file",
                )


UNAVAILABLE = Rule(
    code="CTC483",
    severity=Severity.WARNING,
    title="Liquid asks for a value that is not there",
    what="Liquid names something that is neither Profile nor Campaign, such as @Profile, Event, Catalog or a word of "
    "our own.",
    why="Event values are not available, catalog and recommendation values fall back to the default, @Profile is not "
    "parsed, and of any other name nothing is shown: the reader sees a gap.",
    bad="target_mode: push\ncontent: {title: 'Hi', body: '{{ Event.Product | default: \"It\" }} is cheaper'}",
    good="target_mode: push\ncontent: {title: 'Hi', body: '{{ Profile.City | default: \"Your town\" }} is sunny'}",
    source="[api] (d) Liquid personalization [newer docs]",
    channels=frozenset({"push"}),
    check=_unavailable,
)

RULES = (BROKEN, NO_DEFAULT, ELSEWHERE, UNAVAILABLE)
