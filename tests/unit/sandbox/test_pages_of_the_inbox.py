"""The inbox's pages asked as a browser asks them, without a server: what each shows, and who may stop from it."""

from pathlib import Path
from typing import Any

import pytest

from ctc.sandbox.app import make_app
from ctc.sandbox.inbox import pages, rendering
from ctc.sandbox.inbox.routes import inbox_routes
from tests.unit.sandbox.test_an_account_in_one_process import SENT, SMS, Account, Said

OWN = "http://localhost:8080"
SAFE = {
    "cache-control": "no-cache",
    "content-security-policy": rendering.POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
}


class Inbox(Account):
    """With a campaign that waits, an estimate, people written to by name, and a create that was refused: 1 to 4."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.app = make_app(
            self.sandbox, self.faults, extra_routes=tuple(inbox_routes(self.sandbox, self.faults))
        )
        self.number = self.made(when="20310120 09:30", name="Later")
        self.ask("/1/targets/create.json", {**SMS, "estimate_only": True})
        self.ask("/1/send/sms.json", SENT)
        self.ask("/1/targets/create.json", {**SMS, "name": ""})

    def get(self, path: str, **headers: str | None) -> Said:
        return self.ask(path, b"", "GET", **headers)

    def stop(self, number: int, **headers: str | None) -> Said:
        return self.ask(f"/inbox/{number}/stop", b"", **headers)


@pytest.fixture
def inbox(tmp_path: Path) -> Any:
    account = Inbox(tmp_path)
    yield account
    account.store.close()


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """The templates that were asked for, each with its values."""
    found: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr(rendering, "render", lambda name, **values: (found.append((name, values)), "page")[1])
    return found


@pytest.mark.parametrize(
    ("path", "seqs", "everything", "query"),
    [
        ("/", [3, 1], False, ""),
        ("/inbox/list", [3, 1], False, ""),
        ("/?show=all", [4, 3], True, "?show=all"),
        ("/inbox/list?show=all&before=3", [2, 1], True, "?show=all&before=3"),
        ("/?before=3", [1], False, "?before=3"),
        ("/?before=x", [3, 1], False, ""),
        ("/?before=9999999999999999999999", [3, 1], False, ""),
        ("/?show=none", [3, 1], False, ""),
    ],
)
def test_the_newest_are_listed_some_at_a_time(
    inbox: Inbox, shown: Any, monkeypatch: pytest.MonkeyPatch,
    path: str, seqs: list[int], everything: bool, query: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(pages, "_PAGE", 2)
    said = inbox.get(path)
    ((name, values),) = shown
    assert (said.status, said.raw) == (200, b"page")
    assert name == ("list.html.j2" if "list" in path else "overview.html.j2")
    assert [entry.seq for entry in values["entries"]] == seqs
    assert values["older"] == (seqs[-1] if len(seqs) == 2 else None)
    assert (values["everything"], values["query"]) == (everything, query)
    assert values["counts"] == {"create": 1, "estimate": 1, "send": 1}
    assert (values["faults"], values["settings"]) == ([], inbox.sandbox.settings)
    assert (values["url"], values["current"]) == (OWN, None)


def test_one_request_and_its_answer(inbox: Inbox, shown: Any) -> None:
    assert inbox.get("/inbox/1").status == 200
    ((name, values),) = shown
    assert (name, values["entry"].seq, values["current"]) == ("entry.html.j2", 1, 1)
    assert [moment.title for moment in values["life"]] == ["Accepted", "Starts", "Completes"]
    assert '"name": "Later"' in values["request_body"]
    assert f'"id": {inbox.number}' in values["response_body"]
    assert values["headers"]["host"] == "localhost:8080"
    assert "Tea. Reply STOP" in values["picture"]
    assert values["audience"]


def test_of_a_stop_there_is_no_picture(inbox: Inbox, shown: Any) -> None:
    inbox.ask("/1/targets/stop.json", {"id": inbox.number})
    assert inbox.get("/inbox/5").status == 200
    ((_, values),) = shown
    assert (values["picture"], values["personas"], values["persona"], values["audience"]) == ("", (), "", "")


def test_a_message_that_there_is_not(inbox: Inbox, shown: Any) -> None:
    assert inbox.get("/inbox/9").status == 404
    assert [name for name, _ in shown] == ["missing.html.j2"]
    assert inbox.get("/inbox/9/life").status == 404
    assert inbox.get("/inbox/1/life").raw == b"page"
    name, values = shown[-1]
    assert (name, values["entry"].seq, len(values["life"])) == ("life.html.j2", 1, 3)


def test_a_page_that_is_known_is_not_sent_again(inbox: Inbox, shown: Any) -> None:
    first = inbox.get("/")
    assert {name: first.headers[name] for name in SAFE} == SAFE
    assert first.headers["content-type"] == "text/html; charset=utf-8"
    again = inbox.get("/", if_none_match=first.headers["etag"])
    assert (again.status, again.raw, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert inbox.get("/", if_none_match='"other"').status == 200
    missing = inbox.get("/inbox/9")
    assert inbox.get("/inbox/9", if_none_match=missing.headers["etag"]).status == 404


@pytest.mark.parametrize(("name", "kind"), [("style.css", "text/css"), ("script.js", "text/javascript")])
def test_what_its_pages_load(inbox: Inbox, name: str, kind: str) -> None:
    said = inbox.get(f"/inbox/{name}")
    assert (said.status, said.headers["content-type"]) == (200, f"{kind}; charset=utf-8")
    assert said.raw.decode() == (rendering.style() if name.endswith("css") else rendering.code())


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": OWN}, 303),
        ({"origin": OWN, "sec_fetch_site": "same-origin"}, 303),
        ({}, 403),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": OWN, "sec_fetch_site": "cross-site"}, 403),
    ],
)
def test_a_campaign_is_stopped_from_its_own_page_alone(
    inbox: Inbox, headers: dict[str, str], status: int
) -> None:
    said = inbox.stop(1, **headers)
    assert said.status == status
    campaign = inbox.store.campaign(inbox.number)
    assert campaign is not None
    assert (campaign.stopped_at is not None) is (status == 303)
    if status == 303:
        assert said.headers["location"] == "/inbox/1"
        (row,) = (row for row in inbox.store.requests(after=0) if row["kind"] == "stop")
        assert (row["path"], row["campaign"]) == ("/1/targets/stop.json", inbox.number)
        assert inbox.stop(1, **headers).status == 404, "it is stopped already"


@pytest.mark.parametrize("number", [2, 3, 4, 9])
def test_what_is_no_campaign_cannot_be_stopped(inbox: Inbox, number: int) -> None:
    assert inbox.stop(number, origin=OWN).status == 404
