"""What of a folder is read as specs, word for word: of each kind that is left out two, of each problem all of it."""

import os
from pathlib import Path

import pytest

from ctc.diagnostics import Diagnostic
from ctc.specs import loading
from ctc.specs.loading import digest_of, find, find_tests, read_source, shown_path

TREE = (
    *("ctc.yaml", "a.yaml", "a-b.yaml", "notes.txt", "plan.json", "one.yml", "two.YAML", "catalog.yaml"),
    *(
        "catalog/x.yaml",
        "catalog/y.yaml",
        "catalog-old.yaml",
        "a/z.yaml",
        "a/one.test.yaml",
        "a/two.test.yaml",
    ),
    *("a/three.test.yml", "_a.yaml", ".b.yaml", "_f/c.yaml", ".g/d.yaml", "s/catalog.yaml", "s/ctc.yaml"),
)
OWN = ["a/z.yaml", "a-b.yaml", "a.yaml", "catalog-old.yaml", "s/catalog.yaml", "s/ctc.yaml"]
LINK = (
    "this is a symbolic link: what it points to may change without the repository's knowing",
    "put the file itself here; share content through templates",
)
UNREAD = "this file is not read: spec files end in .yaml"
OUTSIDE = "this lies outside the project: a spec is read from below the project's folder alone"
NAMES_OF_YML = [
    f"warning CTC112 {name}: {UNREAD}: rename it to {stem}.yaml"
    for name, stem in (("a/three.test.yml", "three.test"), ("one.yml", "one"), ("two.YAML", "two"))
]


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "project"
    for name in TREE:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("a: 1\n")
    monkeypatch.chdir(root)
    return root


def told(problems: tuple[Diagnostic, ...] | list[Diagnostic]) -> list[str]:
    return [f"{p.severity} {p.code} {p.file}: {p.message}: {p.hint}" for p in problems]


def names(found: tuple[str, ...], root: Path) -> list[str]:
    return [str(Path(path).relative_to(root)) for path in found]


def test_specs_beside_all_else(tree: Path) -> None:
    found, problems = find(tree, tree)
    assert names(found, tree) == OWN
    assert told(problems) == NAMES_OF_YML
    found, problems = find_tests(tree, tree, ())
    assert names(found, tree) == ["a/one.test.yaml", "a/two.test.yaml"]
    assert told(problems) == NAMES_OF_YML[:1], "what is no test is no concern of `ctc test`"


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (["a.yaml", "a/z.yaml", "a-b.yaml", "a.yaml"], ["a/z.yaml", "a-b.yaml", "a.yaml"]),
        (["notes.txt", "plan.json"], ["notes.txt", "plan.json"]),
        (["ctc.yaml", "s/ctc.yaml", "_a.yaml", ".b.yaml"], [".b.yaml", "_a.yaml", "s/ctc.yaml"]),
        (["catalog/x.yaml", "catalog.yaml", "s/catalog.yaml"], ["s/catalog.yaml"]),
        (["catalog/y.yaml", "."], OWN),
    ],
    ids=[
        "each once, as folders are ordered",
        "whatever they are called",
        "but for ctc.yaml",
        "but for the catalog",
        "both",
    ],
)
def test_what_is_named_is_read(tree: Path, asked: list[str], expected: list[str]) -> None:
    found, problems = find(tree, tree, [Path(name) for name in asked])
    assert names(found, tree) == expected
    assert told(problems) == (NAMES_OF_YML if "." in asked else [])


def test_elsewhere_a_catalog_is_a_spec(tree: Path) -> None:
    """Only at the project's root are those files ctc's own, and where specs stand elsewhere."""
    found, _ = find(tree, tree / "a", [tree / "catalog", tree / "catalog.yaml", tree / "s"])
    assert names(found, tree) == ["s/catalog.yaml", "s/ctc.yaml"]
    found, _ = find(tree, tree / "catalog", [tree / "catalog" / "x.yaml"])
    assert names(found, tree) == ["catalog/x.yaml"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("gone", "error CTC110 gone: there is no such file or folder: None"),
        (
            "a[x]",
            "error CTC110 a[x]: there is no such file or folder: campaigns are chosen with --select 'a[x]'",
        ),
        ("a]", "error CTC110 a]: there is no such file or folder: None"),
        ("a[x", "error CTC110 a[x: there is no such file or folder: None"),
        ("one.yml", NAMES_OF_YML[1]),
        ("two.YAML", NAMES_OF_YML[2]),
        ("../outside.yaml", f"error CTC111 ../outside.yaml: {OUTSIDE}: None"),
        ("link.yaml", f"error CTC111 link.yaml: {': '.join(LINK)}"),
        ("linked", f"error CTC111 linked: {': '.join(LINK)}"),
        ("linked/z.yaml", f"error CTC111 linked/z.yaml: {': '.join(LINK)}"),
    ],
)
def test_what_cannot_be_read_beside_what_can(tree: Path, asked: str, expected: str) -> None:
    (tree.parent / "outside.yaml").write_text("a: 1\n")
    (tree / "link.yaml").symlink_to("a.yaml")
    (tree / "linked").symlink_to("a")
    found, problems = find(tree, tree, [Path(asked), Path("a.yaml"), Path(asked)])
    assert names(found, tree) == ["a.yaml"]
    assert told(problems) == [expected], "and each is told once"


def test_links_in_a_folder(tree: Path) -> None:
    for name, target in (("k.yaml", "a.yaml"), ("l.YML", "a.yaml"), ("m", "a"), ("n.txt", "notes.txt")):
        (tree / "s" / name).symlink_to(tree / target)
    found, problems = find(tree, tree / "s")
    assert names(found, tree) == ["s/catalog.yaml", "s/ctc.yaml"]
    assert told(problems) == [
        f"error CTC111 s/{name}: {': '.join(LINK)}" for name in ("k.yaml", "l.YML", "m")
    ]


def test_a_folder_that_cannot_be_looked_into(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scan = os.scandir

    def broken(folder: str) -> object:
        if Path(folder).name in ("a", "s"):
            raise PermissionError(13, "Permission denied")
        return scan(folder)

    monkeypatch.setattr(loading.os, "scandir", broken)
    found, problems = find(tree, tree)
    assert names(found, tree) == ["a-b.yaml", "a.yaml", "catalog-old.yaml"]
    why = "this folder cannot be read: Permission denied: None"
    assert told(problems) == [
        f"error CTC110 a: {why}",
        NAMES_OF_YML[1],
        f"error CTC110 s: {why}",
        NAMES_OF_YML[2],
    ]


def test_a_file_that_became_a_link_is_not_read_through_it(tree: Path) -> None:
    """Between the look at a folder and the reading somebody else may put a link there."""
    (tree / "link.yaml").symlink_to("a.yaml")
    problems: list[Diagnostic] = []
    assert read_source(tree / "link.yaml", problems) is None
    assert read_source(tree / "gone.yaml", problems) is None
    assert [line.partition(": ")[2] for line in told(problems)] == [
        "this file cannot be read: Too many levels of symbolic links: None",
        "this file cannot be read: No such file or directory: None",
    ]


def test_how_a_path_is_shown(tree: Path) -> None:
    paths = ("a.yaml", "../project-old/b.yaml", "a/../s/c.yaml", "../d.yaml")
    assert [shown_path(f"{tree}/{path}") for path in paths] == [
        "a.yaml",
        "../project-old/b.yaml",
        "s/c.yaml",
        "../d.yaml",
    ]
    assert shown_path(f"{tree}/s/c.yaml", f"{tree}/s") == "c.yaml", "of one who knows where he is"


def test_bytes_are_told_from_others_by_forty_digits() -> None:
    """The digest is the address of what is kept between runs: a shorter one would meet others' sooner."""
    assert digest_of(b"a: 1\n") == "64ba4e2a6ac84b165e07a808b5bc0876469daedd"
