"""A language server's other side: a small client over stdio, for servers that are none of ours."""

import json
import queue
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

SECONDS = 60
"""How long an answer may take; a machine may be at ten times its load."""


class Client:
    """One server process, one folder. ``settings`` answer what the server asks of the editor's configuration."""

    def __init__(
        self, command: Sequence[str], folder: Path, settings: Mapping[str, Any] | None = None
    ) -> None:
        self.folder, self.settings = folder, dict(settings or {})
        self.process = subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.answers: queue.Queue[dict[str, Any]] = queue.Queue()
        self.published: dict[str, queue.Queue[list[dict[str, Any]]]] = {}
        self.count = 0
        self.is_configured = threading.Event()
        threading.Thread(target=self._read, daemon=True).start()
        self.capabilities = self.ask(
            "initialize",
            {
                "processId": None,
                "rootUri": folder.as_uri(),
                "workspaceFolders": [{"uri": folder.as_uri(), "name": folder.name}],
                "capabilities": {
                    "textDocument": {"completion": {"completionItem": {"snippetSupport": True}}},
                    "workspace": {"configuration": True},
                },
            },
        )["capabilities"]
        self.tell("initialized", {})
        if self.settings:
            self.tell("workspace/didChangeConfiguration", {"settings": self.settings})
            assert self.is_configured.wait(SECONDS), "the server never asked for its settings"

    def ask(self, method: str, params: Any) -> Any:
        """A request's result."""
        self.count += 1
        mine = self.count
        self._write({"id": mine, "method": method, "params": params})
        while True:
            answer = self.answers.get(timeout=SECONDS)
            if answer["id"] == mine:
                assert "error" not in answer, answer["error"]
                return answer["result"]

    def tell(self, method: str, params: Any) -> None:
        self._write({"method": method, "params": params})

    def open(self, uri: str, text: str, version: int = 1) -> list[dict[str, Any]]:
        """Opens a document; the findings that are published for it."""
        waiting = self.published.setdefault(uri, queue.Queue())
        item = {"uri": uri, "languageId": "yaml", "version": version, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": item})
        return waiting.get(timeout=SECONDS)

    def shut(self, uri: str) -> None:
        """Closes a document, and forgets what was said of it."""
        self.tell("textDocument/didClose", {"textDocument": {"uri": uri}})
        self.published.pop(uri, None)

    def labels(self, uri: str, line: int, character: int) -> list[str]:
        """What is offered at a place, counted from 0."""
        place = {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}
        found = self.ask("textDocument/completion", place)
        items = found["items"] if isinstance(found, dict) else found or []
        return [item["label"] for item in items]

    def close(self) -> None:
        try:
            self.ask("shutdown", None)
            self.tell("exit", None)
            self.process.wait(timeout=SECONDS)
        finally:
            self.process.kill()
            self.process.wait()
            for pipe in (self.process.stdin, self.process.stdout):
                assert pipe is not None
                pipe.close()

    def _write(self, message: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        self.process.stdin.flush()

    def _read(self) -> None:
        out = self.process.stdout
        assert out is not None
        while (head := out.readline()) != b"":
            length = 0
            while head.strip():
                name, _, value = head.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
                head = out.readline()
            self._take(json.loads(out.read(length)))

    def _take(self, message: dict[str, Any]) -> None:
        method = message.get("method")
        if method is None:
            self.answers.put(message)
        elif method == "textDocument/publishDiagnostics":
            params = message["params"]
            self.published.setdefault(params["uri"], queue.Queue()).put(params["diagnostics"])
        elif "id" in message:
            items = message["params"].get("items", []) if method == "workspace/configuration" else []
            result = [self.settings.get(item.get("section", ""), {}) for item in items] if items else None
            self._write({"id": message["id"], "result": result})
            if items:
                self.is_configured.set()
