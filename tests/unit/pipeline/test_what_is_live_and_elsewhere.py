"""What is live is compared with its spec as it was on the day of its record, and what is for other environments is not
gone: a day that passed, or an environment that a spec leaves out, must stop and repeat nothing."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import pytest

from ctc.payloads.payload import Payload
from ctc.pipeline import days
from ctc.pipeline.days import as_recorded
from ctc.pipeline.elsewhere import elsewhere
from ctc.state.record import Record, Status
from tests.unit.apply.conftest import campaign


@dataclass
class Settings:
    as_of: date = date(2031, 1, 15)


def of_day(address: str, day: str, text: str = "", revision: int = 1) -> Payload:
    return replace(campaign(address, title=text or day, revision=revision), as_of=day)


def record(payload: Payload, status: Status = Status.SCHEDULED, **more: Any) -> Record:
    return Record(
        address=payload.address,
        revision=payload.revision,
        digest=payload.digest,
        status=status,
        as_of=payload.as_of,
    )._replace(**more)


TODAY: Final = "2031-01-15"


class Compiled:
    """Compiles each spec anew for any day, and remembers for which day and of which files that was done."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *records: Record, same: tuple[str, ...] = ()) -> None:
        self.asked = list[tuple[str, list[str]]]()
        self.known, self.same = {one.address: one for one in records}, same
        monkeypatch.setattr(days, "compile_project", self._compile)

    def _compile(self, settings: Any, paths: list[Path], means: Any) -> Any:
        assert (means.cache, means.processes) == (False, False)
        day = settings.as_of.isoformat()
        self.asked.append((day, sorted(map(str, paths))))
        made = [of_day(path.stem, day, "other" if path.stem in self.same else "") for path in paths]
        return SimpleNamespace(payloads=(*made, of_day("beside", day)))

    def of(self, *payloads: Payload) -> list[tuple[str, str]]:
        paths = {one.address: f"specs/{one.address}.yaml" for one in payloads}
        reader: Any = SimpleNamespace(record=self.known.get)
        found = as_recorded(payloads, paths, reader, Settings())  # type: ignore[arg-type]
        return [(one.address, one.as_of) for one in found]


def test_a_day_that_passed_is_no_change(monkeypatch: pytest.MonkeyPatch) -> None:
    yesterday, before = "2031-01-14", "2031-01-13"
    known = Compiled(
        monkeypatch,
        record(of_day("a", yesterday)),
        record(of_day("b", yesterday), Status.RUNNING),
        record(of_day("c", before)),
        record(of_day("edited", yesterday), digest="another"),
    )
    now = [of_day(name, TODAY) for name in ("a", "b", "c", "edited", "new")]
    day_of = {"a": yesterday, "b": yesterday, "c": before, "edited": TODAY, "new": TODAY}
    assert known.of(*now, campaign("plain")) == [*day_of.items(), ("plain", "")]
    files = {day: [f"specs/{name}.yaml" for name in names] for day, names in
             ((yesterday, ("a", "b", "edited")), (before, ("c",)))}  # fmt: skip
    assert dict(known.asked) == files


@pytest.mark.parametrize(
    "known",
    [
        record(of_day("a", "2031-01-14"), Status.STOPPED),
        record(of_day("a", "2031-01-14"), Status.NOT_SENT),
        record(of_day("a", "2031-01-14"), revision=2),
        record(of_day("a", "2031-01-14"), digest=of_day("a", TODAY).digest),
        record(of_day("a", TODAY), digest="another"),
        record(of_day("a", ""), digest="another"),
        record(of_day("b", "2031-01-14")),
    ],
)
def test_what_is_not_live_or_differs_for_another_reason_is_of_today(
    monkeypatch: pytest.MonkeyPatch, known: Record
) -> None:
    compiled = Compiled(monkeypatch, known)
    assert compiled.of(of_day("a", TODAY)) == [("a", TODAY)]
    assert compiled.asked == []


SPECS: Final = {
    "a.yaml": "id: a\nenvironments: [other]\n---\nid: b\nenvironments: [live, other]\n---\n[]\n",
    "c.yaml": "id: c\nenvironments: other\n---\nid: d\nenvironments: []\n---\nid: [x]\nenvironments: []\n",
    "e.yaml": "id: e\nenvironments: [other]\n---\nid: unrecorded\nenvironments: [other]\n",
}


def test_a_spec_for_other_environments_is_not_gone(tmp_path: Path) -> None:
    for name, text in SPECS.items():
        (tmp_path / name).write_text(text)
    names = ("a", "a[1]", "b", "c", "d", "e", "here", "dropped", "f")
    records = {name: SimpleNamespace(address=name, forgotten=name == "e") for name in names}
    compilation: Any = SimpleNamespace(
        paths={"here": "x.yaml", "b": "a.yaml"},
        elsewhere=[str(tmp_path / name) for name in (*SPECS, "gone.yaml")],
        environment=SimpleNamespace(name="live"),
    )
    assert elsewhere(compilation, SimpleNamespace(records=records)) == {"a", "d"}  # type: ignore[arg-type]
    del records["a"], records["a[1]"]
    assert elsewhere(compilation, SimpleNamespace(records=records)) == {"d"}  # type: ignore[arg-type]


def test_where_nothing_is_missing_no_file_is_read() -> None:
    compilation: Any = SimpleNamespace(paths={"a": "x"}, elsewhere=["gone"], environment=None)
    state: Any = SimpleNamespace(records={"a": SimpleNamespace(address="a", forgotten=False)})
    assert elsewhere(compilation, state) == frozenset()
