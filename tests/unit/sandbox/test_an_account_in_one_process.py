"""The sandbox asked as a client asks it, without a server between: who may ask, what is answered, what is logged."""

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from ctc.people.population import Device, Profile, SmallPopulation
from ctc.sandbox.app import make_app
from ctc.sandbox.clock import Clock
from ctc.sandbox.faults import Faults
from ctc.sandbox.reach import PopulationAudience
from ctc.sandbox.settings import SandboxSettings
from ctc.sandbox.store import RequestStore
from ctc.sandbox.targets import Sandbox
from ctc.variants import TRIGGERS

NOW = datetime(2031, 1, 15, 20, 0, tzinfo=UTC)
"""Half past one of the next day in India, where the account is."""
CREATE, LIST, STOP, RESULT = (f"/1/targets/{name}.json" for name in ("create", "list", "stop", "result"))
MAY = {
    "host": "localhost:8080",
    "content-type": "application/json; charset=utf-8",
    "x-clevertap-account-id": "sandbox",
    "x-clevertap-passcode": "sandbox",
}
SMS: dict[str, Any] = {
    "name": "Tea",
    "when": "now",
    "target_mode": "sms",
    "where": {},
    "content": {"body": "Tea. Reply STOP"},
}


class Said(NamedTuple):
    status: int
    headers: Mapping[str, str]
    raw: bytes

    @property
    def body(self) -> Any:
        return json.loads(self.raw)


class Account:
    """One with two people who take an SMS, and one who has a phone and does not."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        people = [
            Profile(
                id=number, identities={"Phone": "+1"}, subscribed=frozenset({"sms"} if number < 3 else ())
            )
            for number in (1, 2, 3)
        ]
        self.store = RequestStore(folder)
        self.clock = Clock(lambda: NOW)
        self.sandbox = Sandbox(
            settings=SandboxSettings(timezone="Asia/Kolkata", **settings),
            store=self.store,
            audience=PopulationAudience(lambda: SmallPopulation(people)),
            clock=self.clock,
        )
        self.faults = Faults(())
        self.app = make_app(self.sandbox, self.faults, extra_routes=())

    def ask(self, path: str, body: Any, method: str = "POST", **headers: str | None) -> Said:
        """``headers`` stand over those of somebody who may ask; None takes one out."""
        given = {**MAY, **{name.replace("_", "-"): value for name, value in headers.items()}}
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        scope = {
            "type": "http",
            "method": method,
            "path": path.partition("?")[0],
            "raw_path": path.encode(),
            "query_string": path.partition("?")[2].encode(),
            "headers": [
                (name.encode(), value.encode()) for name, value in given.items() if value is not None
            ],
            "scheme": "http",
            "server": ("localhost", 8080),
        }
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": raw, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        async def once() -> None:
            await self.app(scope, receive, send)  # type: ignore[arg-type]

        with ThreadPoolExecutor(1) as pool:
            pool.submit(asyncio.run, once()).result()
        told = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return Said(sent[0]["status"], told, b"".join(part.get("body", b"") for part in sent[1:]))

    def made(self, **more: Any) -> int:
        return int(self.ask(CREATE, {**SMS, **more}).body["id"])

    def listed(self, first: int, last: int) -> list[dict[str, Any]]:
        return list(self.ask(LIST, {"from": first, "to": last}).body["targets"])


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[..., Account]]:
    accounts: list[Account] = []

    def one(**settings: Any) -> Account:
        accounts.append(Account(tmp_path, **settings))
        return accounts[-1]

    yield one
    for account in accounts:
        account.store.close()


JSON_TYPE = "Content-Type must be application/json; charset=utf-8"
WRONG = "Account Id or Passcode is invalid"
DOORS: list[tuple[dict[str, str | None], int, str | None]] = [
    ({}, 200, None),
    ({"x_clevertap_account_id": "other"}, 401, WRONG),
    ({"x_clevertap_account_id": None}, 401, WRONG),
    ({"x_clevertap_passcode": "other"}, 401, WRONG),
    ({"x_clevertap_passcode": None}, 401, WRONG),
    ({"x_clevertap_passcode": ""}, 401, WRONG),
    ({"content_type": None}, 400, JSON_TYPE),
    ({"content_type": "text/plain"}, 400, JSON_TYPE),
    ({"content_type": "application/json; charset=latin-1"}, 400, JSON_TYPE),
    ({"content_type": "Application/JSON"}, 200, None),
    ({"content_type": ' application/json ; Charset="UTF-8"'}, 200, None),
    ({"host": "evil.example"}, 403, "This host name is not served: use localhost or 127.0.0.1"),
    ({"host": "127.0.0.1"}, 200, None),
]


@pytest.mark.parametrize(("headers", "status", "error"), DOORS, ids=[str(row[0]) for row in DOORS])
def test_who_may_ask(
    opened: Callable[..., Account], headers: dict[str, str | None], status: int, error: str | None
) -> None:
    account = opened()
    said = account.ask(CREATE, SMS, **headers)
    assert (said.status, said.body.get("error")) == (status, error)
    assert len(account.store.requests(after=0)) == (error is None), (
        "what was turned away at the door is not logged"
    )
    assert error or said.headers["date"] == "Wed, 15 Jan 2031 20:00:00 GMT"


@pytest.mark.parametrize(
    ("path", "method", "raw", "status", "body"),
    [
        (CREATE, "POST", b"[]", 400, {"status": "fail", "error": "Invalid JSON payload", "code": 78}),
        (CREATE, "POST", b"{" + b" " * 500 + b"}", 413, {"status": "fail", "error": "Payload is too large"}),
        (CREATE, "GET", b"", 405, {"status": "fail", "error": "Method Not Allowed"}),
        ("/1/targets/estimate.json", "POST", b"{}", 404, {"status": "fail", "error": "Not Found"}),
        (TRIGGERS, "POST", b"{}", 401, {"status": "fail", "error": "Token is missing"}),
    ],
)
def test_what_is_no_question(
    opened: Callable[..., Account], path: str, method: str, raw: bytes, status: int, body: Any
) -> None:
    said = opened(body_limit=400).ask(path, raw, method)
    assert (said.status, said.body) == (status, body)


def test_a_campaign_is_made_listed_stopped_and_over(opened: Callable[..., Account]) -> None:
    account = opened()
    said = account.ask(CREATE, SMS).body
    first = int(NOW.timestamp())
    assert said == {"status": "success", "id": first, "estimates": {"sms": 2}}
    later = account.made(when="20310120 09:30", name="Later")
    assert later == first + 1, "an id of its own, though it came in the same second"
    assert account.listed(20310116, 20310116) == [
        {"id": first, "name": "Tea", "scheduled_on": 203101160130, "status": "running"}
    ]
    assert [one["id"] for one in account.listed(20310116, 20310120)] == [first, later]
    assert account.listed(20310117, 20310119) == []
    assert account.ask(RESULT, {"id": later}).body == {"status": "fail", "error": "Campaign is pending"}
    assert account.ask(RESULT, {"id": first}).status == 409
    account.clock.advance(60)
    assert account.ask(RESULT, {"id": first}).body == {
        "status": "success",
        "result": {"sent": 2, "clicked": 0},
    }
    assert account.ask(STOP, {"id": first}).body["error"] == "Campaign is already completed"
    assert account.ask(STOP, {"id": later}).body == {"status": "success"}
    account.clock.advance(60)
    assert account.ask(STOP, {"id": later}).body == {"status": "success"}, "and nothing happens"
    found = account.store.campaign(later)
    assert found is not None
    assert found.stopped_at == NOW + timedelta(seconds=60), "the first time"
    assert account.listed(20310120, 20310120)[0]["status"] == "stopped"
    assert account.ask(RESULT, {"id": later}).body["result"] == {"sent": 0, "clicked": 0}
    for number in (0, True, str(later), None, 5, 2**63):
        for path in (STOP, RESULT):
            assert account.ask(path, {"id": number}).body["error"] == "No campaign found with the given id"
    assert account.store.accepted() == {"create": 2, "stop": 2}


@pytest.mark.parametrize(
    ("more", "answer", "kind"),
    [
        ({"skip_estimate": True}, {"status": "success", "id": 0, "estimates": {}}, "create"),
        ({"estimate_only": True}, {"status": "success", "estimates": {"sms": 2}}, "estimate"),
        (
            {"estimate_only": True, "skip_estimate": True},
            {"status": "success", "estimates": {"sms": 2}},
            "estimate",
        ),
        ({"estimate_only": True, "async_estimate": True}, {"status": "partial", "req_id": ""}, "estimate"),
        ({"draft": True}, {"status": "success", "id": 0, "estimates": {"sms": 2}}, "create"),
    ],
)
def test_what_a_create_asks_for(
    opened: Callable[..., Account], more: dict[str, Any], answer: dict[str, Any], kind: str
) -> None:
    account = opened()
    said = account.ask(CREATE, {**SMS, **more}).body
    assert said.keys() == answer.keys()
    assert {**said, **{key: value for key, value in answer.items() if key in ("id", "req_id")}} == answer
    assert (account.store.accepted(), len(account.listed(20310116, 20310116))) == (
        {kind: 1},
        int(kind == "create"),
    )
    if "req_id" in said:
        assert len(said["req_id"]) == 24
    if more == {"draft": True}:
        assert account.listed(20310116, 20310116)[0]["status"] == "pending"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({}, "Field from is invalid: expected a date as YYYYMMDD"),
        ({"from": 20310101}, "Field to is invalid: expected a date as YYYYMMDD"),
        ({"from": 20310230, "to": 20310301}, "Field from is invalid: expected a date as YYYYMMDD"),
        (
            {"from": 20310102, "to": 20310101},
            "Query parse failure - The from date cannot be after the to date",
        ),
    ],
)
def test_days_that_cannot_be_listed(opened: Callable[..., Account], body: dict[str, Any], error: str) -> None:
    assert opened().ask(LIST, body).body == {"status": "fail", "error": error}


@pytest.mark.parametrize(
    ("form", "shown"), [("digits", 203101160130), ("epoch", int(NOW.timestamp())), ("text", "20310116 01:30")]
)
def test_how_a_schedule_is_listed(opened: Callable[..., Account], form: str, shown: Any) -> None:
    account = opened(scheduled_on=form)
    account.made()
    assert [one["scheduled_on"] for one in account.listed(20310116, 20310116)] == [shown]


SENT = {"to": {"Identity": ["a", "b"], "Email": ["c"]}, "content": {"body": "Hi"}}
SENDS: list[tuple[dict[str, Any], dict[str, Any], int | None]] = [
    ({}, {"status": "success", "message": "Added to queue for processing"}, 3),
    ({"to": None}, {"status": "fail", "error": "to is a mandatory field", "code": 21}, None),
    ({"to": {}}, {"status": "fail", "error": "Invalid recipients", "code": 84}, 0),
    ({"to": {"Identity": [""]}}, {"status": "fail", "error": "Invalid recipients", "code": 84}, None),
    ({"to": {"Other": ["a"]}}, {"status": "fail", "error": "Invalid recipients", "code": 84}, None),
    (
        {"to": {"Identity": ["a"] * 1000}},
        {"status": "success", "message": "Added to queue for processing"},
        1000,
    ),
    (
        {"to": {"Identity": ["a"] * 1000, "Email": ["b"]}},
        {"status": "fail", "error": "Invalid recipients: more than 1000 in one request", "code": 84},
        1001,
    ),
    (
        {"respect_frequency_caps": "yes"},
        {"status": "fail", "error": "respect_frequency_caps must be a Boolean", "code": 73},
        3,
    ),
    ({"content": {}}, {"status": "fail", "error": "Field body is empty (inside content)"}, 3),
    ({"provider_nick_name": "x"}, {"status": "fail", "error": "InCorrect provider_nick_name!"}, 3),
]


@pytest.mark.parametrize(("more", "answer", "count"), SENDS, ids=[str(row[0])[:40] for row in SENDS])
def test_a_message_to_people_by_name(
    opened: Callable[..., Account], more: dict[str, Any], answer: dict[str, Any], count: int | None
) -> None:
    account = opened(providers=frozenset({"p"}))
    assert account.ask("/1/send/sms.json", {**SENT, **more}).body == answer
    (row,) = account.store.requests(after=0)
    assert (row["kind"], row["channel"], row["recipients"]) == ("send", "sms", count)
    assert row["accepted"] == (answer["status"] == "success")


def test_what_is_logged_holds_no_credential(opened: Callable[..., Account]) -> None:
    account = opened()
    account.ask(CREATE, SMS, authorization="Bearer x", cookie="a=b", x_clevertap_token="t", x_request="7")
    account.ask(CREATE, {**SMS, "name": " "})
    asked, refused = account.store.newest(before=99, limit=9, everything=True)[::-1]
    headers = json.loads(asked["headers"])
    assert headers == {"host": MAY["host"], "content-type": MAY["content-type"], "x-request": "7"}
    assert (asked["path"], json.loads(asked["body"]), asked["status"]) == (CREATE, SMS, 200)
    assert (asked["name"], asked["channel"], asked["at"]) == ("Tea", "sms", NOW.timestamp())
    assert json.loads(refused["response"]) == {"status": "fail", "error": "Field name is empty"}
    assert (refused["status"], refused["accepted"], refused["campaign"]) == (400, 0, None)
    assert [row["seq"] for row in account.store.newest(before=99, limit=9, everything=False)] == [
        asked["seq"]
    ]


def test_a_fault_is_named_in_the_log_and_a_listing_lags(opened: Callable[..., Account]) -> None:
    account = opened()
    account.made()
    account.faults.arm(["5xx-after-accept@1", "list-lag:30"])
    assert account.ask(CREATE, SMS).status == 500
    assert [row["fault"] for row in account.store.requests(after=0)] == ["", "5xx-after-accept@1"]
    assert account.store.accepted() == {"create": 2}
    assert account.listed(20310116, 20310116) == []
    account.clock.advance(30)
    assert len(account.listed(20310116, 20310116)) == 2


def test_so_many_a_second_of_each_api_and_those_that_left_make_room(opened: Callable[..., Account]) -> None:
    account = opened(concurrent=1)
    assert [account.ask(CREATE, SMS).status for _ in range(3)] == [200] * 3
    busy = opened(per_second=0.001)
    said = [busy.ask(CREATE, SMS) for _ in range(2)]
    assert [one.status for one in said] == [200, 429]
    assert said[1].body == {"status": "fail", "error": "Too many concurrent requests"}
    assert busy.ask(LIST, {"from": 20310116, "to": 20310116}).status == 200, "another one has its own"


CONTROL: list[tuple[str, Any, int, dict[str, Any]]] = [
    ("/sandbox/clock.json", {"advance": 90}, 200, {"format_version": 1, "now": "2031-01-15T20:01:30+00:00"}),
    (
        "/sandbox/clock.json",
        {"advance": "1"},
        400,
        {"status": "fail", "error": 'expected {"advance": seconds}'},
    ),
    (
        "/sandbox/clock.json",
        {"advance": True},
        400,
        {"status": "fail", "error": 'expected {"advance": seconds}'},
    ),
    ("/sandbox/clock.json", [], 400, {"status": "fail", "error": "expected a JSON object"}),
    (
        "/sandbox/clock.json",
        b" " * 100_001,
        413,
        {"status": "fail", "error": "expected 100,000 bytes at most"},
    ),
    (
        "/sandbox/faults.json",
        {"faults": "refuse"},
        400,
        {"status": "fail", "error": 'expected {"faults": ["NAME[:VALUE][@WHICH][/ENDPOINT]", …]}'},
    ),
]


@pytest.mark.parametrize(("path", "body", "status", "answer"), CONTROL)
def test_what_is_told_to_the_sandbox_itself(
    opened: Callable[..., Account], path: str, body: Any, status: int, answer: dict[str, Any]
) -> None:
    said = opened().ask(path, body, x_clevertap_passcode=None)
    assert (said.status, said.body) == (status, answer)


def test_faults_are_armed_and_the_log_read_from_where_it_was_left(opened: Callable[..., Account]) -> None:
    account = opened()
    assert account.ask("/sandbox/faults.json", {"faults": ["refuse@1"]}).body["faults"] == ["refuse@1"]
    assert account.ask("/sandbox/faults.json", {"faults": ["x"]}).status == 400
    armed = account.ask("/sandbox/faults.json", b"", "GET").body
    assert (armed["format_version"], armed["faults"]) == (1, ["refuse@1"])
    assert armed["known"]["429"] == "answers 429 to the first N requests (all without N)"
    assert account.ask(CREATE, SMS).status == 400
    account.made()
    log = account.ask("/sandbox/log.json?after=1", b"", "GET").body
    assert (log["format_version"], log["accepted"], [row["seq"] for row in log["requests"]]) == (
        1,
        {"create": 1},
        [],
    )
    log = account.ask("/sandbox/log.json", b"", "GET").body
    assert [row["kind"] for row in log["requests"]] == ["create"], (
        "what was refused in its place never came to it"
    )
    for after in ("-1", "x", "1" * 20, str(2**63), "٣"):
        said = account.ask(f"/sandbox/log.json?after={after}", b"", "GET")
        assert (said.status, said.body["error"]) == (400, "after takes a sequence number")
    for origin, status in (("http://localhost:8080", 200), ("http://evil.example", 403), ("null", 403)):
        assert account.ask("/sandbox/clock.json", {"advance": 0}, origin=origin).status == status
    for site, status in (("same-origin", 200), ("none", 200), ("cross-site", 403), ("same-site", 403)):
        assert account.ask("/sandbox/clock.json", {"advance": 0}, sec_fetch_site=site).status == status


def test_a_push_is_counted_by_the_platforms_that_it_goes_to() -> None:
    def owner(number: int, *devices: tuple[str, bool]) -> Profile:
        own = tuple(
            Device(platform=name, push=push, last_active=9 - at) for at, (name, push) in enumerate(devices)
        )
        return Profile(id=number, devices=own)

    people = SmallPopulation(
        [
            owner(1, ("ios", True), ("android", True)),
            owner(2, ("android", False), ("ios", True), ("web", True)),
            owner(3, ("android", True), ("android", True)),
            owner(4, ("web", False)),
        ]
    )
    counted = PopulationAudience(lambda: people)

    def reach(**body: Any) -> dict[str, int]:
        return counted.estimates({"where": {}, **body}, NOW.date())

    assert reach() == {"android": 1, "ios": 2}
    assert reach(send_to_all_devices=True) == {"android": 2, "ios": 2}
    assert reach(devices=["android"]) == {"android": 2}
    assert reach(target_mode="notificationinbox") == {"android": 2, "ios": 1}
    assert reach(target_mode="webpush") == {"web": 1}
    assert reach(target_mode="webhook") == {"webhook": 4}
    assert reach(target_mode="email") == {"email": 0}


def test_what_cannot_be_logged_did_not_happen(
    opened: Callable[..., Account], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the log, which crash tests take for the truth, would lack a campaign that runs, or a stop."""
    account = opened()
    one = account.made()
    campaign = account.store.campaign(one)

    def full(*_: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(account.store, "log", full)
        for path, body in ((STOP, {"id": one}), (CREATE, SMS)):
            with pytest.raises(OSError, match="full"):
                account.ask(path, body)
    assert account.store.campaigns(first_day=0, last_day=99999999) == [campaign]
    assert account.made() > one, "and the next one can be made"
