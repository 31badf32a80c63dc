"""Small decisions on the way of a run: which folder, which day, which clock, which account, what is told of it."""

import os
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ctc.choice import Choice
from ctc.clevertap.listing import ListedCampaign, Listing
from ctc.diagnostics import Diagnostic, Severity, UserError
from ctc.pipeline import doctor
from ctc.pipeline.changed import _folders, _matters, _plain
from ctc.pipeline.checked import Checked, Health, told
from ctc.pipeline.doctor_environment import _clock, _server
from ctc.pipeline.importing import _distinct
from ctc.pipeline.init import slug
from ctc.pipeline.instances import told_once
from ctc.pipeline.log import moment_of
from ctc.pipeline.plan import _host_of
from ctc.pipeline.preview import _time, locale_of
from ctc.pipeline.reaching import _read, _written
from ctc.pipeline.saved_plans import is_saved, load
from ctc.pipeline.selecting import OutsideError, places, within
from ctc.pipeline.sessions import is_job, proxy_of
from ctc.pipeline.settings import home_of, settings_for, today_in
from ctc.pipeline.standing import Overview, Standing, _drift
from ctc.pipeline.strength import shown_texts
from ctc.pipeline.unread import spared, unread
from ctc.plans.index import index_of
from ctc.plans.plan import Reach
from ctc.project.opening import open_project
from ctc.state.record import Record, Status

NOW = datetime(2031, 1, 15, 12, 0, tzinfo=UTC)
LATER, SOONER = NOW + timedelta(hours=2), NOW - timedelta(hours=2)
FOUND = Diagnostic(code="CTC305", severity=Severity.ERROR, message="m", file="a.yaml", line=3)


@pytest.mark.parametrize(
    ("environ", "is_one"),
    [
        ({}, False),
        ({"CI": ""}, False),
        ({"CI": "0"}, False),
        ({"CI": " False "}, False),
        ({"CI": "no"}, False),
        ({"CI": "true"}, True),
        ({"CI": "1", "CTC_LOCAL_STATE": "1"}, False),
        ({"CI": "1", "CTC_LOCAL_STATE": "0"}, True),
    ],
)
def test_a_job_whose_files_are_gone_when_it_ends(environ: dict[str, str], is_one: bool) -> None:
    assert is_job(environ) is is_one


def test_a_proxy_is_for_https_alone_and_one_that_cannot_be_used_is_told() -> None:
    environ = {"HTTPS_PROXY": "http://proxy.example:3128"}
    assert proxy_of("http://127.0.0.1:80", environ) is None
    assert "proxy.example:3128" in str(proxy_of("https://in1.api.clevertap.com", environ))
    assert proxy_of("https://in1.api.clevertap.com", {}) is None
    with pytest.raises(UserError) as caught:
        proxy_of("https://in1.api.clevertap.com", {"HTTPS_PROXY": "ftp://x"})
    (found,) = caught.value.diagnostics
    assert (found.code, found.severity) == ("CTC813", Severity.ERROR)
    assert "write it as HTTPS_PROXY=http://host:port" in (found.hint or "")


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a project, and with one beside it; the current folder is around both."""
    for name in ("shop", "other"):
        (tmp_path / name / "campaigns" / "deep").mkdir(parents=True)
        (tmp_path / name / "ctc.yaml").write_text("version: 1\n", "utf-8")
        (tmp_path / name / "campaigns" / "a.yaml").touch()
    (tmp_path / "bare").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path / "shop"


def test_where_the_project_of_some_paths_is(shop: Path) -> None:
    around, other = shop.parent, shop.parent / "other"
    inside, beside = shop / "campaigns/a.yaml", other / "campaigns/a.yaml"
    assert home_of(shop, []) == shop
    assert home_of(shop, [inside]) == shop
    assert home_of(shop, [beside]) == other / "campaigns"
    assert home_of(shop, [other]) == other
    assert home_of(shop, [inside, beside]) == shop
    assert home_of(shop, [Path("gone")]) == shop
    assert home_of(shop, [around / "bare"]) == around / "bare"
    assert home_of(around, [Path("shop/campaigns/a.yaml")]) == shop / "campaigns"
    assert home_of(around, [Path("bare")]) == around


def test_which_day_it_is(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    zoned = SimpleNamespace(timezone="Pacific/Kiritimati")
    for zone in ("", "Mars/Phobos"):
        assert today_in(SimpleNamespace(timezone=zone)) == datetime.now(UTC).date()  # type: ignore[arg-type]
    assert today_in(zoned) == datetime.now(ZoneInfo("Pacific/Kiritimati")).date()  # type: ignore[arg-type]
    lint = settings_for(shop, {}, Choice(), every_environment=True)
    assert (lint.as_of, lint.is_clock, lint.every_environment) == (date(2030, 1, 1), True, True)
    named = settings_for(shop, {}, Choice(env="sandbox", as_of=date(2031, 1, 15)), every_environment=True)
    assert (named.as_of, named.is_clock, named.every_environment) == (date(2031, 1, 15), False, False)
    assert settings_for(shop, {}, Choice()).as_of == datetime.now(UTC).date()


def test_paths_select_campaigns(shop: Path) -> None:
    project = open_project(shop, {})
    chosen = places([Path("campaigns/a.yaml"), Path("campaigns"), Path()], shop, project)
    assert [*chosen.values()] == [shop / "campaigns/a.yaml", shop / "campaigns", shop]
    for path in (Path("ctc.yaml"), shop.parent, shop.parent / "other"):
        with pytest.raises(
            OutsideError, match=f"{path} lies outside of campaigns/: a path selects campaigns"
        ):
            places([path], shop, project)
    files = {"a": str(shop / "campaigns/a.yaml"), "b": str(shop / "campaigns/deep/b.yaml")}
    assert within(Choice(), {}, files).within is None
    deep = {Path("deep"): shop / "campaigns/deep"}
    assert within(Choice(), deep, files).within == {"b"}
    assert within(Choice(env="x"), {**deep, Path("a"): shop / "campaigns/a.yaml"}, files) == Choice(
        env="x", within=frozenset({"a", "b"})
    )
    with pytest.raises(OutsideError, match=r"^there is no spec in x$"):
        within(Choice(), {Path("x"): shop / "campaigns/x"}, files)


def test_what_stands_in_files_that_are_not_read_is_spared(shop: Path) -> None:
    file = shop / "a.yml"
    file.write_text("version: 1\n  id: 'one'\n- id : two-2\n# id: three\n{id: four}\nvoid: five\n", "utf-8")
    found = [
        Diagnostic(code="CTC112", severity=Severity.WARNING, message="m", file=str(each))
        for each in (file, shop / "gone.yml")
    ]
    assert unread([*found, FOUND]) == tuple(found)
    recorded = ["one", "two-2[en]", "three", "four", "five", "six"]
    assert spared([*found, FOUND], recorded) == {"one", "two-2[en]", "four"}
    assert spared([FOUND], recorded) == frozenset()


def listed(status: str, when: datetime | None = LATER, number: int = 7) -> ListedCampaign:
    return ListedCampaign(id=number, name="n", status=status, scheduled_on=when)


@pytest.mark.parametrize(
    ("status", "fields", "campaign", "said"),
    [
        ("scheduled", {}, listed("pending"), ""),
        ("scheduled", {}, listed("Pending"), ""),
        ("scheduled", {}, listed("unheard"), ""),
        ("scheduled", {}, listed("stopped"), "recorded as scheduled, and CleverTap says stopped"),
        ("scheduled", {}, listed("running"), "recorded as scheduled, and CleverTap says running"),
        ("scheduled", {}, None, "recorded as scheduled, and CleverTap does not list it"),
        ("scheduled", {"id": None}, listed("stopped"), ""),
        ("scheduled", {"scheduled_on": SOONER}, listed("running", SOONER), ""),
        (
            "scheduled",
            {"scheduled_on": SOONER},
            listed("stopped", SOONER),
            "recorded as running, and CleverTap says stopped",
        ),
        ("running", {}, None, "recorded as running, and CleverTap does not list it"),
        ("sent", {}, None, ""),
        ("sent", {}, listed("stopped"), ""),
        ("stopped", {}, listed("running"), "recorded as stopped, and CleverTap says running"),
        ("stopped", {}, listed("completed"), ""),
        (
            "scheduled",
            {},
            listed("pending", LATER + timedelta(minutes=1)),
            "recorded for 2031-01-15 14:00 UTC, and CleverTap says 2031-01-15 14:01 UTC",
        ),
        ("scheduled", {}, listed("pending", LATER + timedelta(seconds=59)), ""),
        ("scheduled", {"recurring": True}, listed("pending", LATER + timedelta(days=1)), ""),
        ("scheduled", {"user_zone": True}, listed("pending", LATER + timedelta(days=1)), ""),
        ("scheduled", {}, listed("pending", None), ""),
    ],
)
def test_what_somebody_else_did_to_a_campaign(
    status: str, fields: dict[str, Any], campaign: ListedCampaign | None, said: str
) -> None:
    record = Record(**{"address": "a", "status": Status(status), "id": 7, "scheduled_on": LATER, **fields})
    campaigns = (campaign,) if campaign else ()
    index = index_of(Listing(complete=True, campaigns=campaigns, detail=""), NOW)
    assert _drift(record, campaign, index, NOW) == said
    cut = index_of(Listing(complete=False, campaigns=campaigns, detail="cut"), NOW)
    assert _drift(record, campaign, cut, NOW) == ("" if campaign is None else said)
    assert campaign is not None or _drift(record, None, None, NOW) == ""


def test_what_is_in_doubt_of_all_that_is_recorded() -> None:
    fine = Standing(record=Record(address="a", status=Status.SENT), status=Status.SENT, told="")
    doubt = replace(fine, status=Status.IN_DOUBT)
    assert not Overview(standings=(fine,)).in_doubt
    assert Overview(standings=(fine, doubt)).in_doubt
    assert Overview(standings=(), copies=(("a", listed("running")),)).in_doubt


@pytest.mark.parametrize(
    ("at", "health", "seen"),
    [
        (NOW, "fine", "as CleverTap's"),
        (NOW - timedelta(seconds=30), "fine", "as CleverTap's"),
        (NOW + timedelta(seconds=32), "fine", "as CleverTap's"),
        (NOW - timedelta(seconds=31), "note", "this machine's is 0:00:31 ahead of CleverTap's"),
        (NOW + timedelta(seconds=33), "note", "this machine's is 0:00:31 behind CleverTap's"),
        (NOW + timedelta(hours=1), "note", "this machine's is 0:59:58 behind CleverTap's"),
    ],
)
def test_a_clock_that_goes_wrong_is_told(at: datetime, health: str, seen: str) -> None:
    """The answer took two seconds."""
    listing = Listing(complete=True, campaigns=(), detail="", at=at)
    (found,) = _clock(listing, NOW, NOW + timedelta(seconds=2), "part")
    assert (found.health.value, found.seen, found.name) == (health, seen, "clock")
    assert [*_clock(replace(listing, at=None), NOW, NOW, "part")] == []


@pytest.mark.parametrize(
    ("listing", "health", "seen"),
    [
        (Listing(complete=True), "fine", "answers, and takes the credentials"),
        (Listing(complete=False, campaigns=(ListedCampaign(7, "n", "s"),), detail="cut"), "fine", "answers"),
        (Listing(complete=False, detail="refused with 401"), "wrong", "refused with 401"),
    ],
)
def test_whether_clevertap_lets_somebody_in(listing: Listing, health: str, seen: str) -> None:
    asked: list[Any] = []
    client = SimpleNamespace(listing=lambda *days: (asked.append(days), listing)[1])
    (found,) = _server(SimpleNamespace(client=client), "part")  # type: ignore[arg-type]
    assert (found.part, found.name, found.health.value) == ("part", "CleverTap", health)
    assert found.seen.startswith(seen)
    assert found.help.startswith("check region, account id and passcode") is (health == "wrong")
    ((first, last),) = asked
    assert first == last


def test_what_the_doctor_found_as_a_finding() -> None:
    fine = Checked(part="p", name="n", health=Health.FINE, seen="s", help="h")
    assert fine.diagnostic is None
    note = replace(fine, health=Health.NOTE, help="").diagnostic
    wrong = replace(fine, health=Health.WRONG).diagnostic
    assert note is not None
    assert wrong is not None
    assert (note.code, note.severity, note.message, note.hint) == ("CTC853", Severity.INFO, "n: s", None)
    assert (wrong.severity, wrong.hint) == (Severity.ERROR, "h")
    found = [*told("p", "n", UserError(FOUND, FOUND._replace(file="", hint="h")))]
    assert [(each.seen, each.help, each.health) for each in found] == [
        ("a.yaml:3: m", "", Health.WRONG),
        ("m", "h", Health.WRONG),
    ]


def test_what_the_doctor_sees_of_hooks_and_of_other_environments(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = doctor._hooks("git", None)
    assert bare.seen == "no .pre-commit-config.yaml in this folder"
    assert doctor._hooks("git", shop).seen == f"no .pre-commit-config.yaml in {shop}"
    (shop / ".pre-commit-config.yaml").touch()
    for has, health, seen in (
        (True, Health.FINE, "pre-commit is set up"),
        (False, Health.NOTE, ".pre-commit-config.yaml is there, and git runs no hook yet"),
    ):
        monkeypatch.setattr(doctor, "has_hook", lambda _tree, _name, has=has: has)
        found = doctor._hooks("git", shop)
        assert (found.health, found.seen, bool(found.help)) == (health, seen, not has)
    assert doctor._version("no-such-package") == "of an unknown version"
    project = "version: 1\nenvironments: {live: {region: in1, timezone: UTC}, odd: {region: '{{ env.CTC_NONE }}'}}\n"
    (shop / "ctc.yaml").write_text(project, "utf-8")
    environments = open_project(shop, {}).environments
    live, odd = (doctor._other(environments[name]) for name in ("live", "odd"))
    assert (live.health, live.seen, live.help) == (
        Health.FINE,
        "in1.api.clevertap.com",
        "`ctc doctor --env live` looks closer",
    )
    assert (odd.health, odd.seen) == (
        Health.NOTE,
        "region needs the environment variable CTC_NONE, which is not set",
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", None),
        ("2h", NOW - timedelta(hours=2)),
        ("2031-01-14", datetime(2031, 1, 13, 18, 30, tzinfo=UTC)),
        ("2031-01-14 21:00", datetime(2031, 1, 14, 15, 30, tzinfo=UTC)),
        ("2031-01-14T21:00+00:00", datetime(2031, 1, 14, 21, tzinfo=UTC)),
        ("9999999999d", datetime.min.replace(tzinfo=UTC)),
    ],
)
def test_since_when(text: str, found: datetime | None) -> None:
    assert moment_of(text, NOW, ZoneInfo("Asia/Kolkata")) == found


@pytest.mark.parametrize(
    ("address", "locale"),
    [("a", ""), ("a[hi]", "hi"), ("a[gold,hi]", "hi"), ("a[gold]", ""), ("a[en,hi]", "en")],
)
def test_the_language_of_an_instance(address: str, locale: str) -> None:
    assert locale_of(address) == locale


def test_a_moment_on_a_page() -> None:
    assert _time(NOW, "Asia/Kolkata") == "Wed 15 Jan 2031, 17:30 Asia/Kolkata"


def test_an_answer_is_read_back_as_it_was_kept() -> None:
    reach = Reach(total=5, platforms={"ios": 5}, asked_at=NOW)
    kept = _written(reach)
    assert kept == {"total": 5, "platforms": {"ios": 5}, "asked_at": "2031-01-15T12:00:00+00:00"}
    assert _read(kept) == reach
    for wrong in (
        {"total": "5"},
        {"platforms": [5]},
        {"platforms": {"ios": "5"}},
        {"asked_at": 5},
        {"asked_at": "soon"},
        {"asked_at": "2031-01-15T12:00:00"},
    ):
        assert _read({**kept, **wrong}) is None


@pytest.mark.parametrize(
    ("wanted", "taken", "found"),
    [
        ("a", [], "a"),
        ("a", ["a"], "a-2"),
        ("a", ["a", "a-2"], "a-3"),
        ("a" * 63, ["a" * 63], "a" * 61 + "-2"),
    ],
)
def test_ids_of_a_paste_are_distinct(wanted: str, taken: list[str], found: str) -> None:
    assert _distinct(wanted, taken, iter(range(2, 20))) == found


def test_ids_of_a_paste_stay_as_long_as_an_id_may_be() -> None:
    taken = ["a" * 63, *(f"{'a' * 61}-{n}" for n in range(2, 10))]
    assert _distinct("a" * 63, taken, iter(range(2, 20))) == "a" * 60 + "-10"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Tea & Co", "tea-co"),
        ("Caf\u00e9 \u0141\u00f3d\u017a", "cafe-lodz"),
        ("Gr\u00fc\u00dfe", "grusse"),
        ("--a--", "a"),
        ("x" * 62 + "-yz", "x" * 62),
        ("\u65e5\u672c", ""),
    ],
)
def test_a_name_as_an_id(text: str, name: str) -> None:
    assert slug(text) == name


@pytest.mark.parametrize(
    ("found", "instances", "messages"),
    [
        ([("a", FOUND), ("a", FOUND)], 1, ["m"]),
        ([("a", FOUND), ("b", FOUND)], 2, ["m"]),
        ([("a", FOUND)], 2, ["m (in a)"]),
        ([("a", FOUND), ("b", FOUND)], 3, ["m (in a and 1 more)"]),
        ([("a", FOUND), ("b", FOUND._replace(message="n"))], 2, ["m (in a and 1 more)"]),
        (
            [("a", FOUND), ("a", FOUND._replace(message="n")), ("b", FOUND)],
            2,
            ["m", "n (in a)"],
        ),
        ([("a", FOUND), ("b", FOUND._replace(line=4))], 2, ["m (in a)", "m (in b)"]),
    ],
)
def test_what_instances_have_in_common_is_said_once(
    found: list[tuple[str, Diagnostic]], instances: int, messages: list[str]
) -> None:
    assert [each.message for each in told_once(found, instances)] == messages


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        ({"title": "T", "body": "B", "sender_name": "N"}, {"title": "T", "body": "B"}),
        ({"title": {"text": "T"}, "message": {"text": "M", "color": "red"}}, {"title": "T"}),
        ([{"title": "A"}, {"title": "B"}], {"title": "A"}),
        ([], {}),
        ("text", {}),
        ({"body": "x" * 500, "title": "x" * 501}, {"body": "x" * 500}),
        ({"title": 5}, {}),
    ],
)
def test_texts_that_a_person_reads(content: object, shown: dict[str, str]) -> None:
    assert shown_texts(content) == shown


@pytest.mark.parametrize(
    ("path", "matters"),
    [
        ("catalog.yaml", True),
        ("catalog/a.yaml", True),
        ("campaigns/a.yaml", True),
        ("campaigns/_shared/a.j2", True),
        ("data/rows.csv", True),
        ("x/rows.ndjson", True),
        ("campaigns.yaml", False),
        ("README.md", False),
        ("other/a.yaml", False),
    ],
)
def test_which_files_of_a_commit_matter(path: str, matters: bool) -> None:
    assert _matters(path, {"catalog", "campaigns"}) is matters
    assert _matters(path, {"."})


@pytest.mark.parametrize(
    ("text", "folders"),
    [
        (None, ["campaigns", "campaigns/_shared"]),
        ("version: 1\n", ["campaigns", "campaigns/_shared"]),
        ("campaigns: ./specs/\ntemplates: 5\n", ["specs", "campaigns/_shared"]),
        ("campaigns: .\n", [".", "campaigns/_shared"]),
        ("", ["campaigns", "campaigns/_shared"]),
    ],
)
def test_where_an_older_project_kept_its_specs(tmp_path: Path, text: str | None, folders: list[str]) -> None:
    if text is not None:
        (tmp_path / "ctc.yaml").write_text(text, "utf-8")
    assert [*_folders(tmp_path)] == folders


def test_facts_are_the_same_however_they_were_kept() -> None:
    assert (
        _plain({"b": (1, [2]), "a": "x"})
        == _plain({"a": "x", "b": [1, (2,)]})
        == [("a", "x"), ("b", [1, [2]])]
    )
    assert _plain(None) is None
    assert os.sep not in str(_plain("text"))


def test_what_is_no_plan_and_what_cannot_be_read(tmp_path: Path) -> None:
    """A folder and a file that is not there are no plans; who asks for their plan hears why."""
    (tmp_path / "text").write_text("version: 1\n")
    for name in ("", "none", "text"):
        assert not is_saved(tmp_path / name)
    for name, why in (("", "Is a directory"), ("none", "No such file or directory")):
        with pytest.raises(UserError) as raised:
            load(tmp_path / name)
        (found,) = raised.value.diagnostics
        assert found.code == "CTC520"
        assert found.message == f"{tmp_path / name} cannot be read: {why}"


def test_a_region_that_is_none_is_told_and_one_that_is_not_set_is_waited_for() -> None:
    """A plan may be made without secrets, but not for a region that CleverTap has not."""

    def refusing(*codes: str) -> Any:
        def host() -> str:
            raise UserError(*(Diagnostic(code=code, severity=Severity.ERROR, message="m") for code in codes))

        return SimpleNamespace(host=host)

    assert _host_of(refusing("CTC804")) == ""
    for codes in (("CTC806",), ("CTC804", "CTC806")):
        with pytest.raises(UserError):
            _host_of(refusing(*codes))
