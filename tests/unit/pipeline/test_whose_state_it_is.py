"""A state is begun, believed or refused: one that is missing, of something else, or an older copy of itself would have
everything sent again."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import pytest

from ctc.clevertap.listing import Listing
from ctc.diagnostics import Diagnostic, UserError
from ctc.pipeline import state
from ctc.pipeline.states import open_journal
from ctc.project.witness import witness, witnessed
from ctc.state import records
from ctc.state.journal import Journal, load
from ctc.state.record import Binding
from ctc.state.state import State
from ctc.state.stores.memory import MemoryStore

AT: Final = datetime(2031, 1, 1, tzinfo=UTC)
OWN: Final = {"project": "acme", "environment": "live", "account_id": "A", "region": "in1", "lineage": "L"}


class Opened:
    """A session of an environment in use, over a state in memory."""

    def __init__(
        self, folder: Path, *, local: bool = False, sandbox: bool = False, status: int = 200
    ) -> None:
        self.store, self.project_name = MemoryStore(lambda: AT), "acme"
        self.project = SimpleNamespace(root=folder)
        self.environment = SimpleNamespace(
            name="live",
            region=lambda: "in1",
            is_sandbox=sandbox,
            is_local=lambda: local,
            state=lambda: "sqlite:///state/live.db",
        )
        self.client = SimpleNamespace(listing=lambda *days: self._listing(status, *days))
        self.environ = {"XDG_STATE_HOME": str(folder / "seen")}
        self.asked: list[tuple[date, date]] = []
        self.last: list[Callable[[], None]] = []
        self.at_end = self.last.append
        (folder / ".git").mkdir(exist_ok=True)
        (folder / "state").mkdir(exist_ok=True)

    def _listing(self, status: int, first: date, last: date) -> Listing:
        self.asked.append((first, last))
        return Listing(complete=status == 200, detail=f"answered {status}", http_status=status)

    def account_id(self) -> str:
        return "A"

    def holds(self, **binding: str) -> Any:
        self.store.append([records.init(Binding(**{**OWN, **binding}))], after=0)
        return self

    def end(self) -> None:
        for call in self.last:
            call()


def refused(opened: Any, **way: Any) -> Diagnostic:
    with pytest.raises(UserError) as caught:
        open_journal(opened, **{"durable": True, **way})
    (found,) = caught.value.diagnostics
    return found


def test_a_missing_state_is_begun_where_no_people_are(tmp_path: Path) -> None:
    today = datetime.now(UTC).date()
    opened: Any = Opened(tmp_path, local=True)
    assert open_journal(opened, durable=False).state.binding is None
    assert not opened.store.exists(), "who only looks begins none"
    assert (opened.asked, (tmp_path / "state/.gitignore").exists()) == ([], False)
    found = open_journal(opened, durable=True).state.binding
    assert found is not None
    assert {**vars_of(found), "lineage": "L"} == OWN
    assert len(found.lineage) == 32
    assert (tmp_path / "state/.gitignore").read_text("utf-8") == "/live.db*\n/.live.db.*\n"
    ((first, last),) = opened.asked
    assert today <= first == last <= datetime.now(UTC).date(), "whether the account lets ctc in"


def vars_of(binding: Binding) -> dict[str, str]:
    return {name: getattr(binding, name) for name in OWN}


def test_a_missing_state_of_people_is_no_empty_one(tmp_path: Path) -> None:
    for durable in (False, True):
        opened = Opened(tmp_path)
        found = refused(opened, durable=durable)
        assert found.code == "CTC702"
        assert "`ctc state init --env live`" in (found.hint or "")
        assert not opened.store.exists()


@pytest.mark.parametrize(("status", "is_refused"), [(200, False), (401, True), (403, True), (500, False)])
def test_an_account_that_lets_nobody_in_binds_no_state(tmp_path: Path, status: int, is_refused: bool) -> None:
    opened: Any = Opened(tmp_path, local=True, status=status)
    if is_refused:
        found = refused(opened)
        assert (found.code, f"(answered {status})" in found.message) == ("CTC727", True)
    else:
        open_journal(opened, durable=True)
    assert opened.store.exists() is not is_refused


def test_the_sandbox_lets_everybody_in(tmp_path: Path) -> None:
    opened: Any = Opened(tmp_path, local=True, sandbox=True, status=401)
    assert open_journal(opened, durable=True).state.binding is not None
    assert (opened.asked, opened.last) == ([], [])


@pytest.mark.parametrize("name", ["project", "environment", "account_id", "region"])
def test_a_state_of_something_else_is_refused_unless_a_person_looks_into_it(
    tmp_path: Path, name: str
) -> None:
    opened = Opened(tmp_path).holds(**{name: "other"})
    found = refused(opened)
    assert found.code == "CTC703"
    assert f"{name} is 'other', not {OWN[name]!r}" in found.message
    assert open_journal(opened, durable=False, bound=False).state.serial == 1


def test_a_plan_without_credentials_believes_the_states_own_account(tmp_path: Path) -> None:
    def unset() -> str:
        raise UserError(Diagnostic.of("CTC804", "CLEVERTAP_ACCOUNT_ID is not set"))

    opened = Opened(tmp_path).holds(account_id="B")
    opened.account_id = unset
    assert open_journal(opened, durable=False).state.serial == 1


def test_an_older_copy_is_refused_and_how_new_this_one_is_is_remembered_at_the_end(tmp_path: Path) -> None:
    opened = Opened(tmp_path).holds()
    journal = open_journal(opened, durable=False)
    assert witnessed("L", opened.environ) == 0
    journal.append(lambda _: [records.held(why="w", since=AT)])
    opened.end()
    assert witnessed("L", opened.environ) == 2, "what it wrote counts as well"
    open_journal(opened, durable=False)
    witness("L", 3, opened.environ)
    found = refused(opened)
    assert found.code == "CTC728"
    assert "this state ends at record 2, and this machine saw record 3 of it" in found.message
    assert open_journal(opened, durable=False, bound=False).state.serial == 2


@pytest.fixture
def rebinds(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], str]:
    """``ctc state rebind`` of a session; what is said of it."""

    def rebind(opened: Any) -> str:
        journal = Journal(opened.store, State()) if not opened.store.exists() else load(opened.store)
        given = nullcontext(SimpleNamespace(session=opened, journal=journal))
        monkeypatch.setattr(state, "opened_state", lambda *_, bound: given if not bound else None)
        monkeypatch.setattr(state, "person", lambda: "ann")
        return state.rebind(Path(), opened.environ, None, "it is ours")

    return rebind


@pytest.mark.parametrize(("seen", "is_older"), [(0, False), (1, False), (2, True)])
def test_a_state_is_bound_anew_and_holds_what_an_older_copy_cannot_know(
    tmp_path: Path, rebinds: Callable[[Any], str], seen: int, is_older: bool
) -> None:
    opened = Opened(tmp_path).holds(project="old", environment="older")
    witness("L", seen, opened.environ)
    said = rebinds(opened)
    found = load(opened.store).state
    assert found.binding is not None
    assert (found.binding.project, found.binding.environment) == ("acme", "live")
    assert found.binding.lineage not in ("L", "")
    assert said == ("identity sends wait for a person: `ctc status` names them" if is_older else "")
    assert found.held == ("an older copy of this state was put back (it is ours)" if is_older else "")
    assert witnessed(found.binding.lineage, opened.environ) == found.serial == (3 if is_older else 2)
    kept = [entry.record for entry in opened.store.read()][1]
    assert (kept["by"], kept["why"]) == ("ann", "it is ours")


@pytest.mark.parametrize("name", ["account_id", "region"])
def test_the_state_of_another_account_is_none_of_this_one(
    tmp_path: Path, rebinds: Callable[[Any], str], name: str
) -> None:
    opened = Opened(tmp_path).holds(**{name: "other"})
    with pytest.raises(
        UserError, match=f"this state is of {name} 'other', and campaigns of one are none of another"
    ):
        rebinds(opened)
    assert load(opened.store).state.serial == 1


def test_no_state_is_none_to_bind(tmp_path: Path, rebinds: Callable[[Any], str]) -> None:
    with pytest.raises(UserError, match="there is no state to rebind"):
        rebinds(Opened(tmp_path))
