"""What a text shows and the key does not hold: where it changes, people who were told hear nothing of it."""

from collections.abc import Iterable

from ctc.canonical import Json
from ctc.diagnostics import Severity
from ctc.pipeline.families.columns import EVERY, ROW, read_by
from ctc.specs.document import Document
from ctc.specs.family import Family
from ctc.validation.finding import Finding

_TEXTS = ("content", "ExternalTrigger", "webhook_key_value")
"""The parts of a body that people, or what tells them, see."""


def shown_beyond_key(document: Document, family: Family, columns: Iterable[str]) -> list[Finding]:
    """A warning for a family that goes out at once; ``columns`` are those of its rows.

    What is scheduled and not begun is replaced where its text changes; what went out is told once for each key.
    """
    kind = "campaign" if "campaign" in document.data else "message"
    body = document.data.get(kind)
    if not isinstance(body, dict) or not (kind == "message" or _is_now(body.get("when"))):
        return []
    read = read_by([body.get(part) for part in _TEXTS])
    beside = sorted(read & {*columns} - {*family.key} - {ROW, EVERY})
    if not beside:
        return []
    named = " and ".join(filter(None, [", ".join(beside[:-1]), beside[-1]]))
    verb = "is" if len(beside) == 1 else "are"
    message = f"the text shows {named}, which {verb} not in `key`: where that changes, nobody who was told hears of it"
    hint = "add it to `key`, or accept that with ignore: {CTC147: reason}"
    return [
        Finding(code="CTC147", severity=Severity.WARNING, message=message, path=("each", "key"), hint=hint)
    ]


def _is_now(when: Json) -> bool:
    return when == "now" or (isinstance(when, dict) and when.get("type") == "now")
