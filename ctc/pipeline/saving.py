"""A plan as a file, and back: applied only while everything it was made from is as it was."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from ctc.choice import Choice
from ctc.diagnostics import Diagnostic, Severity, UserError
from ctc.pipeline.plan import Planned, Wanted, planned
from ctc.plans.saved import SavedPlan, read, stale, write


def save(made: Planned, file: Path, choice: Choice) -> None:
    """Writes the plan; the file is whole or not there."""
    saved = SavedPlan(
        plan=made.plan, variables=choice.variables, select=choice.select, exclude=choice.exclude
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(f".{file.name}.partial")
    partial.write_bytes(write(saved))
    partial.replace(file)


def load(file: Path) -> SavedPlan:
    """Raises UserError where it cannot be read, was edited or cut short."""
    try:
        return read(file.read_bytes(), str(file))
    except OSError as error:
        message = f"{file} cannot be read: {error.strerror}"
        raise UserError(Diagnostic(code="CTC520", severity=Severity.ERROR, message=message)) from None


@contextmanager
def restored(cwd: Path, environ: Mapping[str, str], file: Path) -> Iterator[Planned]:
    """What was reviewed, planned again and found to be the same. Raises UserError on any difference."""
    saved = load(file)
    choice = Choice(
        env=saved.plan.environment, variables=saved.variables, select=saved.select, exclude=saved.exclude
    )
    with planned(cwd, environ, Wanted(choice=choice)) as made:
        differences = stale(saved.plan, made.plan)
        if differences:
            raise UserError(*differences)
        reaches = {change.address: change.reach for change in saved.plan.changes}
        changes = tuple(replace(c, reach=c.reach or reaches.get(c.address)) for c in made.plan.changes)
        yield replace(made, plan=replace(made.plan, changes=changes))
