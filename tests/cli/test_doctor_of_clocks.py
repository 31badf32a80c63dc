"""``ctc doctor`` holds this machine's clock against CleverTap's, which its answers' ``Date`` tells."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


@pytest.fixture
def ahead() -> Iterator[Callable[[timedelta], str]]:
    """A CleverTap that lists nothing, whose clock is so much ahead; its URL."""
    by = timedelta()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            body = json.dumps({"status": "success", "targets": []}).encode()
            self.send_response_only(200)
            self.send_header("date", format_datetime(datetime.now(UTC) + by, usegmt=True))
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None: ...

    def set_by(wanted: timedelta) -> str:
        nonlocal by
        by = wanted
        return f"http://127.0.0.1:{http.server_port}"

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever)
        thread.start()
        yield set_by
        http.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("by", "seen"),
    [
        (timedelta(), "clock:         as CleverTap's"),
        (timedelta(hours=3, minutes=30), "this machine's is 3:"),
        (-timedelta(days=1, hours=12), "this machine's is 1 day, 1"),
    ],
)
def test_a_clock_that_is_off_is_told(
    ctc: Callable, write: Callable, ahead: Callable[[timedelta], str], by: timedelta, seen: str
) -> None:
    settings = f"{{api: '{ahead(by)}', account_id: '{{{{ env.CTC_ID }}}}', passcode: '{{{{ env.CTC_CODE }}}}'"
    write("ctc.yaml", f"version: 1\nproject: acme\nenvironments:\n  here: {settings}, timezone: UTC}}\n")
    answer = ctc("doctor", "--env", "here", CTC_ID="TEST-1", CTC_CODE="secret")
    assert answer.code == 0, answer.out
    assert seen in answer.out
    which = "behind CleverTap's" if by > timedelta() else "ahead of CleverTap's" if by else "as CleverTap's"
    assert which in answer.out
