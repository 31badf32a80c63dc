"""What ctc.yaml says wrong the second time, in the second environment, or in the last of its settings, is found as the
first is; and what a slip may have meant is never what nobody could mean."""

from pathlib import Path
from typing import Any, Final

import pytest

from ctc.project import checks
from ctc.project.checks import is_hidden, settings_findings
from ctc.project.resolving import ENV_SETTINGS

TWICE: Final[list[tuple[dict[str, Any], list[tuple[Any, ...]]]]] = [
    ({"environments": {"a": {"api": "x"}, "b": 5, "c": {"api": "{{", "state": "{{"}}},
     [("a", "api"), ("c", "api"), ("c", "state")]),
    ({"environments": {"a": {"timeout": "900d"}, "b": None, "c": {"timeout": "1s", "listing_lag": "900d",
                                                                  "replace_margin": "900d"}}},
     [("a", "timeout"), ("c", "listing_lag"), ("c", "replace_margin")]),
    ({"environments": {"a": {"timezone": "x"}, "b": {"timezone": "UTC"}, "c": {"timezone": 5, "region": "x"}}},
     [("a", "timezone"), ("c", "region")]),
    ({"environments": {"a": {"api": "", "region": "", "timezone": " "}, "b": {"api": " "}}}, [("b", "api")]),
    ({"environments": {"a": dict.fromkeys(sorted(ENV_SETTINGS, reverse=True), "{{")}},
     [("a", key) for key in sorted(ENV_SETTINGS)]),
    ({"rules": {"CTC412": "off", "X": "off", "CTC305": "off", "CTC899": "off", "CTC199": "off", "CTC900": "off"}},
     [("rules", "CTC305"), ("rules", "CTC899"), ("rules", "CTC199")]),
    ({"campaigns": "specs", "templates": "../x"}, [("templates",)]),
    ({"campaigns": 5, "templates": "../x"}, [("templates",)]),
    ({"campaigns": "../y", "templates": "../x"}, [("campaigns",), ("templates",)]),
    ({"campaigns": "link", "templates": "specs/./../link"}, [("campaigns",), ("templates",)]),
    ({"vars": {"a": "{{ env.X }}", "b": ["x", "{{ env.X }}"], "c": {"d": "{{ env.X }}"}, "e": "{{ env }}"}},
     [("vars", "a"), ("vars", "b", 1), ("vars", "c", "d")]),
    ({"vars": {"x": {"api": "{{ env.X }}"}}}, [("vars", "x", "api")]),
    ({"environments": {"a": {"api": ["{{ env.X }}"], "vars": "{{env[1]}}"}}}, [("a", "api", 0), ("a", "vars")]),
    ({"environments": {"a": {"api": "{{ env.CTC_X }}"}, "b": {"passcode": "{{env.CTC_X}}"}}}, []),
]  # fmt: skip


@pytest.mark.parametrize(("data", "found"), TWICE, ids=str)
def test_each_of_several_is_found(tmp_path: Path, data: dict[str, Any], found: list[tuple[Any, ...]]) -> None:
    (tmp_path / "specs").mkdir()
    (tmp_path / ".hidden").mkdir()
    (tmp_path / "link").symlink_to(".hidden")
    told = [
        each.path[1:] if each.path[0] == "environments" else each.path
        for each in settings_findings(data, tmp_path)
    ]
    assert told == found


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("specs", False),
        ("./specs/..", False),
        (".specs", True),
        ("a/.b/c", True),
        ("link", True),
        ("a/link/b", True),
    ],
)
def test_a_folder_that_begins_with_a_dot(tmp_path: Path, name: str, is_one: bool) -> None:
    (tmp_path / ".real" / "b").mkdir(parents=True)
    (tmp_path / "a").mkdir()
    for link in (tmp_path / "link", tmp_path / "a" / "link"):
        link.symlink_to(tmp_path / ".real")
    assert is_hidden(name, (tmp_path / name).resolve(), tmp_path) is is_one


def test_what_is_no_folder_of_specs_is_not_meant(tmp_path: Path) -> None:
    (tmp_path / "spec").touch()
    (tmp_path / ".spec").mkdir()
    (tmp_path / "speck").mkdir()
    assert checks._nearest("spec", tmp_path) == "did you mean 'speck'?"
    (tmp_path / "speck").rmdir()
    assert checks._nearest("spec", tmp_path) == "make it, or name the folder of the specs"


def test_a_region_is_told_by_itself_a_zone_by_its_name(tmp_path: Path) -> None:
    data = {"environments": {"a": {"region": "us2"}, "b": {"timezone": "us1"}}}
    told = [(each.message, each.hint) for each in settings_findings(data, tmp_path)]
    assert told == [
        ("'us2' is no region of CleverTap that ctc knows", "did you mean 'us1'?"),
        ("'us1' is no time zone that ctc knows", "write an IANA name, such as Asia/Kolkata"),
    ]
