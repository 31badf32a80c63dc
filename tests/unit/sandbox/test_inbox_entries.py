"""What the inbox says of each request: its title, its marker, its first words, its reach, its life."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ctc.people.population import Profile, SmallPopulation
from ctc.sandbox import sends, targets
from ctc.sandbox.clock import Clock
from ctc.sandbox.inbox.entries import Entry, entry_of, life_of, pretty
from ctc.sandbox.reach import PopulationAudience
from ctc.sandbox.settings import SandboxSettings
from ctc.sandbox.store import Call, RequestStore
from ctc.sandbox.targets import Sandbox

NOW = datetime(2031, 1, 1, 12, 0, 5, tzinfo=UTC)
CONTENT = {"title": "T", "body": "B", "platform_specific": {"android": {"wzrk_cid": "m"}}}
CREATE, SEND = "/1/targets/create.json", "/1/send/sms.json"
Ask = Callable[..., Entry]


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    """An account in India with nobody in it, whose clock stands still until it is moved."""
    store = RequestStore(tmp_path)
    yield Sandbox(
        settings=SandboxSettings(timezone="Asia/Kolkata"),
        store=store,
        audience=PopulationAudience(lambda: SmallPopulation([Profile(id=1)])),
        clock=Clock(lambda: NOW),
    )
    store.close()


@pytest.fixture
def ask(sandbox: Sandbox) -> Ask:
    """What the inbox shows of one request, once it is answered."""

    def entry(kind: str = "create", *, channel: str = "push", fault: str = "", **fields: Any) -> Entry:
        body = {"name": "Tea", "when": "now", "segment": "all", "content": CONTENT, "target_mode": channel}
        body |= fields
        path = {"create": CREATE, "estimate": CREATE, "send": SEND}.get(kind, "/1/targets/stop.json")
        call = Call(
            kind=kind,
            path=path,
            headers={},
            raw=json.dumps(body).encode(),
            body=body,
            at=sandbox.clock.now(),
            channel="" if kind == "stop" else channel,
            fault=fault,
        )
        act = {"send": sends.send, "stop": targets.stop}.get(kind, targets.create)
        act(sandbox, call)
        (row,) = sandbox.store.newest(before=2**62, limit=1, everything=True)
        return entry_of(sandbox, row)

    return entry


def test_a_campaign(ask: Ask) -> None:
    found = ask(name="Tea #abcdefgh-2345", fault="latency:1")
    assert (found.title, found.marker, found.snippet) == ("Tea", "#abcdefgh-2345", "T")
    assert (found.kind, found.channel, found.variant) == ("create", "push", "push")
    assert (found.status, found.reach, found.fault) == ("running", "0 Android · 0 iOS", "latency:1")
    assert (found.at, found.short) == ("01 Jan 2031 17:30:05 Asia/Kolkata", "01 Jan 17:30")
    assert found.can_stop
    assert found.campaign == int(NOW.timestamp())


@pytest.mark.parametrize(
    ("name", "title", "marker"),
    [
        ("Tea #abcdefgh-234", "Tea #abcdefgh-234", ""),
        ("Tea\nleaf #abcdefgh-2345", "Tea\nleaf", "#abcdefgh-2345"),
        ("#abcdefgh-2345", "#abcdefgh-2345", ""),
        ("a #abcdefgh-2345 #bcdefghi-2345", "a #abcdefgh-2345", "#bcdefghi-2345"),
    ],
)
def test_a_marker_stands_apart_from_what_its_author_wrote(
    ask: Ask, name: str, title: str, marker: str
) -> None:
    found = ask(name=name)
    assert (found.title, found.marker) == (title, marker)


@pytest.mark.parametrize(
    ("kind", "fields", "title", "status", "reach"),
    [
        ("create", {"name": ""}, "(no name)", "refused", ""),
        ("estimate", {"estimate_only": True}, "Estimate of Tea", "answered", "0 Android · 0 iOS"),
        ("estimate", {"estimate_only": True, "async_estimate": True}, "Estimate of Tea", "answered", ""),
        ("send", {"to": {"Email": ["a"]}}, "To 1 recipient", "queued", ""),
        ("send", {"to": {"Email": ["a", "b"]}}, "To 2 recipients", "queued", ""),
        ("send", {"to": {"Mail": ["a"]}}, "To nobody that can be read", "refused", ""),
        ("send", {"to": {"Email": []}}, "To nobody that can be read", "refused", ""),
        ("stop", {"id": 5}, "Stop of an unknown campaign", "refused", ""),
    ],
)
def test_each_kind_of_request(
    ask: Ask, kind: str, fields: dict[str, Any], title: str, status: str, reach: str
) -> None:
    found = ask(kind, channel="sms" if kind == "send" else "push", **fields)
    assert (found.title, found.status, found.reach) == (title, status, reach)
    assert not found.can_stop
    assert found.variant == {"send": "send-sms", "stop": ""}.get(kind, "push")


def test_a_stop_is_of_its_campaign(ask: Ask) -> None:
    made = ask(when="20310201 09:00")
    assert (made.status, made.can_stop) == ("pending", True)
    stop = ask("stop", id=made.campaign)
    assert (stop.title, stop.status, stop.channel, stop.reach) == ("Stop of Tea", "answered", "push", "")
    assert stop.campaign == made.campaign


@pytest.mark.parametrize(
    ("content", "snippet"),
    [
        ({"title": " ", "subject": "S", "body": "B"}, "S"),
        ({"body": " B "}, "B"),
        ({"message": {"text": "M"}}, "M"),
        ([{"title": {"text": "first"}}, {"title": {"text": "second"}}], "first"),
        ([], "endpoint"),
        ("text", "endpoint"),
        ({"template_name": "ns:offer"}, "offer"),
        ({"title": "ns:offer"}, "ns:offer"),
        ({"title": "x" * 121}, "x" * 120),
        ({"title": 5}, "endpoint"),
    ],
)
def test_the_first_words(ask: Ask, content: Any, snippet: str) -> None:
    assert ask(content=content, webhook_endpoint_name="endpoint").snippet == snippet


def life(sandbox: Sandbox, entry: Entry) -> list[tuple[str, str, bool]]:
    return [(moment.title, moment.at[:17], moment.reached) for moment in life_of(sandbox, entry)]


ACCEPTED = ("Accepted", "01 Jan 2031 17:30", True)


def test_the_life_of_one_that_goes_out_now(sandbox: Sandbox, ask: Ask) -> None:
    entry = ask()
    started, end = ("Started", "01 Jan 2031 17:30", True), "01 Jan 2031 17:31"
    assert life(sandbox, entry) == [ACCEPTED, started, ("Completes", end, False)]
    sandbox.clock.advance(60)
    assert life(sandbox, entry) == [ACCEPTED, started, ("Completed", end, True)]


def test_the_life_of_one_that_waits_and_is_stopped(sandbox: Sandbox, ask: Ask) -> None:
    entry = ask(when="20310201 09:00")
    waits = ("Starts", "01 Feb 2031 09:00", False)
    assert life(sandbox, entry) == [ACCEPTED, waits, ("Completes", "01 Feb 2031 09:01", False)]
    sandbox.clock.advance(3600)
    ask("stop", id=entry.campaign)
    stopped = ("Stopped", "01 Jan 2031 18:30", True)
    assert life(sandbox, entry) == [ACCEPTED, stopped]
    assert life(sandbox, ask("stop", id=entry.campaign)) == []


def test_the_life_of_a_draft_and_of_one_without_an_end(sandbox: Sandbox, ask: Ask) -> None:
    assert life(sandbox, ask(draft=True)) == [ACCEPTED]
    entry = ask(when={"type": "recurring", "start_time": "20310201 09:00"})
    assert life(sandbox, entry) == [
        ACCEPTED,
        ("Starts", "01 Feb 2031 09:00", False),
        ("Completes", "never: it recurs ", False),
    ]
    sandbox.clock.advance(timedelta(days=40).total_seconds())
    assert life(sandbox, entry)[1][0] == "Started"
    ask("stop", id=entry.campaign)
    assert [step[0] for step in life(sandbox, entry)] == ["Accepted", "Started", "Stopped"]


def test_a_body_as_people_read_it() -> None:
    assert pretty(b'{"b": 1, "a": "\\u00e9"}') == '{\n  "b": 1,\n  "a": "\u00e9"\n}'
