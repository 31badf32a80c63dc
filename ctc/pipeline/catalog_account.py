"""``ctc catalog check --env``: what the account itself says of the names, asked by estimates, which create nothing.

The first estimate, over an event that every app sends, is a control: where it is refused no other answer would tell.

No endpoint lists the account's events, properties or templates [api] (b): an estimate over an event tells whether
anybody did it, and one over a segment's id whether the account has it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from ctc.canonical import Json, canonical_bytes
from ctc.clevertap.outcome import Outcome, Result
from ctc.diagnostics import Diagnostic, Severity
from ctc.pipeline.catalog import names_in_use
from ctc.pipeline.reaching import asked
from ctc.pipeline.sessions import session
from ctc.pipeline.settings import Settings
from ctc.plans.reaches import reach_of
from ctc.project.catalog import FILE
from ctc.specs.document import Document
from ctc.validation.finding import Finding

DAYS: Final = 30
"""An event that nobody did for so many days is told."""
SILENT: Final = {
    "profile": "properties of profiles",
    "providers": "providers",
    "provider_groups": "provider groups",
    "control_groups": "control groups",
    "android_channels": "Android's channels",
    "webhook_endpoints": "webhook endpoints",
    "whatsapp_templates": "WhatsApp templates",
}
"""Sections that the API answers no question about."""

Progress = Callable[[Sequence["Question"]], Iterator["Question"]]


@dataclass(frozen=True, kw_only=True)
class Question:
    """One estimate: over which name of the catalog, and the audience that asks."""

    document: Document
    section: str
    name: str
    audience: Mapping[str, Json]

    def told(self, code: str, severity: Severity, message: str, hint: str | None = None) -> Diagnostic:
        path = (self.section, self.name)
        finding = Finding.of(code, message, path, hint, key=True, severity=severity)
        return finding.placed(self.document)


def compared(
    settings: Settings, environ: Mapping[str, str], now: datetime, progress: Progress
) -> tuple[Diagnostic, ...]:
    """What the chosen environment's account says of the catalog, and what it was not asked. Raises UserError."""
    questions = [*_questions(settings, now)]
    found: list[Diagnostic] = []
    with session(settings.project, settings.environment, environ) as opened:
        control = asked(opened, _body(settings, {"where": {"event_name": "App Launched", **_window(now)}}))
        if control.result is not Result.SENT:
            return (_unasked(settings, Severity.ERROR, f"the account answers no estimate: {control.detail}"),)
        for question in progress(questions):
            outcome = asked(opened, _body(settings, question.audience))
            found += _heard(question, outcome, now, settings.environment.name)
    return (*found, *_not_asked(settings))


def _questions(settings: Settings, now: datetime) -> Iterator[Question]:
    used = names_in_use(settings).in_section("events")
    for document in settings.catalogued.documents:
        for name in document.data.get("segments") or {}:
            number = settings.catalogued.catalog.segment_id(name, settings.environment.name)
            if number is not None:
                yield Question(document=document, section="segments", name=name, audience={"segment": number})
        for name in document.data.get("events") or {}:
            if name in used:
                where = {"event_name": name, **_window(now)}
                yield Question(document=document, section="events", name=name, audience={"where": where})


def _heard(question: Question, outcome: Outcome, now: datetime, environment: str) -> Iterator[Diagnostic]:
    """What an answer says; nothing where somebody is reached."""
    name = question.name
    if outcome.result is Result.REJECTED:
        message = f"the account of {environment} refuses '{name}': {outcome.detail}"
        yield question.told("CTC833", Severity.ERROR, message, "look the id up in CleverTap's dashboard")
        return
    reach = reach_of(outcome.body, now) if outcome.result is Result.SENT else None
    if reach is None:
        yield question.told(
            "CTC834", Severity.WARNING, f"'{name}' could not be asked about: {outcome.detail}"
        )
    elif reach.total == 0 and question.section == "events":
        message = f"nobody whom a push can reach did '{name}' in the last {DAYS} days in {environment}"
        hint = "look in the dashboard whether the app sends it under this name"
        yield question.told("CTC832", Severity.WARNING, message, hint)
    elif reach.total == 0:
        yield question.told(
            "CTC832", Severity.WARNING, f"nobody whom a push can reach is in '{name}' in {environment}"
        )


def _not_asked(settings: Settings) -> Iterator[Diagnostic]:
    catalog, used = settings.catalogued.catalog, names_in_use(settings).in_section("events")
    told = [words for section, words in SILENT.items() if catalog.speaks_of(section)]
    idle = len(set(catalog.section("events")) - used)
    told += [f"{idle} event{'s' * (idle > 1)} that no spec uses"] if idle else []
    if told:
        message = f"not compared, as no question of the API answers it: {', '.join(told)}"
        yield _unasked(settings, Severity.INFO, message)


def _unasked(settings: Settings, severity: Severity, message: str) -> Diagnostic:
    return Diagnostic.of("CTC834", message, file=settings.catalogued.file or FILE, severity=severity)


def _body(settings: Settings, audience: Mapping[str, Json]) -> bytes:
    """An estimate of a push to an audience, with a channel that the catalog knows: Android wants one [seed]."""
    channels = settings.catalogued.catalog.names("android_channels")
    content: dict[str, Json] = {"title": "ctc catalog check", "body": "an estimate"}
    if channels:
        content["platform_specific"] = {"android": {"wzrk_cid": channels[0]}}
    asked = {"name": "ctc catalog check", "target_mode": "push", "when": "now", "content": content}
    return canonical_bytes({**asked, **audience, "estimate_only": True})


def _window(now: datetime) -> Mapping[str, int]:
    return {"from": _day(now - timedelta(days=DAYS)), "to": _day(now)}


def _day(moment: datetime) -> int:
    return int(f"{moment:%Y%m%d}")
