"""Wheel and sdist are the same bytes wherever and whenever they are built, and an sdist holds what a build needs."""

import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path

from tests.inherited import inherited

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = shutil.ignore_patterns("__pycache__", "node_modules", "_build", "*.pyc")


def copied(folder: Path, mask: int, second: int) -> Path:
    """What the sdist is made of, as another checkout would have it: with its own modes and times."""
    said = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    names = [*said["tool"]["hatch"]["build"]["targets"]["sdist"]["include"], "/pyproject.toml", "/.gitignore"]
    folder.mkdir(parents=True)
    for name in names:
        source, target = ROOT / name.removeprefix("/"), folder / name.removeprefix("/")
        if source.is_dir():
            shutil.copytree(source, target, ignore=LEFT_OUT)
        else:
            shutil.copy(source, target)
    for path in (folder, *folder.rglob("*")):
        runs = path.is_dir() or path.stat().st_mode & 0o100
        path.chmod((0o777 if runs else 0o666) & ~mask)
        os.utime(path, (second, second))
    return folder


def built(folder: Path, into: Path, *targets: str, **environ: str) -> dict[str, bytes]:
    words = [word for target in targets for word in ("-t", target)]
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", *words, "-d", str(into)],
        cwd=folder,
        env=inherited(PATH=os.environ["PATH"], **environ),
        check=True,
        capture_output=True,
    )
    return {file.name: file.read_bytes() for file in into.iterdir()}


def test_two_checkouts_give_the_same_bytes(tmp_path: Path) -> None:
    here = copied(tmp_path / "a", 0o022, 1_600_000_000)
    there = copied(tmp_path / "a checkout/of somebody else", 0o077, 1_900_000_000)
    one = built(here, tmp_path / "one", "sdist", "wheel", TZ="UTC", LANG="C.UTF-8")
    other = built(
        there, tmp_path / "other", "wheel", "sdist", TZ="Asia/Kolkata", LANG="C", HOME=str(tmp_path)
    )
    assert sorted(name.rpartition(".")[2] for name in one) == ["gz", "whl"]
    assert one == other
    stamped = built(here, tmp_path / "stamped", "wheel", SOURCE_DATE_EPOCH="1700000000")
    again = built(there, tmp_path / "again", "wheel", SOURCE_DATE_EPOCH="1700000000")
    assert stamped == again
    assert stamped != {name: data for name, data in one.items() if name.endswith("whl")}
    (packed,) = (tmp_path / "one").glob("*.tar.gz")
    with tarfile.open(packed) as archive:
        archive.extractall(tmp_path / "sdist", filter="data")
    (unpacked,) = (tmp_path / "sdist").iterdir()
    assert {"Makefile", "requirements", "tests", "ci"} <= {each.name for each in unpacked.iterdir()}
    assert built(unpacked, tmp_path / "of the sdist", "wheel").items() <= one.items()
