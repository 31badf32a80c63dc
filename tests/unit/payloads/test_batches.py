"""Identity sends of any size: the same batches in every run."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctc.canonical import digest_of
from ctc.payloads.batches import Batch, batch_count, batches, recipient_count
from ctc.payloads.recipient_set import RecipientSet
from ctc.payloads.recipients import RecipientsChanged, describe

UNTIMED = settings(deadline=None)
KINDS = st.sampled_from(["Email", "FBID", "Identity", "objectId"])
PEOPLE = st.lists(st.text("abc", min_size=1, max_size=3), max_size=30)


def _all(to: Any, root: Path, **settings: Any) -> list[Batch]:
    return list(batches(to, folder=root, root=root, **settings))


@UNTIMED
@given(st.dictionaries(KINDS, PEOPLE), st.integers(1, 12))
def test_everybody_once_a_kind_in_order(to: dict[str, list[str]], size: int) -> None:
    made = _all(to, Path(), size=size)
    for kind, people in to.items():
        assert [p for batch in made for p in batch.to.get(kind, ())] == list(dict.fromkeys(people))
    assert [batch.index for batch in made] == list(range(1, len(made) + 1))
    assert all(batch.count == size for batch in made[:-1])
    assert all(batch.count == sum(map(len, batch.to.values())) <= size for batch in made)
    assert len(made) == batch_count(to, size)
    assert sum(batch.count for batch in made) == recipient_count(to)


@UNTIMED
@given(st.dictionaries(KINDS, PEOPLE, min_size=1), st.integers(1, 12), st.integers(0, 9))
def test_a_resumed_run_makes_the_same_batches(to: dict[str, list[str]], size: int, after: int) -> None:
    """Also when the mapping comes back from a saved plan in another order."""
    made = _all(to, Path(), size=size)
    again = _all(dict(sorted(to.items(), reverse=True)), Path(), size=size, after=after)
    assert again == made[after:]
    assert [batch.sha256 for batch in made] == [digest_of(batch.to) for batch in made]


def test_files_and_lists_together(tmp_path: Path) -> None:
    (tmp_path / "u.csv").write_text("id\n" + "".join(f"{number:04}\n" for number in range(1500)))
    (tmp_path / "m.ndjson").write_text('"ann@example.org"\n"bob@example.org"\n')
    to: dict[str, Any] = {"objectId": ["0001", "x", "x"]}
    for kind, name, column in (("Identity", "u.csv", "id"), ("Email", "m.ndjson", None)):
        found = describe(tmp_path, tmp_path, kind, {"file": name, "column": column}).file
        assert found is not None
        to[kind] = {"file": name, "column": column, "sha256": found.sha256, "count": found.count}
    first, second = _all(json.loads(json.dumps(to)), tmp_path)
    assert list(first.to) == ["Email", "Identity"]
    assert (len(first.to["Email"]), len(first.to["Identity"])) == (2, 998)
    assert (len(second.to["Identity"]), second.to["objectId"]) == (502, ["0001", "x"])
    assert (first.count, second.count, recipient_count(to), batch_count(to)) == (1000, 504, 1504, 2)


def test_a_file_that_changes_between_two_batches_stops_the_second(tmp_path: Path) -> None:
    path = tmp_path / "u.csv"
    path.write_text("id\n" + "".join(f"user-{number:06}\n" for number in range(50_000)))
    found = describe(tmp_path, tmp_path, "Identity", {"file": "u.csv", "column": "id"}).file
    assert found is not None
    to = {"Identity": {"file": "u.csv", "column": "id", "sha256": found.sha256, "count": found.count}}
    running = batches(to, folder=tmp_path, root=tmp_path)
    assert next(running).index == 1
    path.write_text(path.read_text().replace("user-001500", "mallory-0001"))
    with pytest.raises(RecipientsChanged, match=r"^u\.csv has changed since it was planned, so nothing more"):
        next(running)


@UNTIMED
@given(st.lists(st.text(max_size=4)))
def test_seen_is_a_set(texts: list[str]) -> None:
    seen, model = RecipientSet(), set[str]()
    for text in texts:
        assert seen.add(text) == (text not in model)
        model.add(text)
    assert len(seen) == len(model)


def test_seen_grows() -> None:
    seen = RecipientSet()
    assert all(seen.add(str(number)) for number in range(20_000))
    assert not any(seen.add(str(number)) for number in range(20_000))
    assert len(seen) == 20_000


_MILLION = """
import resource, sys
from pathlib import Path
from ctc.payloads.batches import batches
from ctc.payloads.recipients import describe
root = Path(sys.argv[1])
found = describe(root, root, "Identity", {"file": "u.csv", "column": "id"}).file
to = {"Identity": {"file": "u.csv", "column": "id", "sha256": found.sha256, "count": found.count}}
print(sum(batch.count for batch in batches(to, folder=root, root=root)))
status = Path("/proc/self/status")  # its peak is this program's own; ru_maxrss remembers who started it
lines = status.read_text().splitlines() if status.exists() else []
peak = [line.split()[1] for line in lines if line.startswith("VmHWM")]
print(peak[0] if peak else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_a_million_recipients_fit_into_100_megabytes(tmp_path: Path) -> None:
    with (tmp_path / "u.csv").open("w") as file:
        file.write("id,name\n")
        file.writelines(f"user-{number:09},someone\n" for number in range(1_000_000))
    answer = subprocess.run(
        [sys.executable, "-c", _MILLION, str(tmp_path)], capture_output=True, text=True, check=True
    )
    count, peak = (int(line) for line in answer.stdout.split())
    assert count == 1_000_000
    unit = 1 if sys.platform == "darwin" else 1024
    assert peak * unit < 100_000_000
