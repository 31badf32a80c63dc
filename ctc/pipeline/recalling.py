"""What ``ctc stop`` does: one address, those of globs, or all that this state made."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from ctc.apply.chosen import Chosen, chosen
from ctc.apply.events import Listener
from ctc.apply.recall import Recalled, recall
from ctc.choice import matches
from ctc.diagnostics import Diagnostic, UserError
from ctc.pipeline.apply import run_of
from ctc.pipeline.state import Opened, no_recipients, opened_state, person
from ctc.signals import interruptible
from ctc.state.halting import halt
from ctc.state.record import Status
from ctc.suggest import did_you_mean


def stop(
    cwd: Path,
    environ: Mapping[str, str],
    env: str | None,
    named: Sequence[str],
    why: str,
    listener: Listener,
    agree: Callable[[Chosen], bool],
    tell: Callable[[Sequence[Diagnostic]], None],
) -> Recalled | None:
    """Stops what is ``named`` by addresses and globs, or all where nothing is; None where nobody agreed.

    ``agree`` is asked unless one address alone is meant. All are stopped under a halt, which comes first, so that no
    run that is under way overtakes the stop. What is wrong in ctc.yaml and keeps nobody from stopping is told, and no
    more (``tell``). Raises UserError (CTC604) where there is nothing to stop.
    """
    with (
        opened_state(cwd, environ, env, asks=True, begins=not named, tell=tell) as state,
        interruptible(lambda: None) as interrupted,
    ):
        addresses = addresses_of(state, named)
        what = chosen(state.journal.state, addresses, state.journal.now())
        if list(named) == addresses and len(named) == 1:
            _check(state, addresses[0])
        else:
            if named and not what.all:
                raise _nothing(
                    f"nothing of {' '.join(map(repr, named))} can be stopped: {_rest(what, addresses)}"
                )
            if not agree(what):
                return None
        if not named:
            halt(state.journal, by=person(), why=why)
            addresses = addresses_of(state, named)  # what other runs made until the halt
        run = run_of(state.session, state.journal, state.facts, listener, interrupted, no_recipients)
        return recall(run, addresses, why)


def addresses_of(state: Opened, named: Sequence[str]) -> list[str]:
    """The recorded addresses that are meant: an address itself, or what a glob takes."""
    known = list(state.journal.state.records)
    if not named:
        return known
    found: dict[str, None] = {}
    for glob in named:
        exact = [glob] if state.journal.state.record(glob) is not None else []
        taken = exact or [address for address in known if matches(address, glob)]
        if not taken:
            names = [*known, *{address.partition("[")[0] for address in known}]
            raise _nothing(f"nothing is recorded of {glob}", did_you_mean(glob, names))
        found |= dict.fromkeys(taken)
    return list(found)


def _rest(what: Chosen, addresses: Sequence[str]) -> str:
    over = len(addresses) - what.sends
    words = [f"{over} stopped or over"] if over else []
    words += (
        [f"{what.sends} identity send{'s'[: what.sends != 1]}, which nothing can recall"]
        if what.sends
        else []
    )
    return ", ".join(words)


def _check(state: Opened, address: str) -> None:
    record, now = state.journal.state.record(address), state.journal.now()
    assert record is not None
    if record.is_send:
        raise _nothing(f"{address} is an identity send, which nothing can recall")
    if record.unsettled or record.stopped_by == "replace":
        return
    if record.id is None or record.status_at(now) not in (Status.SCHEDULED, Status.RUNNING):
        raise _nothing(f"{address} is {record.shown}: there is nothing to stop")


def _nothing(message: str, hint: str | None = None) -> UserError:
    return UserError(Diagnostic.of("CTC604", message, hint))
