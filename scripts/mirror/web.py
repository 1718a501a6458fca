"""Files over HTTP from a server that is not trusted: bounded in size and time, resumed where they broke off."""

from __future__ import annotations

import http.client
import math
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from scripts.mirror.connections import Connections, Watch
from scripts.mirror.disk import BLOCK, make_folder, put
from scripts.mirror.schema import is_text
from scripts.mirror.trouble import AbsentError, MisuseError, TroubleError, UnreachableError, shown

_WEB_PATIENCE_WHOLE = 10
"""How many times the patience a small file may take in all, however steadily it comes."""

_WEB_SAFE = "%/:?#[]@!$&'()*+,;=~"
_WEB_SMALL = 1 << 20
_WEB_MOVED = (301, 302, 303, 307, 308)
_WEB_GZIP = ("gzip", "x-gzip")


def address_of(text: str) -> str:
    """An http address as a host types it, fit for requests: ASCII, with a / at its end. Raises MisuseError."""
    try:
        parts = urlsplit(text)
        place = _web_place(parts)
        path = quote(parts.path, safe=_WEB_SAFE).rstrip("/")
    except ValueError:
        raise MisuseError(f"{shown(text)}: is no address: write it like https://guide.example/") from None
    if "@" in parts.netloc:
        raise MisuseError(f"{parts.scheme}://{place}: an address with a password is stored and shown: leave it out")
    return f"{parts.scheme}://{place}{path}/"


def _web_place(parts: SplitResult) -> str:
    host, port = parts.hostname or "", parts.port
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    if not host or port == 0 or quote(host, safe=":%") != host:
        raise ValueError
    host = f"[{host}]" if ":" in host else host
    return host if port is None else f"{host}:{port}"


class WebSource:
    """A published tree on a web server, at an address that ends in /."""

    def __init__(self, address: str, patience: float) -> None:
        self.name = address
        self._patience = patience
        self._connections = Connections(patience)

    def read(self, path: str, most: int) -> bytes:
        """The bytes of a file, asked for twice at most. Raises TroubleError, also if there are more than `most`.

        Raises UnreachableError as well when it has not come within ten times the patience.
        """
        until = time.monotonic() + _WEB_PATIENCE_WHOLE * self._patience
        try:
            return self._read(path, most, until)
        except AbsentError:
            raise
        except UnreachableError:
            if time.monotonic() >= until:
                raise
            return self._read(path, most, until)

    def fill(self, path: str, file: Path, size: int) -> None:
        """Bring a file of `size` bytes into `file`, behind what is there already from a broken transfer.

        Raises TroubleError; what has come until then stays in `file`. OSError is about the disk only.
        """
        make_folder(file.parent)
        start = file.stat().st_size if file.exists() else 0
        if start >= size:
            start = 0
        headers = {"Accept-Encoding": "identity"}
        if start:
            headers["Range"] = f"bytes={start}-"
        elif is_text(path) and size < _WEB_SMALL:
            headers["Accept-Encoding"] = "gzip"
        with self._answer(path, headers) as (answer, watch):
            if answer.status == 416:
                file.unlink()
                raise UnreachableError("is shorter there than the manifest says")
            start = _web_start(answer, start)
            with file.open("r+b" if start else "wb") as stream:
                stream.seek(start)
                stream.truncate()
                _web_pour(answer, watch, stream, size - start)

    def close(self) -> None:
        """Close the connections that are open."""
        self._connections.close()

    def _read(self, path: str, most: int, until: float) -> bytes:
        data = bytearray()
        with self._answer(path, {"Accept-Encoding": "identity"}, until) as (answer, watch):
            # some servers call manifest.json.gz encoded; its bytes are what is asked for
            _web_encoding(answer, ("identity", *_WEB_GZIP))
            for block in _web_blocks(answer, watch):
                data += block
                if len(data) > most:
                    raise TroubleError(f"goes on beyond {most} bytes: refused")
        return bytes(data)

    @contextmanager
    def _answer(
        self, path: str, headers: dict[str, str], until: float = math.inf
    ) -> Iterator[tuple[http.client.HTTPResponse, Watch]]:
        address = urljoin(self.name, quote(path))
        for _ in range(4):
            watch = Watch(self._patience, until)
            connection, answer = self._connections.ask(address, headers, watch)
            done = False
            try:
                if answer.status in _WEB_MOVED:
                    address = _web_moved(address, answer.getheader("Location") or "")
                    continue
                if answer.status in (404, 410):
                    raise AbsentError(f"the server answers {answer.status} {shown(answer.reason)}")
                if answer.status not in (200, 206, 416) or (answer.status == 416 and "Range" not in headers):
                    raise UnreachableError(f"the server answers {answer.status} {shown(answer.reason)}")
                yield answer, watch
                done = (answer.isclosed() or answer.length == 0) and not answer.will_close
                return
            finally:
                self._connections.done(watch)
                answer.close()
                if done:
                    self._connections.keep(connection)
                else:
                    connection.close()
        raise UnreachableError("redirects in a circle")


def _web_pour(answer: http.client.HTTPResponse, watch: Watch, stream: BinaryIO, size: int) -> None:
    left, sent, machine = size, 0, None
    if _web_encoding(answer, ("identity", *_WEB_GZIP)) in _WEB_GZIP:
        machine = zlib.decompressobj(31)
    elif (answer.length or 0) > size:
        raise TroubleError(f"announces {answer.length} bytes where the manifest says {size}: refused")
    for block in _web_blocks(answer, watch):
        sent += len(block)
        try:
            plain = machine.decompress(block, left + 1) if machine else block
        except zlib.error:
            raise TroubleError("damaged gzip data") from None
        left -= len(plain)
        if left < 0 or sent > size + 4096:
            raise TroubleError("sends more than the manifest says: refused")
        put(stream, plain)
    if left:
        raise UnreachableError(f"broke off {left} bytes before the end")


def _web_blocks(answer: http.client.HTTPResponse, watch: Watch) -> Iterator[bytes]:
    while True:
        try:
            block = answer.read1(BLOCK)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise UnreachableError(watch.words(error)) from None
        if not block:
            if watch.cut:
                raise UnreachableError(watch.words(None))
            if answer.length:
                raise UnreachableError(f"broke off {answer.length} bytes before the end")
            return
        watch.moved += len(block)
        yield block


def _web_start(answer: http.client.HTTPResponse, start: int) -> int:
    if answer.status != 206:
        return 0
    if not (answer.getheader("Content-Range") or "").startswith(f"bytes {start}-"):
        raise TroubleError("sends another piece than was asked for")
    return start


def _web_encoding(answer: http.client.HTTPResponse, known: tuple[str, ...]) -> str:
    encoding = (answer.getheader("Content-Encoding") or "identity").lower()
    if encoding not in known:
        raise TroubleError(f"sends an encoding that was not asked for, {shown(encoding)}")
    return encoding


def _web_moved(address: str, location: str) -> str:
    try:
        # http.client gives each byte of a header as the letter of that number
        new = urljoin(address, quote(location, safe=_WEB_SAFE, encoding="latin-1"))
        before, after = urlsplit(address), urlsplit(new)
    except ValueError:
        raise TroubleError(f"sends on to what is no address, {shown(location)}: refused") from None
    if (before.scheme, before.netloc) != (after.scheme, after.netloc):
        raise TroubleError(f"sends on to another place: refused; if that is right, give it as source: {shown(new)}")
    return new
