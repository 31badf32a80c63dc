"""What of ctc.yaml a stop can do without: when something is wrong, that need not be mended first."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from ctc.diagnostics import JsonPath, Severity
from ctc.validation.finding import Finding

_ELSEWHERE: Final = frozenset({"campaigns", "templates", "vars", "rules"})
_TELLING: Final = frozenset({"version", "project", "environments"})
_OWN: Final = frozenset({"vars", "guards"})
"""Of the environment itself: all else says who it is, where its state is, and how it is asked."""


def without(
    data: Mapping[str, Any], findings: Iterable[Finding], env: str | None
) -> tuple[Mapping[str, Any], list[Finding]]:
    """The settings without what is wrong and touches no stop in ``env``, and what can not be left out."""
    name = env if env is not None else data.get("default_environment", "sandbox")
    left = dict(data)
    grave = []
    for finding in findings:
        if finding.severity is not Severity.ERROR:
            continue
        part = _part(finding.path, name, is_named=env is not None)
        if part:
            left = _pruned(left, part)
        else:
            grave.append(finding)
    return left, grave


def _part(path: JsonPath, env: object, *, is_named: bool) -> JsonPath:
    """The path of what is left out because of a finding at ``path``; empty where nothing may be. Where a person named
    the environment, no slip of `default_environment` can lead to another one."""
    if not path or path[0] in _ELSEWHERE or (is_named and path[0] not in _TELLING):
        return path[:1]
    if path[0] != "environments" or len(path) == 1:
        return ()
    if path[1] != env:
        return path[:2]
    return path[:3] if len(path) > 2 and path[2] in _OWN else ()


def _pruned(data: Mapping[str, Any], part: JsonPath) -> dict[str, Any]:
    key, rest = str(part[0]), part[1:]
    inner = data.get(key)
    if rest and isinstance(inner, Mapping):
        return {**data, key: _pruned(inner, rest)}
    return {name: value for name, value in data.items() if name != key}
