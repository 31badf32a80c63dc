"""Codes of plans and guards of families from data (CTC540 to CTC549)."""

from ctc.codes.code import Code
from ctc.diagnostics import Severity

CODES: tuple[Code, ...] = (
    Code(
        code="CTC540",
        severity=Severity.ERROR,
        title="a plan that cannot be done before its schedules, or before quiet hours",
        what="At the environment's requests a second, the turn of a create comes less than two minutes before its "
        "schedule, or after it; or what goes out at once has its turn within `quiet_hours` that have not begun.",
        why="What is not created in time is not sent at all, and a half of a family is nobody's plan.",
        bad="requests_per_second: 1   # and 3,000 campaigns that go out in half an hour",
        good="when: 2031-01-15 20:00   # an hour later",
    ),
    Code(
        code="CTC541",
        severity=Severity.ERROR,
        title="the day of the plan is over",
        what="A campaign goes out now, its days were counted from the clock's day, and that day is over.",
        why="What was reviewed speaks of another yesterday than what would be sent.",
        bad="ctc apply   # and `yes` after midnight",
        good="ctc apply --as-of 2031-01-15",
    ),
    Code(
        code="CTC542",
        severity=Severity.ERROR,
        title="more people together than max_total_reach",
        what="All instances of a family together, or all campaigns of a plan, get to more people than "
        "`max_total_reach` allows. A person who is in several audiences counts in each.",
        why="Three thousand small audiences are one large one, and no line of the plan shows it.",
        bad="guards: {max_total_reach: 50000}   # and 3,000 instances reach 91,400",
        good="guards: {max_total_reach: 100000}  # in the family's own spec, where a reviewer sees it",
    ),
    Code(
        code="CTC543",
        severity=Severity.INFO,
        title="a reach that rests on a sample",
        what="`sample` is written, so the audiences that were asked for stand for all of the family: each of them is "
        "within the bounds, and the total is counted up from them.",
        why="Asking for thousands of audiences takes an hour at CleverTap's rate; a reader should know what was asked.",
        bad="guards: {max_reach: 5000, sample: 20}",
        good="ctc plan --estimate-all",
    ),
    Code(
        code="CTC544",
        severity=Severity.ERROR,
        title="more rows are gone than max_gone",
        what="Of a family with six live instances or more, the share whose rows are gone is above `max_gone`: 50% "
        "of a family from data unless it is written.",
        why="A file that was cut, or exported from the wrong table, looks like the end of a season, and would stop it.",
        bad="guards: {max_gone: 10%}   # and 1,400 of 3,000 rows are gone",
        good="guards: {max_gone: 50%}",
    ),
    Code(
        code="CTC545",
        severity=Severity.ERROR,
        title="fewer rows than min_rows",
        what="The file of a family from data holds fewer rows than `min_rows` says.",
        why="An export that broke off early is sound as far as it goes, and nobody hears of the rest.",
        bad="guards: {min_rows: 1000}   # and the file holds 12",
        good="guards: {min_rows: 10}",
    ),
    Code(
        code="CTC546",
        severity=Severity.ERROR,
        title="a number that changed by more than max_change",
        what="A number of a row went further from that of the newest instance with the same other key columns than "
        "`max_change` allows.",
        why="A price in another unit, or a shifted column, is a number like any other; told to people it is an offer.",
        bad="guards: {max_change: {new_price: 80%}}   # and 590 became 5.9",
        good="guards: {max_change: {new_price: 95%}}",
    ),
)
