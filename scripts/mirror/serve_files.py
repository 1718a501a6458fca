"""The files of one edition as answers: only what its manifest names, and proved by it before a visitor sees it."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO

from scripts.mirror.disk import gunzipped, gzipped_whole
from scripts.mirror.places import languages_in
from scripts.mirror.schema import (
    DEVELOPMENT_SIGNERS,
    LARGEST_MANIFEST,
    MANIFEST,
    SIGNATURE,
    read_manifest,
)
from scripts.mirror.serve_http import Reply, reply_to, sent_as_text
from scripts.mirror.tree import stub_of
from scripts.mirror.trouble import TroubleError

IN_MEMORY = 1 << 20
"""Bytes up to which a file is kept in memory, in gzip too. Larger ones are read from the disk for each visitor."""

_SHELF_ROOM = 48 << 20
_SHELF_BESIDE = (SIGNATURE, f"{MANIFEST}.gz", "allowed_signers", DEVELOPMENT_SIGNERS)
_SHELF_LOST = "?index.html"
"""The site's first page in place of a page that isn't there. No path of a manifest has a question mark."""

_SHELF_LINK = re.compile(rb'href="(?=[\w-]+/)')


class Shelf:
    """One edition in a folder. Its list of paths never changes; what is read is kept in memory up to a bound.

    A path of a request is only looked up in that list, so no request can name another file, a folder or a hidden file.
    Pages in languages that the copy lacks are made from the template that the manifest names, as the sync makes them,
    so that nothing is sent on the word of the disk alone. May be used by several threads.
    Raises OSError or TroubleError when there is no manifest that can be read.
    """

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        data = self._read(MANIFEST, LARGEST_MANIFEST)
        manifest = read_manifest(data)
        patches = [patch for parts in manifest.patches.values() for patch in parts.values()]
        self.edition = manifest.edition
        self.development = manifest.development
        self._listed = {**dict(patches), **manifest.files}
        self._languages = frozenset(manifest.languages)
        held = languages_in(self._root)
        self._lacking = self._languages - self._languages.intersection(self._languages if held is None else held)
        self._beside = {MANIFEST: data}
        for name in _SHELF_BESIDE:
            if name not in self._listed:
                with suppress(OSError, TroubleError):
                    self._beside[name] = self._read(name, LARGEST_MANIFEST)
        if not _shelf_packs(self._beside.get(f"{MANIFEST}.gz", b""), data):
            self._beside.pop(f"{MANIFEST}.gz", None)
        self._kept: dict[tuple[str, bool], Reply] = {}
        self._used = 0
        self._proved: dict[str, tuple[tuple[int, int, int], bool]] = {}
        self._lock = threading.Lock()

    def holds(self, path: str) -> bool:
        """Whether the edition has this path."""
        if self._lacks(path) and not path.endswith(".html"):
            return False
        return path in self._listed or path in self._beside

    def lost(self, path: str) -> str:
        """The page to show when there is no such path: that of the language, or the site's first page."""
        first = path.partition("/")[0]
        return f"{first}/404.html" if first in self._languages and self.holds(f"{first}/404.html") else _SHELF_LOST

    def kept(self, path: str, *, packed: bool) -> Reply | None:
        """The answer for a path if it is in memory. Never waits for the disk."""
        return self._kept.get((path, packed))

    def prepare(self, path: str, *, packed: bool) -> Reply:
        """The answer for a path that the edition holds, packed if that makes a text smaller. May wait for the disk.

        Raises TroubleError for a file that is not what the manifest says, and OSError for one that cannot be read.
        """
        entry = self._listed.get(path)
        if entry and entry.size > IN_MEMORY and not self._lacks(path):
            self.open(path).close()
            return self._keep(packed, reply_to(path, entry.sha256, entry.size, None))
        body = self._body(path)
        tag = hashlib.sha256(body).hexdigest()
        if packed and sent_as_text(path):
            small = self._small(path, body)
            if len(small) < len(body):
                return self._keep(packed, reply_to(path, f"{tag}-gzip", len(small), small, "gzip"))
        return self._keep(packed, reply_to(path, tag, len(body), body))

    def open(self, path: str) -> IO[bytes]:
        """A file of over IN_MEMORY bytes, proved and at its start; the caller closes it. Raises as `prepare` does."""
        stream = self._opened(path)
        try:
            self._prove(path, stream)
        except BaseException:
            stream.close()
            raise
        return stream

    def _prove(self, path: str, stream: IO[bytes]) -> None:
        """Hash a file unless that was done since it last changed."""
        entry = self._listed[path]
        now = os.fstat(stream.fileno())
        state = (now.st_ino, now.st_mtime_ns, now.st_size)
        known = self._proved.get(path)
        if known is None or known[0] != state:
            whole = now.st_size == entry.size and _shelf_sha256(stream) == entry.sha256
            known = self._proved[path] = (state, whole)
            stream.seek(0)
        if not known[1]:
            raise _shelf_damage(path)

    def _lacks(self, path: str) -> bool:
        return path.partition("/")[0] in self._lacking

    def _body(self, path: str) -> bytes:
        """The bytes of a small file, proved, or of a page that stands for one in another language."""
        if path in self._beside:
            return self._beside[path]
        if path == _SHELF_LOST:  # it is shown at any depth, so its links must start at the root
            return _SHELF_LINK.sub(b'href="/', self._body("index.html"))
        if self._lacks(path):
            template = self._body(f"elsewhere/{path.partition('/')[0]}.html")
            return stub_of(template, path)
        if path not in self._listed:
            raise FileNotFoundError(path)
        body = self._read(path, IN_MEMORY)
        if hashlib.sha256(body).hexdigest() != self._listed[path].sha256:
            raise _shelf_damage(path)
        return body

    def _small(self, path: str, body: bytes) -> bytes:
        """The body in gzip: the file beside it if that holds exactly this body."""
        with suppress(OSError, TroubleError):
            beside = self._read(f"{path}.gz", IN_MEMORY)
            if _shelf_packs(beside, body):
                return beside
        return gzipped_whole(body)

    def _opened(self, path: str) -> IO[bytes]:
        file = self._root / path
        if file.resolve() != file or not stat.S_ISREG(file.stat().st_mode):
            raise _shelf_damage(path)
        return file.open("rb")

    def _read(self, path: str, limit: int) -> bytes:
        with self._opened(path) as stream:
            body = stream.read(limit + 1)
        if len(body) > limit:
            raise _shelf_damage(path)
        return body

    def _keep(self, packed: bool, reply: Reply) -> Reply:  # noqa: FBT001
        with self._lock:
            if (reply.path, packed) not in self._kept:
                self._kept[reply.path, packed] = reply
                self._used += len(reply.body or b"")
            while self._used > _SHELF_ROOM:
                self._used -= len(self._kept.pop(next(iter(self._kept))).body or b"")
        return reply


def _shelf_damage(path: str) -> TroubleError:
    return TroubleError(f"{path} is not what {MANIFEST} says and is not shown: sync this copy again")


def _shelf_sha256(stream: IO[bytes]) -> str:
    digest = hashlib.sha256()
    for piece in iter(lambda: stream.read(1 << 20), b""):
        digest.update(piece)
    return digest.hexdigest()


def _shelf_packs(packed: bytes, body: bytes) -> bool:
    try:
        return gunzipped(packed, len(body)) == body
    except TroubleError:
        return False
