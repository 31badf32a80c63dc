"""Rules that hold what stands in an account's dashboard against the catalog (CTC455 to CTC459)."""

from collections.abc import Iterator, Sequence
from typing import Final

from ctc.canonical import Json
from ctc.diagnostics import JsonPath, Severity
from ctc.suggest import did_you_mean
from ctc.validation.rules.known_names import known
from ctc.validation.rules.rule import Problem, Rule, Subject
from ctc.validation.subject.reading import dig, items


def _unknown(
    what: str, name: Json, names: Sequence[str], path: JsonPath, section: str, then: str
) -> Iterator[Problem]:
    """A problem where a text is none of the names."""
    if isinstance(name, str) and name not in names:
        yield Problem(
            f"the catalog knows no {what} '{name}': {then}",
            path,
            did_you_mean(name, names) or known(section, names),
        )


def _segment(subject: Subject) -> Iterator[Problem]:
    body = subject.body
    excluded: tuple[JsonPath, ...] = (("exclude_segments",), ("where", "exclude_segments"))
    named: list[tuple[JsonPath, Json]] = [(("segment",), body["segment"])] if "segment" in body else []
    for path in excluded:
        named += [((*path, n), each) for n, each in enumerate(items(dig(body, *map(str, path))))]
    if not named:
        return
    here = subject.catalog.segment_ids(subject.environment)
    for path, value in named:
        is_id = type(value) is int or (isinstance(value, str) and value.isdecimal())
        if is_id and int(str(value)) not in here:
            yield Problem(*_stray(subject, int(str(value)), path))


def _stray(subject: Subject, number: int, path: JsonPath) -> tuple[str, JsonPath, str]:
    """What there is to say of an id that is none of this environment's."""
    environment, segments = subject.environment, subject.catalog.section("segments")
    for name, ids in segments.items():
        for elsewhere, other in ids.items():
            if other == number:
                message = f"{number} is the segment '{name}' of {elsewhere}; in {environment} it is another's, or none"
                return message, path, f"write {name}, which becomes the id of each environment"
    hint = f"write a segment's name: {', '.join([*segments][:6])}" if segments else "add it under `segments`"
    return f"the catalog knows no segment {number} of {environment}: nobody can tell who is in it", path, hint


SEGMENT = Rule(
    code="CTC455",
    severity=Severity.ERROR,
    title="the catalog knows no segment with this id",
    what="`segment` or `exclude_segments` holds an id that the catalog's `segments` do not have for the environment.",
    why="Ids differ from account to account: staging's id in production is a segment of strangers.",
    bad="catalog: {version: 1, segments: {vip: {production: 1700001, staging: 12}}}\nbody: {segment: 12}",
    good="catalog: {version: 1, segments: {vip: {production: 1700001, staging: 12}}}\nbody: {segment: 1700001}",
    environmental=True,
    sections=frozenset({"segments"}),
    check=_segment,
)


def _provider(subject: Subject) -> Iterator[Problem]:
    then = "CleverTap refuses the campaign"
    names = subject.catalog.providers(subject.channel)
    if names is not None:
        name = subject.body.get("provider_nick_name")
        yield from _unknown(
            "provider", name, names, ("provider_nick_name",), f"providers: {subject.channel}", then
        )
    if subject.catalog.speaks_of("provider_groups"):
        group, names = subject.body.get("provider_group_nickname"), subject.catalog.names("provider_groups")
        path = ("provider_group_nickname",)
        yield from _unknown("provider group", group, names, path, "provider_groups", then)


PROVIDER = Rule(
    code="CTC456",
    severity=Severity.ERROR,
    title="the catalog knows no such provider",
    what="`provider_nick_name` or `provider_group_nickname` is none of the catalog's `providers` of the channel, or of "
    "its `provider_groups`.",
    why="CleverTap answers `InCorrect provider_nick_name!`, at the moment when the message should go out.",
    bad="catalog: {version: 1, providers: {sms: [Gupshup]}}\n"
    "body: {target_mode: sms, provider_nick_name: Gupshop}",
    good="catalog: {version: 1, providers: {sms: [Gupshup]}}\n"
    "body: {target_mode: sms, provider_nick_name: Gupshup}",
    source="[api] (g) [client code]",
    sections=frozenset({"providers", "provider_groups"}),
    check=_provider,
)


def _control_group(subject: Subject) -> Iterator[Problem]:
    name = dig(subject.body, "control_group", "name")
    names = subject.catalog.names("control_groups")
    then = "CleverTap refuses the campaign"
    yield from _unknown("control group", name, names, ("control_group", "name"), "control_groups", then)


CONTROL_GROUP = Rule(
    code="CTC457",
    severity=Severity.ERROR,
    title="the catalog knows no such control group",
    what="`control_group.name` is none of the catalog's `control_groups`.",
    why="CleverTap answers `No custom control group with name … is defined` and creates nothing.",
    bad="catalog: {version: 1, control_groups: [holdout-2026]}\n"
    "body: {control_group: {type: custom, name: holdout-2025}}",
    good="catalog: {version: 1, control_groups: [holdout-2026]}\n"
    "body: {control_group: {type: custom, name: holdout-2026}}",
    source="[api] (g) [client code]",
    sections=frozenset({"control_groups"}),
    check=_control_group,
)


_OF_ANDROID: Final[JsonPath] = ("content", "platform_specific", "android")


def _channel(subject: Subject) -> Iterator[Problem]:
    names, then = subject.catalog.names("android_channels"), "phones with Android 8 and later show nothing"
    for above, path in ((subject.platforms.get("android"), _OF_ANDROID), (subject.body, ())):
        if isinstance(above, dict) and "wzrk_cid" in above:
            where = (*path, "wzrk_cid")
            yield from _unknown("channel", above["wzrk_cid"], names, where, "android_channels", then)


CHANNEL = Rule(
    code="CTC458",
    severity=Severity.ERROR,
    title="the catalog knows no such Android channel",
    what="`wzrk_cid` is none of the catalog's `android_channels`.",
    why="CleverTap answers `Invalid Notification Channel ID`, or the phone shows nothing.",
    bad="catalog: {version: 1, android_channels: [Marketing]}\n"
    "body:\n  target_mode: push\n"
    "  content: {title: Hi, body: Hello, platform_specific: {android: {wzrk_cid: marketing}}}",
    good="catalog: {version: 1, android_channels: [Marketing]}\n"
    "body:\n  target_mode: push\n"
    "  content: {title: Hi, body: Hello, platform_specific: {android: {wzrk_cid: Marketing}}}",
    source="[api] (g) [client code]",
    channels=frozenset({"push"}),
    sections=frozenset({"android_channels"}),
    check=_channel,
)


def _endpoint(subject: Subject) -> Iterator[Problem]:
    name, names = subject.body.get("webhook_endpoint_name"), subject.catalog.names("webhook_endpoints")
    path, then = ("webhook_endpoint_name",), "the call goes nowhere"
    yield from _unknown("webhook endpoint", name, names, path, "webhook_endpoints", then)


ENDPOINT = Rule(
    code="CTC459",
    severity=Severity.ERROR,
    title="the catalog knows no such webhook endpoint",
    what="`webhook_endpoint_name` is none of the catalog's `webhook_endpoints`.",
    why="The endpoint is found by its name in the dashboard; another name calls nothing.",
    bad="catalog: {version: 1, webhook_endpoints: [Survey Endpoint]}\n"
    "body: {target_mode: webhook, webhook_endpoint_name: Survey}",
    good="catalog: {version: 1, webhook_endpoints: [Survey Endpoint]}\n"
    "body: {target_mode: webhook, webhook_endpoint_name: Survey Endpoint}",
    channels=frozenset({"webhook"}),
    sections=frozenset({"webhook_endpoints"}),
    check=_endpoint,
)

RULES = (SEGMENT, PROVIDER, CONTROL_GROUP, CHANNEL, ENDPOINT)
