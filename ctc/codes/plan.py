"""Codes of planning: guards, saved plans, what a plan warns of (CTC5xx)."""

from ctc.codes.code import Code
from ctc.diagnostics import Severity


def _guard(code: str, title: str, what: str, why: str, bad: str, good: str) -> Code:
    return Code(code=code, severity=Severity.ERROR, title=title, what=what, why=why, bad=bad, good=good)


CODES: tuple[Code, ...] = (
    _guard(
        "CTC500",
        "there is no spec at all",
        "The folder of campaigns holds no spec, so there is no plan.",
        "Everything that is recorded would be taken for gone, and stopped.",
        "cd elsewhere && ctc plan",
        "ctc plan   # in the repository; a last campaign is stopped with `ctc stop`",
    ),
    _guard(
        "CTC501",
        "more people than max_reach",
        "CleverTap's estimate, or the number of recipients, is above the guard `max_reach`.",
        "An audience that grew by mistake cannot be told apart from one that was meant, once it is sent.",
        "guards: {max_reach: 5000}   # and the estimate says 81,230",
        "guards: {max_reach: 90000}  # in the campaign's own spec, where a reviewer sees it",
    ),
    _guard(
        "CTC502",
        "fewer people than min_reach",
        "CleverTap's estimate, or the number of recipients, is below the guard `min_reach`.",
        "A query that matches nobody is a mistake that nobody notices.",
        "guards: {min_reach: 100}    # and the estimate says 0",
        "where: {event_name: Product Viewed, from: 2025-09-01, to: 2025-09-30}",
    ),
    _guard(
        "CTC503",
        "the reach is unknown",
        "A guard bounds the reach, and there is no estimate to hold against it.",
        "A bound that is not checked is none.",
        "ctc plan",
        "ctc plan --estimate",
    ),
    _guard(
        "CTC504",
        "more creates than max_creates",
        "The plan would create, or replace, more campaigns than the environment allows in one apply.",
        "A slip in a template that touches every campaign should be seen before it is sent.",
        "guards: {max_creates: 5}    # and the plan makes 40",
        "ctc apply --select 'welcome-*'",
    ),
    _guard(
        "CTC505",
        "more stops than max_stops",
        "The plan would stop, or replace, more campaigns than the environment allows in one apply.",
        "A folder that was moved away looks like campaigns that nobody wants any more.",
        "guards: {max_stops: 2}      # and the plan stops 12",
        "ctc apply --exclude 'spring-*'",
    ),
    _guard(
        "CTC506",
        "within quiet hours",
        "The campaign would go out within `quiet_hours`, in the environment's time zone.",
        "People are asleep, and in some countries a message at night is against the law.",
        'when: 2031-01-15 23:30      # guards: {quiet_hours: "22:00-08:00"}',
        "when: 2031-01-15 09:30",
    ),
    _guard(
        "CTC507",
        "it would go out at once",
        "`when: now`, or an identity send, where the guard `allow_now: false` holds.",
        "What goes out at once cannot be stopped.",
        "when: now",
        "when: 2031-01-15 09:30",
    ),
    _guard(
        "CTC508",
        "everybody, where that is not allowed",
        "The audience is the whole user base, and the guard `allow_broadcast: false` holds.",
        "A message to everybody is the largest mistake there is.",
        "broadcast: true\ncampaign: {where: {}}",
        "campaign: {where: {event_name: Product Viewed, from: 2025-09-01, to: 2025-09-30}}",
    ),
    _guard(
        "CTC509",
        "frequency caps are skipped",
        "`respect_frequency_caps: false`, where the guard `require_frequency_caps` holds.",
        "Caps are what keeps a person from ten messages a day.",
        "respect_frequency_caps: false",
        "respect_frequency_caps: true",
    ),
    _guard(
        "CTC510",
        "something that must be stated is missing",
        "The guard `require` names what this spec does not state: `owner`, `labels`, `description` or an `x-` key.",
        "When something goes wrong at night, somebody must know whom to call.",
        "id: price-drop",
        "id: price-drop\nowner: growth-team",
    ),
    _guard(
        "CTC511",
        "an older commit than the last that was applied",
        "The guard `ancestry` holds, and the commit of the last apply is no ancestor of this one, or git cannot tell.",
        "An old pipeline that is run again would take back what came after it.",
        "git checkout v1.2 && ctc apply",
        "git fetch --unshallow && git checkout main && ctc apply",
    ),
    _guard(
        "CTC512",
        "a guard that cannot be read, or guards nothing",
        "A guard is unknown, its value has another form than it needs, or it stands where nothing is held against it: "
        "one of a whole plan in a spec, one of a family in a spec without `each`, one of rows where no file is named.",
        "A guard that is not understood protects nobody, so nothing is sent.",
        "guards: {quiet_hours: night}",
        'guards: {quiet_hours: "22:00-08:00"}',
    ),
    Code(
        code="CTC513",
        severity=Severity.WARNING,
        title="a guard was removed",
        what="The environment or a spec had a guard of its own at the commit that was last applied, and has none now.",
        why="A plan that passes because nothing is held against it looks like one that passed.",
        bad="guards: {}   # and {max_creates: 5} when it was last applied",
        good="guards: {max_creates: 5}",
    ),
    Code(
        code="CTC514",
        severity=Severity.WARNING,
        title="a guard was loosened",
        what="A guard lets more through than at the commit that was last applied, or a campaign's own more than its "
        "environment's, or than what holds where nobody writes one (`max_gone` of a family from data: 50%).",
        why="It may well be meant, and who reviews the plan should see it as one of its changes.",
        bad="guards: {max_reach: 90000}   # of a campaign, where the environment has 5000",
        good="guards: {max_reach: 500}",
    ),
    Code(
        code="CTC515",
        severity=Severity.WARNING,
        title="the commit that was last applied is not in this clone",
        what="The clone is shallow, or of another repository, so a plan cannot tell which guards are gone or looser "
        "since, nor whether this checkout is older than what was applied.",
        why="A plan that has nothing to say of its guards looks like one whose guards stand as they were.",
        bad="- uses: actions/checkout@v4",
        good="- uses: actions/checkout@v4\n  with: {fetch-depth: 0}",
    ),
    _guard(
        "CTC520",
        "a saved plan that cannot be read",
        "The file is no plan of ctc's, or it was edited or cut short after it was written.",
        "What is applied must be what was reviewed, byte for byte.",
        "ctc apply plan.json   # edited by hand",
        "ctc plan -o plan.json && ctc apply plan.json",
    ),
    _guard(
        "CTC521",
        "a saved plan that is stale",
        "Specs, state, account or environment are not what the plan was made from. Only the commit may differ.",
        "Something else would be sent than was reviewed. There is no override.",
        "ctc plan -o plan.json && git pull && ctc apply plan.json",
        "ctc plan -o plan.json && ctc apply plan.json",
    ),
    _guard(
        "CTC528",
        "a selection that takes nothing",
        "A glob of --select, or one given to a command that works on the state, matches no address of the repository "
        "or the state; or --exclude leaves nothing.",
        "An empty selection has nothing to do and would look like success: a slip in a pipeline would send nothing, "
        "with exit 0.",
        "ctc apply --select 'price-dorp*'",
        "ctc apply --select 'price-drop*'",
    ),
    Code(
        code="CTC530",
        severity=Severity.WARNING,
        title="a campaign turned up late",
        what="CleverTap made a campaign of a run that had been taken for dead and settled as not sent, or lists "
        "several for one address.",
        why="Two copies may exist, and ctc stops nothing outside of a plan.",
        bad="a runner is suspended between its last check and the connect, for longer than listing_lag",
        good="ctc status   # then stop in CleverTap the one that is too many",
    ),
)
