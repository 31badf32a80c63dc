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
    run that is under way overtakes the stop. What is wrong in ctc.yaml and keeps
    nobody from stopping is told, and no more (``tell``). Raises UserError (CTC604) where there is nothing to stop.
    """
    with (
        opened_state(cwd, environ, env, asks=True, begins=not named, tell=tell) as state,
        interruptible(lambda: None) as interrupted,
    ):
        addresses = addresses_of(state, named)
        what = chosen(state.journal.state, addresses, state.journal.now())
        if named and not what.all and not what.over:
            raise _nothing(_none_of(state, named, what))
        is_one = len(named) == 1 and list(named) == addresses
        if not is_one and not agree(what):
            return None
        if not named:
            halt(state.journal, by=person(), why=why)
            addresses = addresses_of(state, named)  # what other runs made until the halt
        run = run_of(state.session, state.journal, state.facts, listener, interrupted, no_recipients)
        told = recall(run, addresses, why)
        if named and not what.all and not told.done:
            unasked = f"; {run.unasked('whether it lists a copy')}" if run.unlisted else ""
            raise _nothing(f"{_none_of(state, named, what)}{unasked}")
        return told


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


def _none_of(state: Opened, named: Sequence[str], what: Chosen) -> str:
    """Why nothing of what is named can be stopped."""
    record = state.journal.state.record(named[0]) if len(named) == 1 else None
    if record is not None and record.is_send:
        return f"{named[0]} is an identity send, which nothing can recall"
    if record is not None:
        return f"{named[0]} is {record.shown}: there is nothing to stop"
    words = [f"{len(what.over)} stopped or over"] if what.over else []
    sends = f"{what.sends} identity send{'s'[: what.sends != 1]}, which nothing can recall"
    words += [sends] if what.sends else []
    return f"nothing of {' '.join(map(repr, named))} can be stopped: {', '.join(words)}"


def _nothing(message: str, hint: str | None = None) -> UserError:
    return UserError(Diagnostic.of("CTC604", message, hint))
