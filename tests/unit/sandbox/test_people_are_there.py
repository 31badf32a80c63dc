"""Who asks a sandbox first does not wait for its people: on a busy machine the first create of a newcomer ran into its
time limit while they were made, and was in doubt."""

from pathlib import Path
from threading import Event
from unittest.mock import patch

import pytest

from ctc.people.population import Population, SmallPopulation
from ctc.sandbox import server
from ctc.sandbox.embedded import running
from ctc.sandbox.settings import SandboxSettings


class Ended(Exception):
    """The server is asked to serve no further."""


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Event:
    """Set once the sample is made."""
    event = Event()

    def sample(_: Path) -> Population:
        event.set()
        return SmallPopulation([])

    monkeypatch.setattr(server, "_sample", sample)
    return event


def test_the_embedded_one_has_them_before_anybody_can_ask(tmp_path: Path, made: Event) -> None:
    with running(tmp_path):
        assert made.is_set()


def test_a_server_of_its_own_makes_them_unasked(tmp_path: Path, made: Event) -> None:
    def ready(_: str) -> None:
        assert made.wait(60)
        raise Ended

    with server.listen(0) as sock, patch.object(server, "listen", lambda _: sock), pytest.raises(Ended):
        server.serve(port=0, data_dir=tmp_path, on_ready=ready)


def test_what_keeps_them_from_being_made_is_told_to_who_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Path) -> Population:
        raise OSError("the disk is full")

    monkeypatch.setattr(server, "_sample", full)
    with pytest.raises(OSError, match="full"), running(tmp_path):
        pass


@pytest.mark.parametrize("kept", [None, "shared"])
def test_they_are_kept_where_the_account_says_or_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: str | None
) -> None:
    """Of two projects the second begins at once, and takes no place of its own for them."""
    asked: list[Path] = []
    monkeypatch.setattr(server, "_sample", lambda folder: asked.append(folder) or SmallPopulation([]))
    with running(tmp_path, settings=SandboxSettings(sample=tmp_path / kept if kept else None)):
        assert asked == [tmp_path / kept if kept else tmp_path]
