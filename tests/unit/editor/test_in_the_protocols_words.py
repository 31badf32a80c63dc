"""What the server tells in the protocol's words, whose repository a file is, and what is asked of the editor."""

from pathlib import Path

import pytest
from lsprotocol import types as lsp

from ctc.diagnostics import Diagnostic, Severity
from ctc.editor import protocol, repositories
from ctc.editor.actions import Action
from ctc.editor.completing import Offer
from ctc.editor.reading import Symbol
from ctc.editor.repositories import Repositories
from ctc.editor.texts import Units

UTF16 = Units(encoding="utf-16")
SPEC = """\
version: 1
id: hello
campaign:
  name: Hello
  target_mode: sms
  when: 2031-01-15 09:30
  where: {event_name: App Launched, from: 2026-01-01, to: 2026-01-31}
  content: {body: "{% include 'text.j2' %} Reply STOP to opt out", sms: {template_id: "1107161234567890123"}}
"""


def place(line: int, start: int, end: int) -> lsp.Range:
    return lsp.Range(lsp.Position(line, start), lsp.Position(line, end))


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("key: 1", 3),
        ("key:", 3),
        ("key", 3),
        ("a b # c", 3),
        ("a, b", 1),
        ("a}", 1),
        ("a]", 1),
        ("'a: b': 1", 6),
        ('"a # b" # c', 7),
        ('"": 1', 2),
        ("'a: b  ", 5),
        ("", 1),
        (": 1", 3),
        ("  ", 1),
    ],
)
def test_how_far_a_key_or_a_value_goes(text: str, length: int) -> None:
    assert protocol.length(text) == length


@pytest.mark.parametrize(
    ("line", "column", "there"),
    [
        (1, 1, place(0, 0, 2)),
        (2, 3, place(1, 3, 6)),
        (2, 9, place(1, 9, 10)),
        (2, 99, place(1, 10, 10)),
        (9, 1, place(2, 0, 3)),
        (0, 1, place(0, 0, 2)),
    ],
)
def test_where_a_finding_is_underlined(line: int, column: int, there: lsp.Range) -> None:
    found = Diagnostic(code="CTC305", severity=Severity.ERROR, message="m", line=line, column=column)
    lines = ["id: 1", "\U0001f600 abc: xy", "end"]
    shown = protocol.diagnostic(found, lines, UTF16)
    assert shown.range == there
    assert (shown.message, shown.code, shown.source) == ("m", "CTC305", "ctc")


@pytest.mark.parametrize(
    ("severity", "told"),
    [
        (Severity.ERROR, lsp.DiagnosticSeverity.Error),
        (Severity.WARNING, lsp.DiagnosticSeverity.Warning),
        (Severity.INFO, lsp.DiagnosticSeverity.Information),
    ],
)
def test_how_serious_a_finding_is(severity: Severity, told: lsp.DiagnosticSeverity) -> None:
    found = Diagnostic(code="CTC305", severity=severity, message="m", hint="mend it")
    shown = protocol.diagnostic(found, (), UTF16)
    assert (shown.severity, shown.message) == (told, "m\nhelp: mend it")
    assert shown.range == place(0, 0, 0)


def test_a_change_of_a_part_and_of_the_whole() -> None:
    lines = ["\U0001f600ab: 1", "x"]
    part = protocol.edit(Action(title="t", text="cd", line=0, start=1, end=3), lines, UTF16)
    assert (part.range, part.new_text) == (place(0, 2, 4), "cd")
    whole = protocol.edit(Action(title="t", text="all"), lines, UTF16)
    assert whole.range == lsp.Range(lsp.Position(0, 0), lsp.Position(2, 0))


def test_an_offer_and_a_symbol() -> None:
    bare = protocol.item(Offer(kind="key", label="a", text="a: "))
    assert (bare.label, bare.insert_text, bare.detail, bare.documentation) == ("a", "a: ", None, None)
    kinds = lsp.CompletionItemKind
    names = ("key", "value", "variable", "template", "name")
    shown = [protocol.item(Offer(kind=kind, label="a", text="b", about="c", detail="d")) for kind in names]
    assert [each.kind for each in shown] == [
        kinds.Property,
        kinds.EnumMember,
        kinds.Variable,
        kinds.File,
        kinds.Constant,
    ]
    assert shown[0].detail == "d"
    assert shown[0].documentation == lsp.MarkupContent(lsp.MarkupKind.Markdown, "c")
    symbol = protocol.symbol(Symbol(name="n", detail="d", line=2, end=5))
    assert symbol.range == symbol.selection_range == lsp.Range(lsp.Position(2, 0), lsp.Position(5, 0))
    assert (symbol.name, symbol.detail, symbol.kind) == ("n", "d", lsp.SymbolKind.Class)


def test_files_and_what_is_none(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "a b.yaml")
    (tmp_path / "a b.yaml").touch()
    assert protocol.path_of((tmp_path / "link").as_uri()) == tmp_path / "a b.yaml"
    assert protocol.path_of("untitled:Untitled-1") == Path("/untitled:")
    assert protocol.path_of("file:///a%00b") == Path("/:")
    assert protocol.path_of("http://[") == Path("/:")


@pytest.mark.parametrize("able", [None, False, True])
def test_an_editor_is_asked_to_watch_where_it_can(able: bool | None) -> None:
    files = lsp.DidChangeWatchedFilesClientCapabilities(dynamic_registration=able)
    for told in (files, None):
        workspace = lsp.WorkspaceClientCapabilities(did_change_watched_files=told)
        shown = repositories.may_be_asked(lsp.ClientCapabilities(workspace=workspace))
        assert shown is bool(told and able)
    assert not repositories.may_be_asked(lsp.ClientCapabilities())


def test_what_the_editor_is_asked_to_watch() -> None:
    (wish,) = repositories.wish().registrations
    assert (wish.id, wish.method) == ("ctc-files", "workspace/didChangeWatchedFiles")
    assert isinstance(wish.register_options, lsp.DidChangeWatchedFilesRegistrationOptions)
    (watched,) = wish.register_options.watchers
    assert watched.glob_pattern == "**/*.{yaml,yml,j2,html,txt,csv,tsv,json,jsonl,ndjson}"


def project(folder: Path, spec: str = SPEC) -> Path:
    (folder / "campaigns" / "_shared").mkdir(parents=True)
    (folder / "campaigns" / "_shared" / "text.j2").write_text("Good to see you.", "utf-8")
    (folder / "campaigns" / "hello.yaml").write_text(spec, "utf-8")
    (folder / "ctc.yaml").write_text("version: 1\n", "utf-8")
    return folder


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a project, with another below it, and with neither beside them."""
    monkeypatch.chdir(tmp_path)
    project(tmp_path / "shop")
    project(tmp_path / "shop" / "below")
    (tmp_path / "notes" / "campaigns").mkdir(parents=True)
    (tmp_path / "other" / "deep").mkdir(parents=True)
    return tmp_path


def codes(found: Repositories) -> list[str]:
    return [each.code for those in found.findings().values() for each in those]


def test_whose_a_file_is(here: Path) -> None:
    found = Repositories({})
    found.begin([here / "shop", here / "notes", here / "notes" / "campaigns", here / "gone"])
    assert Path.cwd() == here / "shop"

    def root(name: str) -> Path | None:
        repository = found.of(here / name)
        return repository.root if repository else None

    assert root("shop/campaigns/a.yaml") == here / "shop"
    assert root("shop/below/campaigns/a.yaml") == here / "shop" / "below"
    assert root("notes/a.yaml") == here / "notes"
    assert root("notes/campaigns/a.yaml") == here / "notes" / "campaigns"
    assert root("other/deep/a.yaml") is None
    found.leave([here / "shop"])
    assert root("shop/campaigns/a.yaml") is None
    assert root("notes/a.yaml") == here / "notes"


def test_a_folder_of_a_project_has_all_of_it(here: Path) -> None:
    found = Repositories({})
    found.begin([here / "shop" / "campaigns"])
    repository = found.of(here / "shop" / "campaigns" / "a.yaml")
    assert repository is not None
    assert repository.root == here / "shop"
    assert found.of(here / "shop" / "ctc.yaml") is repository


def test_findings_follow_what_is_typed_and_what_changes_on_the_disk(here: Path) -> None:
    found = Repositories({})
    found.begin([here / "shop"])
    spec = here / "shop" / "campaigns" / "hello.yaml"
    assert codes(found) == []
    found.put(spec, SPEC.replace("name:", "nme:"))
    assert "CTC305" in codes(found)
    found.put(spec, None)
    assert codes(found) == []
    spec.write_text(SPEC.replace("name:", "nme:"), "utf-8")
    assert codes(found) == [], "nobody told of it"
    found.refresh()
    assert "CTC305" in codes(found)
    assert [*found.findings()] == ["campaigns/hello.yaml"]
    found.leave([here / "shop"])
    assert codes(found) == []


def test_a_template_that_is_typed_counts_for_those_that_use_it(here: Path) -> None:
    found = Repositories({})
    found.begin([here / "shop"])
    template = here / "shop" / "campaigns" / "_shared" / "text.j2"
    own = here / "shop" / "campaigns" / "text.j2"
    assert codes(found) == []
    found.put(template, "{{ nobody }}")
    assert "CTC202" in codes(found)
    own.write_text("beside the spec", "utf-8")
    found.refresh()
    assert "CTC202" not in codes(found), "the one beside the spec is meant first"
    found.put(own, "{{ nobody }}")
    assert "CTC202" in codes(found)
    found.put(own, None)
    assert "CTC202" not in codes(found)


def test_what_is_one_of_the_projects_specs(here: Path) -> None:
    found = Repositories({})
    found.begin([here / "shop"])
    repository = found.of(here / "shop" / "ctc.yaml")
    assert repository is not None

    def is_spec(name: str) -> bool:
        return repository.is_spec(here / "shop" / name)

    assert is_spec("campaigns/a.yaml")
    assert is_spec("campaigns/deep/a.yaml")
    for name in (
        "a.yaml",
        "campaigns/a.yml",
        "campaigns/a.test.yaml",
        "campaigns/_a.yaml",
        "campaigns/.a.yaml",
        "campaigns/_shared/a.yaml",
        "campaigns/.deep/a.yaml",
        "catalog/a.yaml",
    ):
        assert not is_spec(name), name
    (here / "shop" / "ctc.yaml").write_text("version: 1\ncampaigns: .\n", "utf-8")
    repository.refresh()
    assert is_spec("a.yaml")
    for name in ("ctc.yaml", "catalog.yaml", "catalog/a.yaml"):
        assert not is_spec(name), name
    (here / "shop" / "ctc.yaml").write_text("broken", "utf-8")
    repository.refresh()
    assert not is_spec("a.yaml")


def test_a_spec_that_is_no_file_yet_has_findings_in_its_place(here: Path) -> None:
    found = Repositories({})
    found.begin([here / "shop"])
    new = here / "shop" / "campaigns" / "a" / "new.yaml"
    found.put(new, SPEC.replace("id: hello", "id: other").replace("name:", "nme:"))
    assert [*found.findings()] == ["campaigns/a/new.yaml"]
    found.put(here / "shop" / "campaigns" / "_new.yaml", "broken")
    found.put(here / "shop" / "new.yaml", "broken")
    assert [*found.findings()] == ["campaigns/a/new.yaml"]


def test_a_file_of_the_catalog_counts_as_it_is_typed_beside_the_others(here: Path) -> None:
    shop = here / "shop"
    (shop / "catalog").mkdir()
    (shop / "catalog.yaml").write_text("version: 1\nprofile: {Plan: text}\n", "utf-8")
    more = shop / "catalog" / "more.yaml"
    more.write_text("version: 1\nevents: {Tea Brewed: {}}\n", "utf-8")
    spec = shop / "campaigns" / "hello.yaml"
    spec.write_text(SPEC.replace("App Launched", "Tea Brewed"), "utf-8")
    found = Repositories({})
    found.begin([shop])
    assert codes(found) == []
    found.put(more, "version: 1\nevents: {Tea Bought: {}}\n")
    told = codes(found)
    assert told != []
    found.put(shop / "catalog.yaml", "version: 1\nprofile: {Plan: text}\n")
    assert codes(found) == told, "both are open"
    found.put(shop / "catalog.yaml", "version: 1\nevents: {Tea Brewed: {}}\n")
    assert codes(found) == []
    found.put(more, None)
    found.put(shop / "catalog.yaml", "version: 1\nevents: {Tea Brewed: 5}\n")
    assert codes(found) != [], "the other one alone is"
    found.put(shop / "catalog.yaml", None)
    found.put(more, "version: 1\nevents: {Tea Brewed: {}}\n")
    assert codes(found) == []
    found.put(more, None)
    more.write_text("version: 1\nevents: {Tea Bought: {}}\n", "utf-8")
    found.refresh()
    assert codes(found) == told
