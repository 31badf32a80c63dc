"""The names that specs use: drafted as a catalog, held against one, told where nobody uses them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from ctc.choice import Choice
from ctc.diagnostics import UserError
from ctc.pipeline.accounts import account_around
from ctc.pipeline.catalog import check_catalog
from ctc.pipeline.catalog_account import Question, _body, _heard, _questions, _window
from ctc.pipeline.cataloguing import drafted, imported, plan_in
from ctc.pipeline.settings import settings_for

PUSH = """\
version: 1
id: push
campaign:
  name: Push
  target_mode: push
  when: 2031-01-15 09:30
  provider_nick_name: fcm
  control_group: {type: custom, name: tenth}
  conversion_goal:
    event_name: Bought
    revenue_property: Amount
    filter_type: {event_property: [{property_name: Colour}, {property_name: "Items|Size", property_value: 7}]}
  where:
    event_name: Bought
    from: 2026-01-01
    to: 2026-01-31
    event_properties:
      - {name: Price, operator: less_than, value: 500}
      - {name: Gift, operator: equals, value: "True"}
      - {name: Colour, operator: equals, value: [red, blue]}
      - {name: Note, operator: exists, value: x}
      - {name: Gone, operator: does_not_exist, value: 5}
    common_profile_properties:
      profile_fields:
        - {name: Plan, operator: equals, value: gold}
        - {name: Plan, operator: equals, value: 5}
        - {name: City, operator: equals, value: Pune}
    exclude_segments: ["1700002"]
  content:
    title: "{{ liquid(\\"Profile.Nickname | default: 'you'\\") }}"
    body: "See https://Shop.example/tea?x=1"
    platform_specific:
      android: {wzrk_cid: Offers, deep_link: "shop://offers?x=1#y"}
"""
SEGMENT = """\
version: 1
id: seg
campaign:
  name: Seg
  target_mode: sms
  when: now
  segment: 1700001
  provider_group_nickname: main
  content: {body: "Hi. Reply STOP to opt out"}
"""
HOOK = """\
version: 1
id: hook
campaign:
  name: Hook
  target_mode: webhook
  when: now
  webhook_endpoint_name: crm
  where: {event_name: Left, from: 2026-01-01, to: 2026-01-31}
"""
WHATSAPP = """\
version: 1
id: wa
campaign:
  name: Wa
  target_mode: whatsapp
  when: now
  segment: 1700001
  content: {template_name: "ns:offer", locale: en_GB, replacements: {"1": a, "2": b}}
"""
CATALOG = """\
version: 1
events:
  Bought: {properties: {Price: number}}
  Idle: {}
  Old: {deprecated: use Bought}
profile: {Plan: text, Unused: text}
segments:
  ours: {sandbox: 1700001}
  theirs: {production: 5, nowhere: 6}
providers: {push: [fcm]}
android_channels: [Offers, Idle]
control_groups: [tenth]
whatsapp_templates:
  offer: {name: "ns:offer", header: none, body: 2}
  idle: {name: "ns:idle", header: none, body: 0}
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of four specs for two environments, without a catalog; the current folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "campaigns").mkdir()
    for name, text in {"push": PUSH, "seg": SEGMENT, "hook": HOOK, "wa": WHATSAPP}.items():
        (tmp_path / "campaigns" / f"{name}.yaml").write_text(text, "utf-8")
    project = "version: 1\nenvironments: {production: {timezone: UTC, region: in1}, bare: {region: in1}}\n"
    (tmp_path / "ctc.yaml").write_text(project, "utf-8")
    return tmp_path


def test_a_catalog_is_drafted_of_what_the_specs_say(here: Path) -> None:
    found = yaml.safe_load(drafted(here, {}, None))
    assert found == {
        "version": 1,
        "events": {
            "Bought": {
                "properties": {
                    "Price": "number",
                    "Gift": "boolean",
                    "Colour": "text",
                    "Note": {},
                    "Gone": {},
                    "Amount": "number",
                    "Items": "number",
                }
            },
            "Left": {},
        },
        "profile": {"Plan": {}, "City": "text", "Nickname": {}},
        "segments": {
            "segment-1700002": {"production": 1700002, "sandbox": 1700002},
            "segment-1700001": {"production": 1700001, "sandbox": 1700001},
        },
        "providers": {"push": ["fcm"]},
        "control_groups": ["tenth"],
        "provider_groups": ["main"],
        "android_channels": ["Offers"],
        "webhook_endpoints": ["crm"],
        "whatsapp_templates": {
            "offer": {"name": "ns:offer", "header": "none", "body": 2, "language": "en_GB"}
        },
        "links": {"hosts": ["shop.example"], "deep_links": ["shop://offers"]},
    }


def test_what_a_catalog_says_already_stays(here: Path) -> None:
    (here / "catalog.yaml").write_text(
        "version: 1\n# ours\nevents: {Bought: {properties: {Price: text}}}\n", "utf-8"
    )
    text = drafted(here, {}, None)
    assert "# ours" in text
    found = yaml.safe_load(text)
    assert found["events"]["Bought"]["properties"]["Price"] == "text"
    assert "Left" in found["events"]
    other = yaml.safe_load(drafted(here, {}, here / "other.yaml", begins="# begins\nversion: 1\n"))
    assert "Left" in other["events"]
    assert "Price" not in str(other["events"].get("Bought", {}))
    (here / "big.yaml").write_bytes(b"\xff\xfe")
    with pytest.raises(UserError, match="no catalog that names can be added to"):
        drafted(here, {}, here / "big.yaml")
    (here / "catalog.yaml").write_text("version: 1\nevents: []\n", "utf-8")
    with pytest.raises(UserError):
        drafted(here, {}, None)


def test_what_is_doubtful_in_a_catalog_is_told_at_its_name(here: Path) -> None:
    (here / "catalog.yaml").write_text(CATALOG, "utf-8")
    settings, found = check_catalog(here, {})
    told = [
        (each.code, each.line, each.message) for each in found if each.code in ("CTC802", "CTC823", "CTC824")
    ]
    assert told == [
        ("CTC823", 4, "no spec uses 'Idle'"),
        ("CTC823", 6, "no spec uses 'Unused'"),
        ("CTC824", 8, "'ours' has no id in production and bare: a spec that names it cannot be sent there"),
        ("CTC823", 9, "no spec uses 'theirs'"),
        ("CTC824", 9, "'theirs' has no id in bare: a spec that names it cannot be sent there"),
        ("CTC802", 9, "there is no environment 'nowhere' in ctc.yaml"),
        ("CTC823", 11, "no spec uses 'Idle'"),
        ("CTC823", 15, "no spec uses 'idle'"),
    ]
    assert settings.environment.name == "sandbox"
    assert check_catalog(here, {}, "production")[0].environment.name == "production"


def test_no_catalog_and_a_broken_one(here: Path) -> None:
    with pytest.raises(
        UserError, match=r"^there is no catalog: neither catalog\.yaml nor a file below catalog/$"
    ):
        check_catalog(here, {})
    (here / "catalog.yaml").write_text("version: 1\nevents: []\n", "utf-8")
    _, found = check_catalog(here, {})
    assert found
    assert {each.code for each in found}.isdisjoint({"CTC823", "CTC824"})


def refused(file: Path, text: str | bytes) -> str:
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(UserError) as caught:
        plan_in(file)
    (found,) = caught.value.diagnostics
    assert found.code == "CTC830"
    assert found.message.startswith(f"{file} cannot be imported: ")
    return found.message.partition("imported: ")[2]


def test_a_tracking_plan_that_is_none(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    assert refused(file, "{").startswith("it begins like JSON, and is none: ")
    assert refused(file, " [" * 100_000).startswith("it begins like JSON, and is none: ")
    assert refused(file, "\xe9".encode("latin-1")) == "it is no text"
    assert (
        refused(file, "{}".encode("utf-16"))
        == "it is UTF-16 or UTF-32; ctc reads UTF-8 alone: save it as UTF-8"
    )
    assert refused(file, "a: 1\n").startswith(
        "it is in none of the formats that are known: Segment Protocols"
    )
    assert refused(file, b"x" * 20_000_001) == "a tracking plan has 20 MB at most, and this has more"
    assert "names no event and no property" in refused(file, "event\n")
    with pytest.raises(UserError, match="it cannot be read: No such file"):
        plan_in(tmp_path / "gone")


def test_a_tracking_plan_is_told_by_its_content(here: Path) -> None:
    file = here / "plan.csv"
    file.write_text("\ufeffevent,property,type\nBought,Price,number\nSeen,,\n", "utf-8")
    text, plan, notes = imported(here, {}, file, None)
    assert [*plan.events] == ["Bought", "Seen"]
    assert [*yaml.safe_load(text)["events"]] == ["Bought", "Seen"]
    assert notes == []
    assert "Left" not in text


def test_the_sandboxs_account_has_the_names_of_the_catalog(here: Path) -> None:
    bare = account_around(here / "campaigns", "UTC")
    assert (bare.providers, bare.channels, bare.control_groups) == (None, None, None)
    assert (bare.segments, bare.timezone) == (frozenset(), "UTC")
    (here / "catalog.yaml").write_text(CATALOG, "utf-8")
    account = account_around(here / "campaigns", "Asia/Kolkata")
    assert account.providers == {"fcm"}
    assert account.channels == {"Offers", "Idle"}
    assert account.control_groups == {"tenth"}
    assert account.segments == {1700001, 5, 6}
    assert account.timezone == "Asia/Kolkata"
    assert account_around(here.parent, "UTC").providers is None


def answered(
    here: Path, section: str, name: str, answer: dict[str, Any], status: int = 200
) -> list[tuple[str, str]]:
    """What is said of an answer to the question for a name."""
    from ctc.clevertap.outcome import Outcome, Result

    (here / "catalog.yaml").write_text(CATALOG, "utf-8")
    settings = settings_for(here, {}, Choice(env="production"))
    (document,) = settings.catalogued.documents
    question = Question(document=document, section=section, name=name, audience={})
    result = {200: Result.SENT, 400: Result.REJECTED}.get(status, Result.THROTTLED)
    outcome = Outcome(result=result, http_status=status, body=answer, detail="why")
    now = datetime(2031, 1, 15, tzinfo=UTC)
    return [(each.code, each.message) for each in _heard(question, outcome, now, "production")]


def test_what_an_account_says_of_a_name(here: Path) -> None:
    some, none = ({"status": "success", "estimates": {"android": count}} for count in (5, 0))
    assert answered(here, "events", "Bought", some) == []
    assert answered(here, "events", "Bought", none) == [
        ("CTC832", "nobody whom a push can reach did 'Bought' in the last 30 days in production")
    ]
    assert answered(here, "segments", "ours", none) == [
        ("CTC832", "nobody whom a push can reach is in 'ours' in production")
    ]
    assert answered(here, "segments", "ours", {}, 400) == [
        ("CTC833", "the account of production refuses 'ours': why")
    ]
    assert answered(here, "events", "Bought", {}, 429) == [
        ("CTC834", "'Bought' could not be asked about: why")
    ]
    assert answered(here, "events", "Bought", {"status": "success"}) == [
        ("CTC834", "'Bought' could not be asked about: why")
    ]


def test_a_question_is_an_estimate_of_a_month(here: Path) -> None:
    import json

    window = _window(datetime(2031, 1, 15, tzinfo=UTC))
    assert window == {"from": 20301216, "to": 20310115}
    settings = settings_for(here, {}, Choice())
    body = json.loads(_body(settings, {"where": {"event_name": "Bought", **window}}))
    assert body == {
        "name": "ctc catalog check",
        "target_mode": "push",
        "when": "now",
        "content": {"title": "ctc catalog check", "body": "an estimate"},
        "where": {"event_name": "Bought", "from": 20301216, "to": 20310115},
        "estimate_only": True,
    }
    (here / "catalog.yaml").write_text(CATALOG, "utf-8")
    known = json.loads(_body(settings_for(here, {}, Choice()), {}))
    assert known["content"]["platform_specific"] == {"android": {"wzrk_cid": "Offers"}}


def test_a_catalog_in_several_files_is_one(here: Path) -> None:
    def said() -> tuple[set[str], list[tuple[str, str]], set[str]]:
        settings, found = check_catalog(here, {}, "production")
        questions = _questions(settings, datetime(2031, 1, 15, tzinfo=UTC))
        drafts = yaml.safe_load(drafted(here, {}, here / "new.yaml", begins="version: 1\n"))
        return {each.message for each in found}, sorted((q.section, q.name) for q in questions), {*drafts}

    file = here / "catalog.yaml"
    file.write_text(CATALOG, "utf-8")
    whole = said()
    assert whole[1] == [("events", "Bought"), ("segments", "theirs")]
    assert "no spec uses 'idle'" in whole[0]
    for section in ("profile:", "segments:"):
        above, _, below = CATALOG.partition(f"\n{section}")
        (here / "catalog").mkdir(exist_ok=True)
        (here / "catalog" / "more.yaml").write_text(f"version: 1\n{section}{below}", "utf-8")
        file.write_text(above + "\n", "utf-8")
        assert said() == whole
