"""Find ``ctc.yaml``, check it, and make the project of it."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ctc.diagnostics import Diagnostic, Place, Severity, UserError, has_errors, ordered, pointer
from ctc.diagnostics import Path as JsonPath
from ctc.project.checks import settings_findings
from ctc.project.configure import FILE, configure
from ctc.project.project import Environment, Project
from ctc.regions import HOSTS
from ctc.specs.document import Document
from ctc.specs.reading import read_documents
from ctc.suggest import did_you_mean
from ctc.templates.settings import render_setting
from ctc.validation.envelope import validate_project
from ctc.zones import zone_names


def open_project(cwd: Path, environ: Mapping[str, str]) -> Project:
    """The project whose folder ``cwd`` stands in; without a ``ctc.yaml`` the defaults. Raises UserError."""
    root = find_root(cwd)
    if root is None:
        return configure(cwd, {}, lambda _: Place(line=1, column=1), str)
    shown = os.path.relpath(root / FILE, cwd)
    documents, problems = read_documents(shown, (root / FILE).read_bytes())
    document = documents[0] if documents else None
    if document is not None:
        problems = (*problems, *_check(document, root))
    problems = (*problems, *(_second(surplus) for surplus in documents[1:]))
    if has_errors(problems) or document is None:
        raise UserError(*ordered(problems))
    return configure(
        root,
        document.data,
        document.places.value,
        lambda text: render_setting(text, environ),
        file=shown,
    )


def find_root(cwd: Path) -> Path | None:
    """The nearest folder from ``cwd`` upward that holds ``ctc.yaml``, not beyond the git repository."""
    for folder in (cwd, *cwd.parents):
        if (folder / FILE).is_file():
            return folder
        if (folder / ".git").exists():
            return None
    return None


def own_folder(root: Path) -> Path:
    """``.ctc``, where local state and the cache live: made when it is needed, and kept out of git by itself."""
    folder = root / ".ctc"
    ignore = folder / ".gitignore"
    if not ignore.exists():
        folder.mkdir(parents=True, exist_ok=True)
        ignore.write_text("*\n")
    return folder


def environment_named(project: Project, name: str | None) -> Environment:
    """The environment that a command asks for. Raises UserError where ctc.yaml lacks it."""
    wanted = project.default_environment if name is None else name  # "" is a variable of CI's that is not set
    environment = project.environments.get(wanted)
    if environment is None:
        known = ", ".join(sorted(project.environments))
        raise UserError(
            Diagnostic(
                code="CTC802",
                severity=Severity.ERROR,
                message=f"there is no environment {wanted!r}; ctc.yaml knows {known}",
                hint=did_you_mean(wanted, project.environments),
            )
        )
    if not environment.timezone:
        raise UserError(without_zone(environment))
    return environment


def without_zone(environment: Environment) -> Diagnostic:
    """The finding about an environment for which nothing can be compiled."""
    why = "and the API's `when` carries no zone, so nobody could know when a campaign goes out"
    return environment.lacks("timezone", "Asia/Kolkata", why)


def _second(document: Document) -> Diagnostic:
    return _problem(document, "CTC801", Severity.ERROR, "ctc.yaml holds one document alone", ())


def _check(document: Document, root: Path) -> list[Diagnostic]:
    findings = (*validate_project(document.data), *settings_findings(document.data, root))
    found = [
        _problem(document, f.code, f.severity, f.message, f.path, at_key=f.at == "key", hint=f.hint)
        for f in findings
    ]
    found += _unknown_names(document)
    found += _rules_without_effect(document)
    return found + [_env_problem(document, path) for path in _env_leaves(document.data, ())]


def _unknown_names(document: Document) -> list[Diagnostic]:
    """Zones that the tzdata wheel lacks, and regions that CleverTap lacks, at the value that names them."""
    environments = document.data.get("environments") if isinstance(document.data, dict) else None
    found = []
    for name, settings in (environments if isinstance(environments, dict) else {}).items():
        for key, known in (("timezone", zone_names), ("region", regions)):
            text = settings.get(key) if isinstance(settings, dict) else None
            if not isinstance(text, str) or "{{" in text or text in known() or not text:
                continue
            message = (
                f"{text!r} is no {'time zone' if key == 'timezone' else 'region of CleverTap'} that ctc knows"
            )
            listed = "write an IANA name, such as Asia/Kolkata" if key == "timezone" else None
            hint = did_you_mean(text, known()) or listed or f"one of: {', '.join(sorted(HOSTS))}"
            path = ("environments", name, key)
            found.append(_problem(document, "CTC806", Severity.ERROR, message, path, hint=hint))
    return found


def _rules_without_effect(document: Document) -> list[Diagnostic]:
    """Entries of ``rules`` that change nothing: codes that do not exist, and those that are not open to a choice."""
    rules = document.data.get("rules") if isinstance(document.data, dict) else None
    if not isinstance(rules, dict) or not rules:
        return []
    from ctc.validation.rules.explanations import explanations

    known = explanations()
    found = []
    for code in rules:
        if not re.fullmatch("CTC[1-8][0-9]{2}", code) or (code in known and known[code].ignorable):
            continue
        message, hint = (
            f"{code} is no finding of ctc's",
            "`ctc lint` prints the codes; `ctc explain` knows all",
        )
        if code in known:
            message = f"{code} cannot be turned off or given another severity"
            hint = f"remove it; `ctc explain {code}` says what it is about"
        found.append(
            _problem(document, "CTC801", Severity.ERROR, message, ("rules", code), at_key=True, hint=hint)
        )
    return found


def regions() -> frozenset[str]:
    """The codes of the region table, in small letters and in capitals."""
    return frozenset(HOSTS) | {code.upper() for code in HOSTS}


ENV_SETTINGS = frozenset({"account_id", "passcode", "state", "api", "region"})


def _env_leaves(value: Any, path: JsonPath) -> list[JsonPath]:
    """String leaves that name ``env`` where it is not visible."""
    if isinstance(value, dict):
        return [found for key, inner in value.items() for found in _env_leaves(inner, (*path, key))]
    if isinstance(value, list):
        return [found for index, inner in enumerate(value) for found in _env_leaves(inner, (*path, index))]
    visible = len(path) == 3 and path[0] == "environments" and path[2] in ENV_SETTINGS
    names_env = isinstance(value, str) and "{{" in value and "env." in value
    return [path] if names_env and not visible else []


def _env_problem(document: Document, path: JsonPath) -> Diagnostic:
    message = "`env` is visible in account_id, passcode, state, api and region alone"
    hint = "a payload must not depend on the machine that compiles it; use `vars` of the environment"
    return _problem(document, "CTC805", Severity.ERROR, message, path, hint=hint)


def _problem(
    document: Document,
    code: str,
    severity: Severity,
    message: str,
    path: JsonPath,
    *,
    at_key: bool = False,
    hint: str | None = None,
) -> Diagnostic:
    place = document.places.key(path) if at_key else document.places.value(path)
    return Diagnostic(
        code=code,
        severity=severity,
        message=message,
        file=document.file,
        line=place.line,
        column=place.column,
        path=pointer(path),
        hint=hint,
    )
