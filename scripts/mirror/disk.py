"""Files on the disk: written so that nothing shared with another edition changes, and compared by their SHA-256."""

from __future__ import annotations

import gzip
import hashlib
import os
import stat
import zlib
from pathlib import Path
from typing import BinaryIO

from scripts.mirror.schema import Entry
from scripts.mirror.trouble import TroubleError

BLOCK = 1 << 16
SMALL = 1 << 16
"""The most bytes of a file of keys or of a note."""


def put(stream: BinaryIO, data: bytes) -> None:
    """Write to an open file. Raises OSError when the disk is full."""
    stream.write(data)


def write_file(file: Path, data: bytes) -> None:
    """Write a file that every program may read. An older one of that name is left alone where it has other names."""
    make_folder(file.parent)
    file.unlink(missing_ok=True)
    with file.open("wb") as stream:
        put(stream, data)
    file.chmod(0o644)


def replace_file(file: Path, data: bytes) -> None:
    """Put a file into place whole, so that it is on the disk when this returns."""
    new = file.with_name(f".{file.name}.new")
    write_file(new, data)
    flush(new)
    os.replace(new, file)  # noqa: PTH105  # also stands for Windows, where rename does not replace
    flush(file.parent)


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, that a web server may enter."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)


def flush(path: Path) -> None:
    """Have the disk keep a file, or the names in a folder, before anything else is done."""
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def link_or_copy(old: Path, new: Path) -> None:
    """Give a file a second name; a copy of it where the disk knows no second names."""
    make_folder(new.parent)
    new.unlink(missing_ok=True)
    try:
        os.link(old, new)
    except OSError:
        write_file(new, old.read_bytes())


def read_small(file: Path) -> bytes:
    """The bytes of a small ordinary file: keys, or a note. Raises OSError, and TroubleError for anything else there."""
    if not stat.S_ISREG(file.lstat().st_mode):
        raise TroubleError(f"{file} is no ordinary file: put the file itself there")
    with file.open("rb") as stream:
        data = stream.read(SMALL + 1)
    if len(data) > SMALL:
        raise TroubleError(f"{file} is larger than such a file can be ({SMALL >> 10} kB): refused")
    return data


def sha256_of(file: Path) -> str:
    """The SHA-256 of a file in hex. Raises OSError."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        for block in iter(lambda: stream.read(BLOCK), b""):
            digest.update(block)
    return digest.hexdigest()


def is_entry(file: Path, entry: Entry) -> bool:
    """Whether a regular file stands there and is the one meant."""
    try:
        found = file.lstat()
        return stat.S_ISREG(found.st_mode) and found.st_size == entry.size and sha256_of(file) == entry.sha256
    except OSError:
        return False


def gzipped_whole(data: bytes) -> bytes:
    """The data in gzip, the same bytes at any time."""
    return gzip.compress(data, 9, mtime=0)


def gunzipped(data: bytes, most: int) -> bytes:
    """What was compressed. Raises TroubleError if that is more than `most` bytes, or if the data is no gzip."""
    machine = zlib.decompressobj(31)
    try:
        plain = machine.decompress(data, most + 1)
    except zlib.error:
        raise TroubleError("damaged gzip data") from None
    if len(plain) > most:
        raise TroubleError(f"gzip data that unpacks to more than {most} bytes: refused")
    if not machine.eof or machine.unused_data:
        raise TroubleError("gzip data that is cut off, or goes on behind its end")
    return plain
