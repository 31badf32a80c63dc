"""Files that others examine come back as those that were examined here, in their order and each once, also where the
processes die on the way; here the others are this process itself."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any, Final

import pytest

from ctc.canonical import compact
from ctc.choice import Choice
from ctc.pipeline.engine.engine import examine
from ctc.pipeline.engine.fast import examining, workers
from ctc.pipeline.engine.fast.examiner import Examiner
from ctc.pipeline.engine.means import Means
from ctc.pipeline.settings import settings_for

SPEC: Final = """\
version: 1
id: {name}
campaign: {{name: "{{{{ brand }}}} {name}", target_mode: sms, when: now, segment: 5, content: {{body: "{body}"}}}}
"""
COUNT: Final = 30


class Pool:
    """Makes its answers here; it dies after so many, if it is to die at all."""

    def __init__(self, dies: int | None, error: Exception) -> None:
        self.dies, self.error, self.made, self.closed = dies, error, list[dict[str, Any]](), list[bool]()

    def __call__(self, **how: Any) -> "Pool":
        self.made.append({key: how[key] for key in ("max_workers", "mp_context")})
        how["initializer"](*how["initargs"])
        return self

    def map(self, call: Callable[[Any], Any], parts: Iterator[Any]) -> Iterator[Any]:
        for number, part in enumerate(parts):
            if number == self.dies:
                raise self.error
            yield call(part)

    def shutdown(self, *, cancel_futures: bool) -> None:
        self.closed.append(cancel_futures)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "ctc.yaml").write_text("version: 1\nvars: {brand: Acme}\n")
    for number in range(COUNT):
        name = f"c{number:02}"
        (tmp_path / "campaigns" / f"{name}.yaml").write_text(SPEC.format(name=name, body="Hi" * (number % 3)))
    for name, value in (("MANY", COUNT), ("FIRST", 3), ("CHUNK", 5)):
        monkeypatch.setattr(examining, name, value)
    monkeypatch.setattr(workers, "_LEAST", 2)
    monkeypatch.setattr(workers, "processors", lambda: 12)
    monkeypatch.setattr(workers.gc, "freeze", lambda: None)
    return tmp_path


@pytest.mark.parametrize("how", ["fork", "spawn"])
@pytest.mark.parametrize(
    ("dies", "error"),
    [
        (None, OSError()),
        (0, BrokenProcessPool("gone")),
        (2, BrokenProcessPool("gone")),
        (1, OSError("no memory")),
    ],
)
@pytest.mark.parametrize("wants", [True, False])
def test_what_others_examined_is_what_this_process_would_have(
    here: Path, monkeypatch: pytest.MonkeyPatch, how: str, dies: int | None, error: Exception, wants: bool
) -> None:
    pool = Pool(dies, error)
    monkeypatch.setattr(workers, "ProcessPoolExecutor", pool)
    monkeypatch.setattr(workers, "_HOW", how)
    settings = settings_for(here, os.environ, Choice())
    files = [str(path) for path in sorted((here / "campaigns").iterdir())]
    told: list[tuple[int, int]] = []
    means = Means(
        write=compact if wants else None, cache=False, tell=lambda done, of: told.append((done, of))
    )
    found, problems = examine(settings, files, means, whole=True)
    assert told[-1] == (COUNT, COUNT), "none is examined twice"
    alone, same = examine(settings, files, means._replace(processes=False), whole=True)
    assert problems == same
    assert [one.path for one in found] == [one.path for one in alone] == files
    for one, other in zip(found, alone, strict=True):
        assert [(u.address, u.is_sound, len(u.found)) for u in one.facts.units] == [
            (u.address, u.is_sound, len(u.found)) for u in other.facts.units
        ]
        assert [*filter(None, one.bodies)] == [*filter(None, other.bodies)]
    (made,) = pool.made
    assert (made["max_workers"], made["mp_context"].get_start_method()) == (8, how), "more win nothing"
    assert {*pool.closed} == {True}
    assert workers._examiner[0].is_away


def test_another_process_makes_the_same_settings(here: Path) -> None:
    """It is told of no function and no open file: of what they are made of."""
    choice = Choice(env="sandbox", variables={"brand": "Other"})
    settings = settings_for(here, {"HOME": "/x"}, choice)
    made = workers._beginning(Examiner(settings, compact))()
    assert (made.settings.variables, made.settings.environment.name) == ({"brand": "Other"}, "sandbox")
    assert (made.settings.payloads, made.write, made.is_away) == (True, compact, False)


@pytest.mark.parametrize(
    ("count", "how", "origin", "are"),
    [(1, "fork", True, False), (2, "fork", True, True), (2, "fork", False, True), (2, "spawn", True, True),
     (2, "spawn", False, False)],
)  # fmt: skip
def test_when_processes_are_worth_it(
    monkeypatch: pytest.MonkeyPatch, count: int, how: str, origin: bool, are: bool
) -> None:
    monkeypatch.setattr(workers, "processors", lambda: count)
    monkeypatch.setattr(workers, "_HOW", how)
    here: Any = type("Here", (), {"settings": type("Settings", (), {"origin": origin or None})})
    assert workers.are_worth_it(here) is are


def test_how_many_processors_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 3, 5}, raising=False)
    assert workers.processors() == 3
    monkeypatch.delattr(os, "sched_getaffinity")
    for known, told in ((7, 7), (None, 1)):
        monkeypatch.setattr(os, "cpu_count", lambda known=known: known)
        assert workers.processors() == told


@pytest.mark.parametrize(
    ("files", "sizes"), [(0, []), (3, [2, 1]), (20, [5, 5, 3, 2, 2, 2, 1]), (12, [4, 2, 2, 2, 2])]
)
def test_the_parts_become_smaller_towards_the_end(
    monkeypatch: pytest.MonkeyPatch, files: int, sizes: list[int]
) -> None:
    monkeypatch.setattr(workers, "_LEAST", 2)
    paths = [str(number) for number in range(files)]
    parts = [*workers._chunks(paths, 3, 5)]
    assert [len(part) for part in parts] == sizes
    assert [path for part in parts for path in part] == paths
