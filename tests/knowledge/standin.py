"""A local stand-in of the sources' servers: it serves what it is told, cuts answers off, or fails some times first."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


@dataclass
class Standin:
    """`pages` by path with query; `cut` answers break off half-way; `failing` paths answer 503 that many times."""

    url: str
    pages: dict[str, bytes] = field(default_factory=dict)
    cut: set[str] = field(default_factory=set)
    failing: dict[str, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    changed: str = "Wed, 30 Sep 2026 06:00:00 GMT"


@contextmanager
def standin() -> Iterator[Standin]:
    """A server on a free port of the loopback."""
    found: Standin

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            path = parts.path if parts.path in found.pages else self.path
            found.asked.append(path)
            if found.failing.get(path, 0) > 0:
                found.failing[path] -= 1
                self.send_error(503)
                return
            if path not in found.pages:
                self.send_error(404)
                return
            body = found.pages[path]
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Last-Modified", found.changed)
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if path in found.cut else body)

        def log_message(self, format: str, *args: object) -> None:
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found = Standin(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
