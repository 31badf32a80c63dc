"""The environment that a document is compiled for."""

from ctc.diagnostics import Diagnostic
from ctc.pipeline.settings import Settings
from ctc.project.opening import without_zone
from ctc.project.project import Environment
from ctc.specs.document import Document
from ctc.suggest import did_you_mean
from ctc.validation.finding import Finding


def environment_for(settings: Settings, document: Document) -> tuple[Environment | None, list[Diagnostic]]:
    """The environment to compile for; None where the document is for other ones. Unknown names are errors."""
    named = document.data.get("environments") if isinstance(document.data, dict) else None
    if not isinstance(named, list):
        return settings.environment, []
    known = settings.project.environments
    unknown = [
        Finding.of(
            "CTC802",
            f"there is no environment {name!r}; ctc.yaml knows {', '.join(sorted(known))}",
            ("environments", index),
            did_you_mean(name, known),
        ).placed(document)
        for index, name in enumerate(named)
        if isinstance(name, str) and name not in known
    ]
    if settings.environment.name in named:
        return settings.environment, unknown
    others = [known[name] for name in named if isinstance(name, str) and name in known]
    if not settings.every_environment or not others:
        return None, unknown
    zoned = next((other for other in others if other.timezone), None)
    return zoned, unknown if zoned else [*unknown, without_zone(others[0])]
