"""The recipes of docs/how-to/telling.md, run by bash as they stand there: a server takes what Slack or Teams would."""

import json
import os
import re
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs/how-to/telling.md"
SENT = {"event": "sent", "address": 'sale[<!channel> & "$(touch hit)"`touch hit`]', "id": 1}
END = {"event": "finished", "planned": 1, "applied": 1, "in_doubt": 0}


@pytest.fixture
def heard() -> Iterator[tuple[str, list[Any]]]:
    told: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/hook", told
        server.shutdown()
        thread.join()


def tell(folder: Path, where: str, url: str, *events: dict[str, Any]) -> None:
    for first, block in re.findall(
        r"^```(?:sh|jq)\n# (ci/\S+?)[ :].*\n((?:.*\n)*?)```$", PAGE.read_text("utf-8"), re.M
    ):
        file = folder / first
        file.parent.mkdir(exist_ok=True)
        file.write_text(block, "utf-8")
    (folder / "events.ndjson").write_text("".join(json.dumps(event) + "\n" for event in events), "utf-8")
    done = subprocess.run(
        ["bash", f"ci/tell-{where}.sh", "events.ndjson"],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "WEBHOOK": url, "RUN": "https://forge.example/runs/7"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert not (folder / "hit").exists()


def test_slack_is_told_and_nobody_is_woken(tmp_path: Path, heard: tuple[str, list[Any]]) -> None:
    tell(tmp_path, "slack", heard[0], SENT, END)
    ((said),) = heard[1]
    assert said["text"].startswith('1 of 1 applied.\nsent: sale[&lt;!channel&gt; &amp; "$(touch hit)"')
    assert said["text"].endswith("\nhttps://forge.example/runs/7\n")
    assert said["mrkdwn"] is False


def test_teams_is_told_by_a_card_of_plain_text(tmp_path: Path, heard: tuple[str, list[Any]]) -> None:
    doubt = {**END, "applied": 0, "in_doubt": 1}
    tell(tmp_path, "teams", heard[0], {"event": "in_doubt", "address": "sale"}, doubt)
    (card,) = (each["content"] for each in heard[1][0]["attachments"])
    texts = [inline["text"] for block in card["body"] for inline in block["inlines"]]
    assert texts[0].startswith("In doubt, and a person is needed")
    assert texts[1] == "in_doubt: sale"
    assert {block["type"] for block in card["body"]} == {"RichTextBlock"}, "no Markdown is read in it"


def test_a_run_that_ended_without_a_summary_is_told_as_that(
    tmp_path: Path, heard: tuple[str, list[Any]]
) -> None:
    many = [{**SENT, "address": f"sale[{n}]"} for n in range(12)]
    tell(tmp_path, "slack", heard[0], *many)
    text = heard[1][0]["text"]
    assert text.startswith("The apply ended without a summary")
    assert "sale[9], and 2 more" in text
