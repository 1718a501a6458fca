"""`python -m scripts.release.compare ONE OTHER`: whether two releases of one commit are the same."""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

SIGNED_ANEW = {"manifest.json.sig", "SHA256SUMS", "SHA256SUMS.sig", "development_signers"}
"""What a throw-away key makes different each time; the zips hold some of it."""


def differences(one: Path, other: Path) -> Iterator[str]:
    """A line for each file that only one release has, or that differs; of zips, for each entry."""
    ours, theirs = _files(one), _files(other)
    for name in sorted(ours.keys() ^ theirs.keys()):
        yield f"{name}: only in {one if name in ours else other}"
    for name in sorted((ours.keys() & theirs.keys()) - SIGNED_ANEW):
        if name.endswith(".zip"):
            mine, yours = _entries(ours[name]), _entries(theirs[name])
            for entry in sorted(mine.keys() | yours.keys()):
                if mine.get(entry) != yours.get(entry):
                    yield f"{name}: {entry} differs"
        elif ours[name].read_bytes() != theirs[name].read_bytes():
            yield f"{name} differs"


def _files(folder: Path) -> dict[str, Path]:
    return {file.relative_to(folder).as_posix(): file for file in folder.rglob("*") if file.is_file()}


def _entries(file: Path) -> dict[str, tuple[bytes, tuple[int, ...], int]]:
    with zipfile.ZipFile(file) as archive:
        return {
            entry.filename: (archive.read(entry), entry.date_time, entry.external_attr)
            for entry in archive.infolist()
            if entry.filename not in SIGNED_ANEW
        }


def main() -> int:
    """Print the differences of two folders; 0 when there are none."""
    if len(sys.argv) != 3:
        print("usage: python -m scripts.release.compare ONE OTHER", file=sys.stderr)
        return 2
    found = list(differences(Path(sys.argv[1]), Path(sys.argv[2])))
    print("\n".join(found) or "the same but for the signatures")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
