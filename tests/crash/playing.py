"""One cell, from its preparation to its judgement."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from crash.cells import FAULTS, PATIENCE, Cell
from crash.judge import breaches, unfinished
from crash.world import Ran, Repository, Sandbox, pause

from ctc.state import records
from ctc.state.stores.opening import open_store

_LONG = 500
"""Records after which a run writes a snapshot."""


@dataclass(slots=True, kw_only=True)
class Result:
    """``reached`` is None where nothing shows it: a Ctrl-C that came too late to change anything."""

    cell: Cell
    reached: bool | None = None
    runs: list[Ran] = field(default_factory=list)
    breaches: list[str] = field(default_factory=list)

    @property
    def in_doubt(self) -> bool:
        return bool(self.runs) and self.runs[-1].code == 4


def play(cell: Cell, number: int, folder: Path, sandbox: Sandbox, postgresql: Callable[[], str]) -> Result:
    """Plays and judges one cell. What goes wrong in the playing itself is a breach as well."""
    result = Result(cell=cell)
    project = f"cell-{number}"
    state = "sqlite:///state.db"
    if cell.store == "postgresql":
        state = f"{postgresql()}&journal={project}"
    repository = Repository(
        folder=folder / project, project=project, url=sandbox.url, state=state, lag=cell.lag == "stated"
    )
    try:
        repository.lay()
        _prepare(cell, repository, sandbox)
        _perform(cell, repository, sandbox, result)
        accepted = sandbox.accepted(project)
        result.breaches += breaches(repository, accepted, result.runs)
        result.breaches += unfinished(cell, accepted, result.runs[-1])
    except Exception as error:
        result.breaches.append(f"{type(error).__name__}: {error}")
    finally:
        for process in repository.started:
            process.abandon()
        sandbox.start()
        sandbox.arm(())
    return result


def _prepare(cell: Cell, repository: Repository, sandbox: Sandbox) -> None:
    """What is recorded before the run that is to die; leaves the repository as that run finds it."""
    if cell.subject == "send":
        repository.message()
        return
    repository.campaign("one")
    if cell.subject == "long journal":
        assert repository.run("state", "init").code == 0
        _lengthen(repository)
    if cell.subject in {"replace", "gone", "adopt"}:
        sandbox.arm(("drop-after-accept@1",) if cell.subject == "adopt" else ())
        if cell.subject == "gone":
            repository.campaign("two")
        ran = repository.run()
        assert ran.code == (4 if cell.subject == "adopt" else 0), f"the preparation failed: {ran}"
    if cell.subject == "replace":
        repository.campaign("one", revision=2)
    elif cell.subject == "gone":
        repository.without("one")
    else:
        repository.campaign("two")


def _lengthen(repository: Repository) -> None:
    store = open_store(repository.state, root=repository.folder)
    last = max(entry.serial for entry in store.read())
    filler = [records.reach(audience=f"{n:064x}", total=n, platforms={}) for n in range(_LONG)]
    store.append(filler, after=last)
    store.close()


def _perform(cell: Cell, repository: Repository, sandbox: Sandbox, result: Result) -> None:
    sandbox.arm(FAULTS[cell.behaviour])
    if cell.behaviour == "is down":
        sandbox.kill()
    failpoint = "" if cell.failpoint == "none" else f"{cell.failpoint}:{cell.ending}"
    started = [repository.apply(failpoint)]
    if cell.runners == "two":
        started.append(repository.apply())
    ended = [process.wait() for process in started]
    if cell.ending != "int":
        result.reached = ended[0] is None or ended[0].code == -9
    if "at once" in cell.reruns:
        ended.append(repository.run())
    if "later" in cell.reruns:
        sandbox.start()
        sandbox.arm(())
        pause(PATIENCE)
        ended.append(repository.run())
    if started[0].stopped:
        ended.append(started[0].resume())
        if "later" in cell.reruns:
            ended.append(repository.run())
    elif cell.behaviour == "accepts too late":
        pause(3)
    result.runs += [ran for ran in ended if ran is not None]
