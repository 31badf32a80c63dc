"""Every message of a repository, or of a saved plan, as the preview shows it."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from ctc.canonical import Json, digest_of
from ctc.choice import Choice
from ctc.diagnostics import Diagnostic, UserError
from ctc.patterns import pattern
from ctc.payloads.payload import Payload
from ctc.pipeline.compile import Compilation, compile_for
from ctc.pipeline.saved_plans import load
from ctc.plans.action import Action
from ctc.plans.families import family_of
from ctc.plans.plan import Change, Plan
from ctc.plans.schedule import schedule_of
from ctc.preview.message import Message
from ctc.preview.page import render_page
from ctc.project.opening import environment_named, open_project
from ctc.project.project import Environment
from ctc.rows.keys import sort_key
from ctc.shown import markup
from ctc.specs.loading import read_source
from ctc.variants import variant_of

_LANGUAGE: Final = pattern(r"[a-z]{2}([-_][A-Za-z]{2,4})?")
"""A language with or without its script or country; other keys (cities, tiers) stand in the address alone."""


def preview_of(
    cwd: Path, environ: Mapping[str, str], paths: Sequence[Path], choice: Choice
) -> tuple[Compilation, list[Message]]:
    """The compilation, and its messages in the order of their addresses."""
    compilation = compile_for(cwd, environ, paths, choice)
    environment, told = compilation.environment, _by_document(compilation.diagnostics)
    messages = [
        message_of(payload, environment, told(payload))
        for payload in sorted(compilation.payloads, key=lambda payload: sort_key(payload.address))
    ]
    return compilation, messages


def message_of(
    payload: Payload,
    environment: Environment,
    findings: tuple[Diagnostic, ...] = (),
    *,
    before: Mapping[str, object] | None = None,
    action: str = "",
) -> Message:
    """One payload with its label."""
    return Message(
        address=payload.address,
        environment=environment.name,
        locale=locale_of(payload.address),
        channel=payload.channel,
        variant=payload.variant,
        endpoint=payload.endpoint,
        body=payload.body,
        before=before,
        action=action,
        when=_when(payload, environment.timezone),
        file=payload.file,
        line=payload.line,
        labels=payload.labels,
        findings=findings,
    )


def _refuse_edited(plan: Plan, file: Path) -> None:
    """Raises UserError where a payload is not the one that its digest is of: its file was edited and sealed again.

    A send's recipients do not stand in a plan, so nothing can be said of its digest.
    """
    problems = [
        Diagnostic.of(
            "CTC520",
            f"{change.address}: its digest does not fit what it says, so this is no plan that ctc wrote",
            "make it anew with `ctc plan -o FILE`",
            file=str(file),
        )
        for change in plan.changes
        if change.payload is not None and not change.payload.is_send
        if digest_of(change.payload.body) != change.payload.digest or change.payload.digest != change.digest
    ]
    if problems:
        raise UserError(*problems)


def preview_of_plan(cwd: Path, environ: Mapping[str, str], file: Path) -> list[Message]:
    """What a saved plan would change, each beside what was last applied; what it stops as it would have gone out."""
    saved = load(file)
    _refuse_edited(saved.plan, file)
    environment = environment_named(open_project(cwd, environ), saved.plan.environment)
    found = []
    for change in saved.plan.changes:
        if change.payload is not None and change.action is not Action.UNCHANGED:
            found.append(
                message_of(change.payload, environment, before=change.before, action=change.action.value)
            )
        elif change.action is Action.STOP and change.before is not None:
            found.append(_stopped(change, change.before, environment))
    return found


def left_of_plan(file: Path) -> list[str]:
    """What of large families a saved plan holds no payload of, in words."""
    plan = load(file).plan
    found = []
    for each in plan.summaries:
        of = [c for c in plan.changes if c.action is each.action and family_of(c.address) == each.family]
        kept = sum(change.payload is not None for change in of)
        if kept < len(of):
            what = f"{each.family}, {each.action.value}"
            found.append(f"{what}: the plan holds {kept} of {len(of):,}, a sample and what stands out")
    return found


def _stopped(change: Change, body: Mapping[str, Json], environment: Environment) -> Message:
    """A campaign whose spec is gone, from the record."""
    variant = variant_of(change.endpoint, body)
    when = (
        _time(change.scheduled_on, environment.timezone)
        if change.scheduled_on
        else "as soon as it was applied"
    )
    return Message(
        address=change.address,
        environment=environment.name,
        locale=locale_of(change.address),
        channel=change.channel,
        variant=variant.name if variant else "",
        endpoint=change.endpoint,
        body=body,
        action=change.action.value,
        when=f"{when}, unless it is stopped",
    )


def page_of(messages: Sequence[Message], title: str, left: Sequence[str] = ()) -> str:
    """The page; ``left`` says what of large families is not in it."""
    said = "; ".join(left) or None
    return markup(render_page(messages, title=title, generated=said))


def locale_of(address: str) -> str:
    """The language that an instance's key names: ``hi`` of ``price-drop[hi,gold]``; empty where none does."""
    _, _, keys = address.rstrip("]").partition("[")
    return next((key for key in keys.split(",") if _LANGUAGE.fullmatch(key)), "")


def _by_document(diagnostics: Iterable[Diagnostic]) -> Callable[[Payload], tuple[Diagnostic, ...]]:
    """Tells the findings about the body of a payload: those of its file that stand in its document."""
    of_files: dict[str, list[Diagnostic]] = {}
    for found in diagnostics:
        if found.path.startswith(("/campaign", "/message")):
            of_files.setdefault(found.file, []).append(found)
    begins = {file: _begins(file) for file in of_files}

    def told(payload: Payload) -> tuple[Diagnostic, ...]:
        found = of_files.get(payload.file)
        if not found:
            return ()
        lines = begins[payload.file]
        own = bisect_right(lines, payload.line)
        return tuple(each for each in found if bisect_right(lines, each.line) == own)

    return told


def _begins(file: str) -> list[int]:
    """The lines at which another document of a file begins."""
    source = read_source(file, [])
    lines = source.data.splitlines() if source is not None else ()
    return [number for number, line in enumerate(lines, start=1) if line.startswith(b"---")]


def _when(payload: Payload, timezone: str) -> str:
    if payload.is_send:
        return "as soon as it is applied"
    schedule = schedule_of(payload, ZoneInfo(timezone))
    return _time(schedule.first, timezone) if schedule.first else "as soon as it is applied"


def _time(moment: datetime, timezone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(timezone)):%a %d %b %Y, %H:%M} {timezone}"
