"""What ``ctc catalog import`` and ``draft`` ask: names from elsewhere, or from the specs, as a catalog's text."""

import csv
import json
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any, BinaryIO, Final

from ctc.canonical import Json, canonical_bytes
from ctc.catalog import own
from ctc.catalog.merging import merged
from ctc.catalog.plan import TrackingPlan
from ctc.catalog.reading_plans import plan_of_csv, plan_of_documents, plan_of_json
from ctc.choice import Choice
from ctc.diagnostics import Diagnostic, Severity, UserError, has_errors
from ctc.encodings import WIDE, is_wide
from ctc.files import at_most
from ctc.pipeline.catalog import names_in_use
from ctc.pipeline.settings import Settings, settings_for
from ctc.pipeline.used_names import UsedNames
from ctc.specs.reading import read_documents
from ctc.validation.catalog import validate_catalog

_EMPTY: Final = "CTC104"
LARGEST: Final = 20_000_000
"""Bytes of a file to import: a plan of ten thousand events has a tenth of it."""
_FORMATS: Final = "Segment Protocols, RudderStack, Avo's export, JSON Schema, or CSV with a column 'event'"


def imported(
    cwd: Path, environ: Mapping[str, str], file: Path, output: Path | None, given: BinaryIO | None = None
) -> tuple[str, TrackingPlan, list[Diagnostic]]:
    """The catalog with the names of a tracking plan, the plan, and what of it was not understood. Raises UserError."""
    plan = plan_in(file, given)
    settings = settings_for(cwd, environ, Choice(), every_environment=True)
    sections = {"events": plan.events, "profile": plan.profile}
    notes = [
        Diagnostic.of("CTC831", note, file=str(file), severity=Severity.WARNING)
        for note in dict.fromkeys(plan.notes)
    ]
    return _into(settings, sections, output), plan, notes


def drafted(cwd: Path, environ: Mapping[str, str], output: Path | None, begins: str = "") -> str:
    """The catalog with the names that the specs use; a new one begins with the text ``begins``. Raises UserError."""
    settings = settings_for(cwd, environ, Choice(), every_environment=True)
    return _into(settings, sections_of(names_in_use(settings)), output, begins)


def plan_in(file: Path, given: BinaryIO | None = None) -> TrackingPlan:
    """The tracking plan in a file, or in what is ``given`` in its place, told by its content. Raises UserError."""
    try:
        with file.open("rb") if given is None else nullcontext(given) as opened:
            data = at_most(opened, LARGEST)
        if data is None:
            raise _refused(file, f"a tracking plan has {LARGEST // 1_000_000} MB at most, and this has more")
        if is_wide(data):
            raise _refused(file, f"it {WIDE}: save it as UTF-8")
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise _refused(file, f"it cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise _refused(file, "it is no text") from None
    plan = _told(file, text, data)
    if plan is None:
        raise _refused(file, f"it is in none of the formats that are known: {_FORMATS}")
    if not plan.events and not plan.profile:
        raise _refused(file, f"it looks like {plan.format}, and names no event and no property")
    return plan


def _told(file: Path, text: str, data: bytes) -> TrackingPlan | None:
    if text.lstrip()[:1] in ("{", "["):
        try:
            value: Json = json.loads(text, parse_constant=_no_number)
            canonical_bytes(value)  # half of a surrogate pair is no character
        except (ValueError, RecursionError) as error:
            raise _refused(file, f"it begins like JSON, and is none: {error}") from None
        return plan_of_json(value)
    documents, problems = read_documents(str(file), data)
    if not has_errors(problems):
        plan = plan_of_documents([document.data for document in documents])
        if plan is not None:
            return plan
    try:
        return plan_of_csv(text)
    except csv.Error as error:
        raise _refused(file, f"it is no CSV: {error}") from None


def _no_number(word: str) -> Json:
    raise ValueError(f"{word} is no number")


def _refused(file: Path, why: str) -> UserError:
    message = f"{file} cannot be imported: {why}"
    return UserError(Diagnostic.of("CTC830", message))


def _into(settings: Settings, sections: Mapping[str, Any], output: Path | None, begins: str = "") -> str:
    """The text of the catalog's first file, or of ``output``, with the sections. Raises UserError for a broken one."""
    catalogued = settings.catalogued
    if has_errors(catalogued.problems):
        raise UserError(*catalogued.problems)
    chosen = output if output is not None and output.exists() else None
    if chosen is None and output is None and catalogued.documents:
        chosen = Path(catalogued.documents[0].file)
    text = _standing(chosen) if chosen is not None else begins
    here = str(chosen.resolve()) if chosen is not None else ""
    elsewhere: dict[str, Any] = {}
    for document in catalogued.documents:
        if str(Path(document.file).resolve()) != here:
            for section, said in document.data.items():
                if isinstance(said, dict):
                    elsewhere.setdefault(section, {}).update(said)
    made = merged(text.replace("\r\n", "\n"), sections, elsewhere)
    return made.replace("\n", "\r\n") if "\r\n" in text else made


def _standing(file: Path) -> str:
    """What a file says that names are added to. Raises UserError for one that no catalog can be, OSError."""
    try:
        with file.open("rb") as opened:
            data = at_most(opened, LARGEST) if file.is_file() else None
        text = data.decode("utf-8-sig") if data is not None else None
    except UnicodeDecodeError:
        text = None
    if text is None:
        raise _no_catalog(file, f"it is no text of {LARGEST // 1_000_000} MB at most")
    documents, problems = read_documents(str(file), text.encode())
    if len(documents) > 1:
        raise _no_catalog(
            file, "it holds several documents, and nobody knows which one is meant: name another file"
        )
    wrong = [*problems] if documents else [one for one in problems if one.code != _EMPTY]
    wrong += [found.placed(each) for each in documents for found in validate_catalog(each.data)]
    if has_errors(wrong):
        raise _no_catalog(file, f"at line {wrong[0].line}, {wrong[0].message}")
    return text


def _no_catalog(file: Path, why: str) -> UserError:
    return UserError(Diagnostic.of("CTC830", f"{file} is no catalog that names can be added to: {why}"))


def sections_of(used: UsedNames) -> dict[str, Any]:
    """The names in use as a catalog's sections; CleverTap's own stand in none."""
    events = {
        name: (
            {"properties": {each: _kind(values) for each, values in properties.items()}} if properties else {}
        )
        for name, properties in used.events.items()
        if name not in own.EVENTS
    }
    profile = {
        name: _kind(values)
        for name, values in used.profile.items()
        if name not in own.PROFILE and name not in own.LIQUID
    }
    segments = {
        f"segment-{number}": dict.fromkeys(sorted(environments), number)
        for number, environments in used.segments.items()
    }
    templates = {_bare(name): {"name": name, **said} for name, said in used.templates.items()}
    links = {
        key: list(found) for key, found in (("hosts", used.hosts), ("deep_links", used.deep_links)) if found
    }
    lists = {section: list(names) for section, names in used.lists.items()}
    providers = {channel: list(names) for channel, names in used.providers.items()}
    whole: dict[str, Any] = {
        "events": events,
        "profile": profile,
        "segments": segments,
        "providers": providers,
        **lists,
        "whatsapp_templates": templates,
        "links": links,
    }
    return {section: said for section, said in whole.items() if said}


def _kind(values: Sequence[Json]) -> Json:
    """The type that what a property is compared with tells of; nothing where it is mixed, or nothing is."""
    if values and all(isinstance(each, str) and each in ("True", "False") for each in values):
        return "boolean"
    if values and all(isinstance(each, str) for each in values):
        return "text"
    if values and all(isinstance(each, int | float) and not isinstance(each, bool) for each in values):
        return "number"
    return {}


def _bare(name: str) -> str:
    return name.rpartition(":")[2] or name
