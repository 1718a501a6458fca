"""Zip archives that are the same bytes whenever they hold the same."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

UNIX = 3
PLAIN_FILE = 0o100644 << 16
PACKED = (".gz", ".br", ".pdf", ".png")
"""What would only grow when it is compressed again."""


def write_zip(file: Path, files: Mapping[str, bytes], day: date, first: Iterable[tuple[str, bytes]] = ()) -> None:
    """Write a zip: the `first` files stored and in their order, then `files` by path. `file` changes whole or not.

    Every entry bears the noon of `day`, the edition's: servers tell by dates and sizes whether a file has changed, so
    the files of two editions must not share one.
    """
    beside = file.with_name(f".{file.name}.new")
    try:
        with zipfile.ZipFile(beside, "w") as made:
            for path, data in first:
                made.writestr(_entry(path, day), data, zipfile.ZIP_STORED)
            for path in sorted(files):
                way = zipfile.ZIP_STORED if path.endswith(PACKED) else zipfile.ZIP_DEFLATED
                made.writestr(_entry(path, day), files[path], way, compresslevel=9)
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)


def _entry(path: str, day: date) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, (day.year, day.month, day.day, 12, 0, 0))
    entry.create_system = UNIX
    entry.external_attr = PLAIN_FILE
    return entry
