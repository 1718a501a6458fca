"""Where an edition comes from: a web server, a folder, or a zip archive. None of them is trusted."""

from __future__ import annotations

import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Protocol
from urllib.parse import urlsplit
from urllib.request import url2pathname

from scripts.mirror.disk import BLOCK, is_entry, make_folder, put
from scripts.mirror.places import shown_tree
from scripts.mirror.schema import MANIFEST, MOST_FILES, Entry
from scripts.mirror.trouble import AbsentError, MisuseError, TroubleError, UnreachableError, check_paths, shown
from scripts.mirror.web import WebSource, address_of

_SOURCES_MOST_MEMBERS = 4 * MOST_FILES
_SOURCES_ZIP_END = struct.Struct("<4s4H2LH")
_SOURCES_ZIP_END_64 = 20
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
        try:
            stream = self._opened(path)
        except FileNotFoundError:
            raise AbsentError("is not there") from None
        except OSError as error:
            raise UnreachableError(f"cannot be read ({error.strerror})") from None
        with stream:
            yield from _sources_read(stream, (OSError,))

    def _opened(self, path: str) -> IO[bytes]:
        file = self._tree
        for name in path.split("/"):
            file /= name
            found = file.lstat().st_mode
            if stat.S_ISLNK(found):
                raise TroubleError("is a symbolic link, or lies behind one: refused")
        if not stat.S_ISREG(found):
            raise TroubleError("is no ordinary file: refused")
        return file.open("rb")


class ZipSource:
    """The zip archive of an edition, with the files at its root or in one folder. Only what is asked for is read.

    Raises TroubleError for an archive in which a path is unsafe, or a member is a symbolic link or packed as ours are
    not, and UnreachableError when the file cannot be read.
    """

    def __init__(self, file: Path) -> None:
        self.name = str(file)
        try:
            self._stream = file.open("rb")
        except OSError as error:
            raise UnreachableError(f"{file}: cannot be read ({error.strerror})") from None
        try:
            _sources_check_zip(self._stream)
            self._zip = zipfile.ZipFile(self._stream)
            self._start = self._checked()
        except (*_SOURCES_ZIP_ERRORS, OSError):
            self._stream.close()
            raise TroubleError(f"{file}: is no zip archive, or a damaged one: get it anew") from None
        except TroubleError as error:
            self._stream.close()
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
        self._stream.close()

    def _checked(self) -> str:
        members = self._zip.infolist()
        check_paths(member.orig_filename for member in members if not member.is_dir())
        check_paths({member.orig_filename.rstrip("/"): None for member in members if member.is_dir()})
        for member in members:
            if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise TroubleError(f"{shown(member.filename)!r} in it is packed in another way than ours: refused")
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
    if text.lower().startswith(("http://", "https://")):
        return WebSource(address_of(text), patience)
    path = Path(text)
    if text.lower().startswith("file:"):
        try:
            parts = urlsplit(text)
        except ValueError:
            raise MisuseError(f"{shown(text)}: is no address: write file:///folder") from None
        if parts.netloc not in ("", "localhost"):
            raise MisuseError(f"{text}: names another computer: write file:///folder")
        path = Path(url2pathname(parts.path))
    elif "://" in text:
        raise MisuseError(f"{text}: only http://, https://, file:, a folder or a zip are understood")
    path = path.absolute()  # it is written down for the next time, which may begin elsewhere
    try:
        kind = path.stat().st_mode
        if stat.S_ISDIR(kind):
            return FolderSource(path)
        if stat.S_ISREG(kind):
            return ZipSource(path)
    except FileNotFoundError:
        kind = 0
    except OSError as error:
        raise UnreachableError(f"{path}: cannot be read ({error.strerror})") from None
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


def _sources_check_zip(stream: IO[bytes]) -> None:
    """Raise TroubleError when the list at an archive's end is longer than ours: it would be read as a whole."""
    end = stream.seek(0, os.SEEK_END) - _SOURCES_ZIP_END.size
    stream.seek(max(end - _SOURCES_ZIP_END_64, 0))
    tail = stream.read()
    if end < 0 or not tail[-_SOURCES_ZIP_END.size :].startswith(b"PK\5\6"):
        raise zipfile.BadZipFile
    size = _SOURCES_ZIP_END.unpack(tail[-_SOURCES_ZIP_END.size :])[5]
    too_many = tail.startswith(b"PK\6\7") or size > min(end, _SOURCES_MOST_MEMBERS << 8)
    if not too_many:
        stream.seek(end - size)
        too_many = stream.read(size).count(b"PK\1\2") > _SOURCES_MOST_MEMBERS  # the number beside it may lie
    if too_many:
        raise TroubleError("has more files than an archive of ours, or is packed in another way than ours: refused")
    stream.seek(0)


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
