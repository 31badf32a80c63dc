"""What is said of the settings of an environment that cannot be used, word for word, in ``settings.txt``: none of it
holds a value. ``CTC_GOLDEN=write`` writes what is said now; read the difference before it is committed.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from ctc.diagnostics import Place, UserError
from ctc.project.checks import settings_findings
from ctc.project.settings import EnvironmentSettings

FILE: Final = Path(__file__).with_name("settings.txt")
ENVIRON: Final = {
    "CTC_EMPTY": " ",
    "OTHER": "x",
    "CTC_PASSWORD": "x",
    "CTC_HOST": "https://elsewhere.example",
    "CTC_REGION": "mars1",
    "CTC_ACCOUNT": "an account",
    "CTC_SAME": "same",
}
API: Final = (
    *(
        "api.clevertap.com",
        "https://u:hunter2@h.example",
        "http://in1.api.clevertap.com",
        "https://h.example:99999",
    ),
    *(
        "https://elsewhere.example",
        "{{ env.CTC_HOST }}",
        "'{{ env.CTC_HOST | lower }}'",
        '""',
        "{{ env.CTC_NONE }}",
    ),
    *("{{ env.CTC_EMPTY }}", "{{ env.OTHER }}", "{{ env.CTC_PASSWORD }}"),
)
STATE: Final = (
    *(
        "postgresql://u:hunter2@localhost/d",
        "postgresql://localhost/d?password=hunter2&sslkey=k",
        "postgresql://[::1/d",
    ),
    *("postgresql://elsewhere.example/d", "'{{ env.OTHER }}'"),
)
WHOLE: Final[Mapping[str, tuple[str, str]]] = {
    "neither account nor passcode": ("{region: in1}", "credentials"),
    "no account": ("{region: in1, account_id: '{{ env.CTC_ACCOUNT }}', passcode: p}", "credentials"),
    "the passcode": (
        "{region: in1, account_id: '{{ env.CTC_SAME }}', passcode: '{{ env.CTC_SAME }}'}",
        "credentials",
    ),
    "all unset": ("{region: in1, account_id: '{{ env.CTC_A }}', passcode: '{{ env.CTC_B }}'}", "credentials"),
    "no state": ("{region: in1}", "state"),
    "no region": ("{region: '{{ env.CTC_REGION }}'}", "region"),
}
WRITTEN: Final = (
    "rules: {CTC199: error, CTC101: 'off'}",
    "vars: {a: '{{ env.HOME }}', b: ['{{ env[1] }}']}",
    "environments: {live: {region: in7, timezone: Asia/Kolkatta}}",
    "environments: {live: {region: 'x', timezone: 'x'}}",
    "environments: {live: {api: ftp://h, state: 'postgresql://u:p@h/d', region: '{{ env.A }} x'}}",
)


def quoted(text: str) -> str:
    return text if text[:1] in "'\"" else f"'{text}'"


def asked() -> Iterator[tuple[str, str, str]]:
    """Each with the environment as it is written, and what is asked of it."""
    yield from ((f"api: {text}", f"{{api: {quoted(text)}}}", "api") for text in API)
    yield from ((f"state: {text}", f"{{region: in1, state: {quoted(text)}}}", "state") for text in STATE)
    yield from ((name, written, what) for name, (written, what) in WHOLE.items())


def told(ask: Callable[[], Any]) -> Iterator[str]:
    with pytest.raises(UserError) as caught:
        ask()
    for one in caught.value.diagnostics:
        assert "hunter2" not in f"{one.message} {one.hint}"
        yield f"  {one.code} {one.file}:{one.line}: {one.message}\n    {one.hint}\n"


def said(folder: Path) -> Iterator[str]:
    for name, written, what in asked():
        live = EnvironmentSettings(
            name="live",
            raw=yaml.safe_load(written),
            locate=lambda _: Place(line=3, column=5),
            environ=ENVIRON,
            project_named=name != "no state",
            file="ctc.yaml",
        )
        yield f"{name}\n"
        yield from told(getattr(live, what))
    for text in WRITTEN:
        yield f"{text}\n"
        for one in settings_findings(yaml.safe_load(text), folder):
            yield f"  {one.code} {one.at} of {'/'.join(map(str, one.path))}: {one.message}\n    {one.hint}\n"


def test_settings_that_cannot_be_used_are_told_in_these_words(tmp_path: Path) -> None:
    shown = "".join(said(tmp_path))
    if os.environ.get("CTC_GOLDEN") == "write":
        FILE.write_text(shown, "utf-8")
    assert shown == FILE.read_text("utf-8")
