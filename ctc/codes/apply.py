"""Codes of applying (CTC6xx)."""

from ctc.codes.code import Code
from ctc.diagnostics import Severity

CODES: tuple[Code, ...] = (
    Code(
        code="CTC603",
        severity=Severity.ERROR,
        title="more than one copy is listed",
        what="After an apply CleverTap lists several campaigns with the marker of one create.",
        why="ctc sends each create once; something between it and CleverTap sent it again.",
        bad="a proxy that repeats a POST after a timeout",
        good="ctc stop price-drop   # then look in CleverTap for the other copies",
    ),
    Code(
        code="CTC604",
        severity=Severity.ERROR,
        title="there is nothing to stop",
        what="The address is not recorded, is in doubt, is an identity send, or has been sent or stopped.",
        why="Only what this state made and what has not ended can be stopped; sent messages cannot be recalled.",
        bad="ctc stop price-dorp",
        good="ctc stop price-drop",
    ),
)
