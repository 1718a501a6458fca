"""The manifest of a published tree, made from the files that stand in it."""

from __future__ import annotations

import hashlib
import json
from datetime import date as day
from pathlib import Path
from typing import Any

from scripts.mirror.schema import (
    COMPRESSED,
    DEVELOPMENT_SIGNERS,
    HOLDS,
    MANIFEST,
    SIGNATURE,
    UPDATES,
    read_manifest,
)

UNLISTED = (MANIFEST, SIGNATURE, HOLDS, DEVELOPMENT_SIGNERS, COMPRESSED)


def manifest_of(  # noqa: PLR0913  # what the manifest says, each by its name
    tree: Path,
    *,
    guide: str,
    edition: str,
    date: day,
    development: bool,
    home: str,
    urgent: bool,
    stale_after: int,
    languages: dict[str, str],
    replaces: dict[str, str] | None,
    withdrawn: list[dict[str, str]],
    patches: dict[str, dict[str, list[Any]]],
    compressed: list[Any] | None,
) -> dict[str, Any]:
    """The manifest of a tree: what it is told, and the size and SHA-256 of each file that belongs to the edition.

    `languages` are the languages' own names by locale, `stale_after` is in days. Raises ValueError when a withdrawn
    path stands in the tree, TroubleError when a mirror would refuse the manifest.
    """
    files = {path: entry_of(tree / path) for path in published_paths(tree)}
    back = sorted(one["path"] for one in withdrawn if one["path"] in files)
    if back:
        raise ValueError(f"{back[0]} is withdrawn, but stands in the tree: take it out of either")
    table = {
        "format": 1,
        "guide": guide,
        "edition": edition,
        "date": date.isoformat(),
        "development": development,
        "home": home,
        "urgent": urgent,
        "stale_after": stale_after,
        "languages": languages,
        "replaces": replaces,
        "withdrawn": withdrawn,
        "files": files,
        "patches": patches,
        "compressed": compressed,
    }
    read_manifest(manifest_bytes(table))
    return table


def manifest_bytes(table: dict[str, Any]) -> bytes:
    """The bytes of manifest.json: those that are signed."""
    return json.dumps(table, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def published_paths(tree: Path) -> list[str]:
    """The paths of the files that a manifest of this tree lists, sorted. Raises ValueError for a symbolic link."""
    paths = []
    for file in sorted(tree.rglob("*")):
        path = file.relative_to(tree).as_posix()
        if file.is_symlink():
            raise ValueError(f"{path} is a symbolic link: put the file itself into the tree")
        if file.is_dir() or path in UNLISTED or path.startswith(f"{UPDATES}/") or path.endswith((".gz", ".br")):
            continue
        paths.append(path)
    return sorted(paths)


def entry_of(file: Path) -> list[Any]:
    """A file's size in bytes and its SHA-256 in hex."""
    data = file.read_bytes()
    return [len(data), hashlib.sha256(data).hexdigest()]
