"""What a shell is offered: commands, codes, fields' beginnings, addresses and environments of the project around it.

Asked for by each press of a key, so nothing is compiled: addresses are what the lint cache knows, or reads quickly.
Whatever is wrong with a project is no concern here; then nothing is offered.
"""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from ctc.pipeline.settings import Settings

VARIABLE: Final = "_CTC_COMPLETE"
"""What a shell sets when it asks."""
FAMILY: Final = 50
"""Instances of one family that are offered one by one; a larger one by its id alone."""


def teach(command: click.Command) -> None:
    """Tells the options and arguments of a command what they may be."""
    inner = command.commands.values() if isinstance(command, click.Group) else ()
    for each in (command, *inner):
        for parameter in each.params:
            asked = _ASKED.get(parameter.name or "")
            if asked is not None:
                parameter.shell_complete = _completer(asked)


def _completer(
    asked: Callable[[], Iterable[str]],
) -> Callable[[click.Context, str], list[CompletionItem]]:
    def complete(_context: click.Context, begun: str) -> list[CompletionItem]:
        try:
            return [CompletionItem(word) for word in asked() if word.startswith(begun)]
        except Exception:
            return []

    return complete


def _environments() -> Iterable[str]:
    from ctc.project.opening import open_project

    return sorted(open_project(Path.cwd(), os.environ).environments)


def _addresses() -> Iterable[str]:
    from ctc.pipeline.engine.engine import examine
    from ctc.pipeline.engine.means import Means
    from ctc.specs.loading import find

    settings = _settings()
    files, _ = find(settings.project.root, settings.project.campaigns)
    examined, _ = examine(settings, files, Means(payloads=False, processes=False), whole=True)
    families: dict[str, list[str]] = {}
    for each in examined:
        for unit in each.facts.units:
            families.setdefault(unit.address.partition("[")[0], []).append(unit.address)
    for family, addresses in sorted(families.items()):
        if addresses != [family]:
            yield family
        yield from addresses if len(addresses) <= FAMILY else ()


def _settings() -> "Settings":
    from ctc.choice import Choice
    from ctc.pipeline.settings import settings_for

    return settings_for(Path.cwd(), os.environ, Choice(), every_environment=True)


def _words() -> Iterable[str]:
    from ctc.validation.rules.explanations import explanations
    from ctc.variants import VARIANTS

    return ["codes", "spec", "ctc.yaml", *dict.fromkeys(v.channel for v in VARIANTS), *explanations()]


def _schemas() -> Iterable[str]:
    from ctc.validation.schema.published import schema_names

    return schema_names()


def _channels() -> Iterable[str]:
    from ctc.starter.texts import SPECS

    return SPECS


_ASKED: Final[dict[str, Callable[[], Iterable[str]]]] = {
    "env": _environments,
    "select": _addresses,
    "exclude": _addresses,
    "expand": _addresses,
    "generate": _addresses,
    "address": _addresses,
    "named": _addresses,
    "source": _addresses,
    "words": _words,
    "name": _schemas,
    "channel": _channels,
}
