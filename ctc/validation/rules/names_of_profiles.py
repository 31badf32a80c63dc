"""Rules that hold properties of profiles against the catalog, in conditions and inside Liquid (CTC418, CTC484)."""

from collections.abc import Iterator
from typing import Final

from ctc.catalog import own
from ctc.catalog.catalog import Catalog
from ctc.diagnostics import Severity
from ctc.suggest import did_you_mean
from ctc.validation.rules.known_names import known
from ctc.validation.rules.rule import Problem, Rule, Subject
from ctc.validation.subject.names import liquid_names

PROFILE: Final = frozenset({"profile"})


def _unknown_property(subject: Subject) -> Iterator[Problem]:
    for use in subject.profile_properties:
        if subject.catalog.profile(use.name) is None:
            yield Problem(
                f"the catalog knows no property '{use.name}' of profiles: nobody has it, so nobody matches",
                use.path,
                _mend(subject.catalog, use.name),
            )


UNKNOWN_PROPERTY = Rule(
    code="CTC418",
    severity=Severity.ERROR,
    title="the catalog knows no such property of profiles",
    what="A condition on profiles names a property that is neither in the catalog's `profile` nor one of CleverTap's "
    "own.",
    why="`language` beside `Language` reaches nobody, and a negated condition on it everybody; CleverTap says nothing.",
    bad="catalog: {version: 1, profile: {Language: text}}\n"
    "body:\n  where: {common_profile_properties: {profile_fields: [{name: language, value: en}]}}",
    good="catalog: {version: 1, profile: {Language: text}}\n"
    "body:\n  where: {common_profile_properties: {profile_fields: [{name: Language, value: en}]}}",
    sections=PROFILE,
    check=_unknown_property,
)


def _unknown_in_liquid(subject: Subject) -> Iterator[Problem]:
    for path, name, first in liquid_names(list(subject.liquid)) if subject.liquid else ():
        if not any(_is_known(subject.catalog, each) for each in (name, first)):
            yield Problem(
                f"the catalog knows no property '{name}' of profiles: readers see the default, or a gap",
                path,
                _mend(subject.catalog, name),
            )


def _is_known(catalog: Catalog, name: str) -> bool:
    return name in own.LIQUID or catalog.profile(name) is not None


def _mend(catalog: Catalog, name: str) -> str:
    names = {*catalog.section("profile"), *own.PROFILE}
    return did_you_mean(name, names) or known("profile", catalog.names("profile"))


UNKNOWN_IN_LIQUID = Rule(
    code="CTC484",
    severity=Severity.ERROR,
    title="Liquid names a property that the catalog does not know",
    what="A text holds {{ Profile.… }} with a name that is neither in the catalog's `profile` nor one of CleverTap's "
    "own.",
    why="No profile has it: everybody reads the default, and without one a gap.",
    bad="catalog: {version: 1, profile: {City: text}}\n"
    "body:\n  target_mode: push\n  content: {title: 'Rain in {{ Profile.Cty | default: \"town\" }}', body: Hello}",
    good="catalog: {version: 1, profile: {City: text}}\n"
    "body:\n  target_mode: push\n  content: {title: 'Rain in {{ Profile.City | default: \"town\" }}', body: Hello}",
    source="[api] (d) Liquid personalization [newer docs]",
    sections=PROFILE,
    check=_unknown_in_liquid,
)

RULES = (UNKNOWN_PROPERTY, UNKNOWN_IN_LIQUID)
