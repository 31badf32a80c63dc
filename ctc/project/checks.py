"""What is wrong with settings of ``ctc.yaml`` that are of the right form: names, folders and addresses of nothing."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Final

from ctc.canonical import Json
from ctc.diagnostics import JsonPath
from ctc.durations import LONGEST, PATTERN, seconds_of
from ctc.patterns import pattern
from ctc.project.resolving import ENV_SETTINGS, is_template, written_problem
from ctc.regions import HOSTS
from ctc.suggest import did_you_mean
from ctc.validation.finding import Finding
from ctc.zones import zone_hint, zone_names


def settings_findings(data: Json, root: Path) -> Iterator[Finding]:
    """Findings with paths from the root of ``ctc.yaml``, which stands in ``root``."""
    if not isinstance(data, Mapping):
        return
    written = data.get("environments")
    environments = written if isinstance(written, Mapping) else {}
    yield from _default(data, {"sandbox", *environments})
    yield from _folders(data, root.resolve())
    yield from _forms(environments)
    yield from _durations(environments)
    yield from _unknown_names(environments)
    yield from _rules_without_effect(data.get("rules"))
    yield from _templates_in_vars(data, environments)
    yield from _env_leaves(data, ())


def _forms(environments: Mapping[str, Any]) -> Iterator[Finding]:
    """Settings that are neither literals nor one variable, and those that say what ctc.yaml must not say."""
    for name, settings in environments.items():
        for key in sorted(ENV_SETTINGS):
            text = settings.get(key) if isinstance(settings, Mapping) else None
            problem = written_problem(key, text) if isinstance(text, str) and text else None
            if problem is not None:
                yield Finding.of(
                    problem.code, f"{key} {problem.message}", ("environments", name, key), problem.hint
                )


def _durations(environments: Mapping[str, Any]) -> Iterator[Finding]:
    """A length of time that no clock can be set to."""
    for name, settings in environments.items():
        for key in _DURATIONS:
            text = settings.get(key) if isinstance(settings, Mapping) else None
            if not isinstance(text, str) or not re.fullmatch(PATTERN, text):
                continue
            message, hint, length = "", "write it as 30s, 15m or 2h", seconds_of(text)
            if length > LONGEST:
                message = f"{key} is longer than a year"
            elif key == "timeout" and not length:
                message = "timeout is no time at all, in which no request can be made"
            if message:
                yield Finding.of("CTC801", message, ("environments", name, key), hint)


_DURATIONS: Final = ("timeout", "listing_lag", "replace_margin")


def _default(data: Mapping[str, Any], known: set[str]) -> Iterator[Finding]:
    name = data.get("default_environment")
    if isinstance(name, str) and name.strip() and name not in known:
        message = f"there is no environment {name!r}; ctc.yaml knows {', '.join(sorted(known))}"
        hint = did_you_mean(name, known) or "add it under `environments:`"
        yield Finding.of("CTC802", message, ("default_environment",), hint)


def _folders(data: Mapping[str, Any], root: Path) -> Iterator[Finding]:
    """Folders outside of the project are not read; without its specs a project would pass every check."""
    for key in ("campaigns", "templates"):
        name = data.get(key)
        if not isinstance(name, str) or not name.strip():
            continue
        folder = (root / name).resolve()
        if not folder.is_relative_to(root):
            message, hint = (
                f"{name!r} lies outside the project, which reads nothing from there",
                "name a folder below",
            )
        elif is_hidden(name, folder, root):
            message, hint = (
                f"{name!r} is hidden: what begins with a dot, as .git does, is no place for specs and templates",
                "name a folder that does not begin with a dot",
            )
        elif key == "campaigns" and not folder.is_dir():
            message, hint = f"there is no folder {name!r}, so there is no spec to read", _nearest(name, root)
        else:
            continue
        yield Finding.of("CTC801", message, (key,), hint)


def is_hidden(name: str, folder: Path, root: Path) -> bool:
    """Whether a folder, as it is written or where its links lead, has a part that begins with a dot."""
    parts = (*PurePosixPath(name).parts, *folder.relative_to(root).parts)
    return any(part.startswith(".") for part in parts if part not in {".", ".."})


def _nearest(name: str, root: Path) -> str:
    folders = [path.name for path in root.iterdir() if path.is_dir() and not path.name.startswith(".")]
    return did_you_mean(name, folders) or "make it, or name the folder of the specs"


def _unknown_names(environments: Mapping[str, Any]) -> Iterator[Finding]:
    """Zones that the tzdata wheel lacks, and regions that CleverTap lacks, at the value that names them."""
    for name, settings in environments.items():
        for key, known in (("timezone", zone_names), ("region", regions)):
            text = settings.get(key) if isinstance(settings, Mapping) else None
            if not isinstance(text, str) or is_template(text) or text in known() or not text.strip():
                continue
            message = (
                f"{text!r} is no {'time zone' if key == 'timezone' else 'region of CleverTap'} that ctc knows"
            )
            hint = zone_hint(text) if key == "timezone" else did_you_mean(text, HOSTS)
            hint = hint or f"one of: {', '.join(sorted(HOSTS))}"
            yield Finding.of("CTC806", message, ("environments", name, key), hint)


def _rules_without_effect(rules: Json) -> Iterator[Finding]:
    """Entries of ``rules`` that change nothing: codes that do not exist, and those that are not open to a choice."""
    if not isinstance(rules, Mapping) or not rules:
        return
    from ctc.validation.rules.explanations import explanations

    known = explanations()
    for code in rules:
        if not re.fullmatch("CTC[1-8][0-9]{2}", code) or (code in known and known[code].ignorable):
            continue
        message = f"{code} is no finding of ctc's"
        hint = "`ctc lint` prints the codes; `ctc explain` knows all"
        if code in known:
            message = f"{code} cannot be turned off or given another severity"
            hint = f"remove it; `ctc explain {code}` says what it is about"
        yield Finding.of("CTC801", message, ("rules", code), hint, key=True)


def _templates_in_vars(data: Mapping[str, Any], environments: Mapping[str, Any]) -> Iterator[Finding]:
    """Variables that name another one in braces: nothing renders ctc.yaml, and the braces would go out."""
    holders: dict[JsonPath, Any] = {(): data}
    holders |= {("environments", name): each for name, each in environments.items()}
    held = {
        above: each["vars"]
        for above, each in holders.items()
        if isinstance(each, Mapping) and isinstance(each.get("vars"), Mapping)
    }
    names = {name for variables in held.values() for name in variables}
    for above, variables in held.items():
        for name, text in variables.items():
            found = _NAME.search(text) if isinstance(text, str) else None
            if found is not None and found[1] in names:
                said = f"{name!r} holds {found[0]}, and ctc.yaml renders nothing"
                message = f"{said}: the braces would go out as they stand"
                hint = (
                    "write the value; what several make together stands in a spec's `vars`, or in a template"
                )
                yield Finding.of("CTC801", message, (*above, "vars", name), hint)


_NAME: Final = pattern(r"\{\{[-+]?\s*([A-Za-z_]\w*)\s*[-+]?\}\}")
_ENV: Final = pattern(r"\benv\s*[.\[|]")


def regions() -> frozenset[str]:
    """The codes of the region table, in small letters and in capitals."""
    return frozenset(HOSTS) | {code.upper() for code in HOSTS}


def _env_leaves(value: Json, path: JsonPath) -> Iterator[Finding]:
    """String leaves that name ``env`` where it is not visible."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _env_leaves(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _env_leaves(inner, (*path, index))
    elif isinstance(value, str) and is_template(value) and _ENV.search(value):
        visible = len(path) == 3 and path[0] == "environments" and path[2] in ENV_SETTINGS
        if not visible:
            message = "`env` is visible in account_id, passcode, state, api, region and trigger_token alone"
            hint = "a payload must not depend on the machine that compiles it; use `vars` of the environment"
            yield Finding.of("CTC805", message, path, hint)
