"""Plans as files: saved to be reviewed, and applied only while everything they were made from is as it was."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from ctc import files
from ctc.choice import Choice
from ctc.diagnostics import Diagnostic, UserError
from ctc.pipeline.plan import Planned, Wanted, planned
from ctc.plans.saved import SavedPlan, is_plan, read, write
from ctc.plans.staleness import stale


def save(made: Planned, file: Path) -> None:
    """Writes the plan; the file is whole or not there."""
    choice = made.choice
    saved = SavedPlan(
        plan=made.plan,
        variables=choice.variables,
        select=choice.select,
        exclude=choice.exclude,
        as_of=choice.as_of.isoformat() if choice.as_of else "",
        within=None if choice.within is None else tuple(sorted(choice.within)),
    )
    files.write(file, write(saved), private=True)


_BEGINNING: Final = 200
MAX_BYTES: Final = 256_000_000
"""Bytes of a saved plan; one of 10,000 campaigns has some 50 million."""


def is_saved(file: Path) -> bool:
    """Whether a file is a saved plan, by its content."""
    try:
        with file.open("rb") as opened:
            return is_plan(opened.read(_BEGINNING))
    except OSError:  # a folder, or what nobody may read
        return False


def load(file: Path) -> SavedPlan:
    """Raises UserError where it cannot be read, was edited or cut short."""
    try:
        with file.open("rb") as opened:
            data = files.at_most(opened, MAX_BYTES)
    except OSError as error:
        message = f"{file} cannot be read: {error.strerror}"
        raise UserError(Diagnostic.of("CTC520", message)) from None
    if data is None:
        message = f"{file} cannot be read: no plan holds more than {MAX_BYTES // 1_000_000} MB"
        raise UserError(Diagnostic.of("CTC520", message))
    return read(data, str(file))


@contextmanager
def restored(cwd: Path, environ: Mapping[str, str], file: Path, given: Choice | None) -> Iterator[Planned]:
    """What was reviewed, planned again and found to be the same. Raises UserError on any difference.

    ``given`` brings the rows that the plan was made with: a plan holds their hash, and not them.
    """
    saved = load(file)
    day = date.fromisoformat(saved.as_of) if saved.as_of else None
    choice = Choice(
        env=saved.plan.environment,
        variables=saved.variables,
        select=saved.select,
        exclude=saved.exclude,
        within=None if saved.within is None else frozenset(saved.within),
        data=given.data if given else {},
        as_of=given.as_of if given and given.as_of else day,
    )
    with planned(cwd, environ, Wanted(choice=choice)) as made:
        differences = stale(saved.plan, made.plan)
        if differences:
            raise UserError(*differences)
        reaches = {change.address: change.reach for change in saved.plan.changes}
        changes = tuple(c._replace(reach=c.reach or reaches.get(c.address)) for c in made.plan.changes)
        yield made._replace(plan=replace(made.plan, changes=changes))
