"""Days in a repository: files that are written, and the commands that are typed one after the other."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

PROJECT: Final = "version: 1\nproject: acme\n"
SPEC: Final = """\
version: 1
id: {id}
campaign:
  name: {id} goes out
  target_mode: sms
  when: 2031-01-15 {hour}:30
  where: {{event_name: Charged, from: 2026-01-01, to: 2026-01-31}}
  content: {{body: "Hi {id}. Reply STOP to opt out", sms: {{template_id: "1107161234567890123"}}}}
"""
ONE, TWO = (SPEC.format(id=name, hour=hour) for name, hour in (("one", "09"), ("two", "10")))
BARE: Final = ONE.replace(', sms: {template_id: "1107161234567890123"}', "")
ODD: Final = TWO.replace("  name:", "  nme:")
SEND: Final = """\
version: 1
id: letter
message:
  channel: sms
  to: {{Identity: [{people}]}}
  content: {{body: "Hi. Reply STOP to opt out", sms: {{template_id: "1107161234567890123"}}}}
"""
PUSH: Final = """\
version: 1
id: push
campaign:
  name: push goes out
  target_mode: push
  when: 2031-01-15 15:30
  where: {event_name: Charged, from: 2026-01-01, to: 2026-01-31}
  content:
    title: Hi
    body: Good day
    platform_specific:
      android: {wzrk_cid: Marketing}
      ios: {ct_mediaUrl: "https://a.example/1.jpg"}
"""
FAMILY: Final = ONE.replace("id: one", "id: tea\neach: {n: [a, b, c, d, e, f]}").replace(
    "Hi one", "Hi {{ n }}"
)
VARYING: Final = TWO.replace("Hi two", "Hi {{ name }} on {{ day }}").replace(
    "id: two", "id: two\nvars: {name: nobody, day: never}"
)
CATALOG: Final = """\
version: 1
events:
  Charged: {}
  Chargedd: {}
  Never Used: {}
segments:
  vip: {sandbox: 1700001}
  strangers: {sandbox: 12}
profile: {City: text}
android_channels: [offers]
"""
PLAN: Final = "event,property,type\nProduct Viewed,SKU,text\nCharged,Amount,number\n"
CASES: Final = """\
version: 1
tests:
  - {name: "a <b> & c", campaign: one, person: {}, expect: {audience: true}}
  - {name: b, campaign: one, person: {}, expect: {audience: false}}
  - {name: c, campaign: three, person: {}, expect: {audience: false}}
"""
NOTICED: Final = """\
version: 1
tests:
  - name: who paid
    campaign: one
    person: {events: [{name: Charged, on: 2026-01-10}]}
    expect: {audience: true}
  - {name: who did not, campaign: one, person: {}, expect: {audience: false}}
"""


class Typed(NamedTuple):
    """A command with what stands on its standard input."""

    command: str
    stdin: str


class Put(NamedTuple):
    """A file that is written; None takes it away."""

    name: str
    text: str | None


class Tab(NamedTuple):
    """A line at whose end somebody presses the key that completes it."""

    line: str


Step = str | Typed | Put | Tab | Callable[[Path], object]
BEGUN: Final = (Put("ctc.yaml", PROJECT), Put("campaigns/one.yaml", ONE), Put("campaigns/two.yaml", TWO))


def lost_state(folder: Path) -> None:
    for file in (folder / ".ctc").glob("sandbox.db*"):
        file.unlink()


def in_git(folder: Path) -> None:
    (folder / ".git").mkdir()


DAYS: Final[dict[str, Sequence[Step]]] = {
    "findings": (
        *BEGUN,
        "lint",
        "lint -q",
        Put("campaigns/one.yaml", BARE),
        Put("campaigns/two.yaml", ODD),
        Put("other/three.yaml", SPEC.format(id="three", hour="11")),
        Put("other/four.yaml", SPEC.format(id="four", hour="12")),
        "lint",
        "lint campaigns/one.yaml",
        "lint campaigns/one.yaml --strict",
        "lint --exclude two --strict --select one",
        "lint other/three.yaml",
        "lint other",
        "lint --statistics",
        "lint --statistics --format json",
        "lint --format json",
        "lint --format github",
        "lint --format sarif --select nobody",
        "lint --no-cache -q",
        "compile",
        "plan",
        "preview",
        "lint campaigns --baseline known.json",
        "lint --baseline known.json --write-baseline",
        "lint --baseline known.json --strict",
        "lint --baseline known.json --write-baseline --select one",
        Put("campaigns/one.yaml", ONE.replace("  name:", "  nme:")),
        "lint --baseline known.json --write-baseline -v",
    ),
    "what is mended": (
        Put("ctc.yaml", PROJECT),
        Put("campaigns/push.yaml", PUSH),
        "lint",
        "lint --fix",
        "lint --fix -q",
    ),
    "a body of somebody's": (
        Put("ctc.yaml", PROJECT),
        Put("body.json", '{"to": {"Identity": ["a"]}, "content": {"body": "Hi", "boddy": "x"}}'),
        "lint --payload body.json",
        "lint --payload body.json --endpoint /1/send/sms.json",
        Typed("lint --payload -", "{"),
        Typed("import -", '{"to": {"Identity": ["a"]}, "content": {"body": "Hi"}}'),
        "import body.json --endpoint /1/send/sms.json --id x -o x.yaml",
        Put("body.json", '{"to": {"Identity": ["a"]}, "content": {"body": "Hi. Reply STOP"}}'),
        "import body.json --endpoint /1/send/sms.json --id x -q",
        "import body.json body.json --endpoint /1/send/sms.json --id x",
        "import body.json --endpoint /1/send/sms.json --id x -o -",
        "import body.json --endpoint /1/send/sms.json --id x -o x.yaml",
        "import body.json --endpoint /1/send/sms.json --id x -o x.yaml",
    ),
    "what would be sent": (
        *BEGUN,
        "compile",
        "compile --format ndjson",
        "compile -o out",
        "compile -o out -q campaigns/one.yaml",
        "compile -o -",
        Put("campaigns/two.yaml", VARYING),
        "compile campaigns/two.yaml --format ndjson --var name=Ann --var day=a=b",
        "compile --exclude two --format ndjson",
        "compile --env nowhere",
        "compile --env nowhere --format ndjson",
        "plan --env nowhere --format json",
        "plan --env nowhere --format markdown",
        Put("campaigns/two.yaml", TWO.replace("2026-01-01, to: 2026-01-31", "7 days ago, to: yesterday")),
        "compile campaigns/two.yaml --format ndjson --as-of 2031-01-10",
        Put("campaigns/two.yaml", FAMILY.replace("{n: [a, b, c, d, e, f]}", "{file: rows.csv, key: n}")),
        Put("campaigns/rows.csv", "n\nx\n"),
        Put("today.csv", "n\ny\n"),
        "compile campaigns/two.yaml --format ndjson",
        "compile campaigns/two.yaml --format ndjson --data tea=today.csv",
        Typed("compile campaigns/two.yaml --format ndjson --data tea=-", "n\nz\n"),
        Put("campaigns/one.yaml", None),
        Put("campaigns/two.yaml", None),
        "compile",
        "compile --format ndjson",
        "compile -o out",
        "test --strength --at-least 80%",
    ),
    "a catalog": (
        *BEGUN,
        Put("catalog.yaml", CATALOG),
        "catalog check",
        "catalog check --strict",
        "catalog check --format json",
        "catalog check --format github",
        "catalog check --env sandbox",
        Put("plan.csv", PLAN),
        "catalog import plan.csv",
        "catalog import plan.csv -q",
        "catalog import plan.csv -o catalog.yaml",
        "catalog check -q",
        "catalog draft",
        "catalog draft -o drafted.yaml",
        "catalog draft -o drafted.yaml -q",
        Put("catalog.yaml", "version: 1\nevents: 5\n"),
        "catalog check --env sandbox",
        Put("catalog.yaml", None),
        Put("catalog/a.yaml", "version: 1\nevents: {Charged: {}}\n"),
        Put("catalog/b.yaml", "version: 1\nevents: {Left: {}}\n"),
        "catalog check",
    ),
    "tests of campaigns": (
        *BEGUN,
        "test",
        Put("campaigns/one.test.yaml", CASES),
        "test",
        "test -q --select one",
        "test --format json",
        "test --format junit",
        "test --strength",
        Put("campaigns/one.test.yaml", NOTICED),
        "test",
        "test --strength",
        "test --strength --format json --select one",
        "test --strength --at-least 99.5 -q",
        "test --strength --at-least 100% --select one",
        "test --strength --at-least 0 --select one -q",
        "test campaigns/one.test.yaml",
        "test --generate one",
        "test --generate three",
    ),
    "a first plan": (
        *BEGUN,
        "plan",
        "plan -v",
        "plan -q --exit-code",
        "plan --no-state --exit-code",
        "plan --format json --select one",
        "plan campaigns/one.yaml",
    ),
    "how many are reached": (
        *BEGUN,
        "plan --estimate",
        "plan --format markdown",
    ),
    "a saved plan": (
        *BEGUN,
        "plan -o a.plan",
        "plan -o a.plan -q",
        "plan -o campaigns/one.yaml",
        "plan a.plan",
        "show a.plan",
        "show a.plan -v",
        "show a.plan --format markdown",
        "show a.plan --format json",
        "preview --plan a.plan",
    ),
    "a saved plan is applied": (
        *BEGUN,
        "plan -o a.plan -q",
        "apply a.plan --select one",
        "apply a.plan --auto-approve",
        "apply a.plan",
        "plan --exit-code",
        "plan -v",
    ),
    "what changes": (
        *BEGUN,
        "apply --auto-approve -q",
        Put("campaigns/one.yaml", ONE.replace("Hi one", "Ho one")),
        Put("campaigns/two.yaml", None),
        Put("campaigns/three.yaml", SPEC.format(id="three", hour="11")),
        "plan",
        "plan --format markdown",
        "apply --auto-approve",
        "apply --auto-approve -q",
    ),
    "a family": (
        Put("ctc.yaml", PROJECT),
        Put("campaigns/tea.yaml", FAMILY),
        "plan",
        "plan --expand tea",
        "plan --format markdown --expand tea[a]",
        "plan --estimate",
        "plan --estimate-all",
        "plan -o a.plan -q",
        "show a.plan --expand tea",
        "preview",
        "preview --all",
        "apply --auto-approve",
        "state list",
    ),
    "a large family": (
        Put("ctc.yaml", f"{PROJECT}environments: {{sandbox: {{requests_per_second: 1}}}}\n"),
        Put("campaigns/tea.yaml", FAMILY.replace("[a, b, c, d, e, f]", f"[{', '.join(map(str, range(60)))}]")),
        "plan",
        "plan --format markdown",
        "preview",
        "preview --all",
        "preview --select tea[7]",
        Typed("apply", "no\n"),
    ),
    "only a yes is a yes": (
        *BEGUN,
        Typed("apply", "no\n"),
        Typed("apply -q", "no\n"),
        "apply",
        "apply --format json",
        Typed("apply campaigns/one.yaml", "yes\n"),
        "apply --auto-approve --format json",
        "apply",
        Typed("stop *", "no\n"),
        "stop --all",
        "stop * --format json",
        Typed("stop o* --why wrong", "yes\n"),
        "stop one --yes",
        "stop two --format json",
    ),
    "people who are named twice": (
        Put("ctc.yaml", PROJECT),
        Put("campaigns/letter.yaml", SEND.format(people="u1, u2, u1, u3")),
        "plan",
        "plan --format json",
        "apply --auto-approve",
        "plan",
        "status",
    ),
    "what is recorded": (
        *BEGUN,
        "state list",
        "log",
        "status",
        "apply --auto-approve -q",
        "state list",
        "state list -v",
        "state list --format json",
        "state show one",
        "state show onne",
        "state show one --format json",
        "state history one",
        "state history one --format json",
        "state history two",
        "log",
        "log one",
        "log --format json -n 1",
        "log --event sent --since 2h",
        "log --event stopped",
        "log --since 2041-01-01 -q",
        "status",
        "status -v one",
        "status o*",
        "status --select t* --offline",
        "status --select z*",
        "status --format json --offline",
        "status thre",
        "status --format json o?e",
        "state verify",
        "state verify --format json",
        "doctor --offline --format json",
    ),
    "what a person says": (
        *BEGUN,
        "apply --auto-approve -q",
        "state move one three",
        "state move one three",
        "state rebind --why renamed",
        "state init",
        "state forget two --why tested --yes",
        Typed("state forget three --why tested", "n\n"),
        "state lost 5 --why gone",
        "stop --all --yes --why bad",
        "status",
        "plan",
        "state resume --why fine",
        "state resume --why fine",
        "log",
        lost_state,
        "plan --exit-code",
        "apply --auto-approve",
        "stop * --yes",
    ),
    "a layout": (
        Put("ctc.yaml", PROJECT),
        Put("campaigns/one.yaml", ONE.replace("id: one", "id:   one")),
        Put("campaigns/two.yaml", TWO.replace("id: two", "id:   two")),
        "fmt --check",
        "fmt --diff",
        "fmt --check --diff campaigns/one.yaml -q",
        "fmt",
        "fmt",
        "fmt --line-ending crlf",
        Put("campaigns/two.yaml", "a: [\n"),
        "fmt",
        "fmt --check campaigns/one.yaml --line-ending lf",
        Typed("fmt -", "a:   1\n"),
        Typed("fmt - --check", "a:   1\n"),
        Typed("fmt - --diff", "a:   1\n"),
        Typed("fmt -", "a: [\n"),
    ),
    "a beginning": (
        "init --project tea --ci none --channel sms",
        "new push hello",
        "new send-push hello",
        "lint -q",
        in_git,
        "init below --project tea --ci gitlab",
        "init below --project tea",
    ),
    "a page": (
        *BEGUN,
        "preview",
        "preview -q -o x.html --select one",
        "preview -o ctc.yaml",
        Put("campaigns/two.yaml", ODD),
        "preview",
        "preview --select two",
        Put("campaigns/two.yaml", None),
        Put("campaigns/one.yaml", None),
        "preview",
    ),
    "what a shell offers": (
        Put("ctc.yaml", f"{PROJECT}environments: {{live: {{timezone: UTC}}, aaa: {{timezone: UTC}}}}\n"),
        Put("campaigns/one.yaml", ONE),
        Put("campaigns/tea.yaml", FAMILY),
        *(
            Tab(f"ctc {line}")
            for line in (
                *("", "st", "zz", "state ", "catalog ", "plan --env ", "state list --env a", "plan --ex"),
                *("plan --expand t", "stop o", "log te", "state show ", "state resolve on", "status one"),
                *("plan --select tea[", "test --generate t", "new webp", "state move o"),
                *("schema payload.send", "explain CTC41", "explain s", "new send-", "lint --exclude tea[a", "adopt o"),
                *("log --event s", "completion ", "plan --format "),
            )
        ),
        "completion tcsh",
        "completion fish",
    ),
    "what like tools call it": (
        *(
            f"{name} x"
            for name in (
                *("build", "check", "deploy", "destroy", "diff", "format", "history", "render", "run", "send"),
                *("serve", "validate", "resolve", "draft", "verify", "aply", "zzzzzz"),
            )
        ),
        "explain",
        "explain codes",
        "explain CTC412",
        "explain 305",
        "explain CTC999",
        "explain nothing",
        "explain push.content.titel",
        "explain push.when.x",
        "explain push.content.title.x",
        "explain CTC",
        "explain ctcx",
        "explain campaign.when",
        "schema",
        "schema spce",
    ),
}  # fmt: skip
