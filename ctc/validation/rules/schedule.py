"""Rules about when a message is sent and how long it lives (CTC490, CTC491, CTC494)."""

from collections.abc import Iterator
from typing import Final

from ctc.diagnostics import Severity
from ctc.validation.rules.rule import Problem, Rule, Subject
from ctc.validation.subject.reading import mapping
from ctc.validation.subject.times import moment_of

NIGHT_BEGINS: Final = 22
NIGHT_ENDS: Final = 8
LONGEST_LIFE: Final = 28 * 24 * 60
"""Minutes that Google's service keeps a notification at most: 28 days."""


def _dead_on_arrival(subject: Subject) -> Iterator[Problem]:
    ttl = mapping(subject.body.get("ttl"))
    if ttl.get("ttl_type") != "absolute":
        return
    dies, sent = moment_of(ttl.get("value")), min(subject.deliveries, default=None)
    if dies is not None and sent is not None and dies <= sent:
        yield Problem(
            f"the message expires on {dies:%Y-%m-%d %H:%M}, and is sent on {sent:%Y-%m-%d %H:%M}: nobody gets it",
            ("ttl", "value"),
            "set the ttl after `when`, or write it relative in minutes",
        )


DEAD_ON_ARRIVAL = Rule(
    code="CTC490",
    severity=Severity.WARNING,
    title="the message expires before it is sent",
    what="An absolute `ttl` is not after `when`.",
    why="The push services drop what has expired, so nobody gets it. It happens when a campaign is copied.",
    bad="target_mode: push\nwhen: 20310101 10:00\nttl: {ttl_type: absolute, value: 203012312000}",
    good="target_mode: push\nwhen: 20310101 10:00\nttl: {ttl_type: absolute, value: 203101012000}",
    source="[seed] ttl",
    channels=frozenset({"push"}),
    check=_dead_on_arrival,
)


def _at_night(subject: Subject) -> Iterator[Problem]:
    if subject.channel in ("webhook", "email", "notificationinbox") or "quiet_hours" in subject.guards:
        return
    for sent in subject.deliveries:
        if sent.hour >= NIGHT_BEGINS or sent.hour < NIGHT_ENDS:
            yield Problem(
                f"{sent:%H:%M} ({subject.timezone}) is at night, when a phone wakes people",
                ("when",),
                f"choose a time from {NIGHT_ENDS:02}:00 to {NIGHT_BEGINS}:00, or state `quiet_hours` in the guards",
            )
            return


AT_NIGHT = Rule(
    code="CTC491",
    severity=Severity.WARNING,
    title="the message is sent at night",
    what="`when` of a push, SMS, web push or WhatsApp message lies from 22:00 to 08:00 in the environment's time "
    "zone, and no guard states quiet hours.",
    why="It wakes people, who then turn notifications off; several countries forbid advertising by SMS at night.",
    bad="target_mode: push\nwhen: 20310101 23:30",
    good="target_mode: push\nwhen: 20310101 18:30",
    environmental=True,
    check=_at_night,
)


def _too_long(subject: Subject) -> Iterator[Problem]:
    ttl = mapping(subject.body.get("ttl"))
    value = ttl.get("value")
    if ttl.get("ttl_type", "relative") == "relative" and isinstance(value, int) and value > LONGEST_LIFE:
        yield Problem(
            f"a ttl of {value} minutes is {value // 1440} days: Google's service keeps a message 28 at most",
            ("ttl", "value"),
            f"the unit is minutes; write at most {LONGEST_LIFE}",
        )


TOO_LONG = Rule(
    code="CTC494",
    severity=Severity.WARNING,
    title="the ttl is longer than a message is kept",
    what="A relative `ttl` is above 40320 minutes.",
    why="Mostly it is seconds written for minutes: an offer of two hours then shows up five days later.",
    bad="target_mode: push\nttl: {ttl_type: relative, value: 172800}",
    good="target_mode: push\nttl: {ttl_type: relative, value: 2880}",
    source="[seed] ttl; Firebase, Lifespan of a message",
    channels=frozenset({"push"}),
    check=_too_long,
)

RULES = (DEAD_ON_ARRIVAL, AT_NIGHT, TOO_LONG)
