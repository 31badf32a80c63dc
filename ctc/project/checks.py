"""What is wrong with settings of ``ctc.yaml`` that are of the right form: names, folders and addresses of nothing."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ctc.canonical import Json
from ctc.diagnostics import Severity
from ctc.project.configure import is_safe_address
from ctc.suggest import did_you_mean
from ctc.validation.finding import Finding


def settings_findings(data: Json, root: Path) -> Iterator[Finding]:
    """Findings with paths from the root of ``ctc.yaml``, which stands in ``root``."""
    if not isinstance(data, Mapping):
        return
    written = data.get("environments")
    environments = written if isinstance(written, Mapping) else {}
    yield from _default(data, {"sandbox", *environments})
    yield from _folders(data, root.resolve())
    for name, settings in environments.items():
        api = settings.get("api") if isinstance(settings, Mapping) else None
        if isinstance(api, str) and "{{" not in api and api != "sandbox" and not is_safe_address(api):
            yield Finding(
                code="CTC806",
                severity=Severity.ERROR,
                message=f"api {api!r} cannot be used: credentials travel over https:// alone",
                path=("environments", name, "api"),
                hint="write https://…, http:// for a loopback host (127.0.0.1, localhost), or sandbox",
            )


def _default(data: Mapping[str, Any], known: set[str]) -> Iterator[Finding]:
    name = data.get("default_environment")
    if isinstance(name, str) and name.strip() and name not in known:
        yield Finding(
            code="CTC802",
            severity=Severity.ERROR,
            message=f"there is no environment {name!r}; ctc.yaml knows {', '.join(sorted(known))}",
            path=("default_environment",),
            hint=did_you_mean(name, known) or "add it under `environments:`",
        )


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
        elif key == "campaigns" and not folder.is_dir():
            message, hint = f"there is no folder {name!r}, so there is no spec to read", _nearest(name, root)
        else:
            continue
        yield Finding(code="CTC801", severity=Severity.ERROR, message=message, path=(key,), hint=hint)


def _nearest(name: str, root: Path) -> str:
    folders = [path.name for path in root.iterdir() if path.is_dir() and not path.name.startswith(".")]
    return did_you_mean(name, folders) or "make it, or name the folder of the specs"
