"""The manifest: what an edition holds, read strictly. Whatever is odd is refused, with a line that says what."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date, datetime, timezone
from pathlib import PurePosixPath
from typing import Any

from scripts.mirror.trouble import TroubleError, check_paths, is_junk, shown

GUIDE = "kadam"
MANIFEST = "manifest.json"
SIGNATURE = "manifest.json.sig"
HOLDS = "mirror.json"
DEVELOPMENT_SIGNERS = "development_signers"
COMPRESSED = "compressed.json"
UPDATES = "updates"
COMMON = "common"
LARGEST_MANIFEST = 8 << 20
LARGEST_FILE = 64 << 20
LARGEST_EDITION = 2 << 30
MOST_FILES = 20_000
TEXT = frozenset((".html", ".js", ".json", ".css", ".svg", ".xml", ".txt", ".webmanifest", ".py", ".md"))

_MANIFEST_BRACKETS = 4 * MOST_FILES
_MANIFEST_COMMAS = 16 * MOST_FILES
_MANIFEST_LONGEST_NUMBER = 15
_MANIFEST_LONGEST_NAME = 200
_MANIFEST_RESERVED = frozenset((MANIFEST, SIGNATURE, HOLDS, DEVELOPMENT_SIGNERS, COMPRESSED, UPDATES))
_MANIFEST_NUMBER = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6}){0,4}")
_MANIFEST_LOCALE = re.compile(r"[a-z]{2,3}([-_][A-Za-z0-9]{2,8})*")
_MANIFEST_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Entry:
    """A file's size in bytes and its SHA-256 in hex."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """An edition as its manifest tells it.

    `sha256` is that of the manifest's own bytes. `patches` go by the older manifest's SHA-256, then by part, and name
    a path and what must stand there.
    """

    data: bytes
    sha256: str
    edition: str
    date: date
    development: bool
    home: str
    urgent: bool
    stale_after: int
    languages: dict[str, str]
    withdrawn: tuple[str, ...]
    files: dict[str, Entry]
    patches: dict[str, dict[str, tuple[str, Entry]]]
    compressed: Entry | None

    @property
    def noon(self) -> datetime:
        """Noon of the edition's day, in UTC."""
        return datetime(self.date.year, self.date.month, self.date.day, 12, tzinfo=timezone.utc)  # noqa: UP017  # Python 3.9

    @property
    def name(self) -> str:
        """The name of the edition's folder."""
        return f"{self.edition}-{self.sha256[:8]}"

    def part(self, path: str) -> str:
        """The part that a file belongs to: a language, or "common"."""
        first = path.partition("/")[0]
        return first if first in self.languages else COMMON

    def wanted(self, languages: list[str] | None) -> dict[str, Entry]:
        """The files of these languages and those common to all, by path; None stands for all languages."""
        if languages is None:
            return dict(self.files)
        parts = {COMMON, *languages}
        return {path: entry for path, entry in self.files.items() if self.part(path) in parts}

    def text_of(self, part: str) -> list[str]:
        """The paths of a part's text files, sorted: the order in which a patch sees them."""
        return sorted(path for path in self.files if is_text(path) and self.part(path) == part)

    def changed_text(self, part: str, older: Manifest) -> list[str]:
        """The part's text files whose content no file of the same part of the older edition has, sorted by path."""
        known = {entry.sha256 for path, entry in older.files.items() if older.part(path) == part}
        return [path for path in self.text_of(part) if self.files[path].sha256 not in known]


def is_text(path: str) -> bool:
    """Whether a file is text by its name: such files are patched and compressed."""
    return PurePosixPath(path).suffix in TEXT


def is_locale(text: object) -> bool:
    """Whether something from elsewhere is the code of a language, as in "ky"."""
    return isinstance(text, str) and len(text) <= 35 and bool(_MANIFEST_LOCALE.fullmatch(text))


def number_of(edition: str) -> tuple[int, ...]:
    """An edition's number, to be compared with others."""
    return tuple(int(count) for count in edition.split("."))


def read_manifest(data: bytes) -> Manifest:
    """The manifest that these bytes are. Raises TroubleError when anything in it is not as it must be."""
    if len(data) > LARGEST_MANIFEST:
        raise TroubleError(f"{MANIFEST} is over {LARGEST_MANIFEST >> 20} MB: this is no manifest of ours")
    # whoever sends it need not have signed it, so that reading it must not cost much memory either
    brackets, commas = data.count(b"[") + data.count(b"{"), data.count(b",")
    _manifest_check(brackets <= _MANIFEST_BRACKETS and commas <= _MANIFEST_COMMAS, "it lists more than ours ever does")
    try:
        table = json.loads(data.decode("utf-8"), parse_int=_manifest_int)
    except (ValueError, RecursionError):
        raise TroubleError(
            f"{MANIFEST} cannot be read: it is damaged, or something else was sent in its place"
        ) from None
    _manifest_check(isinstance(table, dict), "it is no table")
    if table.get("format") != 1:
        raise TroubleError(f"{MANIFEST} has a format that this mirror.py does not know: get the newer mirror.py")
    if table.get("guide") != GUIDE:
        raise TroubleError(f"{MANIFEST} is of another guide, {shown(str(table.get('guide')))}: check the address")
    try:
        return _manifest_of(table, data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise TroubleError(f"{MANIFEST} is not as it must be ({shown(repr(error))}): refused") from None


def _manifest_check(holds: bool, what: str) -> None:  # noqa: FBT001  # an assertion for data from elsewhere
    if not holds:
        raise TroubleError(f"{MANIFEST} is not as it must be ({what}): refused")


def _manifest_int(digits: str) -> int:
    if len(digits) > _MANIFEST_LONGEST_NUMBER:
        raise ValueError
    return int(digits)


def _manifest_line(text: Any) -> bool:
    return isinstance(text, str) and len(text) <= _MANIFEST_LONGEST_NAME and text.isprintable()


def _manifest_entry(pair: Any) -> Entry:
    size, sha256 = pair
    _manifest_check(type(size) is int and 0 <= size <= LARGEST_FILE, "a size that is absurd")
    _manifest_check(isinstance(sha256, str) and bool(_MANIFEST_SHA256.fullmatch(sha256)), "a SHA-256 that is none")
    return Entry(size, sha256)


def _manifest_of(table: dict[str, Any], data: bytes) -> Manifest:
    edition, languages, home = table["edition"], table["languages"], table["home"]
    _manifest_check(bool(_MANIFEST_NUMBER.fullmatch(edition)), "the edition's number")
    _manifest_check(type(table["development"]) is bool, "development")
    _manifest_check(type(table["stale_after"]) is int and table["stale_after"] > 0, "stale_after")
    locales = [key for key, name in languages.items() if is_locale(key) and _manifest_line(name)]
    _manifest_check(len(locales) == len(languages), "languages")
    _manifest_check(_manifest_line(home) and (not home or home.startswith(("https://", "http://"))), "home")
    _manifest_check(len(table["withdrawn"]) <= MOST_FILES, f"over {MOST_FILES} withdrawn")
    withdrawn = tuple(one["path"] for one in table["withdrawn"])
    check_paths(sorted(set(withdrawn)))
    _manifest_check(len(table["files"]) <= MOST_FILES, f"over {MOST_FILES} files")
    check_paths(table["files"])
    files = {path: _manifest_entry(pair) for path, pair in table["files"].items()}
    for path in files:
        reserved = path.partition("/")[0] in _MANIFEST_RESERVED or is_junk(path)
        _manifest_check(not reserved, f"the name {shown(path)} is reserved")
        _manifest_check(not path.lower().endswith((".gz", ".br")), f"{shown(path)} is a compressed copy")
    _manifest_check(sum(entry.size for entry in files.values()) <= LARGEST_EDITION, "over 2 GB in all")
    return Manifest(
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
        edition=edition,
        date=date.fromisoformat(table["date"]),
        development=table["development"],
        home=home,
        urgent=table["urgent"] is True,
        stale_after=table["stale_after"],
        languages=languages,
        withdrawn=withdrawn,
        files=files,
        patches=_manifest_patches(table["patches"]),
        compressed=_manifest_entry(table["compressed"]) if table["compressed"] is not None else None,
    )


def _manifest_patches(table: dict[str, dict[str, list[Any]]]) -> dict[str, dict[str, tuple[str, Entry]]]:
    _manifest_check(sum(len(parts) for parts in table.values()) <= MOST_FILES, f"over {MOST_FILES} patches")
    patches: dict[str, dict[str, tuple[str, Entry]]] = {}
    for older, parts in table.items():
        patches[older] = {part: (path, _manifest_entry(pair)) for part, (path, *pair) in parts.items()}
    paths = {path for parts in patches.values() for path, _ in parts.values()}
    check_paths(sorted(paths))
    _manifest_check(all(path.startswith(f"{UPDATES}/") for path in paths), "a patch outside updates/")
    return patches
