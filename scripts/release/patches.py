"""Patches from one edition to the next, in the format BSDIFF40."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import bsdiff4

from scripts.mirror.patch import LARGEST_STREAM, apply_patch, old_stream
from scripts.mirror.schema import COMMON, UPDATES, Manifest, read_manifest
from scripts.release.manifest import manifest_bytes


def make_patches(
    old_tree: Path, old_manifest: bytes, new_tree: Path, new_manifest: dict[str, Any], updates: Path
) -> dict[str, list[Any]]:
    """Write the patches that lead from an older edition to a newer one into the folder `updates`, one for each part.

    What they are called, their sizes and SHA-256 by part, for the new manifest's "patches" under the older manifest's
    SHA-256. A part without new text, or too large for the memory of an old computer, has none. The older tree must be
    whole: ValueError otherwise.
    """
    old, new = read_manifest(old_manifest), read_manifest(manifest_bytes(new_manifest))
    made: dict[str, list[Any]] = {}
    for part in [COMMON, *sorted(new.languages)]:
        paths = new.changed_text(part, old)
        stream = b"".join((new_tree / path).read_bytes() for path in paths)
        if not stream or len(stream) > LARGEST_STREAM:
            continue
        before = _old(old_tree, old, part)
        if before is None:
            continue
        patch = bsdiff4.diff(before, stream)
        if apply_patch(before, patch, len(stream)) != stream:
            raise ValueError(f"the patch of {part} does not make what it should")
        updates.mkdir(parents=True, exist_ok=True)
        path = f"{UPDATES}/{old.edition}-{part}.bsdiff"
        (updates / Path(path).name).write_bytes(patch)
        made[part] = [path, len(patch), hashlib.sha256(patch).hexdigest()]
    return made


def _old(tree: Path, manifest: Manifest, part: str) -> bytes | None:
    if sum(manifest.files[path].size for path in manifest.text_of(part)) > LARGEST_STREAM:
        return None
    stream = old_stream(tree, manifest, part)
    if stream is None:
        raise ValueError(f"{tree} is not the whole edition {manifest.edition}: its part {part} has changed")
    return stream
