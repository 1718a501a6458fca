"""One connection of a visitor: requests in turn, answers in pieces, and an end when nothing moves any more."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Coroutine
from functools import partial
from typing import IO, Any, cast
from urllib.parse import quote

from scripts.mirror.serve_files import Shelf
from scripts.mirror.serve_house import House
from scripts.mirror.serve_http import HEAD_LIMIT, Reply, Request, read_request, short_reply
from scripts.mirror.serve_visits import STALL, Visits
from scripts.mirror.trouble import TroubleError

HEAD_WAIT = 10.0
"""Seconds in which a whole request must arrive."""

_VISIT_PIECE = 1 << 16


class Visit(asyncio.Protocol):
    """A connection. What is kept of it are the bytes not yet read, and when it last moved."""

    def __init__(self, house: House, visits: Visits) -> None:
        self._house = house
        self._visits = visits
        self._loop = asyncio.get_running_loop()
        self._unread = bytearray()
        self._task: asyncio.Task[None] | None = None
        self._taken: asyncio.Future[None] | None = None
        self._last = False
        self._left = False
        self.deadline = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take a place, or send the visitor away for a moment."""
        self._transport = cast("asyncio.Transport", transport)
        self.deadline = self._loop.time() + HEAD_WAIT
        if self._visits.make_room():
            self._visits.add(self)
        else:
            self._refuse("503 Service Unavailable", "Retry-After: 2\r\n")
            self._loop.call_later(1, self.drop)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """Nobody is there any more."""
        self._visits.discard(self)
        self._last = True
        if self._task:
            self._task.cancel()

    def data_received(self, data: bytes) -> None:
        """Answer what is whole; what comes after the last answer is thrown away, so that it arrives unharmed."""
        if self._last:
            return
        if not self._unread and not self._task:
            self.deadline = self._loop.time() + HEAD_WAIT
        self._unread += data
        if len(self._unread) > HEAD_LIMIT and (self._task or self._taken):
            self._transport.pause_reading()
        self._work()

    def eof_received(self) -> bool:
        """Finish the answers that are under way to those who have closed their side."""
        self._left = True
        return self._task is not None or self._taken is not None

    def pause_writing(self) -> None:
        """Wait: the visitor takes the answer more slowly than it comes."""
        self._taken = self._loop.create_future()

    def resume_writing(self) -> None:
        """Go on."""
        self.deadline = self._loop.time() + STALL
        taken, self._taken = self._taken, None
        if taken and not taken.done():
            taken.set_result(None)
        self._work()

    def drop(self) -> None:
        """End the visit at once, and leave the place to others."""
        self._visits.discard(self)
        if self._task:
            self._task.cancel()
        self._transport.abort()

    def _work(self) -> None:
        while not (self._last or self._task or self._taken):
            if not self._unread:
                break
            end, line = self._unread.find(b"\r\n\r\n"), self._unread.find(b"\n")
            overlong = (len(self._unread) if end < 0 else end) > HEAD_LIMIT
            # What begins with no capital letter is TLS: phones that try https first must learn at once that it fails.
            if overlong or not 65 <= self._unread[0] <= 90 or (line >= 0 and self._unread[line - 1] != 13):
                self._refuse("400 Bad Request")
            elif end >= 0:
                head = bytes(self._unread[:end])
                del self._unread[: end + 4]
                self._read(head)
            else:
                break
        if not (self._task or self._taken):
            self._transport.resume_reading()
            if self._left:
                self._transport.close()

    def _read(self, head: bytes) -> None:
        try:
            request = read_request(head)
        except ValueError:
            self._refuse("400 Bad Request")
            return
        self.deadline = self._loop.time() + STALL
        if request.method in ("GET", "HEAD"):
            self._answer(request)
        else:
            self._short(request, "405 Method Not Allowed", "Allow: GET, HEAD\r\n")

    def _answer(self, request: Request) -> None:
        shelf = self._house.shelf()
        path = request.path
        if not path or path.endswith("/"):
            path += "index.html"
        status = "200 OK"
        if not shelf.holds(path):
            if shelf.holds(f"{path}/index.html"):
                self._short(request, "301 Moved Permanently", f"Location: {quote(path.rpartition('/')[2])}/\r\n")
                return
            path, status = shelf.lost(path), "404 Not Found"
        reply = shelf.kept(path, packed=request.gzip)
        if reply:
            self._send(request, shelf, reply, status)
        else:
            self._later(self._load(request, shelf, path, status))

    async def _load(self, request: Request, shelf: Shelf, path: str, status: str) -> None:
        try:
            reply = await self._house.load(shelf, path, packed=request.gzip)
        except (TroubleError, OSError) as error:
            if self._house.shelf() is not shelf:
                self._answer(request)
            else:
                self._fail(request, error)
            return
        self._send(request, shelf, reply, status)

    def _fail(self, request: Request, error: Exception) -> None:
        if isinstance(error, FileNotFoundError):
            self._short(request, "404 Not Found")
            return
        self._house.tell(str(error))
        self._short(request, "500 Internal Server Error")

    def _send(self, request: Request, shelf: Shelf, reply: Reply, status: str) -> None:
        start, size = 0, reply.size
        if status == "200 OK":
            if request.has(reply.tag):
                self._write(request, reply.head("304 Not Modified", ""))
                return
            try:
                part = request.part(reply.tag, reply.size)
            except ValueError:
                self._short(request, "416 Range Not Satisfiable", f"Content-Range: bytes */{reply.size}\r\n")
                return
            if part:
                start, size = part
                status = f"206 Partial Content\r\nContent-Range: bytes {start}-{start + size - 1}/{reply.size}"
        head = reply.head(status, f"Content-Length: {size}\r\n")
        if request.method == "HEAD" or not size:
            self._write(request, head)
        elif reply.body is not None and size <= _VISIT_PIECE:
            self._write(request, head, reply.body[start : start + size])
        else:
            self._later(self._pour(request, shelf, reply, head, range(start, start + size, _VISIT_PIECE)))

    async def _pour(self, request: Request, shelf: Shelf, reply: Reply, head: bytes, part: range) -> None:
        """Send a long body in pieces, so that a slow visitor holds no more than two of them in memory."""
        stream: IO[bytes] = io.BytesIO(reply.body or b"")
        if reply.body is None:
            try:
                stream = await self._house.read(lambda: shelf.open(reply.path))
            except (TroubleError, OSError) as error:
                self._fail(request, error)
                return
        with stream:
            self._begin(request, head)
            stream.seek(part.start)
            for at in part:
                size = min(_VISIT_PIECE, part.stop - at)
                piece = stream.read(size) if reply.body else await self._house.read(partial(stream.read, size))
                if len(piece) < size:
                    self._transport.abort()
                    return
                self._transport.write(piece)
                self.deadline = self._loop.time() + STALL
                if self._taken:
                    await self._taken
        if not request.keep_alive:
            self._end()

    def _short(self, request: Request, status: str, more: str = "") -> None:
        self._write(request, short_reply(status, more))

    def _write(self, request: Request, head: bytes, body: bytes = b"") -> None:
        self._begin(request, head, body)
        if not request.keep_alive:
            self._end()

    def _begin(self, request: Request, head: bytes, body: bytes = b"") -> None:
        connection = b"Connection: close\r\n"
        if request.keep_alive:
            connection = b"" if request.newer else b"Connection: keep-alive\r\n"
        self.deadline = self._loop.time() + STALL
        self._transport.write(b"".join((head, connection, b"\r\n", body)))

    def _end(self) -> None:
        """No more answers. The visitor closes: to close first could destroy what is still on the way to him."""
        self._last = True
        self._unread.clear()
        self._transport.write_eof()

    def _refuse(self, status: str, more: str = "") -> None:
        self._transport.write(short_reply(status, f"{more}Connection: close\r\n") + b"\r\n")
        self._end()

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        self._task = self._loop.create_task(work)
        self._task.add_done_callback(self._after)

    def _after(self, task: asyncio.Task[None]) -> None:
        if self._task is task:
            self._task = None
        error = None if task.cancelled() else task.exception()
        if error:
            self._house.tell(f"an answer failed: {error!r}")
            self._transport.abort()
        self._work()
