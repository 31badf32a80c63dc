"""Plans with a fixed clock: one for every action, and one of 500 changes of every kind."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from ctc.diagnostics import Diagnostic, Severity
from ctc.payloads.payload import Payload, payload_of
from ctc.plans.difference import difference
from ctc.plans.plan import Action, Change, Plan, Reach

NOW = datetime(2030, 1, 1, 12, 0, tzinfo=UTC)
ZONE = "Asia/Kolkata"
CITIES = ["Pune", "Kochi", "Berlin", "Mumbai", "Chennai"]
MAIL = """<!doctype html><html><head><style>p {{ color: #222 }}</style><title>{title}</title></head><body>
<p>Hello {{{{ Profile.name | default: 'there' }}}},</p>
<p>The first flush of {place} has arrived. {offer} until Sunday evening, and delivery is free.</p>
<table><tr><td><img src="https://cdn.example/{picture}.jpg" alt="Tea gardens"></td></tr></table>
<p><a href="https://shop.example/{link}?utm_source=clevertap&amp;utm_medium=email">Choose a tea</a></p>
</body></html>"""


def mail(**words: str) -> str:
    known = {"title": "First flush", "place": "the Nilgiris", "offer": "Ten per cent off", "picture": "hills"}
    return MAIL.format(**{**known, "link": "teas", **words})


def push(city: str | list[str], title: str, body: str) -> dict[str, Any]:
    return {
        "name": f"Monsoon {title}",
        "target_mode": "push",
        "when": "20300104 17:30",
        "where": {
            "event_name": "Charged",
            "from": 20291001,
            "to": 20291031,
            "common_profile_properties": {
                "profile_fields": [{"name": "City", "operator": "equals", "value": city}]
            },
        },
        "content": {
            "title": title,
            "body": body,
            "platform_specific": {"android": {"deep_link": "shop://offers", "wzrk_cid": "Marketing"}},
        },
    }


def email(body: str, subject: str = "The first flush is here") -> dict[str, Any]:
    return {
        "name": "First flush",
        "target_mode": "email",
        "when": "20300104 17:30",
        "segment": 1003,
        "content": {"subject": subject, "sender_name": "Nilgiri Post", "body": body},
    }


def payload(address: str, body: dict[str, Any], endpoint: str = "/1/targets/create.json") -> Payload:
    return payload_of(
        address=address,
        revision=1,
        channel=body.get("target_mode", "push"),
        variant="",
        endpoint=endpoint,
        body=body,
    )


def reach(total: int, *, hours: int = 0, request_id: str | None = None) -> Reach:
    platforms = {} if request_id else {"android": total - total // 4, "ios": total // 4}
    return Reach(
        total=total, platforms=platforms, asked_at=NOW - timedelta(hours=hours), request_id=request_id
    )


def guard(number: int) -> Diagnostic:
    return Diagnostic(
        code="CTC510",
        severity=Severity.ERROR,
        message="it reaches 60,000 people, and max_reach allows 50,000",
        file=f"campaigns/mixed-{number}.yaml",
        line=7,
        column=3,
        hint="raise max_reach under `guards` in this spec, or narrow its audience",
    )


def made(address: str, action: Action, reason: str, body: dict[str, Any], **rest: Any) -> Change:
    wanted = payload(address, body)
    return Change(
        address=address,
        action=action,
        reason=reason,
        payload=wanted,
        channel=wanted.channel,
        endpoint=wanted.endpoint,
        digest=wanted.digest,
        **{"scheduled_on": NOW + timedelta(days=3), **rest},
    )


def edited(
    address: str,
    before: dict[str, Any],
    after: dict[str, Any],
    action: Action = Action.REPLACE,
    reason: str = "the payload differs: 1700000001 is scheduled and is stopped, then made anew",
    **rest: Any,
) -> Change:
    return made(address, action, reason, after, before=before, difference=difference(before, after), **rest)


def gone(address: str, action: Action, reason: str, **rest: Any) -> Change:
    return Change(
        address=address,
        action=action,
        reason=reason,
        channel="push",
        endpoint="/1/targets/create.json",
        digest="0" * 64,
        **rest,
    )


def of(action: Action, n: int = 0) -> Change:
    """One change of a kind; ``n`` varies it."""
    name, body = f"{action.value}-{n}", rainy(n)
    match action:
        case Action.CREATE:
            known = reach(12_480 + n) if n % 3 else reach(0, hours=2, request_id="a1b2c3")
            return made(name, action, "new", email(mail()) if n % 2 else body, reach=known)
        case Action.REPLACE:
            return replaced(name, n)
        case Action.FROZEN:
            reason = "it was sent; a higher `revision` sends it again"
            return edited(name, body, wider(n), action, reason)
        case Action.BLOCKED if n % 2:
            reason = "its answer is missing: nobody knows whether it was sent"
            return made(name, action, reason, body, in_doubt=True)
        case Action.BLOCKED:
            return made(f"guarded-{n}", Action.CREATE, "new", body, reach=reach(60_000), guards=(guard(n),))
        case Action.STOP | Action.FORGET:
            at = NOW + timedelta(hours=30) if action is Action.STOP else None
            return gone(name, action, REASONS[action], scheduled_on=at)
        case Action.ESTIMATE:
            return made(name, action, REASONS[action], body, scheduled_on=None, reach=reach(756))
        case _:
            return made(name, action, REASONS[action], body)


REASONS = {
    Action.STOP: "its spec is gone, and 1700000002 is scheduled",
    Action.FORGET: "its spec is gone; it was sent, and a revert does not send it again",
    Action.ESTIMATE: "CleverTap is asked for its reach; nothing is created",
    Action.ADOPT: "CleverTap lists it as 1700000003: it is recorded, nothing is sent",
    Action.UNCHANGED: "",
    Action.SKIPPED: "another runner is sending it",
    Action.ERROR: "revision 1 is lower than the recorded 3",
}


def rainy(n: int) -> dict[str, Any]:
    return push(CITIES[n % 5], "It rains", "Something hot, and a voucher for the first cup of the season.")


def wider(n: int) -> dict[str, Any]:
    body = "Something hot, and a voucher for every cup of the season."
    return push([CITIES[n % 5], "Bengaluru"], "It rains", body)


def replaced(name: str, n: int) -> Change:
    old = rainy(n)
    if n % 3 == 1:
        after = email(mail(offer="Fifteen per cent off", link="boxes", picture="harvest"))
        return edited(name, email(mail()), after, reach=reach(9_000 + n, hours=26))
    narrow = push([CITIES[n % 5]], f"It rains {n}", old["content"]["body"])
    return edited(name, old, wider(n) if n % 3 == 0 else narrow, reach=reach(500 + n))


def mixed() -> Iterator[Change]:
    """500 changes: every kind in turn, with addresses of real length."""
    kinds = [*Action, Action.CREATE, Action.REPLACE]
    for number in range(500):
        yield of(kinds[number % len(kinds)], number)


def plans() -> dict[str, Plan]:
    """Name of the golden file to plan."""
    found = {action.value: plan(of(action), of(action, 1)) for action in Action}
    found["nothing"] = plan()
    found["mixed-500"] = plan(*mixed(), diagnostics=(too_many(),))
    found["readme"] = plan(*readme())
    return found


def readme() -> Iterator[Change]:
    """What the README shows first: tests/test_docs.py holds the two equal."""
    before = push("Pune", "Still in your cart", "Your tea waits for you.")
    after = push(["Pune", "Kochi"], "Your tea is waiting", before["content"]["body"]) | {
        "name": before["name"]
    }
    yield edited("cart-reminder", before, after, reach=reach(3_101))
    offer = push("Pune", "20% off", "Until Sunday evening.")
    yield made("price-drop[en]", Action.CREATE, "new", offer, reach=reach(12_480))
    for number in range(38):
        yield of(Action.UNCHANGED, number)


def plan(*changes: Change, diagnostics: tuple[Diagnostic, ...] = ()) -> Plan:
    return Plan(
        environment="production",
        host="in1.api.clevertap.com",
        lineage="9f2c",
        serial=42,
        changes=changes,
        diagnostics=diagnostics,
    )


def too_many() -> Diagnostic:
    return Diagnostic(
        code="CTC512",
        severity=Severity.ERROR,
        message="the plan creates 155 campaigns, and max_creates allows 60",
        file="shop/ctc.yaml",
        line=44,
        column=7,
        hint="apply a part of it with --select, or raise max_creates for production",
    )
