"""What `lint --fix` writes: each mend at its own line, each file once, and nothing over what changed meanwhile or
cannot be read."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ctc.choice import Choice
from ctc.pipeline.engine import fixing
from ctc.pipeline.engine.fixing import _of_templates, _rewrite, _rewrite_template, mend, mended_text
from ctc.pipeline.engine.units import all_units
from ctc.pipeline.settings import settings_for
from ctc.templates.escaping import Mend

PUSH = """\
version: 1
id: {name}
campaign:
  name: {name} goes out
  target_mode: push
  when: 2031-01-15 15:30
  where: {{event_name: Charged, from: 2026-01-01, to: 2026-01-31}}
  content:
    title: Hi
    body: Hello
    platform_specific:
      android: {{wzrk_cid: Marketing}}
      ios: {{ct_mediaUrl: "https://a.example/1.jpg"}}
"""


def at(file: Path | str, line: int, old: str, new: str) -> Mend:
    return Mend(path=("x",), old=old, new=new, file=str(file), line=line)


def test_each_mend_stands_at_its_line(tmp_path: Path) -> None:
    file = tmp_path / "a.j2"
    file.write_bytes("{{ a }} {{ a }}\n{{ a }} é\r\n{{ b }}\n".encode())
    mends = [
        at(file, 1, "{{ a }}", "{{ a|e }}"),
        at(file, 3, "{{ b }}", "{{ b|e }}"),
        at(file, 3, "{{ a }}", "no"),
    ]
    assert _rewrite_template(mends)
    assert file.read_bytes().decode() == "{{ a|e }} {{ a|e }}\n{{ a }} é\r\n{{ b|e }}\n"
    assert not _rewrite_template(mends[:1]), "it is done"
    assert not _rewrite_template([at(file, 9, "x", "y"), at(file, 5, "x", "y")]), "the file is shorter by now"


def test_mends_of_several_instances_are_one(tmp_path: Path) -> None:
    one, two, three = at("a", 1, "x", "y"), at("b", 1, "x", "y"), at("a", 2, "x", "y")
    own = at("", 1, "x", "y")
    units: Any = [
        SimpleNamespace(reads=SimpleNamespace(mends=mends)) for mends in ((one, own, two), (one, three), ())
    ]
    assert _of_templates(units) == {"a": [one, three], "b": [two]}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "ctc.yaml").write_text("version: 1\n")
    for name in ("a", "b"):
        (tmp_path / "campaigns" / f"{name}.yaml").write_text(PUSH.format(name=name))
    (tmp_path / "campaigns" / "c.yaml").write_text(f"{PUSH.format(name='c')}---\n{PUSH.format(name='d')}")
    return tmp_path


def test_every_document_of_every_file_is_mended(here: Path) -> None:
    units = all_units(settings_for(here, {}, Choice()))
    before = (here / "campaigns" / "c.yaml").read_bytes()
    text = mended_text([one for one in units if one.path.name == "c.yaml"], {}, before)
    assert text.count(b'mutable-content: "true"') == 2
    assert mended_text([], {}, before) == before
    found = mend(units, {})
    assert (found.files, found.refused) == (("campaigns/a.yaml", "campaigns/b.yaml", "campaigns/c.yaml"), {})
    assert (here / "campaigns" / "c.yaml").read_bytes() == text
    assert mend(all_units(settings_for(here, {}, Choice())), {}).files == ()


def test_what_cannot_be_written_is_told_and_the_rest_is_mended(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = fixing.write

    def refuse(path: Path, data: bytes) -> None:
        if path.stem == "a":
            raise PermissionError(13, "Permission denied")
        write(path, data)

    monkeypatch.setattr(fixing, "write", refuse)
    found = mend(all_units(settings_for(here, {}, Choice())), {})
    assert found.files == ("campaigns/b.yaml", "campaigns/c.yaml")
    assert found.refused == {"campaigns/a.yaml": "Permission denied"}
    monkeypatch.undo()
    monkeypatch.chdir(here)
    gone, text = at("gone.j2", 1, "x", "y"), at("b.j2", 1, "{{ a }}", "{{ b }}")
    (here / "b.j2").write_bytes(b"{{ a }}")
    (here / "odd.j2").write_bytes(b"\xff")
    units: Any = [SimpleNamespace(reads=SimpleNamespace(mends=[gone, at("odd.j2", 1, "x", "y"), text]), path=here,
                                  is_sound=False)]  # fmt: skip
    found = mend(units, {})
    assert found.files == ("b.j2",)
    assert {*found.refused} == {"gone.j2", "odd.j2"}
    assert "No such file" in found.refused["gone.j2"]


def test_a_file_that_broke_meanwhile_is_left_to_its_author(here: Path) -> None:
    units = all_units(settings_for(here, {}, Choice()))
    for name, text in (("a", "id: ["), ("b", PUSH.format(name="b").replace("ios:", "web:"))):
        (here / "campaigns" / f"{name}.yaml").write_text(text)
    found = mend(units, {})
    assert found.files == ("campaigns/c.yaml",)
    assert (here / "campaigns" / "a.yaml").read_text() == "id: ["
    assert not _rewrite(here / "campaigns" / "a.yaml", [])
