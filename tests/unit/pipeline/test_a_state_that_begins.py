"""``ctc state init`` begins a state once, over all that the account has of this project, or not at all; what commands
ask of one that is there is asked of the whole listing, or of nothing."""

from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import pytest

from ctc.clevertap.listing import ListedCampaign, Listing
from ctc.diagnostics import Diagnostic, UserError
from ctc.pipeline import standing, state
from ctc.state.journal import load
from ctc.state.record import Status
from tests.golden.run_stories import Told
from tests.unit.apply.conftest import campaign, message
from tests.unit.pipeline.test_whose_state_it_is import OWN, Opened, vars_of

HERE: Final = Path("somewhere")


class Begins:
    """A repository whose campaigns another state of this project once made, and an account that still has them."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        before = Told()
        before.facts = replace(before.facts, project="acme", environment="live", account_id="A", region="in1")
        before.apply(campaign("a"), campaign("b"))
        self.world, self.opened, self.given = before, Opened(folder), list[Any]()
        self.payloads = (campaign("a"), campaign("c"), message())
        self.listings = self.opened.client.listing = self._listing
        self.complete = True
        facts = replace(before.facts, account_id="", region="")
        monkeypatch.setattr(state, "settings_for", lambda *given: self.given.append(given) or "settings")
        monkeypatch.setattr(state, "compile_project", self._compile)
        monkeypatch.setattr(state, "session", self._session)
        monkeypatch.setattr(state, "facts_of", lambda *_: facts)
        self.documents, self.asks = 3, None

    def _compile(self, settings: str) -> Any:
        project = SimpleNamespace(campaigns=Path("campaigns"))
        return SimpleNamespace(
            payloads=self.payloads,
            failed=False,
            documents=self.documents,
            project=project,
            environment="live",
        )

    @contextmanager
    def _session(self, project: Any, environment: str, environ: Any, *, asks: bool) -> Any:
        assert (project.campaigns, environment, environ, asks) == (
            Path("campaigns"),
            "live",
            {"X": "1"},
            True,
        )
        yield self.opened

    def _listing(self, first: Any, last: Any) -> Listing:
        found = self.world.clevertap.listing(first, last)
        return found if self.complete else replace(found, complete=False, detail="it broke off")

    def __call__(self) -> Any:
        return state.begin(HERE, {"X": "1"}, "live")

    def refused(self) -> tuple[str, str, str | None]:
        with pytest.raises(UserError) as caught:
            self()
        (found,) = caught.value.diagnostics
        return found.code, found.message, found.hint


@pytest.fixture
def begins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Begins:
    return Begins(tmp_path, monkeypatch)


def test_a_new_state_knows_what_the_account_has_of_this_project(begins: Begins) -> None:
    told = begins()
    assert (told.found, told.unignored) == (1, None)
    found = load(begins.opened.store).state
    assert found.binding is not None
    assert {**vars_of(found.binding), "lineage": "L"} == OWN
    assert len(found.binding.lineage) == 32
    assert [(one.address, one.id) for one in found.records.values()] == [("a", 1700000001)]
    assert found.held, "who was written to by name cannot be listed"
    ((cwd, environ, choice),) = begins.given
    assert (cwd, environ, choice.env) == (HERE, {"X": "1"}, "live")
    message_ = "environment 'live' has a state already"
    assert begins.refused() == ("CTC708", message_, "`ctc state list` shows it; nothing was changed")


def test_a_state_beside_an_own_list_of_what_git_ignores_is_told(begins: Begins, tmp_path: Path) -> None:
    (tmp_path / "state" / ".gitignore").write_text("*.log\n")
    assert begins().unignored == tmp_path / "state" / ".gitignore"


def test_over_half_a_listing_no_state_begins(begins: Begins) -> None:
    begins.complete = False
    told = "CleverTap's listing is not complete (it broke off), so nobody knows what exists"
    assert begins.refused() == ("CTC709", told, "run `ctc state init` again")
    assert not begins.opened.store.exists()
    begins.documents = 0
    assert begins.refused()[0] == "CTC500", "a repository without specs"


def test_of_two_that_begin_it_at_once_one_is_told(begins: Begins, monkeypatch: pytest.MonkeyPatch) -> None:
    def meanwhile(*given: Any) -> Any:
        begins.opened.holds(lineage="other")
        return None

    monkeypatch.setattr(state, "kept_out_of_git", meanwhile)
    assert begins.refused() == ("CTC708", "another run has just made this state", "nothing was changed")
    assert load(begins.opened.store).state.serial == 1


def listed(*statuses: str, complete: bool = True) -> Any:
    campaigns = tuple(
        ListedCampaign(id=n, name="x", status=one, scheduled_on=None) for n, one in enumerate(statuses)
    )
    return Listing(complete=complete, campaigns=campaigns)


def test_what_a_listing_says_of_each_campaign(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing at all where it is not whole: what it leaves out would pass for gone."""
    answers: list[Any] = [
        listed("pending", "running", "stopped", "of a kind that is new"),
        listed("pending", complete=False),
        UserError(Diagnostic.of("CTC804", "CTC_CODE is not set")),
    ]

    def sweep(*_: object) -> Any:
        answer = answers.pop(0)
        if isinstance(answer, UserError):
            raise answer
        return answer

    monkeypatch.setattr(state, "sweep", sweep)
    world = Told()
    opened: Any = SimpleNamespace(
        session=SimpleNamespace(client=world.clevertap), journal=world.journal(), facts=world.facts
    )
    assert state.statuses_now(opened) == {0: Status.SCHEDULED, 1: Status.RUNNING, 2: Status.STOPPED}
    assert state.statuses_now(opened) is None
    assert state.statuses_now(opened) is None
    assert [*state.no_recipients(message())] == []


def test_the_sends_that_wait_are_those_of_the_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    payloads = (campaign(), message(), message("note"))
    monkeypatch.setattr(standing, "settings_for", lambda *given: asked.append(given))
    monkeypatch.setattr(standing, "compile_project", lambda _: SimpleNamespace(payloads=payloads))

    def held(why: str) -> list[str]:
        opened: Any = SimpleNamespace(journal=SimpleNamespace(state=SimpleNamespace(held=why)))
        return [one.address for one in standing.held_sends(opened, HERE, {"X": "1"}, "live")]

    assert (held(""), asked) == ([], []), "nothing waits, so no spec is read"
    assert held("an older copy was put back") == ["letter", "note"]
    ((cwd, environ, choice),) = asked
    assert (cwd, environ, choice.env) == (HERE, {"X": "1"}, "live")
