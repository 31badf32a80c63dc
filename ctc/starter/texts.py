"""The texts of a new repository and of a new campaign, filled in."""

import json
import re
from collections.abc import Collection, Mapping
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
HOOKS: Final = ".pre-commit-config.yaml"
PIPELINES: Final[Mapping[str, str]] = {
    "github": ".github/workflows/campaigns.yml",
    "gitlab": ".gitlab-ci.yml",
}
"""Where a forge looks for its pipeline."""
_SAYS: Final[Mapping[str, str]] = {"send-email": "subject"}
"""The field in which a message says its news; every other one says it in its body."""
_AFTER: Final[Mapping[str, str]] = {
    "notificationinbox": "App Launched",
    "email": "Charged",
    "webhook": "Charged",
}
"""What somebody did who gets a campaign; of every other one they looked at a product."""
_WORDS: Final = frozenset({"true", "false", "null"})
"""What YAML reads as something else than a text."""
_LOOKS_BACK: Final = timedelta(days=30)
_GOES_OUT: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What ``ctc init`` was told."""

    project: str
    region: str
    timezone: str
    channels: tuple[str, ...]
    pipeline: str
    """A name of :data:`PIPELINES`, or any other word for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Where a project keeps its specs and templates, from its root, and what its specs need not say themselves."""

    project: str
    campaigns: str = "campaigns"
    templates: str = "campaigns/_shared"
    variables: Collection[str] | None = None
    """The variables that every spec sees; None for those of a new ctc.yaml."""
    specs: int = 0
    """How many there are already: each new one goes out at a time of its own, so that none meets another."""


def campaign(kind: str, spec_id: str, today: date, home: Home) -> Mapping[str, str]:
    """The spec of a kind of :data:`SPECS`, due in a week, for people of the last thirty days, with the template that
    it includes, each by its path. The spec has those variables of its own that the project lacks."""
    needed = {f"{home.templates}/{NEEDS[kind]}": text(NEEDS[kind])} if kind in NEEDS else {}
    template = _read(f"specs/{kind}.yaml")
    spec = Template(template).substitute(
        id=spec_id,
        owner="growth@example.org",
        title=spec_id.replace("-", " ").capitalize(),
        when=goes_out(today, home),
        vars=_own_variables("".join([template, *needed.values()]), home),
        **{"from": str(today - _LOOKS_BACK), "to": str(today - timedelta(days=1))},
    )
    return {f"{home.campaigns}/{spec_id}.yaml": spec, **needed}


def goes_out(today: date, home: Home) -> str:
    """When a new campaign is due: in a week, so that nobody gets an example that was applied by mistake."""
    return f"{today + _GOES_OUT} {10 + home.specs % 36 // 4}:{home.specs % 4 * 15:02}"


def _own_variables(spec: str, home: Home) -> str:
    used = re.findall(r"\{\{ (\w+)", spec)
    lacking = [] if home.variables is None else [name for name in used if name not in home.variables]
    known = variables(home.project)
    lines = [f"  {name}: {known[name]}\n" for name in dict.fromkeys(lacking) if name in known]
    return "".join(["vars:\n", *lines]) if lines else ""


def variables(project: str) -> Mapping[str, str]:
    """What the specs of :data:`SPECS` take from ctc.yaml, as YAML."""
    return {
        "brand": _as_text(project.replace("-", " ").title()),
        "shop": f"https://www.{project}.example",
        "app": f"{app(project)}:/",
        "android_channel": "Marketing",
        "email_provider": "My email provider",
        "sms_provider": "My SMS provider",
        "whatsapp_provider": "My WhatsApp provider",
    }


def repository(answers: Answers, home: Home) -> Mapping[str, str]:
    """Every file of a new repository but its examples, by its path."""
    found = {
        "ctc.yaml": _filled(
            "files/ctc.yaml",
            project=_as_text(answers.project),
            region=answers.region,
            timezone=answers.timezone,
            **variables(answers.project),
        ),
        ".gitignore": text("gitignore"),
        HOOKS: text("pre-commit-config.yaml"),
        ".vscode/extensions.json": text("vscode-extensions.json"),
        ".vscode/settings.json": _schemas_of_files(home.campaigns),
    }
    if answers.pipeline in PIPELINES:
        found[PIPELINES[answers.pipeline]] = text(f"{answers.pipeline}.yml")
    return found


def _schemas_of_files(campaigns: str) -> str:
    """VS Code's settings: which file is held against which schema. Specs may lie in the project's own folder."""
    below, beside = (
        (f"{campaigns}/", []) if campaigns != "." else ("", ["!ctc.yaml", "!catalog.yaml", "!catalog/*"])
    )
    specs = [f"{below}**/*.yaml", f"!{below}**/*.test.yaml", f"!{below}**/_*", *beside]
    found = {"specs": specs, "tests": f"{below}**/*.test.yaml"}
    shown = {name: json.dumps(globs, ensure_ascii=False) for name, globs in found.items()}
    return _filled("files/vscode-settings.json", **shown)


def examples(answers: Answers, today: date, home: Home) -> Mapping[str, str]:
    """An example of each channel that was asked for, with its test, by path."""
    found: dict[str, str] = {}
    for kind in answers.channels:
        found |= campaign(kind, example_id(kind), today, home)
        found[f"{home.campaigns}/{example_id(kind)}.test.yaml"] = _test(kind, today)
    return found


def catalog(project: str) -> str:
    """A catalog with the names that the specs of :data:`SPECS` use."""
    return _filled("files/catalog.yaml", host=f"www.{project}.example", app=app(project))


def app(project: str) -> str:
    """The scheme of the app's deep links, which begins with a letter."""
    return project if project[0].isalpha() else f"app-{project}"


def _as_text(name: str) -> str:
    """A name as YAML that nothing reads as a number or a day."""
    return name if name[0].isalpha() and name.lower() not in _WORDS else f'"{name}"'


def _test(kind: str, today: date) -> str:
    name = "push" if kind == "push" else "message" if kind.startswith("send-") else "campaign"
    return _filled(
        f"files/{name}.test.yaml",
        id=example_id(kind),
        event=_AFTER.get(kind, "Product Viewed"),
        field=_SAYS.get(kind, "body"),
        to=str(today - timedelta(days=1)),
    )


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
