"""Where an edition comes from: a web server, a folder, or a zip archive. None of them is trusted."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Protocol
from urllib.parse import urlsplit
from urllib.request import url2pathname

from scripts.mirror.disk import BLOCK, is_entry, make_folder, put
from scripts.mirror.places import shown_tree
from scripts.mirror.schema import MANIFEST, Entry
from scripts.mirror.trouble import AbsentError, MisuseError, TroubleError, UnreachableError, check_paths, shown
from scripts.mirror.web import WebSource

_SOURCES_ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, ValueError)


class Source(Protocol):
    """A place that offers an edition's files by path."""

    name: str

    def read(self, path: str, most: int) -> bytes:
        """The bytes of a file. Raises TroubleError, also when there are more than `most`."""

    def fill(self, path: str, file: Path, size: int) -> None:
        """Bring a file of `size` bytes into `file`. Raises TroubleError; OSError is about the disk that is written."""

    def close(self) -> None:
        """Give back what is open."""


class FolderSource:
    """A published tree in a folder, such as on a USB stick, or the present edition of another mirror."""

    def __init__(self, folder: Path) -> None:
        self.name = str(folder)
        self._tree = shown_tree(folder)

    def read(self, path: str, most: int) -> bytes:
        """The bytes of a file. Raises TroubleError, also when there are more than `most`."""
        return b"".join(_sources_bounded(self._blocks(path), most))

    def fill(self, path: str, file: Path, size: int) -> None:
        """Copy a file of `size` bytes. Raises TroubleError; OSError is about the disk that is written."""
        _sources_pour(self._blocks(path), file, size)

    def close(self) -> None:
        """Nothing is open."""

    def _blocks(self, path: str) -> Iterator[bytes]:
        file = self._tree / path
        if not file.is_file():
            raise AbsentError("is not there")
        try:
            stream = file.open("rb")
        except OSError as error:
            raise UnreachableError(f"cannot be read ({error.strerror})") from None
        with stream:
            yield from _sources_read(stream, (OSError,))


class ZipSource:
    """The zip archive of an edition, with the files at its root or in one folder. Only what is asked for is read.

    Raises TroubleError for an archive in which a path is unsafe or a member is a symbolic link.
    """

    def __init__(self, file: Path) -> None:
        self.name = str(file)
        try:
            self._zip = zipfile.ZipFile(file)
        except (*_SOURCES_ZIP_ERRORS, OSError):
            raise TroubleError(f"{file}: is no zip archive, or a damaged one: get it anew") from None
        try:
            self._start = self._checked()
        except TroubleError as error:
            self._zip.close()
            raise TroubleError(f"{file}: {error}") from None

    def read(self, path: str, most: int) -> bytes:
        """The bytes of a member. Raises TroubleError, also when there are more than `most`."""
        return b"".join(_sources_bounded(self._blocks(path), most))

    def fill(self, path: str, file: Path, size: int) -> None:
        """Unpack a member of `size` bytes. Raises TroubleError; OSError is about the disk that is written."""
        _sources_pour(self._blocks(path), file, size)

    def close(self) -> None:
        """Close the archive."""
        self._zip.close()

    def _checked(self) -> str:
        members = self._zip.infolist()
        check_paths(member.orig_filename for member in members if not member.is_dir())
        check_paths({member.orig_filename.rstrip("/"): None for member in members if member.is_dir()})
        for member in members:
            if stat.S_ISLNK(member.external_attr >> 16):
                raise TroubleError(f"{shown(member.filename)!r} in it is a symbolic link: refused, nothing was written")
        names = [name for name in self._zip.namelist() if name.count("/") < 2 and f"/{name}".endswith(f"/{MANIFEST}")]
        if len(names) != 1:
            raise TroubleError(f"{MANIFEST} is not in it: this is no archive of ours")
        return names[0][: -len(MANIFEST)]

    def _blocks(self, path: str) -> Iterator[bytes]:
        try:
            stream = self._zip.open(self._start + path)
        except KeyError:
            raise AbsentError("is not in the archive") from None
        except (*_SOURCES_ZIP_ERRORS, OSError):
            raise TroubleError("is damaged in the archive: get it anew") from None
        with stream:
            yield from _sources_read(stream, (*_SOURCES_ZIP_ERRORS, OSError))


def open_source(text: str, patience: float) -> Source:
    """The source that a host names: an address, a folder, or a zip. Raises TroubleError, close() it when done."""
    if text.startswith(("http://", "https://")):
        return WebSource(text, patience)
    path = Path(text)
    if text.startswith("file:"):
        parts = urlsplit(text)
        if parts.netloc not in ("", "localhost"):
            raise MisuseError(f"{text}: names another computer: write file:///folder")
        path = Path(url2pathname(parts.path))
    elif "://" in text:
        raise MisuseError(f"{text}: only http://, https://, file:, a folder or a zip are understood")
    path = path.absolute()  # it is written down for the next time, which may begin elsewhere
    if path.is_dir():
        return FolderSource(path)
    if path.is_file():
        return ZipSource(path)
    raise UnreachableError(f"{path}: no such folder or zip: is the disk plugged in?")


def bring(sources: Sequence[Source], path: str, entry: Entry, part: Path) -> None:
    """Bring a file into `part`, whole and as the manifest says, from the first source that has it.

    Raises TroubleError when none has; what has come by then stays there for the next time.
    """
    if is_entry(part, entry):
        return
    reason = TroubleError("no source")
    for source in sources:
        tries = 2
        while tries:
            tries -= 1
            try:
                source.fill(path, part, entry.size)
            except TroubleError as error:
                reason = type(error)(f"{source.name}: {path}: {error}")
                tries = 0 if isinstance(error, AbsentError) else tries
                continue
            if is_entry(part, entry):
                return
            part.unlink()
            reason = TroubleError(f"{source.name}: {path}: has other content than the manifest says: refused")
    raise reason


def _sources_read(stream: IO[bytes], errors: tuple[type[Exception], ...]) -> Iterator[bytes]:
    while True:
        try:
            block = stream.read(BLOCK)
        except errors:
            raise TroubleError("is damaged, or cannot be read: get it anew") from None
        if not block:
            return
        yield block


def _sources_bounded(blocks: Iterator[bytes], most: int) -> Iterator[bytes]:
    for block in blocks:
        most -= len(block)
        if most < 0:
            raise TroubleError("is larger than it may be: refused")
        yield block


def _sources_pour(blocks: Iterator[bytes], file: Path, size: int) -> None:
    make_folder(file.parent)
    with file.open("wb") as stream:
        for block in _sources_bounded(blocks, size):
            put(stream, block)
