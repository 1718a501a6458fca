"""Web servers for the tests of the mirror: one that counts what it sends and can break off, and hostile ones."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote


class Server(ThreadingHTTPServer):
    """Serves `folder`. `sent` counts every byte of answers, `asked` lists requests as path and Range.

    After `cut_after` bytes each answer breaks off. `odd` may answer in the server's place: it returns whether it did.
    """

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.folder = folder
        self.sent = 0
        self.asked: list[tuple[str, str]] = []
        self.cut_after: int | None = None
        self.odd: Callable[[Handler, str], bool] = lambda _handler, _path: False
        self.packs = False
        self.guard = threading.Lock()

    @property
    def address(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server_port}/"

    def handle_error(self, request: object, client_address: object) -> None:
        """A connection that breaks off is what the tests want."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        path = unquote(self.path).lstrip("/")
        wanted = self.headers.get("Range", "")
        with self.server.guard:
            self.server.asked.append((path, wanted))
        if self.server.odd(self, path):
            return
        file = self.server.folder / path
        if not file.is_file():
            self.answer(404, b"no", {})
            return
        data, code, headers = file.read_bytes(), 200, {}
        if wanted:
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
            headers["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
            data, code = data[start:], 206
        elif self.server.packs and "gzip" in self.headers.get("Accept-Encoding", ""):
            data = gzip.compress(data, mtime=0)
            headers["Content-Encoding"] = "gzip"
        self.answer(code, data, headers)

    def answer(self, code: int, data: bytes, headers: dict[str, str]) -> None:
        """Send an answer whole, or up to where the server breaks off."""
        self.send_response(code)
        for name, value in {"Content-Length": str(len(data)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.send(data)

    def send(self, data: bytes) -> None:
        """Send bytes of a body, and count them."""
        with self.server.guard:
            left = self.server.cut_after
            if left is not None:
                data, breaks = data[:left], len(data) > left
                self.server.cut_after = left - len(data)
            else:
                breaks = False
            self.server.sent += len(data)
        self.wfile.write(data)
        if breaks:
            self.wfile.flush()
            self.connection.close()
            self.close_connection = True

    def end_headers(self) -> None:
        """Send the headers, and count them."""
        if hasattr(self, "_headers_buffer"):
            self.server.sent += sum(map(len, self._headers_buffer)) + 2
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """A server of a folder, as long as the block lasts."""
    server = Server(folder)
    with running(server):
        yield server


@contextmanager
def running(server: Server) -> Iterator[None]:
    """Have a server answer, as long as the block lasts."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
