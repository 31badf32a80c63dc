"""The catalog's files: read, merged, doubted; written from plans of other tools and from specs; kept with comments."""

from pathlib import Path
from typing import Any

import pytest

from ctc.catalog.merging import merged
from ctc.choice import Choice
from ctc.diagnostics import UserError
from ctc.pipeline.catalog import check_catalog
from ctc.pipeline.cataloguing import LARGEST, _kind, drafted, imported, plan_in
from ctc.pipeline.lint import lint_project
from ctc.project.catalog import open_catalog

PLANS = Path(__file__).resolve().parents[2] / "fixtures/plans"
VIEWED = {
    "SKU": "text",
    "Price": "number",
    "Category": {"values": ["shoes", "bags"]},
    "On": "date",
}
WITH_PROFILE = {"segment-public.json", "segment-config.json", "rudderstack.json", "rudderstack.yaml"}
SPEC = """\
version: 1
id: a
campaign:
  name: A
  target_mode: sms
  when: now
  where: {event_name: EVENT, from: 2026-01-01, to: 2026-01-31}
  content: {body: "Hello. Reply STOP to opt out"}
"""


def project(tmp_path: Path, catalog: str | None = None, event: str = "Viewed", **files: str) -> Path:
    (tmp_path / "ctc.yaml").write_text("version: 1\n")
    (tmp_path / "campaigns").mkdir(exist_ok=True)
    (tmp_path / "campaigns/a.yaml").write_text(SPEC.replace("EVENT", event))
    if catalog is not None:
        (tmp_path / "catalog.yaml").write_text(catalog)
    for name, text in files.items():
        (tmp_path / "catalog").mkdir(exist_ok=True)
        (tmp_path / "catalog" / name).write_text(text)
    return tmp_path


def codes(folder: Path, **way: Any) -> list[str]:
    return [d.code for d in lint_project(folder, {"HOME": str(folder.parent)}, [], Choice()).diagnostics]


@pytest.mark.parametrize("file", sorted(PLANS.iterdir()), ids=lambda file: file.name)
def test_a_plan_of_another_tool_is_told_by_its_content(file: Path, tmp_path: Path) -> None:
    unnamed = tmp_path / "export.txt"
    unnamed.write_bytes(file.read_bytes())
    plan = plan_in(unnamed)
    assert {name: e.get("properties") for name, e in plan.events.items()} == {"Product Viewed": VIEWED}
    expected = {"City": "text", "LTV": "number"} if file.name in WITH_PROFILE else {}
    assert plan.profile == expected
    if file.name != "table.csv":
        assert plan.events["Product Viewed"]["description"] == "the page of a product was opened"


def test_what_is_not_understood_is_said(tmp_path: Path) -> None:
    _, _, notes = imported(project(tmp_path), {}, PLANS / "segment-public.json", None)
    assert [note.code for note in notes] == ["CTC831"] * 2
    assert any("Extra holds an object" in note.message for note in notes)


def test_of_a_property_that_is_told_twice_the_first_type_is_kept_and_that_is_said(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("event,property,type\nA,X,\nA,X,text\nA,X,number\nA,X,string\nB,X,number\n")
    _, plan, notes = imported(project(tmp_path), {}, table, None)
    assert plan.events == {"A": {"properties": {"X": "text"}}, "B": {"properties": {"X": "number"}}}
    assert [note.message for note in notes] == [
        "A: X is told twice, as text and number: only the first is kept"
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"{",
        b"[1, 2]",
        b"\xff\xfe",
        b"{}",
        b"name,age\nann,4\n",
        b'{"rules": {"events": []}}',
        b"event,property\na," + b"x" * 200_000,
    ],
)
def test_a_file_of_no_known_form_is_refused_in_words(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "x"
    file.write_bytes(data)
    with pytest.raises(UserError, match="cannot be imported"):
        plan_in(file)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_table_ends_its_lines_as_it_likes(tmp_path: Path, end: str) -> None:
    file = tmp_path / "x.csv"
    rows = ("Event Name,Property,Type", "Charged,Amount,number", '"Order\rShipped",Carrier,text', "")
    file.write_bytes(end.join(rows).encode())
    plan = plan_in(file)
    assert [*plan.events] == ["Charged", "Order\nShipped"]
    assert plan.events["Charged"]["properties"] == {"Amount": "number"}


@pytest.mark.parametrize(
    "data",
    [b"\xff\xfe", None, b"version: 1\nid: a\ncampaign: {}\n", b"version: 1\nenvironments: {}\n", b"- a\n", b"a: [\n",
     b"version: 1\nevents: {A: {}}\n---\nversion: 1\nprofile: {B: text}\n"],
)  # fmt: skip
def test_what_is_no_catalog_gets_no_names(tmp_path: Path, data: bytes | None) -> None:
    """Names are added to the file that ``-o`` names; a device without an end is not read for it."""
    file = tmp_path / "out.yaml"
    if data is None:
        file = Path("/dev/zero")
    else:
        file.write_bytes(data)
    with pytest.raises(UserError, match="no catalog that names can be added to"):
        imported(project(tmp_path), {}, PLANS / "table.csv", file)


def test_names_are_added_to_a_file_as_it_is_written(tmp_path: Path) -> None:
    """Lines end as they did, and a catalog of several documents is told, not a mistake of ctc's."""
    file = tmp_path / "out.yaml"
    file.write_bytes(b"\xef\xbb\xbfversion: 1\r\nevents:\r\n  Mine: {} # ours\r\n")
    text, _, _ = imported(project(tmp_path), {}, PLANS / "table.csv", file)
    assert "  Mine: {} # ours\r\n" in text
    assert text.count("\n") == text.count("\r\n") > 3
    file.write_bytes(b"# nothing yet\n")
    assert "version: 1" in imported(tmp_path, {}, PLANS / "table.csv", file)[0]
    two = "version: 1\nevents: {A: {}}\n---\nversion: 1\nprofile: {B: text}\n"
    with pytest.raises(UserError, match="several documents"):
        imported(project(tmp_path, two), {}, PLANS / "table.csv", None)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    with file.open("wb") as large:
        large.truncate(LARGEST + 30_000_001)
    with pytest.raises(UserError, match="a tracking plan has 20 MB at most"):
        plan_in(file)


def test_comments_and_what_stands_are_kept(tmp_path: Path) -> None:
    text = "# ours\nversion: 1\nevents:\n  Product Viewed: # the page\n    properties: {SKU: number} # odd\n"
    made, _, _ = imported(project(tmp_path, text), {}, PLANS / "avo.json", None)
    assert "# ours" in made
    assert "# the page" in made
    assert "SKU: number" in made
    assert "Price: number" in made
    (tmp_path / "catalog.yaml").write_text(made)
    assert open_catalog(tmp_path).problems == ()
    assert imported(tmp_path, {}, PLANS / "avo.json", None)[0] == made


def test_a_draft_knows_every_name_that_is_used(tmp_path: Path) -> None:
    folder = project(tmp_path)
    (folder / "catalog.yaml").write_text(drafted(folder, {}, None))
    assert "CTC416" not in codes(folder)
    assert merged("", {}, elsewhere=None) == "version: 1\n"


def test_an_edit_of_the_catalog_is_seen_by_the_next_run(tmp_path: Path) -> None:
    folder = project(tmp_path, "version: 1\nevents: {Viewed: {}}\n")
    assert "CTC416" not in codes(folder)
    (folder / "catalog.yaml").write_text("version: 1\nevents: {Seen: {}}\n")
    assert "CTC416" in codes(folder)
    (folder / "catalog.yaml").unlink()
    assert "CTC416" not in codes(folder)


def test_several_files_are_one_catalog_and_may_not_contradict_each_other(tmp_path: Path) -> None:
    folder = project(
        tmp_path,
        **{"a.yaml": "version: 1\nevents: {Viewed: {}}\n", "b.yaml": "version: 1\nprofile: {City: text}\n"},
    )
    assert open_catalog(folder).catalog.event("Viewed") is not None
    assert open_catalog(folder).catalog.profile("City") is not None
    (folder / "catalog/b.yaml").write_text("version: 1\nevents: {Viewed: {}}\n")
    assert [d.code for d in open_catalog(folder).problems] == ["CTC821"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[]", "CTC303"),
        ("version: 1\nevnts: {}", "CTC305"),
        ("version: 1\nevents: {A: {properties: {B: strng}}}", "CTC304"),
        ("version: 1\nprofile: {City: {values: [Pune, Kochi, Pune]}}", "CTC304"),
        ("version: 1\nsegments: {a: {x: 1}, b: {x: 1}}", "CTC821"),
        ("version: 1\nsegments: {all: {x: 1}}", "CTC821"),
        ("version: 1\nprofile: {A: {type: number, values: [x]}}", "CTC821"),
        ("version: 1\nwhatsapp_templates: {a: {name: x}, b: {name: x}}", "CTC821"),
        ("version: 1\nevents: {A: {}, A: {}}", "CTC108"),
    ],
)
def test_a_catalog_that_is_wrong_is_an_error_at_its_place(tmp_path: Path, text: str, code: str) -> None:
    found = open_catalog(project(tmp_path, text)).problems
    assert found
    if code != "CTC108":
        assert code in [d.code for d in found]
    assert all(d.file.endswith("catalog.yaml") for d in found)


def test_check_tells_twins_unused_names_and_segments_without_an_id(tmp_path: Path) -> None:
    text = (
        "version: 1\nevents: {Viewed: {}, viewed: {}, Old: {deprecated: use Nothing}}\n"
        "segments: {vip: {production: 1}}\n"
    )
    folder = project(tmp_path, text)
    (folder / "ctc.yaml").write_text(
        "version: 1\nproject: x\nenvironments:\n  production: {region: in1, timezone: UTC}\n"
        "  staging: {region: eu1, timezone: UTC}\n"
    )
    _, found = check_catalog(folder, {})
    assert {d.code for d in found} == {"CTC822", "CTC823", "CTC824", "CTC825"}


def test_without_a_catalog_there_is_nothing_to_check(tmp_path: Path) -> None:
    with pytest.raises(
        UserError, match=r"^there is no catalog: neither catalog\.yaml nor a file below catalog/$"
    ):
        check_catalog(project(tmp_path), {})


def test_the_page_s_catalog_is_sound(tmp_path: Path) -> None:
    page = (Path(__file__).resolve().parents[3] / "docs/how-to/catalog.md").read_text("utf-8")
    text = page.split("```yaml\n")[1].split("```")[0]
    found = open_catalog(project(tmp_path, text))
    assert found.problems == ()
    assert found.catalog.segment_id("vip", "staging") == 12


@pytest.mark.parametrize(
    ("text", "column"),
    [("providers: {sms: [Gupshup, Gupshup]}", 28), ("profile: {City: {values: [1, 2, 1.0]}}", 33)],
)
def test_what_stands_twice_is_told_at_the_second(tmp_path: Path, text: str, column: int) -> None:
    (found,) = open_catalog(project(tmp_path, f"version: 1\n{text}\n")).problems
    assert (found.code, found.line, found.column) == ("CTC304", 2, column)
    assert "twice" in found.message


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([], {}),
        (["True", "False"], "boolean"),
        (["True", "x"], "text"),
        (["x", "y"], "text"),
        (["x", 1], {}),
        ([1, 2.5], "number"),
        ([1, True], {}),
        ([True], {}),
        ([None], {}),
    ],
)
def test_what_a_property_is_compared_with_tells_its_type(values: list[Any], kind: Any) -> None:
    assert _kind(values) == kind


def test_a_catalog_that_is_not_read_for_its_name_is_told(tmp_path: Path) -> None:
    folder = project(tmp_path, **{"a.yml": "version: 1\n"})
    found = open_catalog(folder)
    assert [(one.code, one.file.endswith("a.yml")) for one in found.problems] == [("CTC112", True)]
    assert found.catalog.names("events") == []
