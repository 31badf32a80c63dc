"""A name that no spec uses is told in each section of a catalog, a segment that lacks an environment in each file."""

from pathlib import Path

import pytest

from ctc.pipeline.catalog import check_catalog
from ctc.pipeline.init import editors_schemas, forge_of, project_name

SPEC = """\
version: 1
id: used
campaign:
  {name: used, target_mode: sms, when: now, provider_group_nickname: used, control_group: {type: custom, name: used},
   where: {event_name: used, from: 20300101, to: 20300201,
           common_profile_properties: {profile_fields: [{name: used, operator: equals, value: x}]}},
   content: {body: Reply STOP}}
---
version: 1
id: hook
campaign: {name: hook, target_mode: webhook, when: now, segment: 5, webhook_endpoint_name: used}
---
version: 1
id: push
campaign:
  {name: push, target_mode: push, when: now, segment: 6, content: {title: a, body: b, platform_specific: {android: {
   wzrk_cid: used}}}}
"""
SECTIONS = ("events", "profile", "control_groups", "provider_groups", "android_channels", "webhook_endpoints")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "campaigns" / "a.yaml").write_text(SPEC)
    (tmp_path / "ctc.yaml").write_text(
        "version: 1\nenvironments: {east: {timezone: UTC}, west: {timezone: UTC}}\n"
    )
    return tmp_path


@pytest.mark.parametrize("section", SECTIONS)
def test_in_each_section_the_idle_ones_are_told(here: Path, section: str) -> None:
    names = ("idle", "used", "gone")
    if section in ("events", "profile"):
        value = {"events": "{}", "profile": "text"}[section]
        said = "{" + ", ".join(f"{name}: {value}" for name in names) + "}"
    else:
        said = f"[{', '.join(names)}]"
    (here / "catalog.yaml").write_text(f"version: 1\n{section}: {said}\n")
    found = [(one.code, one.message, str(one.severity)) for one in check_catalog(here, {})[1]]
    assert found == [("CTC823", f"no spec uses '{name}'", "info") for name in ("idle", "gone")]


def test_what_is_deprecated_may_rest(here: Path) -> None:
    (here / "catalog.yaml").write_text(
        "version: 1\nevents: {old: {deprecated: use used}, older: {deprecated: ''}}\n"
    )
    assert [one.message for one in check_catalog(here, {})[1] if one.code == "CTC823"] == [
        "no spec uses 'older'"
    ]


def test_segments_of_several_environments_and_files(here: Path) -> None:
    (here / "catalog").mkdir()
    (here / "catalog" / "a.yaml").write_text(
        "version: 1\nsegments:\n  five: {east: 5, west: 5}\n  six: {west: 6}\n"
    )
    (here / "catalog" / "b.yaml").write_text(
        "version: 1\nsegments:\n  none: {east: 9}\n  odd: {nort: 5, south: 5, east: 5}\n"
    )
    lacks = "a spec that names it cannot be sent there"
    assert [(one.code, one.file, one.line, one.message) for one in check_catalog(here, {})[1]] == [
        ("CTC824", "catalog/a.yaml", 4, f"'six' has no id in east: {lacks}"),
        ("CTC823", "catalog/b.yaml", 3, "no spec uses 'none'"),
        ("CTC824", "catalog/b.yaml", 3, f"'none' has no id in west: {lacks}"),
        ("CTC824", "catalog/b.yaml", 4, f"'odd' has no id in west: {lacks}"),
        ("CTC802", "catalog/b.yaml", 4, "there is no environment 'nort' in ctc.yaml"),
        ("CTC802", "catalog/b.yaml", 4, "there is no environment 'south' in ctc.yaml"),
    ]


def test_how_a_repository_begins(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [*editors_schemas()] == [
        f".vscode/schemas/{name}.schema.json" for name in ("spec", "test", "catalog", "project")
    ]
    assert all(text.startswith("{") and text.endswith("}\n") for text in editors_schemas().values())
    (here / "Öl & Tee").mkdir()
    assert project_name(here / "Öl & Tee") == "ol-tee"
    (here / "茶").mkdir()
    assert project_name(here / "茶") == "campaigns"
    for remote, forge in (
        ("git@gitlab.example:a/b", "gitlab"),
        ("https://github.com/a/b", "github"),
        (None, "github"),
    ):
        asked: list[Path] = []
        monkeypatch.setattr(
            "ctc.pipeline.init.remote_of",
            lambda folder, remote=remote, asked=asked: asked.append(folder) or remote,
        )
        assert forge_of(here / "not" / "yet") == forge
        assert asked == [here]
