"""What stops a command, told in one line; and which paths are safe."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

DEEPEST = 12
"""Folders, one in another, that a path may name."""

_PATH_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


class TroubleError(Exception):
    """What a host is told in one line, and the exit code that goes with it: 1, something is refused or wrong."""

    code = 1


class MisuseError(TroubleError):
    """The command was called wrongly."""

    code = 2


class RefusedError(TroubleError):
    """A source offers what must not be taken: damaged, forged, older, or of another kind. Waiting will not help."""


class UnreachableError(TroubleError):
    """Something could not be fetched; trying again later may help."""

    code = 3


class AbsentError(UnreachableError):
    """A source has no such file."""


class BusyError(TroubleError):
    """Another command is changing the same mirror."""

    code = 4


def shown(text: str) -> str:
    """A text from elsewhere, fit for a line on a terminal: no control characters, and not long."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)[:200]


_PATH_JUNK_FOLDERS = frozenset(
    (
        "system volume information",
        ".trashes",
        ".fseventsd",
        ".spotlight-v100",
        "lost.dir",
        "lost+found",
        "$recycle.bin",
    )
)
_PATH_JUNK_FILES = frozenset((".ds_store", "thumbs.db", "desktop.ini"))


def is_junk(path: str) -> bool:
    """Whether operating systems leave this on disks and sticks of their own accord; no edition may list it."""
    first, name = path.partition("/")[0].casefold(), path.rpartition("/")[2].casefold()
    return first in _PATH_JUNK_FOLDERS or name in _PATH_JUNK_FILES or name.startswith("._")


def check_paths(paths: Iterable[str]) -> None:
    """Raise Trouble when a path could lead out of the folder, or two could not stand in one folder everywhere."""
    spellings: dict[str, str] = {}
    files = set()
    for path in paths:
        reason = _path_fault(path)
        if reason:
            raise TroubleError(f"unsafe path {shown(path)!r} ({reason}): refused, nothing was written")
        parts = path.split("/")
        for count in range(1, len(parts) + 1):
            start = "/".join(parts[:count])
            folded = unicodedata.normalize("NFC", start).casefold()
            if spellings.setdefault(folded, start) != start:
                raise TroubleError(f"unsafe path {shown(path)!r} (differs from another only in case): refused")
            if folded in files:
                raise TroubleError(f"unsafe path {shown(path)!r} (given twice, or below a file): refused")
        files.add(folded)
    folders = {key.rpartition("/")[0] for key in spellings}
    both = sorted(files & folders)
    if both:
        raise TroubleError(f"unsafe path {shown(both[0])!r} (a file and a folder): refused, nothing was written")


def _path_fault(path: str) -> str:
    if not isinstance(path, str) or not path or len(path) > 200:
        return "empty or over 200 characters"
    if path.count("/") > DEEPEST:
        return f"deeper than {DEEPEST} folders"
    if "\\" in path or any(not letter.isprintable() for letter in path):
        return "a backslash or a control character"
    if any(letter in '<>:"|?*' for letter in path):
        return "a character that Windows forbids"
    for part in path.split("/"):
        if not part or part[0] == "." or part[-1] in ". " or _PATH_DEVICE.fullmatch(part):
            return "absolute, or a part that is empty, dotted or a device"
    return ""
