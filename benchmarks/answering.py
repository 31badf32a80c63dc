"""A server that answers success to a listing and to a send, and does nothing else: what is measured is ctc."""

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LISTING = b'{"status":"success","targets":[]}'
SEND = b'{"status":"success","message":"Added to queue for processing"}'


class Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # head and body leave in one piece

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        body = LISTING if "/targets/" in self.path else SEND
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Says nothing."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    sys.exit(server.serve_forever())
