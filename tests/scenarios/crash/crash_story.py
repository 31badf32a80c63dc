"""What happens in a cell, from the first apply to the last: each moment is judged."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from time import sleep
from uuid import uuid4

from crash_cells import SERVERS, Cell
from crash_database import Database
from crash_judge import answers, claimed, problems, times, unfinished
from crash_names import Names
from crash_process import Ended, Runner
from crash_world import IN_FLIGHT, LISTING_LAG, Report, Site, World, wait_out_the_flight

from ctc.failpoints import STRUCK
from ctc.plans.index import AGREED

FINE, PROBLEMS, DOUBT, KILLED = 0, 1, 4, -9
_LAST_TRIES = 8
_CLOCKS = {"behind": "-1h", "ahead": "+1h"}
"""Of the machine of the run that is struck."""
_TOO_EARLY = re.compile(r"say so after (\d\d:\d\d:\d\d) UTC")
_LONGEST_WAIT = timedelta(seconds=IN_FLIGHT + AGREED)


def play(cell: Cell, world: World) -> Report:
    """Plays a cell. A failpoint that is not passed a second time is tried the first time; and where the second
    runner had done the work before it was passed, the second one starts when the first is struck.

    One that is not passed at all is a problem of the matrix: what cannot be passed has no cell.
    """
    ways = [(cell, False), (replace(cell, nth="1"), False), (replace(cell, nth="1"), True)]
    processes = 0
    for number, (one, apart) in enumerate(ways):
        if (one, apart) in ways[:number] or (apart and cell.runners == "1"):
            continue
        report = _play(one, world, apart=apart)
        report.processes = processes = processes + report.processes
        if report.reached or report.problems or cell.failpoint == "none":
            return report
    report.problems.append("its failpoint was not passed")
    return report


def _play(cell: Cell, world: World, *, apart: bool) -> Report:
    report = Report(cell=cell)
    with _site(cell, world) as site:
        try:
            _Story(cell, site, report, world.own, apart=apart).tell()
        except Exception as error:  # a story that cannot be told to its end is a finding like any other
            report.problems.append(f"the story broke off: {type(error).__name__}: {error}")
        report.processes = len(site.started)
        if report.problems:
            report.story += [f"{run.code}: {run.out[-1500:]}{run.err[-600:]}" for run in site.ended]
            report.story += times(site)
    return report


@contextmanager
def _site(cell: Cell, world: World) -> Iterator[Site]:
    project = f"c{cell.number}-{uuid4().hex[:6]}"
    server = world.own.url() if cell.database == "restarts" else world.postgresql
    state = f"{server}&journal={project}" if cell.store == "postgresql" else "sqlite:///.ctc/state.db"
    site = Site(
        root=world.folder / project,
        project=project,
        sandbox=world.sandbox,
        launcher=world.launcher,
        state=state,
        lag_stated=cell.lag == "stated",
    )
    site.set_up()
    world.sandbox.faults()
    try:
        yield site
    finally:
        site.close()
        world.sandbox.faults()


class _Story:
    def __init__(self, cell: Cell, site: Site, report: Report, database: Database, *, apart: bool) -> None:
        self._cell, self._site, self._report, self._apart = cell, site, report, apart
        self._database = database
        self._names = Names(work=cell.work, site=site, apply=self._fresh, judge=self._judge)
        self._wanted: dict[str, str] = {}
        self._gone: tuple[str, ...] = ()

    def tell(self) -> None:
        self._begin()
        self._plan()
        self._server(broken=True)
        self._strike()
        self._judge("after the strike")
        if self._cell.heals != "at once":
            self._again()
            self._judge("after a re-run on the same server")
        self._names.after_the_strike()
        self._server(broken=False)
        if (self._cell.clock, self._cell.store) == ("ahead", "sqlite"):
            self._site.clock = "+2h"  # until then its claim would hold
        self._recover()
        if self._cell.work == "move" and not self._names.move():
            self._report.problems.append("what is at rest cannot be moved")
        elif self._cell.work == "move":
            self._recover()
        self._report.problems += unfinished(
            self._site, self._wanted, self._gone, send=self._cell.work == "send"
        )

    def _begin(self) -> None:
        """What stands before: campaigns to replace or to stop, a doubt to reconcile (and something new beside it),
        a long journal."""
        site, work = self._site, self._cell.work
        if work == "send":
            site.send_spec()
        else:
            self._spec("one", 1)
            self._spec("two", 1)
        if work not in ("create", "reconcile", "send"):
            self._recover()
            if self._cell.server == "list-lags":
                site.sandbox.advance(LISTING_LAG)  # nothing is replaced before it is listed
        if work == "reconcile":
            site.sandbox.faults("drop-after-accept")
            self._must(DOUBT, "apply", "--auto-approve", "--format", "json")
            site.sandbox.faults()
            if self._cell.plan == "saved" or self._cell.failpoint == "inside-reconcile":
                site.sandbox.advance(LISTING_LAG)  # else a fast machine finds that it is not listed yet
            self._spec("three", 1)
        if self._cell.failpoint == "inside-snapshot":
            if work in ("create", "send"):
                self._must(FINE, "state", "init")
            site.lengthen(600)
        if work in ("replace", "rename", "merge", "move"):
            self._names.edited()
            self._wanted["one"] = "version 2"
            self._spec("two", 2)
        if work == "stop":
            site.drop("two")
            del self._wanted["two"]
            self._gone = ("two",)

    def _spec(self, name: str, version: int) -> None:
        self._site.spec(name, version)
        self._wanted[name] = f"version {version}"

    def _must(self, code: int, *arguments: str) -> None:
        """On a machine under load a request may take too long: that is tried again, here alone."""
        codes = []
        while code not in codes and len(codes) < 3:
            codes.append(self._site.run(*arguments).code)
        assert code in codes, f"expected exit code {code} of {arguments[0]}, not {codes}"

    def _answer(self, *answer: str) -> None:
        """Where clocks differ ctc says how long it is too early: a person waits for as long as that."""
        resolve = ("state", "resolve", *answer, "--why", "looked it up")
        ended = self._site.run(*resolve)
        if too_early := _TOO_EARLY.search(ended.err):
            now = datetime.now(UTC)
            wait = datetime.combine(now, time.fromisoformat(too_early[1]), UTC) - now
            assert wait <= _LONGEST_WAIT, f"a person has to wait until {too_early[1]}"
            sleep(max(0.0, wait.total_seconds()) + 1)
        if ended.code != FINE:
            self._must(FINE, *resolve)

    def _plan(self) -> None:
        """A saved plan names its host, so where nobody listens it was made for a host where nobody did."""
        if self._cell.plan == "saved":
            self._site.has_server = self._cell.server != "no-server"
            self._site.run("plan", "-o", "saved.plan")

    def _server(self, *, broken: bool) -> None:
        self._site.has_server = not (broken and self._cell.server == "no-server")
        self._site.sandbox.faults(*(SERVERS[self._cell.server] if broken else ()))

    def _apply_arguments(self) -> list[str]:
        if (self._site.root / "saved.plan").exists():
            return ["apply", "--format", "json", "saved.plan"]
        return ["apply", "--auto-approve", "--format", "json"]

    def _strike(self) -> None:
        cell, site = self._cell, self._site
        how = {"pause": "stop"}.get(cell.how, cell.how)
        armed = "" if cell.failpoint == "none" else f"{cell.failpoint}:{cell.nth}:{how}"
        site.clock = _CLOCKS.get(cell.clock, "")
        first = site.start(*self._apply_arguments(), failpoint=armed)
        site.clock = ""
        if self._apart:
            first.stopped_or_over()
        second = site.start(*self._apply_arguments()) if cell.runners == "2" else None
        paused = cell.how == "pause" and first.stopped_or_over()
        if second is not None:
            self._ended(second)
        if paused:
            self._while_paused(first)
        else:
            ended = self._ended(first)
            self._report.reached = STRUCK in ended.err
            if not armed and second is None and ended.code == FINE:
                self._silent_success()

    def _while_paused(self, first: Runner) -> None:
        """The runner stands still for longer than its claim holds; others run meanwhile; then it wakes up."""
        self._report.reached = True
        wait_out_the_flight()
        self._fresh()
        self._judge("while a runner stands still")
        if self._cell.database == "restarts":
            self._database.restart()
        first.go_on()
        self._ended(first)

    def _fresh(self) -> Ended:
        return self._ended(self._site.start("apply", "--auto-approve", "--format", "json"))

    def _ended(self, runner: Runner) -> Ended:
        ended = self._site.end(runner)
        self._report.story.append(f"exit {ended.code}")
        if ended.code not in (FINE, PROBLEMS, DOUBT, KILLED):
            self._report.problems.append(f"exit code {ended.code}")
        if "a bug of ctc's" in ended.err or "Traceback" in ended.err:
            self._report.problems.append(f"it fell over: {ended.err[-400:]}")
        return ended

    def _silent_success(self) -> None:
        """Exit code 0 says that all of it is done."""
        missing = unfinished(self._site, self._wanted, self._gone, send=self._cell.work == "send")
        self._report.problems += [f"exit code 0, and {problem}" for problem in missing]

    def _again(self) -> None:
        self._ended(self._site.start(*self._apply_arguments()))

    def _judge(self, when: str) -> None:
        self._report.problems += [f"{when}: {problem}" for problem in problems(self._site)]

    def _recover(self) -> None:
        """A healthy server, one runner, and a person who answers truly where ctc asks for one."""
        for number in range(1, _LAST_TRIES + 1):
            ended = self._fresh()
            self._judge(f"after recovery {number}")
            if ended.code == FINE and not claimed(self._site):
                return
            if ended.code == FINE:  # a dead runner's claim still holds: it is skipped, and nobody need act
                wait_out_the_flight()
                continue
            if ended.code == DOUBT and self._cell.lag == "stated" and number == 1:
                wait_out_the_flight()
            elif ended.code == DOUBT:
                wait_out_the_flight()  # nobody may say before that it was not sent
                for answer in answers(self._site):
                    self._answer(*answer)
            else:
                sleep(0.5)
        self._report.problems.append("it does not come to rest")
