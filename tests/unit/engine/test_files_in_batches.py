"""Files are examined some at a time: of many batches none is lost, and they come in their order."""

from pathlib import Path

import pytest

from ctc.choice import Choice
from ctc.pipeline.engine.fast import examiner
from ctc.pipeline.settings import settings_for

SPEC = "version: 1\nid: {}\nmessage:\n  channel: sms\n  to: {{Identity: [a]}}\n  content: {{body: Hi}}\n"


def test_of_several_batches_each_file_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ctc.yaml").write_text("version: 1\n", "utf-8")
    (tmp_path / "campaigns").mkdir()
    paths = [tmp_path / "campaigns" / f"{name}.yaml" for name in ("a", "b", "gone", "c")]
    for path in paths:
        if path.stem != "gone":
            path.write_text(SPEC.format(path.stem), "utf-8")
    monkeypatch.setattr(examiner, "batches", lambda items, _: ([each] for each in items))
    asked = examiner.Examiner(settings_for(tmp_path, {}, Choice()), None)
    outcomes = asked.examine([str(path) for path in paths], encoded=False)
    told = [[unit.address for unit in each.facts.units] if each.facts else None for each in outcomes]
    assert told == [["a"], ["b"], None, ["c"]]
    assert [len(each.problems) for each in outcomes] == [0, 0, 1, 0]
