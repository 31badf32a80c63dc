"""The texts of a new repository and of a new campaign, filled in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from string import Template
from typing import Final

SPECS: Final = (
    "push",
    "webpush",
    "email",
    "sms",
    "webhook",
    "notificationinbox",
    "whatsapp",
    "send-push",
    "send-webpush",
    "send-email",
    "send-sms",
)
"""What a spec can begin as: a channel's campaign, or a message to identities."""
NEEDS: Final[Mapping[str, str]] = {"email": "email.html.j2", "send-email": "email.html.j2"}
"""The template that a spec of some kinds includes."""
PIPELINES: Final[Mapping[str, str]] = {
    "github": ".github/workflows/campaigns.yml",
    "gitlab": ".gitlab-ci.yml",
}
"""Where a forge looks for its pipeline."""
TESTED: Final = ("push",)
"""Kinds that begin with a test beside them."""
_LOOKS_BACK: Final = timedelta(days=30)
_GOES_OUT: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What ``ctc init`` was told."""

    project: str
    region: str = "in1"
    timezone: str = "Asia/Kolkata"
    channels: tuple[str, ...] = ("push", "email")
    pipeline: str = ""
    """``github``, ``gitlab`` or nothing."""


def campaign(kind: str, spec_id: str, today: date, owner: str = "growth@example.org") -> str:
    """The spec of a kind of :data:`SPECS`, due in a week, for people of the last thirty days."""
    return _filled(
        f"specs/{kind}.yaml",
        id=spec_id,
        owner=owner,
        title=spec_id.replace("-", " ").capitalize(),
        when=f"{today + _GOES_OUT} 10:00",
        **{"from": str(today - _LOOKS_BACK), "to": str(today - timedelta(days=1))},
    )


def repository(answers: Answers, today: date) -> Mapping[str, str]:
    """Every file of a new repository by its path."""
    brand = answers.project.replace("-", " ").title()
    named = {
        "project": answers.project,
        "region": answers.region,
        "timezone": answers.timezone,
        "brand": brand,
    }
    found = {
        "ctc.yaml": _filled("files/ctc.yaml", **named),
        ".gitignore": text("gitignore"),
        ".pre-commit-config.yaml": text("pre-commit-config.yaml"),
        ".vscode/extensions.json": text("vscode-extensions.json"),
        ".vscode/settings.json": text("vscode-settings.json"),
    }
    if answers.pipeline:
        found[PIPELINES[answers.pipeline]] = text(f"{answers.pipeline}.yml")
    for channel in answers.channels:
        found[f"campaigns/{example_id(channel)}.yaml"] = campaign(channel, example_id(channel), today)
        if channel in TESTED:
            day = str(today - timedelta(days=1))
            tests = _filled(f"files/{channel}.test.yaml", id=example_id(channel), to=day)
            found[f"campaigns/{example_id(channel)}.test.yaml"] = tests
        if channel in NEEDS:
            found[f"campaigns/_shared/{NEEDS[channel]}"] = text(NEEDS[channel])
    return found


def example_id(kind: str) -> str:
    """The id of the example of a kind."""
    return f"first-{kind.removeprefix('send-')}" + ("-message" if kind.startswith("send-") else "")


def text(name: str) -> str:
    """A file of a new repository that is the same for everybody."""
    return _read(f"files/{name}")


def _filled(name: str, **values: str) -> str:
    return Template(_read(name)).substitute(values)


def _read(name: str) -> str:
    return files("ctc.starter").joinpath(name).read_text("utf-8")
