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
    Code(
        code="CTC620",
        severity=Severity.ERROR,
        title="the state could not be written in the middle of a run",
        what="The disk is full, or the database went away, after the run had begun. Nothing more was sent.",
        why="A request without a durable intent could be sent twice. What was under way is named as in doubt.",
        bad="ctc apply   # while the disk of the state runs full",
        good="ctc plan   # when it has room again: CleverTap's listing tells what became of what was in doubt",
    ),
    Code(
        code="CTC621",
        severity=Severity.ERROR,
        title="stopped, and without a successor",
        what="A replace stopped its campaign, and no successor was made: refused, too late, or the run ended before.",
        why="Nothing goes out for these addresses until somebody sees to it.",
        bad="ctc apply   # its campaign is stopped; CleverTap refuses the new payload",
        good="ctc apply   # after the payload is mended: a half replace is finished",
    ),
    Code(
        code="CTC622",
        severity=Severity.ERROR,
        title="a create reaches others than was planned",
        what="The answer to the create itself breaks max_reach or min_reach, or says more than twice what the plan "
        "said (and more than 100 people more). The run ends after the campaign in hand.",
        why="An audience may grow between its estimate and its create; until its schedule it can be stopped.",
        bad="ctc apply   # the plan said 15, and the create's answer says 400,005",
        good="ctc stop price-drop --env production",
    ),
)
