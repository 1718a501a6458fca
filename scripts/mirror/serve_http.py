"""HTTP: what a browser asks for, and the fields of what it gets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote_to_bytes

from scripts.mirror.schema import is_text

HEAD_LIMIT = 8192
"""Bytes that a request's line and fields may have together; browsers send about 600."""

_REPLY_KINDS = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".xml": "application/xml",
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".py": "text/x-python",
    ".sig": "text/plain",
    "": "text/plain",
    ".pdf": "application/pdf",
    ".epub": "application/epub+zip",
    ".zip": "application/zip",
    ".png": "image/png",
    ".gz": "application/gzip",
}
_REQUEST_LINE = re.compile(rb"([A-Z]{1,20}) (/[\x21-\x7e]*|\*|https?://[\x21-\x7e]+) HTTP/1\.([01])\Z")
_REQUEST_FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\x00\r\n]*)\Z")
_REQUEST_RANGE = re.compile(r"bytes=([0-9]{0,15})-([0-9]{0,15})\Z")
_REQUEST_NO_GZIP = re.compile(r"\s*;\s*q=0(\.0*)?\s*\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Request:
    """A request: its method, the path without its first slash, and its fields by lower-case name.

    The path is decoded and never a name of a file: it is only looked up among the paths of the manifest.
    """

    method: str
    path: str
    fields: dict[str, str]
    newer: bool

    @property
    def keep_alive(self) -> bool:
        """Whether the connection stays open. Not after a request with a body, which is not read."""
        if "transfer-encoding" in self.fields or self.fields.get("content-length", "0") != "0":
            return False
        options = self.fields.get("connection", "").lower()
        return "close" not in options if self.newer else "keep-alive" in options

    @property
    def gzip(self) -> bool:
        """Whether gzip may be sent: a part of a file is a part of the plain one."""
        if "range" in self.fields and self.method == "GET":
            return False
        for choice in self.fields.get("accept-encoding", "").split(","):
            name, mark, weight = choice.partition(";")
            if name.strip().lower() == "gzip":
                return not _REQUEST_NO_GZIP.match(mark + weight)
        return False

    def has(self, tag: str) -> bool:
        """Whether the browser holds the version of this ETag."""
        known = self.fields.get("if-none-match", "")
        return known.strip() == "*" or tag in [one.strip().replace("W/", "", 1) for one in known.split(",")]

    def part(self, tag: str, size: int) -> tuple[int, int] | None:
        """First byte and number of bytes asked for of a file of `size` bytes; None for the whole file.

        Several ranges at once get the whole file, as does a range of another version. Raises ValueError for a range
        that lies behind the end.
        """
        asked = _REQUEST_RANGE.match(self.fields.get("range", ""))
        if self.method != "GET" or not asked or self.fields.get("if-range", tag) != tag:
            return None
        first, last = asked.groups()
        if not (first or last) or (first and last and int(last) < int(first)):
            return None
        start = int(first) if first else max(size - int(last), 0)
        if start >= size:
            raise ValueError("range")
        end = min(int(last), size - 1) if first and last else size - 1
        return start, end - start + 1


def read_request(head: bytes) -> Request:
    """The request of a head (without the empty line at its end). Raises ValueError for one that breaks the rules."""
    first, *lines = head.split(b"\r\n")
    line = _REQUEST_LINE.match(first)
    if not line:
        raise ValueError("request line")
    method, target, minor = line.groups()
    fields: dict[str, str] = {}
    for field in map(_REQUEST_FIELD.match, lines):
        if not field:
            raise ValueError("field")
        name, value = field.group(1).decode().lower(), field.group(2).decode("latin-1").rstrip(" \t")
        if name in ("host", "content-length") and name in fields:
            raise ValueError(name)
        fields[name] = f"{fields[name]}, {value}" if name in fields else value
    if minor == b"1" and "host" not in fields:
        raise ValueError("host")
    if not target.startswith(b"/"):  # the form for proxies
        target = b"/" + target.partition(b"://")[2].partition(b"/")[2]
    path = unquote_to_bytes(target.partition(b"?")[0].partition(b"#")[0]).decode("utf-8", "replace")
    return Request(method.decode(), path[1:], fields, newer=minor == b"1")


@dataclass(frozen=True)
class Reply:
    """A whole file, ready to be sent: its ETag, fields, and the body unless it is read from the disk."""

    path: str
    tag: str
    size: int
    fields: bytes
    body: bytes | None

    def head(self, status: str, more: str) -> bytes:
        """The head of an answer with further fields, but for the empty line at its end."""
        return f"HTTP/1.1 {status}\r\n{more}".encode() + self.fields


def sent_as_text(path: str) -> bool:
    """Whether a file is sent as UTF-8, and in gzip to those who take it."""
    return is_text(path) or PurePosixPath(path).suffix in ("", ".sig")


def reply_to(path: str, tag: str, size: int, body: bytes | None, coding: str = "") -> Reply:
    """The answer that holds a whole file, or its packed form under a tag of its own."""
    kind = _REPLY_KINDS.get(PurePosixPath(path).suffix, "application/octet-stream")
    kind += "; charset=utf-8" if sent_as_text(path) else ""
    # No names carry a hash, so only asking each time keeps a page of one edition from running a script of another.
    fields = (
        f'ETag: "{tag}"\r\nContent-Type: {kind}\r\nVary: Accept-Encoding\r\nCache-Control: no-cache\r\n'
        "Accept-Ranges: bytes\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n"
    )
    fields += f"Content-Encoding: {coding}\r\n" if coding else ""
    return Reply(path, f'"{tag}"', size, fields.encode(), body)


def short_reply(status: str, more: str = "") -> bytes:
    """The head of an answer that says no more than its status, but for the empty line at its end."""
    fields = "Content-Length: 0\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
    return f"HTTP/1.1 {status}\r\n{more}{fields}Referrer-Policy: no-referrer\r\n".encode()
