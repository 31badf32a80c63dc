"""Plans of what is rare: families, rows, odd differences, and each thing that needs a look. The clock is fixed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import plan_corpus as corpus  # type: ignore[import-not-found]

from ctc.diagnostics import Diagnostic, Severity
from ctc.plans.plan import Action, Change, FieldDifference, Jump, Plan, Recorded
from ctc.rows.family_data import FamilyData

NOW = corpus.NOW
LONG = "It rains in all of the hills today, and the first cup of the new season is on the house until Sunday."


def corner_plans() -> dict[str, Plan]:
    """Name of the golden file to plan."""
    return {
        "family": corpus.plan(*created(), *replaced(), *stopped(), *held()),
        "family-odd": corpus.plan(*odd_family()),
        "rows": replace(corpus.plan(*told()), families=tuple(families()), as_of="2030-01-01"),
        "differences": corpus.plan(*differing()),
        "message": corpus.plan(*messages()),
        "looks": corpus.plan(*looks(), diagnostics=tuple(loosened())),
        "undone": corpus.plan(*undone(), diagnostics=(warned("CTC732", "", "an older commit"),)),
    }


def of_family(name: str, n: int, action: Action, reason: str, **rest: Any) -> Change:
    """An instance of which each third says more."""
    body = corpus.push(corpus.CITIES[0], f"Tea {n}" + (" today" if n == 3 else ""), "Something hot.")
    made: Change = corpus.made(f"{name}[{n}]", action, reason, body, **rest)
    return made


def created() -> Iterator[Change]:
    """Eight, of which two are asked for, one goes out now, and two have a guard."""
    for n in range(1, 9):
        on = {"scheduled_on": NOW + timedelta(hours=n)} if n > 1 else {"scheduled_on": None}
        asked = {"reach": corpus.reach(1_000 * n)} if n in (2, 5) else {}
        guards = {"guards": (corpus.guard(n),)} if n in (6, 7) else {}
        yield of_family("drop", n, Action.CREATE, "new", **on, **asked, **guards)


def replaced() -> Iterator[Change]:
    """Seven that change one word alike; one of them more than that; each names its own campaign."""
    for n in range(7):
        before = corpus.push("Pune", "It rains", "Something hot for you.")
        after = corpus.push("Pune", "It pours", "Something hot for you." if n else LONG)
        reason = f"the payload differs: {1700000000 + n} is scheduled and is stopped, then made anew"
        jump = (
            Jump(address=f"rain[{n - 1}]", column="price", before=100, after=100 + 10 * n) if n > 3 else None
        )
        yield corpus.edited(f"rain[{n}]", before, after, reason=reason)._replace(
            recorded=Recorded(id=1700000000 + n), jump=jump
        )


def stopped() -> Iterator[Change]:
    for n in range(4):
        reason = "its row is gone" if n < 3 else "its spec is gone"
        yield corpus.gone(f"drop[{n + 20}]", Action.STOP, reason, scheduled_on=NOW + timedelta(days=1))


def held() -> Iterator[Change]:
    """Of two actions too few for a block."""
    for n in range(3):
        yield of_family("drop", n + 30, Action.BLOCKED, "its answer is missing", in_doubt=n == 1)


def odd_family() -> Iterator[Change]:
    """Each with an audience, a channel, a reason and differences of its own."""
    for n in range(6):
        before = corpus.push("Pune", f"{'old ' * n}title", "Body") | {f"x{n}": n}
        after = corpus.push(corpus.CITIES[n % 3], f"{'new ' * (6 - n)}headline", "Body")
        channel = "email" if n % 2 else "push"
        yield corpus.edited(f"odd[{n}]", before, after, reason=f"reason {n % 4}")._replace(channel=channel)
    for n in range(6):
        body = corpus.push(corpus.CITIES[n % 3], "Same", "Same")
        yield corpus.made(f"even[{n}]", Action.CREATE, "new", body, scheduled_on=None, reach=corpus.reach(n))
    for n in range(6):
        body = {"to": {"Identity": [f"u{n}", "v"]}, "content": {"body": "Hi", "title": LONG}}
        sent = corpus.payload(f"sent[{n}]", body, "/1/send/sms.json")
        yield Change(f"sent[{n}]", Action.CREATE, "new", sent, channel="sms", endpoint="/1/send/sms.json")
    for n in range(4):
        yield Change(f"late[{n}]", Action.SKIPPED, "")
    for n in range(4, 8):
        yield Change(f"late[{n}]", Action.FORGET, "gone", recorded=Recorded(id=n))


def told() -> Iterator[Change]:
    for n in range(3):
        status = "stopped" if n == 2 else "sent"
        yield of_family("drop", n, Action.UNCHANGED, "")._replace(
            is_told=True, recorded=Recorded(status=status)
        )
    yield of_family("drop", 3, Action.CREATE, "new")


def families() -> Iterator[FamilyData]:
    yield FamilyData("drop", "campaigns/drop.csv", "0123456789abcdef" * 4, 12_345, 2_000, 7, is_old=True)
    yield FamilyData("one", "campaigns/one.csv", "f" * 64, 1)


def differing() -> Iterator[Change]:
    """Fields that come, go and change, short and long, of every kind of value."""
    fields = (
        FieldDifference(path="/content/title", before="old", after="new"),
        FieldDifference(path="/content/body", before="word " * 30, after="word " * 29 + "term"),
        FieldDifference(path="/content/subject", before=LONG, after=LONG + " "),
        FieldDifference(path="/content/exact", before="a" * 60, after="b" * 60),
        FieldDifference(path="/content/longer", before="a" * 61, after="b" * 60),
        FieldDifference(path="/content/wide", before="w" * 30, after="v" * 29),
        FieldDifference(path="/devices", after=["ios", "android"], missing="before"),
        FieldDifference(path="/ttl", before={"value": 5}, missing="after"),
        FieldDifference(path="/respect_throttle", before=True, after=1),
        FieldDifference(path="/list", after=["x" * 199], missing="before"),
        FieldDifference(path="/longer-list", after=["x" * 1_997], missing="before"),
        FieldDifference(path="", before=None, after={}),
        FieldDifference(path="/to/Identity/sha256", before="a" * 64, after="b" * 64),
        FieldDifference(path="/to/Email/sha256", after="b" * 64, missing="before"),
    )
    yield corpus.made("fields", Action.REPLACE, "the payload differs", corpus.rainy(0), difference=fields)
    for name, count in (("twelve", 12), ("thirteen", 13)):
        links = "".join(f'<a href="https://shop.example/{n}">tea</a> ' for n in range(count))
        others = links.replace("shop.example", "tea.example")
        before, after = (corpus.email(f"<p>{text}</p>") for text in (links, others))
        yield corpus.edited(name, before, after)
    city = {"name": "City", "operator": "equals", "value": ["Pune", "Kochi"]}
    turned = {**city, "value": ["Kochi", "Pune"]}
    before, after = (
        corpus.rainy(0) | {"where": {"common_profile_properties": {"profile_fields": [one]}}}
        for one in (city, turned)
    )
    yield corpus.edited("written", before, after)
    yield corpus.edited("other", corpus.rainy(0), corpus.rainy(1) | {"segment": 5})
    yield corpus.edited("narrower", corpus.wider(0), corpus.rainy(0))


def messages() -> Iterator[Change]:
    """What new campaigns say: in the order that people read it, links and images once, no more than a few."""
    many = {f"text{n}": {"text": f"words {n}"} for n in range(17)}
    yield corpus.made("many", Action.CREATE, "new", {"target_mode": "push", "content": many})
    for count in (16, 17):
        content = [{"title": {"text": f"t{n}"}} for n in range(count)]
        yield corpus.made(f"cards-{count}", Action.CREATE, "new", {"content": content})
    rich = {
        "body": LONG + LONG,
        "title": "A\ntitle",
        "subject": "",
        "deep_link": "shop://offers",
        "message": "https://shop.example/a",
        "other": "not read",
        "replacements": {"b": "two", "a": "one"},
        "media": {"url": "https://shop.example/a", "image": "no address"},
        "caption": 5,
    }
    yield corpus.made("rich", Action.ESTIMATE, "", {"content": rich, "segment": "all"})
    to = {"Email": ["a@x.example", "b@x.example", "a@x.example"], "Identity": {"count": 1_200}, "GPID": "x"}
    body = {"to": to, "content": {"body": "<p>Hi <b>you</b></p>"}, "ExternalTrigger": {"z": "1", "a": "2"}}
    sent = corpus.payload("sent", body, "/1/send/email.json")
    yield Change("sent", Action.CREATE, "new", sent, channel="email", endpoint="/1/send/email.json")
    yield Change("plain", Action.CREATE, "x" * 12, channel="sms")
    yield Change("plainer", Action.ADOPT, "x" * 13, channel="sms")
    yield Change("dated", Action.STOP, "gone", channel="sms", scheduled_on=NOW - timedelta(hours=3))
    yield Change("undated", Action.STOP, "gone", channel="sms")
    yield Change("nowhere", Action.REPLACE, "gone", scheduled_on=NOW)


def looks() -> Iterator[Change]:
    """Everything that a reviewer must not miss; of one kind more than are named."""
    none, some = corpus.reach(0), corpus.reach(5)
    yield corpus.made("nobody", Action.CREATE, "new", corpus.rainy(0), reach=none)
    yield corpus.made("somebody", Action.CREATE, "new", corpus.rainy(0), reach=some)
    yield corpus.made("frozen-nobody", Action.FROZEN, "sent", corpus.rainy(0), reach=none)
    yield corpus.made("waits", Action.ESTIMATE, "", corpus.rainy(0), reach=corpus.reach(0, request_id="r1"))
    accepted = corpus.made("accepts", Action.REPLACE, "", corpus.rainy(0))
    ignore = {"CTC412": "the team\nwants it", "CTC474": "a test"}
    yield accepted._replace(payload=replace(accepted.payload, ignore=ignore))
    yield accepted._replace(
        address="stops", action=Action.STOP, payload=replace(accepted.payload, ignore=ignore)
    )
    yield corpus.edited("widens", corpus.rainy(0), corpus.wider(0))
    yield corpus.edited("differs", corpus.rainy(0), corpus.rainy(1))
    yield corpus.edited("widened", corpus.rainy(0), corpus.wider(0), Action.FROZEN, "sent")
    yield corpus.made(
        "twice", Action.CREATE, "new", corpus.rainy(0), guards=(corpus.guard(1), corpus.guard(2))
    )
    hinted = warned("CTC604", "campaigns/a.yaml", "no hint")
    yield corpus.made("warned", Action.CREATE, "new", corpus.rainy(0), guards=(hinted,) * 6)
    for n in range(12):
        yield Change(f"doubt-{n}", Action.BLOCKED, "", in_doubt=True)
    yield Change("blocked", Action.BLOCKED, "")
    yield Change("error", Action.ERROR, "")


def loosened() -> Iterator[Diagnostic]:
    for code, guard in (("CTC514", "quiet_hours"), ("CTC513", "max_creates"), ("CTC514", "max_reach")):
        yield warned(code, "shop/ctc.yaml", "looser")._replace(
            path=f"/environments/production/guards/{guard}"
        )
    for n in range(5):
        yield warned("CTC604", "", f"number {n}")
    for n in range(3):
        yield warned("CTC605", "", f"number {n}")


def warned(code: str, file: str, message: str) -> Diagnostic:
    return Diagnostic(code=code, severity=Severity.WARNING, message=message, file=file, line=3)


def undone() -> Iterator[Change]:
    for action in (Action.STOP, Action.REPLACE, Action.FORGET, Action.CREATE):
        yield Change(action.value, action, "an older commit")
