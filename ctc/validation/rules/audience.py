"""Rules about who gets a message, and in which numbers (CTC401 to CTC409)."""

from collections.abc import Iterator
from typing import Final

from ctc.audience import is_everybody
from ctc.canonical import Json
from ctc.diagnostics import Severity
from ctc.validation.rules.edit import Edit, Replace
from ctc.validation.rules.rule import Problem, Rule, Subject
from ctc.validation.subject.reading import mapping, properties, text

LONGEST_WINDOW: Final = 731
"""Days: two years, one of them a leap year."""


def _everybody(subject: Subject) -> Iterator[Problem]:
    if not subject.is_create or subject.body.get("estimate_only") is True or not is_everybody(subject.body):
        return
    path = "segment" if "segment" in subject.body else "where"
    yield Problem(
        "this goes to the whole user base: every profile that the channel can reach",
        (path,),
        "add a condition on an event, a profile field or a segment if that is not meant",
        at="key",
    )


EVERYBODY = Rule(
    code="CTC401",
    severity=Severity.INFO,
    title="the message goes to everybody",
    what="The audience holds no condition that narrows it, and `broadcast: true` says that this is meant.",
    why="It is the widest send there is and cannot be recalled, so a reviewer should see it spelled out.",
    bad="target_mode: push\nwhere: {}",
    good="target_mode: push\nwhere: {event_name: Charged, from: 20260901, to: 20260930}",
    source="[seed]: an empty `where` targets the entire user base",
    check=_everybody,
)


def _caps_off(subject: Subject) -> Iterator[Problem]:
    if subject.body.get("respect_frequency_caps") is False:
        yield Problem(
            "`respect_frequency_caps: false` sends even to those who had their fill of messages today",
            ("respect_frequency_caps",),
            "remove the line for an offer; for a message that people wait for, accept the finding with `ignore`",
        )


CAPS_OFF = Rule(
    code="CTC402",
    severity=Severity.WARNING,
    title="frequency caps are switched off",
    what="`respect_frequency_caps: false` overrides the account's frequency caps and dwell time.",
    why="The caps protect people from too many messages. The samples of the API switch them off, and are copied.",
    bad="respect_frequency_caps: false",
    good="respect_frequency_caps: true",
    source="[seed] respect_frequency_caps",
    check=_caps_off,
)


def _long_window(subject: Subject) -> Iterator[Problem]:
    for window in subject.windows:
        days = (window.end - window.start).days if window.end is not None else 0
        if days > LONGEST_WINDOW:
            yield Problem(
                f"the window of {_name(window.event)} is {days // 365} years long: it reaches "
                "people who left long ago, and costs sender reputation",
                (*window.path, "from"),
                "begin within the last two years, or check the digits of the year",
            )


LONG_WINDOW = Rule(
    code="CTC403",
    severity=Severity.WARNING,
    title="the event window is longer than two years",
    what="`from` and `to` of an event lie more than two years apart.",
    why="Most such windows are a slip in the year. The others reach people who no longer know the sender.",
    bad="where: {event_name: Charged, from: 20160901, to: 20260930}",
    good="where: {event_name: Charged, from: 20260901, to: 20260930}",
    check=_long_window,
)


def _window_too_late(subject: Subject) -> Iterator[Problem]:
    if not subject.windows or not subject.deliveries:
        return
    sent = min(subject.deliveries).date()
    for window in subject.windows:
        if window.start > sent:
            yield Problem(
                f"the window of {_name(window.event)} begins on {window.start.isoformat()}, after the message is "
                f"sent on {sent.isoformat()}: nobody can be in it",
                (*window.path, "from"),
                "move the window before `when`",
            )


WINDOW_TOO_LATE = Rule(
    code="CTC404",
    severity=Severity.WARNING,
    title="the event window begins after the message is sent",
    what="`from` of an event lies after the day that `when` names.",
    why="Nobody has done the event by then, so the campaign reaches nobody.",
    bad="when: 20310101 10:00\nwhere: {event_name: Charged, from: 20310201, to: 20310301}",
    good="when: 20310101 10:00\nwhere: {event_name: Charged, from: 20301201, to: 20301231}",
    check=_window_too_late,
)


def _contradiction(subject: Subject) -> Iterator[Problem]:
    if len(subject.predicates) < 2:
        return
    wanted: dict[str, Json] = {}
    for path, entry in subject.predicates:
        value = entry.get("value")
        if value is None or isinstance(value, (list, dict)) or entry.get("operator", "equals") != "equals":
            continue
        name = text(entry.get("name"))
        if name in wanted and wanted[name] != value:
            yield Problem(
                f"{name!r} must equal two different values: all conditions must hold, so nobody is left",
                (*path, "value"),
                "to take either, write one condition whose value is a list",
            )
        wanted.setdefault(name, value)


CONTRADICTION = Rule(
    code="CTC405",
    severity=Severity.WARNING,
    title="two conditions exclude each other",
    what="The same profile field must equal two different values.",
    why="The conditions of `profile_fields` are joined by AND, so the campaign reaches nobody.",
    bad="where:\n  common_profile_properties:\n    profile_fields:\n"
    "      - {name: City, operator: equals, value: Mumbai}\n"
    "      - {name: City, operator: equals, value: Delhi}",
    good="where:\n  common_profile_properties:\n    profile_fields:\n"
    "      - {name: City, operator: equals, value: [Mumbai, Delhi]}",
    source="[api] (e): all must hold; a value may be an array [newer docs]",
    check=_contradiction,
)


def _lower_booleans(subject: Subject) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for path, entry in (*subject.predicates, *properties(subject.body)):
        if entry.get("value") in ("true", "false"):
            yield (*path, "value"), text(entry["value"])


def _boolean(subject: Subject) -> Iterator[Problem]:
    for path, value in _lower_booleans(subject):
        yield Problem(
            f'CleverTap keeps booleans as the strings "True" and "False": \'{value}\' matches nobody',
            path,
            f'write "{value.title()}"',
        )


def _fix_boolean(subject: Subject) -> Iterator[Edit]:
    for path, value in _lower_booleans(subject):
        yield Replace(path=path, old=value, new=value.title())


BOOLEAN = Rule(
    code="CTC406",
    severity=Severity.WARNING,
    title="a boolean is written in lower case",
    what='A condition compares with "true" or "false".',
    why='Booleans are the strings "True" and "False" in CleverTap, and strings are compared as they stand.',
    bad='where:\n  event_name: App Launched\n  session_properties: [{name: first_time, value: "true"}]',
    good='where:\n  event_name: App Launched\n  session_properties: [{name: first_time, value: "True"}]',
    source="[api] (e), value rules [newer docs]",
    check=_boolean,
    fix=_fix_boolean,
)


def _control_group(subject: Subject) -> Iterator[Problem]:
    percentage = mapping(subject.body.get("control_group")).get("percentage")
    if isinstance(percentage, int) and not isinstance(percentage, bool) and percentage > 50:
        yield Problem(
            f"a control group of {percentage}% keeps the message from {percentage} of 100 people: the percentage "
            "is the part that gets nothing",
            ("control_group", "percentage"),
            f"to send to {percentage}%, write percentage: {100 - percentage}",
        )


CONTROL_GROUP = Rule(
    code="CTC409",
    severity=Severity.WARNING,
    title="the control group is larger than the audience that is left",
    what="`control_group.percentage` is above 50.",
    why="The control group is the part that gets no message; a large one is most often the two mixed up.",
    bad="control_group: {type: campaign, percentage: 95}",
    good="control_group: {type: campaign, percentage: 5}",
    source="[seed] control_group",
    check=_control_group,
)


def _name(event: object) -> str:
    return (
        repr(text(mapping(event).get("event_name"))) if text(mapping(event).get("event_name")) else "an event"
    )


RULES = (EVERYBODY, CAPS_OFF, LONG_WINDOW, WINDOW_TOO_LATE, CONTRADICTION, BOOLEAN, CONTROL_GROUP)
